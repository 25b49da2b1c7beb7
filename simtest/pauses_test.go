package simtest_test

import (
	"fmt"
	"testing"
	"time"

	"seedis/simtest"
	"seedis/sys"
)

func TestAPauseEndsAtItsTime(t *testing.T) {
	onMachine(t, nil, func(m *simtest.Machine) {
		c := m.Dial()
		for _, milliseconds := range []int{1, 7, 50, 12345, 100_000} {
			began, pause := m.Elapsed(), time.Duration(milliseconds)*time.Millisecond
			want(m, c, "OK", "CLIENT", "PAUSE", fmt.Sprint(milliseconds))
			want(m, c, "PONG", "PING")
			// It ends with its last millisecond, and began within one.
			if took := m.Elapsed() - began; took < pause || took > pause+2*time.Millisecond {
				m.Fail("a pause of %v took %v", pause, took)
			}
		}
		c.Close()
	})
}

// A pause ends by the wall clock. When that is set forward, who waits goes on with
// the next tick of the cron, whatever the timer of the pause was set for.
func TestAPauseEndsWhenTheClockIsSet(t *testing.T) {
	forward := int64(0)
	m, err := simtest.New(simtest.Options{Seed: 1, Wrap: func(kernel sys.Kernel) sys.Kernel { return ahead{kernel, &forward} }})
	if err != nil {
		t.Fatal(err)
	}
	m.Start("test", func() {
		asker, waiter := m.Dial(), m.Dial()
		want(m, asker, "OK", "CLIENT", "PAUSE", "3600000", "WRITE")
		waiter.Send("SET", "k", "v")
		want(m, asker, "", "GET", "k")
		m.Sleep(time.Second)
		want(m, asker, "", "GET", "k")
		began := m.Elapsed()
		forward = 2 * 3600e6
		if text := string(waiter.Receive().Text); text != "OK" {
			m.Fail("who waited is told %q", text)
		}
		if took := m.Elapsed() - began; took > 101*time.Millisecond {
			m.Fail("it took %v", took)
		}
		waiter.Close()
		asker.Close()
	})
	if err := m.Run(); err != nil {
		t.Fatal(err)
	}
}

// ahead is a machine whose wall clock is ahead by some microseconds.
type ahead struct {
	sys.Kernel
	by *int64
}

func (a ahead) Wall() int64 { return a.Kernel.Wall() + *a.by }

func TestUnpauseEndsAPauseAtOnce(t *testing.T) {
	onMachine(t, nil, func(m *simtest.Machine) {
		asker, writer := m.Dial(), m.Dial()
		want(m, asker, "OK", "CLIENT", "PAUSE", "100000", "WRITE")
		writer.Send("SET", "k", "v")
		m.Sleep(time.Second)
		began := m.Elapsed()
		want(m, asker, "OK", "CLIENT", "UNPAUSE")
		if text := string(writer.Receive().Text); text != "OK" {
			m.Fail("the one that waited got %q", text)
		}
		if took := m.Elapsed() - began; took > time.Millisecond {
			m.Fail("the one that waited went on after %v", took)
		}
		asker.Close()
		writer.Close()
	})
}

// A transaction waits if a request in it writes; those who read wait for nobody.
func TestAPauseOfWritersHoldsNobodyElseBack(t *testing.T) {
	onMachine(t, nil, func(m *simtest.Machine) {
		asker, writer, reader := m.Dial(), m.Dial(), m.Dial()
		for _, c := range []*simtest.Client{writer, reader} {
			want(m, c, "OK", "MULTI")
		}
		want(m, writer, "QUEUED", "SET", "k", "v")
		want(m, reader, "QUEUED", "GET", "k")
		began, pause := m.Elapsed(), 10*time.Second
		want(m, asker, "OK", "CLIENT", "PAUSE", fmt.Sprint(pause.Milliseconds()), "WRITE")
		writer.Send("EXEC")
		want(m, asker, "", "GET", "k")
		if reply := reader.Do("EXEC"); len(reply.Elements) != 1 || len(reply.Elements[0].Text) > 0 {
			m.Fail("the transaction that reads got %v", reply)
		}
		if took := m.Elapsed() - began; took > time.Millisecond {
			m.Fail("those who read waited %v", took)
		}
		if reply := writer.Receive(); len(reply.Elements) != 1 || string(reply.Elements[0].Text) != "OK" {
			m.Fail("the transaction that writes got %v", reply)
		}
		if took := m.Elapsed() - began; took < pause || took > pause+2*time.Millisecond {
			m.Fail("the one that writes waited %v", took)
		}
		for _, c := range []*simtest.Client{asker, writer, reader} {
			c.Close()
		}
	})
}

// While writers wait, the dataset stands still: what is past its time is not
// seen, and not deleted either.
func TestNothingExpiresDuringAPause(t *testing.T) {
	onMachine(t, nil, func(m *simtest.Machine) {
		c := m.Dial()
		want(m, c, "OK", "PSETEX", "k", "10", "v")
		want(m, c, "OK", "CLIENT", "PAUSE", "1000", "WRITE")
		m.Sleep(100 * time.Millisecond)
		want(m, c, "", "GET", "k")
		want(m, c, "0", "EXISTS", "k")
		want(m, c, "1", "DBSIZE")
		want(m, c, "OK", "CLIENT", "UNPAUSE")
		want(m, c, "", "GET", "k")
		want(m, c, "0", "DBSIZE")
		c.Close()
	})
}

// A pause that is asked for while there is one may make it longer and stricter.
func TestAPauseIsNeverCutShort(t *testing.T) {
	onMachine(t, nil, func(m *simtest.Machine) {
		c := m.Dial()
		began := m.Elapsed()
		want(m, c, "OK", "CLIENT", "PAUSE", "1000", "WRITE")
		want(m, c, "OK", "CLIENT", "PAUSE", "10", "WRITE")
		m.Sleep(100 * time.Millisecond)
		want(m, c, "OK", "CLIENT", "PAUSE", "0", "ALL")
		want(m, c, "", "GET", "k")
		if took := m.Elapsed() - began; took < time.Second {
			m.Fail("the pause took %v", took)
		}
		c.Close()
	})
}

func TestPausedClientsGoOnInTheOrderInWhichTheyCame(t *testing.T) {
	onMachine(t, nil, func(m *simtest.Machine) {
		asker := m.Dial()
		want(m, asker, "OK", "CLIENT", "PAUSE", "1000000", "WRITE")
		var clients []*simtest.Client
		for i := range 9 {
			c := m.Dial()
			clients = append(clients, c)
			want(m, c, fmt.Sprintf("hello %d", i), "ECHO", fmt.Sprintf("hello %d", i))
			c.Send("APPEND", "order", fmt.Sprint(i))
			c.Send("ECHO", "behind")
			want(m, asker, "", "GET", "order")
		}
		want(m, asker, "OK", "CLIENT", "UNPAUSE")
		for i, c := range clients {
			if n := string(c.Receive().Text); n != fmt.Sprint(i+1) {
				m.Fail("client %d is the one after %s", i, n)
			}
			if text := string(c.Receive().Text); text != "behind" {
				m.Fail("after APPEND came %q", text)
			}
			c.Close()
		}
		want(m, asker, "012345678", "GET", "order")
		asker.Close()
	})
}
