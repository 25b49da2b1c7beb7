//go:build linux

package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

func TestReportOfAShortRun(t *testing.T) {
	if _, err := exec.LookPath("redis-server"); err != nil {
		t.Skip("redis-server is not installed")
	}
	file := t.TempDir() + "/report.md"
	arguments := strings.Fields("-server redis-server -against redis-server -rounds 2 -seconds 0.02 -keys 1000" +
		" -memory-keys 20000 -pipelines 16 -clients 5 -swap -redis-benchmark=false -out " + file)
	o, err := parseOptions(arguments, os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	var output, progress strings.Builder
	if err := run(t.Context(), o, &output, &progress); err != nil {
		t.Fatalf("%v\n%s", err, progress.String())
	}
	for _, line := range []string{
		"- A redis-server: redis_version ", "| case ", "| GET, pipeline 16, 1k keys |", "| SET, pipeline 16, 1k keys |",
		"| keys |", "| 20k  |",
	} {
		if !strings.Contains(output.String(), line) {
			t.Errorf("no %q in the report:\n%s", line, output.String())
		}
	}
	if written, err := os.ReadFile(file); err != nil || string(written) != output.String() {
		t.Errorf("the file has %q, %v", written, err)
	}
}
