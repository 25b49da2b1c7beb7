package kernels

import (
	"maps"
	"slices"
	"testing"

	"seedis/sys/sim"
)

// campaign is how many scripts Linux answers, and how many times as many the
// simulated machine does, as it has to meet by chance what Linux always does.
const (
	campaign       = 400
	simulatedTimes = 4
)

// TestEveryAnswerOfLinuxComesUp counts kinds of answers: an operation, the kind
// of object and what came of it.
func TestEveryAnswerOfLinuxComesUp(t *testing.T) {
	onEngines(t, everyAnswerComesUp)
}

func everyAnswerComesUp(t *testing.T, g *ground, engine sim.Engine) {
	simulated := map[string]int{}
	for example := range campaign * simulatedTimes {
		o := []sim.Options{{}, hasty}[example%2]
		o.Engine = engine
		for _, kind := range simulate(t, scripts(false).Example(example/2), uint64(example), o, false).kinds {
			simulated[kind]++
		}
	}
	asked, missing := campaign, map[string]Script{}
	if engine != sim.Epoll {
		asked /= 4 // most of what is asked has nothing to do with engines
	}
	for example := range asked {
		script := scripts(false).Example(example)
		for _, kind := range perform(script, g, false).kinds {
			if simulated[kind] == 0 {
				missing[kind] = script
			}
		}
	}
	for _, kind := range slices.Sorted(maps.Keys(missing)) {
		t.Errorf("only Linux answers %q, in\n%v", kind, missing[kind])
	}
	t.Logf("%d kinds of answers on the simulated machine", len(simulated))
}
