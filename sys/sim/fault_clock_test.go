package sim

import (
	"testing"
	"time"
)

// A clock that drifts is wrong by up to its rate, in either direction, and by the
// same rate all the time however often it is read. From Calm on it goes right.
func TestDrift(t *testing.T) {
	fast, slow := 0, 0
	for seed := range uint64(40) {
		simulate(t, Options{Seed: seed, Faults: MustFaults("drift:500")}, func(m *Machine) {
			ahead := func(d time.Duration) time.Duration {
				at, wall := m.Elapsed(), m.Wall()
				for range 100 {
					m.Sleep(d / 100)
					m.Wall()
				}
				wall = m.Wall() - wall
				return time.Duration(wall)*time.Microsecond - (m.Elapsed() - at)
			}
			gained := ahead(1000 * time.Second)
			switch {
			case gained > 500*time.Millisecond+time.Microsecond, gained < -500*time.Millisecond-time.Microsecond:
				m.Fail("the clock gained %v in 1000 s", gained)
			case gained > 100*time.Millisecond:
				fast++
			case gained < -100*time.Millisecond:
				slow++
			}
			again := ahead(1000 * time.Second)
			if d := again - gained; d > 2*time.Microsecond || d < -2*time.Microsecond {
				m.Fail("the clock gained %v and then %v", gained, again)
			}
			m.Calm()
			if calm := ahead(1000 * time.Second); calm > time.Microsecond || calm < -time.Microsecond {
				m.Fail("the clock gained %v when all was calm", calm)
			}
		})
	}
	if fast < 5 || slow < 5 {
		t.Errorf("%d of 40 clocks are fast, and %d slow", fast, slow)
	}
}

// A clock that is read all the time drifts as much as one that is left alone.
func TestDriftAddsUpFractions(t *testing.T) {
	for seed := range uint64(10) {
		simulate(t, Options{Seed: seed, Faults: MustFaults("drift:500")}, func(m *Machine) {
			begin, wall := m.Elapsed(), m.Wall()
			for range 50_000 {
				m.Wall()
			}
			elapsed := (m.Elapsed() - begin).Nanoseconds()
			gained := (m.Wall()-wall)*1000 - elapsed
			if d := gained - elapsed*m.wall.rate/million; d < -1100 || d > 1100 {
				m.Fail("the clock gained %d ns in %d ns, at a rate of %d", gained, elapsed, m.wall.rate)
			}
		})
	}
}

// Coarse clocks stand still between ticks, and never show what is to come. The
// cycles go on.
func TestCoarseClocks(t *testing.T) {
	const tick = 4 * time.Millisecond
	simulate(t, Options{Seed: 3, Faults: MustFaults("coarse:4ms")}, func(m *Machine) {
		ticks := 0
		last, cycles := m.Monotonic(), m.Cycles()
		for m.Elapsed() < 10*tick {
			now, wall := m.Monotonic(), m.Wall()
			if now%tick != 0 || wall*int64(time.Microsecond)%int64(tick) != 0 || now > m.Elapsed() {
				m.Fail("at %v the clocks show %v and %d", m.Elapsed(), now, wall)
			}
			if now > last {
				ticks++
			}
			next := m.Cycles()
			if next == cycles {
				m.Fail("the cycles stand still")
			}
			last, cycles = now, next
		}
		if ticks < 9 {
			m.Fail("%d ticks in %v", ticks, m.Elapsed())
		}
	})
}

// A coarse clock that drifts stands still between ticks, too.
func TestACoarseClockDriftsAtItsTicks(t *testing.T) {
	for seed := range uint64(10) {
		simulate(t, Options{Seed: seed, Faults: MustFaults("drift:500,coarse:4ms")}, func(m *Machine) {
			at, shown := time.Duration(-1), int64(0)
			for m.Elapsed() < 20*time.Millisecond {
				before, wall := m.Monotonic(), m.Wall()
				if m.Monotonic() != before {
					continue // a tick came in between
				}
				if before == at && wall != shown {
					m.Fail("after the tick of %v the clock went on from %d to %d", at, shown, wall)
				}
				at, shown = before, wall
			}
		})
	}
}
