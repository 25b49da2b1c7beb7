package iothreads

import (
	"testing"
	"time"

	"seedis/sys"
	"seedis/sys/sim"
)

// watch is a machine whose time passes by 1 microsecond with each pause.
type watch struct{ now uint64 }

func (w *watch) Cycles() uint64               { return w.now * 1000 }
func (w *watch) CyclesPerMicrosecond() uint64 { return 1000 }
func (w *watch) Pause()                       { w.now++ }

// arrival is a wait in which something comes after a while.
type arrival struct {
	watch *watch
	at    uint64
	asked int
}

func (w *watch) arrivalAfter(microseconds uint64) *arrival {
	return &arrival{watch: w, at: w.now + microseconds}
}

func (a *arrival) ready() bool {
	a.asked++
	return a.watch.now >= a.at
}

// tried is how many of count waits, in each of which something comes after a while,
// were spent spinning.
func tried(s *Spin, w *watch, count int, after uint64) (tries int) {
	for range count {
		a := w.arrivalAfter(after)
		s.Until(a.ready)
		if a.asked > 0 {
			tries++
		}
	}
	return tries
}

const soon, late = 3, 100 // microseconds, with a limit of 5

func TestSpinIsBoundedByTime(t *testing.T) {
	for _, c := range []struct {
		after uint64
		hit   bool
		spent uint64 // microseconds
	}{
		{0, true, 0},
		{soon, true, soon},
		{4, true, 4},
		{5, true, 5},
		{6, false, 5},
		{late, false, 5},
	} {
		w := new(watch)
		s := NewSpin(w, 5*time.Microsecond)
		s.credit = 1
		begin := w.now
		if hit := s.Until(w.arrivalAfter(c.after).ready); hit != c.hit || w.now-begin != c.spent {
			t.Errorf("what comes after %d: hit %v after %d", c.after, hit, w.now-begin)
		}
	}
}

// It begins with probes, spins each time once something came, gives up when nothing
// comes any more, and goes on probing.
func TestSpinLearns(t *testing.T) {
	w := new(watch)
	s := NewSpin(w, 5*time.Microsecond)
	for _, step := range []struct {
		name         string
		waits        int
		after        uint64
		least, most  int // waits with a spin
		creditBehind int
	}{
		{"nothing is known", probeEvery - 1, soon, 0, 0, 0},
		{"the first probe hits", 1, soon, 1, 1, creditHit},
		{"then each wait", 100, soon, 100, 100, creditMost},
		{"30 misses use the credit up", 30, late, 30, 30, 0},
		{"after that one in 32 is a probe", 320, late, 10, 10, 0},
		{"until one hits", 33, soon, 2, 33, 2 * creditHit},
	} {
		tries := tried(s, w, step.waits, step.after)
		if tries < step.least || tries > step.most || s.credit != step.creditBehind {
			t.Errorf("%s: %d spins in %d waits, credit %d", step.name, tries, step.waits, s.credit)
		}
	}
}

// Where every third wait hits it goes on, and where every fifth does it gives up.
func TestSpinBreaksEvenAtOneInFour(t *testing.T) {
	for _, c := range []struct {
		period int
		least  int
		most   int // of 3000 waits, with a spin
	}{
		{3, 2900, 3000},
		{5, 0, 600},
	} {
		w := new(watch)
		s := NewSpin(w, 5*time.Microsecond)
		tries := 0
		for i := range 3000 {
			after := uint64(late)
			if i%c.period == 0 {
				after = soon
			}
			tries += tried(s, w, 1, after)
		}
		if tries < c.least || tries > c.most {
			t.Errorf("with one hit in %d: %d spins", c.period, tries)
		}
	}
}

func TestSpinWithoutAProcessorToSpare(t *testing.T) {
	w := new(watch)
	s := NewSpin(w, 5*time.Microsecond)
	s.credit = creditMost
	s.SetLimit(0)
	if tries := tried(s, w, 1000, 0); tries != 0 {
		t.Errorf("%d spins with a limit of 0", tries)
	}
	s.SetLimit(time.Microsecond)
	if tries := tried(s, w, 1, 0); tries != 1 {
		t.Error("no spin after the limit was raised")
	}
}

// Time passes on the simulated machine while a thread spins: it ends where nothing
// comes, and finds what another thread does.
func TestSpinEndsOnTheSimulatedMachine(t *testing.T) {
	eachSeed(t, func(m *sim.Machine) {
		d := drawsOf(m, "other")
		var flag sys.Uint32
		flag.Init(m.Hook(), 0)
		m.Start("spinner", func() {
			s := NewSpin(m, 10*time.Microsecond)
			s.credit = creditMost
			if s.Until(func() bool { return false }) {
				m.Fail("a hit although nothing can come")
			}
			for !s.Until(func() bool { return flag.Load() == 1 }) {
				if s.credit == 0 {
					m.Sleep(time.Microsecond)
				}
			}
			if flag.Load() == 0 {
				m.Fail("a hit although nothing came")
			}
		})
		m.Start("other", func() {
			m.Sleep(time.Duration(d.upTo(500)) * time.Microsecond)
			flag.Store(1)
		})
	})
}
