package main

import (
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"

	"seedis/simtest"
	"seedis/sys"
	"seedis/sys/real"
	"seedis/sys/sim"
)

// output runs the program.
func output(t *testing.T, status int, args ...string) string {
	t.Helper()
	var out, problems strings.Builder
	if got := run(args, &out, &problems); got != status {
		t.Fatalf("status %d, want %d\n%s%s", got, status, out.String(), problems.String())
	}
	return out.String()
}

func TestEachRunIsOneLine(t *testing.T) {
	line := regexp.MustCompile(`^ok seed=(7|8|9) steps=\d+ ops=\d+ virtual=[0-9.]+m?s trace=[0-9a-f]{16}\n$`)
	first := output(t, 0, "-seed", "7", "-runs", "3", "-clients", "3", "-ops", "100")
	lines := 0
	for text := range strings.Lines(first) {
		lines++
		if !line.MatchString(text) {
			t.Errorf("the line is %q", text)
		}
	}
	if lines != 3 {
		t.Errorf("%d lines for 3 runs", lines)
	}
	if again := output(t, 0, "-seed", "7", "-runs", "3", "-clients", "3", "-ops", "100"); again != first {
		t.Errorf("the second time it is\n%s, at first\n%s", again, first)
	}
}

func TestTheScheduleCanBeDrawnAnew(t *testing.T) {
	usual := output(t, 0, "-seed", "7", "-ops", "100")
	if other := output(t, 0, "-seed", "7", "-ops", "100", "-schedule", "2"); other == usual {
		t.Errorf("another schedule gives the same run, %s", usual)
	}
}

func TestMarksAndWeatherArePrinted(t *testing.T) {
	text := output(t, 0, "-ops", "50", "-marks", "-v")
	for _, want := range []string{"weather faults=", "server: protocol error", "NEVER SEEN"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}

func TestTheTimelineIsPrinted(t *testing.T) {
	text := output(t, 0, "-ops", "10", "-timeline")
	if !strings.Contains(text, " accept(") || !strings.Contains(text, " send(") || !strings.Contains(text, "\nok seed=1 ") {
		t.Errorf("the timeline is\n%.2000s", text)
	}
}

func TestWrongFlagsAreRefused(t *testing.T) {
	for _, args := range [][]string{
		{"-seed", "x"}, {"-clients", "0"}, {"-ops", "0"}, {"-runs", "0"}, {"-faults", "no-such:1"}, {"-strategy", "fair"}, {"7"},
		{"-step", "1", "-shrink"}, {"-step", "1", "-record", "file"},
	} {
		output(t, 2, args...)
	}
	output(t, 0, "-help")
	var problems strings.Builder
	run([]string{"-help"}, io.Discard, &problems)
	if !strings.Contains(problems.String(), "stall:0.005/5ms ") {
		t.Errorf("no table of faults in\n%s", problems.String())
	}
}

func TestFaultsCanBeGiven(t *testing.T) {
	text := output(t, 0, "-runs", "2", "-ops", "50", "-v", "-faults", "latency:1ms,reset:0.001")
	if n := strings.Count(text, "weather faults=latency:1ms,reset:0.001 "); n != 2 {
		t.Errorf("the faults are on in %d runs of 2:\n%s", n, text)
	}
}

func TestTheStrategyCanBeGiven(t *testing.T) {
	text := output(t, 0, "-runs", "2", "-ops", "50", "-v", "-strategy", "pct(3/5000)")
	if n := strings.Count(text, " schedule=pct(3/5000) "); n != 2 {
		t.Errorf("%d runs of 2 have that schedule:\n%s", n, text)
	}
}

func TestAViolationIsReported(t *testing.T) {
	var out strings.Builder
	report(&out, &simtest.Violation{
		Workload: simtest.Workload{Seed: 7, Clients: 8, Ops: 5000}, Err: errors.New("something is wrong\nin detail"),
	})
	for _, want := range []string{
		"FAIL seed=7 something is wrong\n", "in detail\n", "replay: go run ./cmd/simulate -seed 7 -clients 8 -ops 5000 # commit ",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
}

// noisy sends wrong bytes, by plain calls and by its pollers.
type noisy struct{ sys.Kernel }

func (k *noisy) SendBatch(ops []sys.Op) { spoil(ops); k.Kernel.SendBatch(ops) }

func (k *noisy) NewPoller() (sys.Poller, sys.Errno) {
	p, errno := k.Kernel.NewPoller()
	return &noisyPoller{p}, errno
}

type noisyPoller struct{ sys.Poller }

func (p *noisyPoller) SendBatch(ops []sys.Op) { spoil(ops); p.Poller.SendBatch(ops) }

func spoil(ops []sys.Op) {
	for i := range ops {
		ops[i].Bufs[0][0] ^= 1
	}
}

func TestACampaignEndsAtAViolationAndKeepsItsMarks(t *testing.T) {
	var out strings.Builder
	ranges := sim.NewRanges(real.Memory{})
	interrupted := sim.MustFaults("interrupted:0.5")
	o := options{runs: 3, workload: simtest.Workload{
		Seed: 1, Clients: 1, Ops: 5, Memory: ranges,
		Faults: &interrupted,
		Wrap:   func(kernel sys.Kernel) sys.Kernel { return &noisy{kernel} },
	}}
	marks, passed := o.campaign(&out, new(figures))
	if passed || strings.Count(out.String(), "FAIL ") != 1 || marks.Count(sys.MarkWaitInterrupted) == 0 {
		t.Errorf("passed: %t, marks\n%v, output\n%s", passed, marks.String(), out.String())
	}
	if errno := ranges.Close(); errno != sys.OK {
		t.Error(errno)
	}
}

func TestAMissedMarkFailsTheCampaignThatAsksForAll(t *testing.T) {
	if text := output(t, 1, "-clients", "1", "-ops", "1", "-all-marks"); !strings.Contains(text, "NEVER SEEN") {
		t.Errorf("the marks are\n%s", text)
	}
}
