package sim

import (
	"errors"
	"testing"
	"time"

	"seedis/sys"
)

func TestParkLooksAtTheWord(t *testing.T) {
	simulate(t, Options{}, func(m *Machine) {
		var word sys.Uint32
		word.Init(m.Hook(), 3)
		equal(m, "another value", m.Park(&word, 4, -1), sys.EAGAIN)
		equal(m, "no time", m.Park(&word, 3, 0), sys.ETIMEDOUT)
		start := m.Elapsed()
		equal(m, "nobody comes", m.Park(&word, 3, time.Second), sys.ETIMEDOUT)
		if took := m.Elapsed() - start; took < time.Second || took > time.Second+time.Microsecond {
			m.Fail("a second took %v", took)
		}
	})
}

func TestUnparkWakesTheOldestOfItsWord(t *testing.T) {
	m := New(Options{Replay: &List{}})
	var word, other sys.Uint32
	word.Init(m.Hook(), 0)
	other.Init(m.Hook(), 0)
	woken := ""
	park := func(letter string, word *sys.Uint32, after time.Duration) {
		m.Start(letter, func() {
			m.Sleep(after)
			must(m, "park", m.Park(word, 0, -1))
			woken += letter
		})
	}
	park("b", &word, 2000)
	park("a", &word, 1000)
	park("x", &other, 1500)
	park("c", &word, 3000)
	m.Start("waker", func() {
		m.Sleep(time.Millisecond)
		for _, step := range []struct {
			word *sys.Uint32
			n    int
			want string
		}{{&word, 1, "a"}, {&other, 5, "ax"}, {&word, 0, "ax"}, {&word, 9, "axbc"}, {&word, 1, "axbc"}} {
			m.Unpark(step.word, step.n)
			m.Sleep(time.Millisecond)
			equal(m, "woken", woken, step.want)
		}
	})
	if err := m.Run(); err != nil {
		t.Fatal(err)
	}
}

// handoff is a thread that gives a value to another one, which sleeps until it
// comes. Where careless, the sender looks for a sleeper before it publishes,
// and so misses one that falls asleep in between: a lost wake-up.
func handoff(seed uint64, careless bool) error {
	m := New(Options{Seed: seed})
	var value, sleeping sys.Uint32
	value.Init(m.Hook(), 0)
	sleeping.Init(m.Hook(), 0)
	m.Start("receiver", func() {
		for value.Load() == 0 {
			sleeping.Store(1)
			if value.Load() == 0 {
				m.Park(&sleeping, 1, -1)
			}
			sleeping.Store(0)
		}
	})
	m.Start("sender", func() {
		asleep := careless && sleeping.Load() == 1
		value.Store(42)
		if !careless {
			asleep = sleeping.Load() == 1
		}
		if asleep {
			sleeping.Store(0)
			m.Unpark(&sleeping, 1)
		}
	})
	return m.Run()
}

func TestALostWakeUpIsFoundWithinFewSeeds(t *testing.T) {
	found := 0
	for seed := range uint64(200) {
		if err := handoff(seed, false); err != nil {
			t.Fatal(err)
		}
		var f *Failure
		if err := handoff(seed, true); errors.As(err, &f) && f.Kind == FailureDeadlock {
			found++
		} else if err != nil {
			t.Fatal(err)
		}
	}
	if found < 4 {
		t.Errorf("only %d of 200 seeds lose the wake-up", found)
	}
}
