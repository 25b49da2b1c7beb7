package simtest

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"seedis/config"
	"seedis/sys/sim"
)

// stopAt runs a workload up to a step, and returns what is there.
func stopAt(t *testing.T, w Workload, step uint64) string {
	t.Helper()
	var text strings.Builder
	w.StopAt, w.AtStop = step, func(describe func(io.Writer)) { describe(&text) }
	if _, err := w.Check(); err != nil && !strings.Contains(err.Error(), "sim: stopped: after step") {
		t.Fatal(err)
	}
	return text.String()
}

// Wherever a run is stopped, it can be looked at, and looks the same each time.
func TestEveryStepCanBeLookedAt(t *testing.T) {
	for seed := uint64(1); seed <= 12; seed++ {
		w, weather := workload(seed, 100), forecast(seed)
		steps := mustPass(t, w).Steps
		for part := uint64(1); part < 8; part++ {
			step := steps * part / 8
			text := stopAt(t, w, step)
			wants := []string{
				"weather: ", "client 8", fmt.Sprintf("machine: step %d at ", step), "threads:\n", "descriptors: ", "timers:\n",
			}
			if !weather.restarts() { // else the server may be down
				wants = append(wants, "heap main: ", "thread bio_lazy_free ", "clients: ")
			}
			for _, want := range wants {
				if !strings.Contains(text, want) {
					t.Fatalf("seed %d, step %d: no %q in\n%s", seed, step, want, text)
				}
			}
			if again := stopAt(t, w, step); again != text {
				t.Fatalf("seed %d, step %d: the second time it is\n%s, at first\n%s", seed, step, again, text)
			}
		}
	}
}

// threaded makes a machine whose server has I/O threads that always serve, with a
// client that asks for much, one that waits, and a witness.
func threaded(t *testing.T, witness func(*Machine)) *Machine {
	t.Helper()
	c := config.New()
	c.IOThreads, c.IOThreadsModel, c.IOThreadsAlways = 3, "reactor", true
	m, err := New(Options{Seed: 3, Config: c, Memory: memory, Faults: sim.MustFaults("latency:100µs,split:0.1")})
	if err != nil {
		t.Fatal(err)
	}
	m.Start("waits", func() {
		client := m.Dial()
		client.Send("BLPOP", "list", "0.05")
		client.Do("CLIENT", "ID")
		client.Receive()
		client.Close()
	})
	m.Start("asks", func() {
		client := m.Dial()
		client.Do("MULTI")
		client.Do("SET", "key", strings.Repeat("x", 5000))
		client.Do("EXEC")
		for range 30 {
			client.Do("GET", "key")
		}
		client.Close()
	})
	m.Start("witness", func() {
		for range 200 {
			m.Sleep(40 * time.Microsecond)
			witness(m)
		}
	})
	return m
}

// A server with threads has been seen in all its places, and it did not notice.
func TestLookingAtTheServerChangesNothing(t *testing.T) {
	unseen := threaded(t, func(*Machine) {})
	if err := unseen.Run(); err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	seen := threaded(t, func(m *Machine) { m.Look(func() { m.Describe(&text) }) })
	if err := seen.Run(); err != nil {
		t.Fatal(err)
	}
	if seen.Trace() != unseen.Trace() {
		t.Error("looking changes the trace")
	}
	for _, want := range []string{
		"io-threads: 2 of 2 serve", "io_thd_1: asleep", "heap io_thd_2: ", "main's end: sent 0, to take ", "with io_thd_1\n", "with io_thd_2\n",
		"on the way\n", "visiting main", "waits for keys, held, last blpop", "a transaction of 1 requests", "owes: 50",
	} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("nobody has seen %q", want)
		}
	}
}
