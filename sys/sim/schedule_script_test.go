package sim

import (
	"slices"
	"testing"
)

// All turns that were not the plainest make the schedule, whatever drew it.
func TestSwitchesAreTheSchedule(t *testing.T) {
	for seed := range uint64(20) {
		o := Options{Seed: seed, Faults: everything}
		if seed%2 == 1 {
			o.Schedule = Schedule{Kind: PCT, Depth: 5, Steps: 2000}
		}
		noted := func(o Options) (*Machine, []Switch) {
			switches := []Switch{}
			o.Switched = func(s Switch) { switches = append(switches, s) }
			m := echoRun(o)
			if err := m.Run(); err != nil {
				t.Fatal(err)
			}
			return m, switches
		}
		first, switches := noted(o)
		o.Schedule, o.Switches = Schedule{}, switches
		again, same := noted(o)
		if again.Trace() != first.Trace() || !slices.Equal(same, switches) {
			t.Errorf("seed %d: %d switches give another run, with %d", seed, len(switches), len(same))
		}
	}
}

// A turn stays where it is when another one is left out before it.
func TestASwitchIsToldByItsOwnThread(t *testing.T) {
	run := func(switches ...Switch) (order string) {
		m := New(Options{Switches: switches})
		for _, name := range []string{"a", "b", "c"} {
			m.Start(name, func() {
				for range 4 {
					m.Hook()()
					order += name
				}
			})
		}
		if err := m.Run(); err != nil {
			t.Fatal(err)
		}
		return order
	}
	early, late := Switch{From: "a #1", Step: 2, To: "c #1"}, Switch{From: "b #1", Step: 3, To: "a #1"}
	for want, switches := range map[string][]Switch{
		"aaaabbbbcccc": {},
		"accccaaabbbb": {early},
		"aaaabbccccbb": {{From: "b #1", Step: 3, To: "c #1"}},
		"acccaaa":      {early, {From: "c #1", Step: 4, To: "a #1"}},
	} {
		if got := run(switches...); len(got) != 12 || got[:min(len(want), 7)] != want[:min(len(want), 7)] {
			t.Errorf("%v give %s, want %s", switches, got, want)
		}
	}
	if got, alone := run(early, late), run(late); got == alone {
		t.Errorf("with another switch before it or without, the order is %s", got)
	}
}
