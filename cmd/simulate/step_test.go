package main

import (
	"regexp"
	"strings"
	"testing"

	"seedis/simtest"
	"seedis/sys"
	"seedis/sys/real"
	"seedis/sys/sim"
)

func TestAStepIsShown(t *testing.T) {
	text := output(t, 0, "-seed", "7", "-ops", "200", "-step", "3000")
	for _, want := range []string{
		"events:\n", "\n     3000 ", "before these, each other thread's last:\n", "threads:\n", `thread 1 "server" `,
		"descriptors: ", "machine: step 3000 at ", "clients: ", "\nstopped seed=7 steps=3000 ",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if others := regexp.MustCompile(`last:\n +\d+ +\S+s thread \d+ `); !others.MatchString(text) {
		t.Errorf("nothing is said of the threads that did nothing lately:\n%s", text)
	}
	if later := regexp.MustCompile(`(?m)^ +30(0[1-9]|[1-9]\d) +\S+s thread`).FindString(text); later != "" {
		t.Errorf("it went on to %s", later)
	}
	if again := output(t, 0, "-seed", "7", "-ops", "200", "-step", "3000"); again != text {
		t.Errorf("the second time it is\n%s", again)
	}
}

func TestAStepBehindTheEndIsSaidToBe(t *testing.T) {
	text := output(t, 0, "-clients", "1", "-ops", "5", "-step", "1000000")
	if !strings.HasPrefix(text, "ok seed=1 ") || !strings.HasSuffix(text, "the run has ended before step 1000000\n") {
		t.Errorf("it says\n%s", text)
	}
}

// A run that stops counts like any other.
func TestAStoppedRunHasItsFigures(t *testing.T) {
	var out, problems strings.Builder
	if status := run([]string{"-ops", "200", "-step", "3000", "-v", "-marks"}, &out, &problems); status != 0 {
		t.Fatalf("status %d\n%s", status, problems.String())
	}
	if !strings.HasPrefix(problems.String(), "figures runs=1 steps=3000 ") {
		t.Errorf("the figures are\n%s", problems.String())
	}
	if seen := regexp.MustCompile(`(?m)^ +1 +\d+ +1  server: `); !strings.Contains(out.String(), "\nweather faults=") || !seen.MatchString(out.String()) {
		t.Errorf("no weather, or no marks in\n%s", out.String())
	}
}

// A run that fails before the step is shown where it fails.
func TestAFailureIsShown(t *testing.T) {
	var out strings.Builder
	ranges := sim.NewRanges(real.Memory{})
	o := options{runs: 1, step: 1_000_000, workload: simtest.Workload{
		Seed: 1, Clients: 1, Ops: 5, Memory: ranges,
		Wrap: func(kernel sys.Kernel) sys.Kernel { return &noisy{kernel} },
	}}
	_, passed := o.campaign(&out, new(figures))
	shown, failed := strings.Index(out.String(), "\nmachine: step "), strings.Index(out.String(), "\nFAIL seed=1 ")
	if passed || shown < 0 || failed < shown {
		t.Errorf("passed: %t\n%s", passed, out.String())
	}
	if errno := ranges.Close(); errno != sys.OK {
		t.Error(errno)
	}
}
