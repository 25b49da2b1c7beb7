package sim

import (
	"errors"
	"testing"
	"time"
)

// resting is a machine on which nobody should be at rest after so long, with a thread
// that sleeps for longer than that.
func resting(o Options, wrongFrom time.Duration) *Machine {
	var m *Machine
	o.AtRest = func() error {
		if m.Elapsed() < wrongFrom {
			return nil
		}
		return errors.New("something waits")
	}
	m = New(o)
	return m
}

func TestWhatIsWrongAtRestIsFound(t *testing.T) {
	m := resting(Options{}, time.Second)
	m.Start("sleeper", func() {
		for range 10 {
			m.Sleep(300 * time.Millisecond)
		}
	})
	f := fails(t, m, FailureCheck)
	contains(t, f.Error(), "all sleep, and something waits", `thread 1 "sleeper" sleeps`)
	if f.Elapsed < time.Second || f.Elapsed > 1500*time.Millisecond {
		t.Errorf("it was found after %v", f.Elapsed)
	}
}

// A thread that the machine holds up may be about to make it well; one that is dead
// may not.
func TestAStalledThreadExcusesTheRestWhileItLives(t *testing.T) {
	for _, dies := range []bool{false, true} {
		m := resting(Options{Faults: MustFaults("stall(server):1/1h")}, 0)
		m.Boot("server", func() {
			for {
				m.Pause()
			}
		})
		m.Start("world", func() {
			for m.threads[0].waiting != waitsStalled {
				m.Pause()
			}
			if dies {
				m.Crash(false)
			}
			m.Sleep(time.Second)
			m.Stop()
		})
		if err := m.Run(); (err != nil) != dies {
			t.Errorf("the stalled thread dies: %t; the run ends with %v", dies, err)
		}
	}
}
