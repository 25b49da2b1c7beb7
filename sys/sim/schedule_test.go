package sim

import (
	"fmt"
	"testing"
	"time"

	"seedis/sys"
)

var schedules = []Schedule{
	{},
	{Kind: PCT, Depth: 1, Steps: 1},
	{Kind: PCT, Depth: 3, Steps: 100_000},
	{Kind: Unfair, Of: "io_thd_1"},
	{Kind: Unfair, Of: "client 3"},
}

func TestSchedulesPrintAndParse(t *testing.T) {
	for _, s := range schedules {
		if again, err := ParseSchedule(s.String()); err != nil || again != s {
			t.Errorf("%+v is %q, and that is %+v, %v", s, s, again, err)
		}
	}
	for _, text := range []string{"", "fair", "pct", "pct()", "pct(3)", "pct(0/5)", "pct(3/0)", "pct(3/5", "unfair", "unfair()", "uniform()"} {
		if s, err := ParseSchedule(text); err == nil {
			t.Errorf("%q is %+v", text, s)
		}
	}
}

// A list that was recorded under any schedule is the same run without it.
func TestListsReplayWithoutTheStrategy(t *testing.T) {
	for _, s := range append(schedules, Schedule{Kind: Unfair, Of: "server"}) {
		for seed := range uint64(5) {
			o := Options{Seed: seed, Faults: everything, SocketBuffer: 4096, Schedule: s}
			recorded := echoRun(o)
			if err := recorded.Run(); err != nil {
				t.Fatalf("%v, seed %d: %v", s, seed, err)
			}
			list := recorded.List()
			replayed := echoRun(Options{Seed: seed, Faults: everything, SocketBuffer: 4096, Replay: &list})
			if err := replayed.Run(); err != nil || replayed.Trace() != recorded.Trace() {
				t.Errorf("%v, seed %d: %016x, replayed %016x, %v", s, seed, recorded.Trace(), replayed.Trace(), err)
			}
		}
	}
}

// Whatever the schedule, somebody who spins for another thread, with Pause or
// without, sees it do its work.
func TestEverySchedulePassesTheProcessorOn(t *testing.T) {
	for _, s := range []Schedule{{}, {Kind: PCT, Depth: 3, Steps: 1000}, {Kind: Unfair, Of: "worker"}} {
		for _, pauses := range []bool{false, true} {
			for seed := range uint64(20) {
				m := New(Options{Seed: seed, Schedule: s, StepLimit: 300_000})
				handOver(m, pauses)
				if err := m.Run(); err != nil {
					t.Errorf("%v, seed %d, pauses %t: %v", s, seed, pauses, err)
				}
			}
		}
	}
}

// handOver is three threads that spin, each for the one before it, and take turns a
// few times.
func handOver(m *Machine, pauses bool) {
	var turn sys.Uint32
	turn.Init(m.Hook(), 0)
	for number, name := range []string{"server", "worker", "worker"} {
		m.Start(name, func() {
			for round := range 5 {
				for turn.Load() != uint32(3*round+number) {
					if pauses {
						m.Pause()
					}
				}
				turn.Store(turn.Load() + 1)
			}
		})
	}
}

// The running thread of the highest rank keeps the processor, but for the changes.
func TestPCTSwitchesOnlyAtItsChanges(t *testing.T) {
	for depth := 1; depth <= 4; depth++ {
		most := 0
		for seed := range uint64(50) {
			switches, last := 0, ""
			m := New(Options{Seed: seed, Schedule: Schedule{Kind: PCT, Depth: depth, Steps: 400}})
			for _, name := range []string{"a", "b", "c", "d"} {
				m.Start(name, func() {
					for range 100 {
						m.Hook()()
						if last != name {
							switches, last = switches+1, name
						}
					}
				})
			}
			if err := m.Run(); err != nil {
				t.Fatal(err)
			}
			most = max(most, switches)
		}
		if most != 4+depth-1 {
			t.Errorf("with depth %d the processor went from hand to hand %d times", depth, most)
		}
	}
}

// PCT finds at once what drawing at every step hardly ever finds: a thread that
// does nothing during nearly the whole course of another one.
func TestPCTFindsLongDelays(t *testing.T) {
	found := func(s Schedule) (seeds int) {
		for seed := range uint64(200) {
			m := New(Options{Seed: seed, Schedule: s})
			var phase sys.Uint32
			phase.Init(m.Hook(), 0)
			m.Start("worker", func() {
				for i := range uint32(900) {
					phase.Store(i)
				}
			})
			m.Start("observer", func() {
				last := phase.Load()
				for range 30 {
					now := phase.Load()
					if now-last > 800 {
						seeds++
					}
					last = now
				}
			})
			if err := m.Run(); err != nil {
				t.Fatal(err)
			}
		}
		return seeds
	}
	uniform, pct := found(Schedule{}), found(Schedule{Kind: PCT, Depth: 3, Steps: 900})
	if uniform > 0 || pct == 0 {
		t.Errorf("found by %d of 200 seeds with uniform draws, by %d with ranks", uniform, pct)
	}
}

// The starved threads wait while others run, for long but not for ever, and not at
// all while all others sleep.
func TestUnfairSchedulesStarve(t *testing.T) {
	for seed := range uint64(20) {
		m := New(Options{Seed: seed, Schedule: Schedule{Kind: Unfair, Of: "poor"}})
		steps := map[string]int{}
		longest := uint64(0)
		m.Start("poor", func() {
			m.Sleep(time.Millisecond)
			for m.Steps() < 200_000 {
				before := m.Steps()
				m.Hook()()
				longest = max(longest, m.Steps()-before)
				steps["poor"]++
			}
		})
		for _, name := range []string{"rich", "richer"} {
			m.Start(name, func() {
				m.Sleep(time.Millisecond + 10*time.Microsecond)
				for m.Steps() < 200_000 {
					m.Hook()()
					steps[name]++
				}
			})
		}
		if err := m.Run(); err != nil {
			t.Fatal(err)
		}
		what := fmt.Sprintf("seed %d: %v, the longest wait %d steps", seed, steps, longest)
		if longest < 1<<(unfairBits-2) || longest > 2<<unfairBits {
			t.Error(what)
		}
		if steps["poor"] == 0 || 10*steps["poor"] > steps["rich"] {
			t.Error(what)
		}
	}
}
