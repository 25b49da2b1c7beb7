package store

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestIdleSeconds(t *testing.T) {
	f := newFixture(t)
	f.keyspace.Tick(1_700_000_000)
	e := f.set("key", "value")
	f.keyspace.Tick(1_700_000_007)
	if idle := e.IdleSeconds(); idle != 7 {
		t.Errorf("idle for %d seconds, want 7", idle)
	}
	f.find("key")
	if idle := e.IdleSeconds(); idle != 7 {
		t.Errorf("idle for %d seconds after a lookup alone, want 7", idle)
	}
	e.Touch()
	if idle := e.IdleSeconds(); idle != 0 {
		t.Errorf("idle for %d seconds after a touch", idle)
	}
}

// The clock has 24 bits: an idle time is right over its end, and a key that is
// idle for longer than it runs looks younger.
func TestIdleSecondsWrapAround(t *testing.T) {
	const turn = 1 << clockBits
	f := newFixture(t)
	f.keyspace.Tick(100*turn - 3)
	e := f.set("key", "value")
	for _, test := range []struct{ later, want int64 }{{2, 2}, {5, 5}, {turn - 1, turn - 1}, {turn, 0}, {turn + 9, 9}} {
		f.keyspace.Tick(100*turn - 3 + test.later)
		if idle := e.IdleSeconds(); idle != test.want {
			t.Errorf("after %d seconds: idle for %d, want %d", test.later, idle, test.want)
		}
	}
}

// A touch of a key that was used in this second must not dirty its cache line.
func TestTouchWritesOnlyWhatChanges(t *testing.T) {
	f := newFixture(t)
	f.keyspace.Tick(5)
	h := f.set("key", "value").header()
	if h.clock() != f.tracker.current {
		t.Errorf("a new entry has clock %x, and a touched one %x", h.clock(), f.tracker.current)
	}
	f.keyspace.Track(Tracking{Frequency: true})
	for _, clock := range []accessClock{0, 5, noClock - 1} {
		h.setClock(clock)
		if h.clock() == f.tracker.current {
			t.Errorf("clock %x is taken for a touched one, though accesses are counted", clock)
		}
	}
}

func TestFrequencyGrowsWithEachUseIfTheFactorIsZero(t *testing.T) {
	f := newFixture(t)
	f.keyspace.Track(Tracking{Frequency: true})
	e := f.set("key", "value")
	for i := range int64(300) {
		if got, want := e.Frequency(), min(counterNew+i, counterMax); got != want {
			t.Fatalf("after %d uses: %d, want %d", i, got, want)
		}
		e.Touch()
	}
}

// At a factor of 10 a counter gains k in 1 + 11 + 21 ... uses, which is 5 k^2
// nearly: 4 in a hundred, 14 in a thousand.
func TestFrequencyGrowsLogarithmically(t *testing.T) {
	f := newFastFixture(t)
	f.keyspace.Track(Tracking{Frequency: true, LogFactor: 10, DecayMinutes: 1})
	const entries = 300
	for _, test := range []struct{ uses, least, most int }{{1, 1, 1}, {100, 4, 5}, {1000, 13, 15}, {10_000, 43, 46}} {
		sum := 0
		for i := range entries {
			e := f.set(name16(i), "v")
			for range test.uses {
				e.Touch()
			}
			sum += int(e.Frequency()) - counterNew
		}
		if mean := float64(sum) / entries; mean < float64(test.least) || mean > float64(test.most) {
			t.Errorf("%d uses add %.2f, want %d to %d", test.uses, mean, test.least, test.most)
		}
		f.Clear()
	}
}

func TestFrequencyEndsAtItsGreatest(t *testing.T) {
	f := newFastFixture(t)
	f.keyspace.Track(Tracking{Frequency: true, LogFactor: 10})
	e := f.set("key", "value")
	for range 3_000_000 {
		e.Touch()
	}
	if e.Frequency() != counterMax {
		t.Errorf("after 3 million uses: %d", e.Frequency())
	}
}

func TestFrequencyDecays(t *testing.T) {
	const start = 1_700_000_040 // where a minute begins
	for _, test := range []struct {
		decay   uint64
		seconds int64
		want    int64
	}{{1, 59, 25}, {1, 60, 24}, {1, 600, 15}, {1, 25 * 60, 0}, {1, 90 * 60, 0}, {10, 599, 25}, {10, 600, 24}, {10, 300 * 60, 0}, {0, 1 << 20, 25}, {1, 65_536 * 60, 25}, {math.MaxInt32, 1 << 20, 25}} {
		f := newFixture(t)
		f.keyspace.Tick(start)
		f.keyspace.Track(Tracking{Frequency: true, DecayMinutes: test.decay})
		e := f.set("key", "value")
		for range 20 {
			e.Touch()
		}
		f.keyspace.Tick(start + test.seconds)
		if got := e.Frequency(); got != test.want {
			t.Errorf("a period of %d minutes, %d seconds later: %d, want %d", test.decay, test.seconds, got, test.want)
		}
		e.Touch()
		if got := e.Frequency(); got != test.want+1 {
			t.Errorf("a use after %d seconds makes %d, want %d", test.seconds, got, test.want+1)
		}
	}
}

// Whatever moves an entry's block takes the clock along.
func TestTheClockFollowsTheEntry(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := open(t, true)
		defer f.close(t)
		f.keyspace.Track(Tracking{Frequency: rapid.Bool().Draw(t, "frequency")})
		clock := accessClock(rapid.Uint32Range(0, uint32(noClock)-1).Draw(t, "clock"))
		text := rapid.SampledFrom([]string{"12", "text", strings.Repeat("a", 60), strings.Repeat("b", 5000)})
		name := rapid.SampledFrom([]string{"a", strings.Repeat("n", 255), strings.Repeat("w", 300)})
		at := "key"
		f.set(at, text.Draw(t, "first")).header().setClock(clock)
		for range rapid.IntRange(1, 10).Draw(t, "changes") {
			key, e := f.key(at), f.find(at)
			switch rapid.IntRange(0, 6).Draw(t, "change") {
			case 0:
				f.SetString(key, e, []byte(text.Draw(t, "text")), drawExpiry(t))
			case 1:
				f.Append(key, e, []byte(text.Draw(t, "suffix")))
			case 2:
				f.SetExpire(e, 5)
			case 3:
				f.ClearExpire(e)
			case 4:
				f.Writable(key, e, rapid.IntRange(0, 3000).Draw(t, "length"))
			case 5:
				if next := name.Draw(t, "name"); next != at {
					f.Rename(key, e, f.key(next), f.find(next))
					at = next
				}
			case 6:
				to := f.in(1 - f.Index())
				f.Move(key, e, to.DB)
				f = to
			}
			if e = f.find(at); e.header().clock() != clock {
				t.Fatalf("clock %x, want %x", e.header().clock(), clock)
			}
		}
	})
}

// A copy is a new entry, and so is what comes in the place of a deleted one.
func TestCopiesAreNewlyUsed(t *testing.T) {
	f := newFixture(t)
	f.keyspace.Tick(100)
	source, target := f.set("source", "value"), f.set("target", "value")
	f.keyspace.Tick(107)
	if copied := f.Copy(f.key("target"), target, source); copied.IdleSeconds() != 0 || source.IdleSeconds() != 7 {
		t.Errorf("the copy is idle for %d seconds, the source for %d", copied.IdleSeconds(), source.IdleSeconds())
	}
}

// A key that is renamed is as old as it was, not as the one whose place it takes.
func TestARenamedKeyIsAsOldAsItWas(t *testing.T) {
	f := newFixture(t)
	f.keyspace.Tick(100)
	source := f.set("source", "value")
	f.keyspace.Tick(107)
	if renamed := f.Rename(f.key("source"), source, f.key("target"), f.set("target", "value")); renamed.IdleSeconds() != 7 {
		t.Errorf("idle for %d seconds, want 7", renamed.IdleSeconds())
	}
}
