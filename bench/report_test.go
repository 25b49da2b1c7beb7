//go:build linux

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestReportOfAShortRun(t *testing.T) {
	if _, err := exec.LookPath("redis-server"); err != nil {
		t.Skip("redis-server is not installed")
	}
	file := t.TempDir() + "/report.md"
	arguments := strings.Fields("-server redis-server -against redis-server -rounds 2 -seconds 0.02 -keys 1000" +
		" -memory-keys 20000 -pipelines 16 -clients 5 -swap -redis-benchmark=false -elements 10000 -settle 0.1 -out " + file)
	report := reportOf(t, arguments)
	for _, line := range []string{
		"- A redis-server: redis_version ", "| case ", "| GET, pipeline 16, 1k keys |", "| SET, pipeline 16, 1k keys |",
		"| data ", "| 20k keys ", "| a list of 10k ", "| a hash of 10k ", "| a set of 10k ", "| a sorted set of 10k ",
		"| 10k hashes of 10 ",
	} {
		if !strings.Contains(report, line) {
			t.Errorf("no %q in the report:\n%s", line, report)
		}
	}
	if written, err := os.ReadFile(file); err != nil || string(written) != report {
		t.Errorf("the file has %q, %v", written, err)
	}
}

func TestReportsOfTheOtherModes(t *testing.T) {
	plot := filepath.Join(t.TempDir(), "pictures", "unlink.svg")
	common := "-server redis-server -against redis-server -rounds 1 -size 100000 -seconds 0.01 "
	for line, rows := range map[string][]string{
		"-freeing -plot " + plot: {
			"| UNLINK of a hash of 100k ", "| UNLINK of a list of 100k ", "| FLUSHALL ASYNC of 100k keys ", "| expiry of 20k keys ",
			"| DEL of a sorted set of 100k ", "| FLUSHALL SYNC of 100k keys ",
		},
		"-limits -maxmemory 2 -settle 0 -policies noeviction,allkeys-lru": {
			"| noeviction, values of 1024 ", "| allkeys-lru, values of 64 ", "A - B, points",
		},
		"-resident -connected 100": {"| p99.9, ms ", "| requests/s ", "| Go heap, MiB ", "- 100k keys of 16 bytes"},
	} {
		report := reportOf(t, strings.Fields(common+line))
		for _, row := range rows {
			if !strings.Contains(report, row) {
				t.Errorf("%s: no %q in the report:\n%s", line, row, report)
			}
		}
	}
	if picture, err := os.ReadFile(plot); err != nil || strings.Count(string(picture), "<polyline") != 3 {
		t.Errorf("no picture of three curves: %v", err)
	}
}

// reportOf runs a command line.
func reportOf(t *testing.T, arguments []string) string {
	t.Helper()
	o, err := parseOptions(arguments, os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	var output, progress strings.Builder
	if err := run(t.Context(), o, &output, &progress); err != nil {
		t.Fatalf("%v\n%s", err, progress.String())
	}
	return output.String()
}

// lenient is a redis-server that takes Seedis's flags for models and engines.
func lenient(t *testing.T) string {
	t.Helper()
	redisPath, err := exec.LookPath("redis-server")
	if err != nil {
		t.Skip("redis-server is not installed")
	}
	path := filepath.Join(t.TempDir(), "lenient")
	script := `#!/bin/sh
left=$#
while [ $left -gt 0 ]; do
	case $1 in
	--io-engine|--io-threads-model|--io-threads-always) shift ;;
	*) set -- "$@" "$1" "$2"; shift ;;
	esac
	shift
	left=$((left - 2))
done
exec ` + redisPath + ` "$@"
`
	if err := os.WriteFile(path, []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestReportOfModels(t *testing.T) {
	plot := filepath.Join(t.TempDir(), "models.svg")
	report := reportOf(t, strings.Fields("-models -server "+lenient(t)+" -against redis-server -rounds 1 -seconds 0.001 -keys 1000"+
		" -io-threads 3 -plot "+plot))
	for _, line := range []string{
		"## GET, pipeline 1, 50 clients", "## GET, pipeline 1, 500 clients", "## GET, pipeline 16, 50 clients",
		"| A lenient, single ", "| A lenient, lockstep 3 ", "| A lenient, reactor 3 ", "| B redis-server, single ", "| B redis-server, io-threads 3 ",
		"io_thd_2 ", "## Few clients, four gets to a set", "| 10 ", "## Idle with 400 clients, io-threads 9", "| A lenient, reactor 9, gated ",
		"## Throughput with ", "| main, alone |", "- A polls by epoll",
	} {
		if !strings.Contains(report, line) {
			t.Errorf("no %q in the report:\n%s", line, report)
		}
	}
	if picture, err := os.ReadFile(plot); err != nil || strings.Count(string(picture), "<polyline") != 4 {
		t.Errorf("no picture of four curves: %v", err)
	}
}

func TestReportOfEngines(t *testing.T) {
	plot := filepath.Join(t.TempDir(), "engines.svg")
	report := reportOf(t, strings.Fields("-engines -server "+lenient(t)+" -against redis-server -rounds 1 -seconds 0.001 -keys 1000"+
		" -clients 5 -idle 0,20 -plot "+plot))
	for _, line := range []string{
		"| GET, 5 clients, 0 idle, epoll ", "| SET, 5 clients, 20 idle, epoll ", "| GET, 500 clients, 0 idle, epoll ", " 0.92 |",
		"**3 of 4 engines not measured**: select: epoll serves instead; poll: epoll serves instead; io_uring: epoll serves instead",
	} {
		if !strings.Contains(report, line) {
			t.Errorf("no %q in the report:\n%s", line, report)
		}
	}
	if picture, err := os.ReadFile(plot); err != nil || strings.Count(string(picture), "<polyline") != 2 {
		t.Errorf("no picture of two curves: %v", err)
	}
}

func TestReportOfAServerWithoutACommand(t *testing.T) {
	redisPath, err := exec.LookPath("redis-server")
	if err != nil {
		t.Skip("redis-server is not installed")
	}
	lacking := filepath.Join(t.TempDir(), "lacking")
	script := "#!/bin/sh\nexec " + redisPath + ` "$@" --rename-command RPUSH '' --rename-command ZRANK ''` + "\n"
	if err := os.WriteFile(lacking, []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	report := reportOf(t, strings.Fields("-server "+lacking+" -against redis-server -rounds 1 -seconds 0.001"+
		" -pipelines 16 -clients 5 -elements 10000 -memory=with -memory-keys 1000 -settle 0"+
		" -commands GET,LINDEX,ZRANK,ZSCORE -keys 1000 -redis-benchmark=false"))
	for row, isAbsent := range map[string]bool{
		"| GET, pipeline 16, 1k keys":                 false,
		"| LINDEX, pipeline 16, 1k lists of 10":       true, // RPUSH loads them
		"| LINDEX, pipeline 16, a list of 10k":        true,
		"| ZRANK, pipeline 16, 1k sorted sets of 10":  true,
		"| ZSCORE, pipeline 16, 1k sorted sets of 10": false,
		"| a list of 10k ":                            true,
		"| a set of 10k ":                             false,
	} {
		_, line, found := strings.Cut(report, row)
		line, _, _ = strings.Cut(line, "\n")
		if !found || strings.Contains(line, " absent ") != isAbsent {
			t.Errorf("%s: found %v, %q\n%s", row, found, line, report)
		}
	}
}
