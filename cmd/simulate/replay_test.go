package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"seedis/simtest"
	"seedis/sys"
	"seedis/sys/real"
	"seedis/sys/sim"
)

func TestARecordedRunIsReplayed(t *testing.T) {
	file := filepath.Join(t.TempDir(), "choices")
	for _, args := range [][]string{
		{"-seed", "7", "-ops", "100"},
		{"-seed", "8", "-clients", "3", "-ops", "50", "-schedule", "5", "-faults", "latency:1ms,short-write:0.1"},
	} {
		recorded := output(t, 0, append(args, "-record", file)...)
		if replayed := output(t, 0, "-replay", file); replayed != recorded {
			t.Errorf("%v: the replay is\n%sand was\n%s", args, replayed, recorded)
		}
	}
}

// Whoever looks at a replay sees what those see who look at the run itself.
func TestAReplayIsLookedAtLikeItsRun(t *testing.T) {
	file := filepath.Join(t.TempDir(), "choices")
	args := []string{"-seed", "7", "-ops", "100", "-schedule", "5"}
	output(t, 0, append(args, "-record", file)...)
	for _, look := range [][]string{{"-v"}, {"-timeline"}, {"-step", "3000"}, {"-step", "3000", "-v", "-marks"}} {
		run, replay := output(t, 0, append(args, look...)...), output(t, 0, append(look, "-replay", file)...)
		if line := firstDifference(run, replay); line != "" {
			t.Errorf("with %v the run is here and the replay there:\n%s", look, line)
		}
	}
}

func TestARunThatCannotBeRecorded(t *testing.T) {
	text := output(t, 1, "-ops", "10", "-record", filepath.Join(t.TempDir(), "none", "choices"))
	if !strings.Contains(text, "not recorded: ") {
		t.Errorf("nobody says so:\n%s", text)
	}
}

func TestFilesThatAreNoRecording(t *testing.T) {
	directory := t.TempDir()
	for name, text := range map[string]string{
		"empty":           "",
		"another version": "seedis choices 2\ncommit x\nflags -seed 1\n",
		"no commit":       "seedis choices 1\nflags -seed 1\n",
		"a wrong flag":    "seedis choices 1\ncommit x\nflags -nonsense\n",
		"no flag":         "seedis choices 1\ncommit x\nflags -seed 1 nonsense -ops 10\n",
		"a wrong list":    "seedis choices 1\ncommit x\nflags -seed 1\nschedule: (0\n",
		"many runs":       "seedis choices 1\ncommit x\nflags -seed 1 -runs 2\n",
	} {
		file := filepath.Join(directory, name)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		output(t, 2, "-replay", file)
	}
	output(t, 2, "-replay", filepath.Join(directory, "none"))
}

func TestAViolationIsShrunk(t *testing.T) {
	var out strings.Builder
	ranges := sim.NewRanges(real.Memory{})
	file := filepath.Join(t.TempDir(), "choices")
	o := options{
		runs: 3, shrink: true, within: shrinkTime, record: file,
		workload: simtest.Workload{
			Seed: 1, Clients: 2, Ops: 20, Memory: ranges,
			Wrap: func(kernel sys.Kernel) sys.Kernel { return &noisy{kernel} },
		},
	}
	var figures figures
	o.campaign(&out, &figures)
	if errno := ranges.Close(); errno != sys.OK {
		t.Error(errno)
	}
	if line := regexp.MustCompile(`(?m)^shrunk seed=1 events=[01] was=\d+ runs=\d+ seconds=[\d.]+$`); !line.MatchString(out.String()) {
		t.Errorf("it is not shrunk to one request:\n%s", out.String())
	}
	if recorded, err := readRecording(file); err != nil || len(recorded.list.Streams) == 0 {
		t.Errorf("what was recorded is %v, error %v", recorded, err)
	}
}
