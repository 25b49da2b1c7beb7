package sim

import (
	"slices"
	"testing"
	"time"

	"seedis/sys"
)

func TestThreadsArePinned(t *testing.T) {
	m := New(Options{Processors: 4})
	m.Start("main", func() { must(m, "pin", m.Pin([]int{3, 1, 9, 1})) })
	m.Start("io_thd_1", func() {
		must(m, "pin", m.Pin([]int{0}))
		must(m, "pin again", m.Pin([]int{2}))
		equal(m, "none of these", m.Pin([]int{4, -1}), sys.EINVAL)
		equal(m, "none at all", m.Pin(nil), sys.EINVAL)
		equal(m, "processors", m.Pressure().Processors, 1)
	})
	m.Start("io_thd_2", func() { equal(m, "processors", m.Pressure().Processors, 4) })
	if err := m.Run(); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string][]int{"main": {1, 3}, "io_thd_1": {2}, "io_thd_2": nil, "nobody": nil} {
		if got := m.Pinned(name); !slices.Equal(got, want) {
			t.Errorf("%s is pinned to %v, and not to %v", name, got, want)
		}
	}
}

// busyFor lets the calling thread run for so long.
func busyFor(m *Machine, d time.Duration) {
	for start := m.Monotonic(); m.Monotonic()-start < d; {
	}
}

// Nobody else wants a processor: one is busy while a thread runs, all are idle
// while none does, and nobody waits.
func TestTheMachineIsItsOwn(t *testing.T) {
	simulate(t, Options{Processors: 3}, func(m *Machine) {
		m.Sleep(time.Second)
		before := m.Pressure()
		m.Sleep(time.Second)
		asleep := m.Pressure()
		equal(m, "idle while it sleeps", asleep.Idle-before.Idle, 3*time.Second)
		equal(m, "steps of", asleep.Idle%(10*time.Millisecond), 0)
		busyFor(m, 20*time.Millisecond)
		awake := m.Pressure()
		equal(m, "idle while it runs", awake.Idle-asleep.Idle, 40*time.Millisecond)
		equal(m, "delay", awake.Delay, 0)
	})
}

// crowd draws pressures over time and lists what changed between them.
func crowd(t *testing.T, o Options) (changes []sys.Pressure) {
	simulate(t, o, func(m *Machine) {
		last := m.Pressure()
		for range 50 {
			m.Sleep(time.Second)
			p := m.Pressure()
			change := sys.Pressure{Processors: p.Processors, Idle: p.Idle - last.Idle, Delay: p.Delay - last.Delay}
			if change.Idle < 0 || change.Delay < 0 || change.Delay > time.Second+time.Millisecond {
				m.Fail("in a second the pressure changed by %v", change)
			}
			changes, last = append(changes, change), p
		}
	})
	return changes
}

// Some have processors to spare, some have not, and it changes in between.
func TestNeighboursComeAndGo(t *testing.T) {
	spare, none, slow := 0, 0, 0
	for seed := range uint64(20) {
		for _, change := range crowd(t, Options{Seed: seed, Processors: 2, Faults: MustFaults("neighbours:0.2")}) {
			switch {
			case change.Idle > 900*time.Millisecond && change.Delay == 0:
				spare++
			case change.Idle == 0 && change.Delay > 0:
				none++
			case change.Idle == 0 || change.Delay > 0:
				t.Fatalf("in a second the pressure changed by %v", change)
			}
			if change.Delay > 500*time.Millisecond {
				slow++
			}
		}
	}
	if spare < 100 || none < 100 || slow < 50 {
		t.Errorf("of 1000 seconds %d had processors to spare, %d none, %d less than half a one", spare, none, slow)
	}
	for _, change := range crowd(t, Options{Replay: &List{}, Faults: MustFaults("neighbours:1")}) {
		if change.Delay != 0 || change.Idle < 15*time.Second {
			t.Errorf("in the plainest second the pressure changed by %v", change)
		}
	}
}

// In the calm nobody else wants a processor: what was waited until then is all.
func TestNeighboursGoInTheCalm(t *testing.T) {
	waited := false
	for seed := range uint64(10) {
		simulate(t, Options{Seed: seed, Processors: 1, Faults: MustFaults("neighbours:1")}, func(m *Machine) {
			for range 10 {
				m.Pressure()
				m.Sleep(time.Second)
			}
			m.Calm()
			before := m.Pressure()
			waited = waited || before.Delay > time.Second
			m.Sleep(time.Second)
			after := m.Pressure()
			equal(m, "the delay in the calm", after.Delay, before.Delay)
			if idle := after.Idle - before.Idle; idle < 990*time.Millisecond {
				m.Fail("of a second in the calm %v were idle", idle)
			}
		})
	}
	if !waited {
		t.Error("nobody waited for a processor")
	}
}

// A thread has waited since it began, and not before.
func TestDelayBeginsWithTheThread(t *testing.T) {
	late := false
	for seed := range uint64(10) {
		simulate(t, Options{Seed: seed, Processors: 1, Faults: MustFaults("neighbours:1")}, func(m *Machine) {
			for range 10 {
				m.Sleep(time.Second)
				m.Pressure()
			}
			before := m.Pressure().Delay
			late = late || before > time.Second
			m.Start("late", func() {
				if p := m.Pressure(); p.Delay > time.Microsecond {
					m.Fail("a thread that has begun a moment ago has waited for %v", p.Delay)
				}
			})
		})
	}
	if !late {
		t.Error("nobody waited for a processor")
	}
}
