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
	o, err := parseOptions(strings.Fields("-keys 10,20 -pipelines 4 -commands set,GET -server a -server b"), io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(o.keys, []int{10, 20}) || !slices.Equal(o.pipelines, []int{4}) {
		t.Errorf("keys %v, pipelines %v", o.keys, o.pipelines)
	}
	if len(o.commands) != 2 || o.commands[0].name != "SET" || o.commands[1].name != "GET" {
		t.Errorf("commands %v", o.commands)
	}
	if !slices.Equal(o.servers, []string{"a", "b"}) {
		t.Errorf("servers %v", o.servers)
	}
}

func TestCommandsAllIsTheWholeTable(t *testing.T) {
	o, err := parseOptions([]string{"-commands", "all"}, io.Discard)
	if err != nil || len(o.commands) != len(commands) {
		t.Errorf("%d commands of %d, %v", len(o.commands), len(commands), err)
	}
}

func TestRefusedFlags(t *testing.T) {
	for _, line := range []string{
		"-rounds 0", "-seconds 0", "-clients 0", "-keys 0", "-keys 1,x", "-keys 1000000000000",
		"-pipelines -1", "-commands NOSUCH", "-memory perhaps", "stray",
	} {
		if _, err := parseOptions(strings.Fields(line), io.Discard); err == nil {
			t.Errorf("%s was accepted", line)
		}
	}
}
