package kernels

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"seedis/sys/sim"
)

// accepted is how a case of testdata begins. Odd cases have the watches of p0
// the other way round.
var accepted = [2]string{
	"poller p0\npoller p1\nlisten l0 %s 20\nconnect c0 l0\nsettle\naccept l0\n" +
		"add p0 c0 rw level\nadd p0 s0 rw edge\nwait p0 8\n",
	"poller p0\npoller p1\nlisten l0 %s 20\nconnect c0 l0\nsettle\naccept l0\n" +
		"add p0 c0 rw edge\nadd p0 s0 rw level\nwait p0 8\n",
}

// TestCases plays what was worth keeping, with both machines in calm, where they
// must agree word for word, and in haste before the judge.
func TestCases(t *testing.T) {
	text, err := os.ReadFile("testdata/connections.txt")
	if err != nil {
		t.Fatal(err)
	}
	onEngines(t, func(t *testing.T, g *ground, engine sim.Engine) {
		for _, part := range strings.Split(string(text), "\n== ")[1:] {
			name, steps, _ := strings.Cut(part, "\n")
			for _, family := range []string{"tcp", "tcp6", "unix"} {
				for watches, begin := range accepted {
					script := append(Parse(fmt.Sprintf(begin, family)), Parse(steps)...)
					t.Run(fmt.Sprint(family, "/", name, "/", watches), func(t *testing.T) { agree(t, g, engine, script) })
				}
			}
		}
	})
}

// hastySeeds are how many hasty machines play each case.
const hastySeeds = 10

func agree(t *testing.T, g *ground, engine sim.Engine, script Script) {
	calm, haste := sim.Options{Engine: engine}, hasty
	haste.Engine = engine
	here, there := simulate(t, script, 1, calm, true), perform(script, g, true)
	if here.wrong != nil || there.wrong != nil || here.String() != there.String() {
		t.Errorf("on the simulated machine:\n%v%v\non Linux:\n%v%v", here, here.wrong, there, there.wrong)
	}
	if whole := perform(script, g, false); whole.wrong != nil {
		t.Errorf("on Linux, in haste:\n%v\n%v", whole, whole.wrong)
	}
	for seed := range uint64(hastySeeds) {
		if whole := simulate(t, script, seed, haste, false); whole.wrong != nil {
			t.Errorf("on the simulated machine, seed %d:\n%v\n%v", seed, whole, whole.wrong)
		}
	}
}
