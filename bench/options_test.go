//go:build linux

package main

import (
	"io"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestQuickLeavesGivenFlagsAlone(t *testing.T) {
	o, err := parseOptions([]string{"-quick", "-rounds", "9"}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	if o.rounds != 9 {
		t.Errorf("-rounds 9 became %d", o.rounds)
	}
	if o.window != 500*time.Millisecond || !slices.Equal(o.keys, []int{100_000}) || o.redisBenchmark {
		t.Errorf("-quick left %v, %v keys, redis-benchmark %v", o.window, o.keys, o.redisBenchmark)
	}
}

func TestLists(t *testing.T) {
	o, err := parseOptions(strings.Fields("-keys 1000,2000 -pipelines 4 -commands set,hashes -server a -server b"), io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(o.keys, []int{1000, 2000}) || !slices.Equal(o.pipelines, []int{4}) {
		t.Errorf("keys %v, pipelines %v", o.keys, o.pipelines)
	}
	for _, want := range []struct {
		family, name string
		chosen       bool
	}{{"strings", "SET", true}, {"strings", "GET", false}, {"hashes", "HGET", true}, {"sets", "SADD", false}} {
		if o.commands.has(want.family, want.name) != want.chosen {
			t.Errorf("%s chosen: %v", want.name, !want.chosen)
		}
	}
	if !slices.Equal(o.servers, []string{"a", "b"}) {
		t.Errorf("servers %v", o.servers)
	}
}

func TestCommandsAllIsTheWholeTable(t *testing.T) {
	o, err := parseOptions([]string{"-commands", "all"}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	for _, data := range datasets(o.keys, o.elements) {
		if chosen := o.commands.of(data); len(chosen) != len(data.workloads) {
			t.Errorf("%s: %d of %d workloads", data.name, len(chosen), len(data.workloads))
		}
	}
	if !slices.Equal(o.pipelines, []int{16}) || o.memory != memoryWithout || o.redisBenchmark {
		t.Errorf("pipelines %v, memory %s, redis-benchmark %v", o.pipelines, o.memory, o.redisBenchmark)
	}
}

func TestWithoutFlagsKeysAndMemoryAreMeasured(t *testing.T) {
	o, err := parseOptions(nil, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(o.commands, choice{"GET", "SET"}) || !slices.Equal(o.pipelines, []int{1, 16, 100}) {
		t.Errorf("commands %v at pipelines %v", o.commands, o.pipelines)
	}
	if o.memory != memoryWith || !o.redisBenchmark || o.settling != 10*time.Second {
		t.Errorf("memory %s after %v, redis-benchmark %v", o.memory, o.settling, o.redisBenchmark)
	}
}

func TestMemoryFlag(t *testing.T) {
	for line, want := range map[string]memoryMode{
		"-memory":                          memoryOnly,
		"-memory=only":                     memoryOnly,
		"-memory=without":                  memoryWithout,
		"-memory=with -commands HGET":      memoryWith,
		"-commands HGET":                   memoryWithout,
		"-quick":                           memoryWith,
		"-commands all -quick -memory":     memoryOnly,
		"-commands GET,LPUSH -memory=with": memoryWith,
	} {
		if o, err := parseOptions(strings.Fields(line), io.Discard); err != nil || o.memory != want {
			t.Errorf("%s: %s, %v, want %s", line, o.memory, err, want)
		}
	}
}

func TestQuickWinsOverAll(t *testing.T) {
	o, err := parseOptions(strings.Fields("-commands all -quick -pipelines 4"), io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	if o.window != 500*time.Millisecond || o.elements != 100_000 || !slices.Equal(o.pipelines, []int{4}) {
		t.Errorf("%v, %d elements, pipelines %v", o.window, o.elements, o.pipelines)
	}
}

func TestModes(t *testing.T) {
	for line, want := range map[string]options{
		"":                              {mode: costMode, rounds: 5, window: 2 * time.Second},
		"-freeing=false":                {mode: costMode, rounds: 5, window: 2 * time.Second},
		"-freeing -plot x":              {mode: freeingMode, rounds: 5, window: time.Second},
		"-freeing -quick":               {mode: freeingMode, rounds: 3, window: time.Second},
		"-limits":                       {mode: limitsMode, rounds: 1, window: 2 * time.Second},
		"-limits -quick":                {mode: limitsMode, rounds: 1, window: 500 * time.Millisecond},
		"-limits -rounds 3 -seconds 10": {mode: limitsMode, rounds: 3, window: 10 * time.Second},
		"-resident":                     {mode: residentMode, rounds: 5, window: 5 * time.Second},
		"-models -plot x":               {mode: modelsMode, rounds: 5, window: 2 * time.Second},
		"-engines -plot x":              {mode: enginesMode, rounds: 5, window: time.Second},
		"-engines -quick":               {mode: enginesMode, rounds: 3, window: time.Second},
	} {
		o, err := parseOptions(strings.Fields(line), io.Discard)
		if err != nil || o.mode != want.mode || o.rounds != want.rounds || o.window != want.window {
			t.Errorf("%q: %s, %d rounds of %v, %v", line, o.mode, o.rounds, o.window, err)
		}
	}
	o, err := parseOptions(strings.Fields("-limits -maxmemory 3 -size 300000"), io.Discard)
	if err != nil || o.maxMemory != 3<<20 || o.size != 300_000 {
		t.Errorf("%d bytes, %d, %v", o.maxMemory, o.size, err)
	}
}

func TestThreadsAndIdleClients(t *testing.T) {
	o, err := parseOptions(strings.Fields("-models -io-threads 4"), io.Discard)
	if err != nil || o.ioThreads != 4 || !slices.Equal(o.keys, []int{100_000}) {
		t.Errorf("%d threads, %v keys, %v", o.ioThreads, o.keys, err)
	}
	o, err = parseOptions(strings.Fields("-engines -idle 0,20 -keys 2000"), io.Discard)
	if err != nil || !slices.Equal(o.idle, []int{0, 20}) || !slices.Equal(o.keys, []int{2000}) {
		t.Errorf("%v idle, %v keys, %v", o.idle, o.keys, err)
	}
}

func TestRefusedFlags(t *testing.T) {
	for _, line := range []string{
		"-rounds 0", "-seconds 0", "-clients 0", "-keys 0", "-keys 1,x", "-keys 1000000000000",
		"-pipelines -1", "-commands NOSUCH", "-commands GET,", "-memory=perhaps", "-memory perhaps", "stray",
		"-keys 999", "-keys 5000 -pipelines 6000", "-elements 1000", "-elements 200000",
		"-elements 10000 -pipelines 51", "-settle -1",
		"-freeing -limits", "-freeing=perhaps", "-plot x", "-limits -plot x", "-size 0", "-size 150000", "-maxmemory 0",
		"-resident -connected 50", "-limits -policies lru",
		"-models -engines", "-models -io-threads 1", "-models -io-threads 129", "-models -server a -server b",
		"-models -keys 1000,2000", "-engines -keys 1000,2000", "-engines -idle 5,5", "-engines -idle -1", "-engines -idle x",
		"-engines -clients 500", "-resident -plot x",
	} {
		if _, err := parseOptions(strings.Fields(line), io.Discard); err == nil {
			t.Errorf("%s was accepted", line)
		}
	}
}
