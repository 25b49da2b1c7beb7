package simtest_test

import (
	"fmt"
	"strconv"
	"testing"
	"time"

	"seedis/config"
	"seedis/simtest"
	"seedis/sys"
	"seedis/sys/sim"
)

// withThreads is a machine whose server has three I/O threads that the load calls.
func withThreads(t *testing.T, o simtest.Options) *simtest.Machine {
	t.Helper()
	c := config.New()
	c.IOThreads, c.IOThreadsModel = 4, "reactor"
	o.Seed, o.Config = 1, c
	m, err := simtest.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// hurry has main take long over few steps.
var hurry = simtest.Options{Faults: sim.MustFaults("starve(server):0.1/200µs")}

// crowd is enough to keep threads busy.
const crowd = 24

// press asks in pipelines, and at once again, until all is over.
func press(m *simtest.Machine, number int, over *bool) {
	c := m.Dial()
	for round := 0; !*over; round++ {
		for range 5 {
			c.Send("INCR", fmt.Sprint("k", number))
		}
		for i := range int64(5) {
			if got, want := string(c.Receive().Text), fmt.Sprint(int64(round)*5+i+1); got != want {
				m.Fail("client %d was told %s, want %s", number, got, want)
			}
		}
	}
	c.Close()
}

// active is how many I/O threads serve.
func active(c *simtest.Client) string { return infoField(c, "io_threads_active") }

// awaitActive waits until a number of threads is active.
func awaitActive(m *simtest.Machine, c *simtest.Client, want string) {
	for range 400 {
		if active(c) == want {
			return
		}
		m.Sleep(time.Millisecond)
	}
	m.Fail("%s threads are active, want %s", active(c), want)
}

// Many clients that always ask again have threads join, one after another; when they
// have gone the threads leave, and nobody misses a reply.
func TestThreadsFollowTheLoad(t *testing.T) {
	m := withThreads(t, hurry)
	over := false
	for number := range crowd {
		m.Start("presser", func() { press(m, number, &over) })
	}
	m.Start("observer", func() {
		c := m.Dial()
		for _, more := range []string{"1", "2", "3"} {
			awaitActive(m, c, more)
		}
		over = true
		awaitActive(m, c, "0")
		if moves, _ := strconv.Atoi(infoField(c, "io_threads_moves")); moves < crowd {
			m.Fail("%d moves for %d clients", moves, crowd)
		}
		c.Close()
	})
	if err := m.Run(); err != nil {
		t.Fatal(err)
	}
	if marks := m.MarkCounts(); marks[sys.MarkThreadJoined] < 3 || marks[sys.MarkThreadLeft] < 3 {
		t.Errorf("threads joined %d times and left %d times", marks[sys.MarkThreadJoined], marks[sys.MarkThreadLeft])
	}
}

// A few clients, however busy, are served by main alone.
func TestAFewClientsStayWithMain(t *testing.T) {
	m := withThreads(t, hurry)
	over := false
	for number := range 4 {
		m.Start("presser", func() { press(m, number, &over) })
	}
	m.Start("observer", func() {
		c := m.Dial()
		m.Sleep(60 * time.Millisecond)
		over = true
		if got := active(c); got != "0" {
			m.Fail("%s threads are active", got)
		}
		c.Close()
	})
	if err := m.Run(); err != nil {
		t.Fatal(err)
	}
}

// Where other processes want all processors no thread joins.
func TestNoThreadJoinsWithoutAProcessor(t *testing.T) {
	crowded := hurry
	crowded.Processors = 1
	m := withThreads(t, crowded)
	over := false
	for number := range crowd {
		m.Start("presser", func() { press(m, number, &over) })
	}
	m.Start("observer", func() {
		c := m.Dial()
		m.Sleep(60 * time.Millisecond)
		over = true
		if got := active(c); got != "0" {
			m.Fail("%s threads are active on one processor", got)
		}
		c.Close()
	})
	if err := m.Run(); err != nil {
		t.Fatal(err)
	}
}
