package simtest

import (
	"strings"
	"testing"

	"seedis/sys/sim"
)

// Each seed turns on a subset of its own, and of a few hundred seeds each fault is on
// in some and off in some. The line of a run tells which, as -faults takes them.
func TestEverySeedHasFaultsOfItsOwn(t *testing.T) {
	const seeds = 600
	var on [sim.FaultCount]int
	for seed := range uint64(seeds) {
		w := forecast(seed)
		for _, rule := range w.faults {
			on[rule.Fault]++
		}
		text, _, _ := strings.Cut(strings.TrimPrefix(w.String(), "faults="), " ")
		if read, err := sim.ParseFaults(text); err != nil || read.String() != w.faults.String() {
			t.Fatalf("seed %d: %q reads as %v, error %v", seed, text, read, err)
		}
	}
	for fault := range sim.FaultCount {
		if on[fault] == 0 || on[fault] == seeds {
			t.Errorf("%v is on in %d seeds of %d", fault, on[fault], seeds)
		}
	}
}

// A fault that ends connections is said to, and the others are not.
func TestTheWeatherKnowsWhatBreaksConnections(t *testing.T) {
	for _, g := range losses {
		w := weather{}
		w.faults.Set(sim.Rule{Fault: g.fault, Chance: 1, Most: 1})
		if !w.breaks() {
			t.Errorf("%v breaks no connection", g.fault)
		}
	}
	for _, g := range hardships {
		w := weather{}
		w.faults.Set(sim.Rule{Fault: g.fault, Chance: 1, Most: 1})
		if w.breaks() {
			t.Errorf("%v breaks connections", g.fault)
		}
	}
}
