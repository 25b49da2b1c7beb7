//go:build linux

package main

import (
	"fmt"
	"slices"
	"testing"
)

func TestRoundsGoForwardsAndBackwards(t *testing.T) {
	var visited []int
	for round := range 4 {
		visited = append(visited, order(2, round)...)
	}
	if want := []int{0, 1, 1, 0, 0, 1, 1, 0}; !slices.Equal(visited, want) {
		t.Errorf("servers in the order %v, want %v", visited, want)
	}
}

func TestSwapGivesBothOrdersToEachCore(t *testing.T) {
	c := contest{placement: placement{server: 0, load: 1}, options: options{swap: true}}
	var cores []int
	for round := range 6 {
		cores = append(cores, c.roundPlacement(round).server)
	}
	if want := []int{0, 0, 1, 1, 0, 0}; !slices.Equal(cores, want) {
		t.Errorf("servers on the cores %v, want %v", cores, want)
	}
	c.options.swap = false
	if core := c.roundPlacement(2).server; core != 0 {
		t.Errorf("without -swap the servers moved to core %d", core)
	}
}

func TestCases(t *testing.T) {
	o := options{pipelines: []int{1, 16}, commands: choice{"GET", "SET"}}
	want := []string{
		"GET, pipeline 1, 5M keys", "SET, pipeline 1, 5M keys",
		"GET, pipeline 16, 5M keys", "SET, pipeline 16, 5M keys",
	}
	var got []string
	for _, c := range cases(o, keyData(5_000_000)) {
		got = append(got, fmt.Sprint(c))
	}
	if !slices.Equal(got, want) {
		t.Errorf("cases %q, want %q", got, want)
	}
}

func TestStepsOfOneNameAreOneRow(t *testing.T) {
	up, down, back := step{}, step{}, step{restores: true}
	up.name, down.name, back.name = "ZINCRBY", "ZINCRBY", "ZINCRBY"
	w := workload{up, down, back}
	if rows := w.rows(); !slices.Equal(rows, []string{"ZINCRBY"}) {
		t.Errorf("rows %q of one command", rows)
	}
	round := []sample{{requests: 1, server: 10}, {requests: 2, server: 20}, {requests: 4, server: 40}}
	sums := rowSamples(w, "ZINCRBY", [][][]sample{{round, round}, nil})
	want := sample{requests: 3, server: 30}
	if len(sums) != 2 || !slices.Equal(sums[0], []sample{want, want}) || len(sums[1]) != 0 {
		t.Errorf("two rounds of one server are %v, want %v twice and nothing", sums, want)
	}
}

func TestLettersOfServers(t *testing.T) {
	for _, test := range []struct {
		i, n int
		want string
	}{{0, 1, "A"}, {1, 1, "B"}, {0, 2, "A1"}, {1, 2, "A2"}, {2, 2, "B"}} {
		if got := letter(test.i, test.n); got != test.want {
			t.Errorf("letter(%d, %d) = %s, want %s", test.i, test.n, got, test.want)
		}
	}
}
