//go:build linux

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTheChartIsAlwaysTheSame(t *testing.T) {
	c := chart{
		title: "Cost of a GET", across: "idle clients", up: "us per request", unit: trimmed,
		ticks: []tick{{0, "0"}, {1, "1k"}, {2, "10k"}}, right: 2,
		curves: []curve{
			{name: "predicted", dashed: true, points: []point{{0, 5}, {2, 5.5}}},
			{name: "epoll", points: []point{{0, 5}, {1, 5.1}, {2, 5.2}}},
			{name: "poll", colour: 1, points: []point{{0, 5.2}, {1, 9}, {2, 27}}},
			{name: "select", colour: 4, points: []point{{0, 5.3}}},
		},
	}
	file := filepath.Join("testdata", "chart.svg")
	if *update {
		if err := os.WriteFile(file, []byte(c.svg()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if c.svg() != string(want) {
		t.Errorf("the picture differs from %s: look at it with -update", file)
	}
	// What is predicted has no points.
	if n := strings.Count(c.svg(), "<circle"); n != 7 {
		t.Errorf("%d points, want 7", n)
	}
}

func TestTheAxisEndsAboveTheHighestFigure(t *testing.T) {
	for highest, want := range map[float64]struct{ step, top float64 }{
		27: {5, 30}, 30: {5, 30}, 1: {0.2, 1}, 180_000: {50_000, 200_000}, 0: {1, 1},
	} {
		step, top := chart{curves: []curve{{points: []point{{0, highest}, {1, highest / 2}}}}}.scale()
		if step != want.step || top != want.top {
			t.Errorf("%v: steps of %v up to %v, want %v", highest, step, top, want)
		}
	}
	if y := lineHeight(30, 30); y != fieldTop {
		t.Errorf("the highest is at %v", y)
	}
}
