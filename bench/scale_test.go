//go:build linux

package main

import (
	"slices"
	"strings"
	"testing"
)

func TestTheScarcerOneBoundsAReactor(t *testing.T) {
	p := prediction{single: 5, main: 0.5, thread: 5}
	for _, c := range []struct {
		threads int
		rate    float64
		bound   string
	}{{1, 200_000, "main, alone"}, {2, 200_000, "I/O threads"}, {5, 800_000, "I/O threads"}, {11, 2_000_000, "I/O threads"}, {12, 2_000_000, "main"}, {16, 2_000_000, "main"}} {
		if rate, bound := p.throughput(c.threads); rate != c.rate || bound != c.bound {
			t.Errorf("%d threads: %v by %s, want %v by %s", c.threads, rate, bound, c.rate, c.bound)
		}
	}
}

// scaled is a point at which a reactor is so many times as fast as both single
// servers, and the rival's threads are half as fast again as those.
func scaled(threads int, times uint64) scalePoint {
	faster := func(factor uint64) []threadedSample {
		s := threaded(5, 5)
		s.requests *= factor
		return one(s)
	}
	return scalePoint{threads: threads, rounds: [][]threadedSample{
		singleModel: faster(2), lockstepModel: faster(2), reactorModel: faster(2 * times), rivalSingle: faster(2), rivalThreaded: faster(3),
	}}
}

func TestEightThreadsAreJudged(t *testing.T) {
	for _, c := range []struct {
		point scalePoint
		bold  int
	}{{scaled(8, 3), 0}, {scaled(8, 2), 2}, {scaled(6, 2), 0}} {
		table := scaleTable("A and B", prediction{single: 5, main: 1, thread: 5}, []scalePoint{c.point})
		if len(table.rows) != mostThreads {
			t.Fatalf("%d rows", len(table.rows))
		}
		row := table.rows[c.point.threads-1]
		if boldCells(row) != c.bold || len(row) != len(table.header) {
			t.Errorf("%d threads: %q", c.point.threads, row)
		}
		if row := table.rows[0]; len(row) != len(table.header) || row[4] != "" || row[1] != "200k" || row[2] != "1.00" {
			t.Errorf("one thread: %q", row)
		}
	}
	table := scaleTable("A and B", prediction{single: 5, main: 1, thread: 5}, nil)
	if !slices.Equal(table.header, predictedHeader) || !strings.Contains(table.title, "a prediction") {
		t.Errorf("%s: %q", table.title, table.header)
	}
}

func TestPredictionTakesMainFromTheReactor(t *testing.T) {
	point := scaled(2, 1)
	point.rounds[reactorModel] = one(threaded(2, 30))
	point.rounds[singleModel] = one(threaded(20, 0))
	if got, want := predict(point), (prediction{single: 20, main: 2, thread: 30}); got != want {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestThePictureOfModelsBeginsWithOneThread(t *testing.T) {
	c := modelsChart(prediction{single: 5, main: 1, thread: 5}, []scalePoint{scaled(2, 2), scaled(8, 3)}, 16)
	var got []string
	for _, line := range c.curves {
		got = append(got, line.name)
	}
	if want := []string{"Seedis reactor, predicted", "Seedis reactor", "Seedis lockstep", "redis-server"}; !slices.Equal(got, want) {
		t.Errorf("curves %q", got)
	}
	if points := c.curves[0].points; len(points) != mostThreads || points[15] != (point{16, 1e6}) {
		t.Errorf("predicted %v", points)
	}
	if points := c.curves[1].points; !slices.Equal(points, []point{{1, 2000}, {2, 4000}, {8, 6000}}) {
		t.Errorf("reactor %v", points)
	}
	if points := c.curves[3].points; !slices.Equal(points, []point{{1, 2000}, {2, 3000}, {8, 3000}}) {
		t.Errorf("redis-server %v", points)
	}
}
