package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// built is the program, as users build it: without the race detector, which this test
// may well be running with.
func built(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "simulate")
	build := exec.Command("go", "build", "-buildvcs=false", "-o", program, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if text, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return program
}

// Every run is the same in another process, with one processor and with two, and with
// the race detector and without (make race).
func TestRunsAreTheSameEverywhere(t *testing.T) {
	args := []string{"-seed", "1", "-runs", "20", "-clients", "6", "-ops", "150", "-v"}
	want := output(t, 0, args...)
	program := built(t)
	for _, processors := range []string{"1", "2"} {
		command := exec.Command(program, args...)
		command.Env = append(os.Environ(), "GOMAXPROCS="+processors)
		got, err := command.Output() // the figures are another stream's
		if err != nil {
			t.Fatalf("%v\n%s", err, got)
		}
		if line := firstDifference(want, string(got)); line != "" {
			t.Errorf("with GOMAXPROCS=%s\n%s", processors, line)
		}
	}
}

// firstDifference tells where two texts part; it is empty if they do not.
func firstDifference(want, got string) string {
	a, b := strings.SplitAfter(want, "\n"), strings.SplitAfter(got, "\n")
	for i := range max(len(a), len(b)) {
		var here, there string
		if i < len(a) {
			here = a[i]
		}
		if i < len(b) {
			there = b[i]
		}
		if here != there {
			return "here   " + here + "there  " + there
		}
	}
	return ""
}
