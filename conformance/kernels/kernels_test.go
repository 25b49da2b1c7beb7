package kernels

import (
	"errors"
	"flag"
	"os"
	"testing"

	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"seedis/sys"
	"seedis/sys/sim"
)

// generatedChecks is how many scripts a generated test draws: as many as take
// a second or two. The flag -rapid.checks asks for more.
const generatedChecks = "300"

func TestMain(m *testing.M) {
	if err := flag.Set("rapid.checks", generatedChecks); err != nil {
		panic(err)
	}
	goleak.VerifyTestMain(m)
}

// onEngines runs a test with every engine of Linux. Where io_uring is forbidden, its
// tests are skipped and say so.
func onEngines(t *testing.T, test func(t *testing.T, g *ground, engine sim.Engine)) {
	for engine := range sim.EngineCount {
		t.Run(engine.String(), func(t *testing.T) { test(t, onLinux(t, engine), engine) })
	}
}

// onLinux makes the ground of this computer.
func onLinux(t *testing.T, engine sim.Engine) *ground {
	t.Helper()
	g, err := linux(t.TempDir(), engine)
	switch {
	case errors.Is(err, sys.EPERM), errors.Is(err, sys.EACCES), errors.Is(err, sys.ENOSYS):
		t.Skip(err) // io_uring
	case err != nil:
		t.Fatal(err)
	}
	before := openDescriptors(t)
	t.Cleanup(func() {
		if after := openDescriptors(t); after != before {
			t.Errorf("%d descriptors were open before, and %d are", before, after)
		}
	})
	return g
}

// openDescriptors counts those of the process; the one that it takes to look is
// among them.
func openDescriptors(t *testing.T) int {
	t.Helper()
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(entries)
}

// simulate plays a script on the simulated machine.
func simulate(t interface{ Fatal(...any) }, script Script, seed uint64, o sim.Options, calm bool) (whole performance) {
	if err := onSimulated(seed, o, func(g *ground) { whole = perform(script, g, calm) }); err != nil {
		t.Fatal(err)
	}
	return whole
}

func TestLinux(t *testing.T) {
	onEngines(t, func(t *testing.T, g *ground, _ sim.Engine) {
		rapid.Check(t, func(t *rapid.T) {
			script := scripts(false).Draw(t, "script")
			if whole := perform(script, g, false); whole.wrong != nil {
				t.Fatalf("on Linux:\n%v\n%v", whole, whole.wrong)
			}
		})
	})
}

func TestSimulated(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		script := scripts(false).Draw(t, "script")
		seed := rapid.Uint64().Draw(t, "seed")
		o := []sim.Options{{}, hasty}[rapid.IntRange(0, 1).Draw(t, "haste")]
		o.Engine = rapid.SampledFrom([]sim.Engine{sim.Epoll, sim.Poll, sim.Select, sim.URing}).Draw(t, "engine")
		if whole := simulate(t, script, seed, o, false); whole.wrong != nil {
			t.Fatalf("on the simulated machine, faults %v:\n%v\n%v", o.Faults, whole, whole.wrong)
		}
	})
}

// TestTheSameInCalm compares answers word for word.
func TestTheSameInCalm(t *testing.T) {
	onEngines(t, func(t *testing.T, g *ground, engine sim.Engine) {
		rapid.Check(t, func(t *rapid.T) {
			script := scripts(true).Draw(t, "script")
			here := simulate(t, script, 1, sim.Options{Engine: engine}, true)
			there := perform(script, g, true)
			if here.wrong != nil || there.wrong != nil || here.String() != there.String() {
				t.Fatalf("on the simulated machine:\n%v%v\non Linux:\n%v%v", here, here.wrong, there, there.wrong)
			}
		})
	})
}
