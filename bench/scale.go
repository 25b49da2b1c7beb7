//go:build linux

package main

import (
	"context"
	"fmt"
)

const (
	// manyCores is what it takes to measure I/O threads beside their load, and
	// mostThreads how many threads are predicted or measured.
	manyCores   = 16
	mostThreads = 16
)

// scaleThreads are the numbers of threads that are measured on many cores.
func scaleThreads() []int { return []int{2, 3, 4, 6, 8, 12, mostThreads} }

// What Seedis has to reach with so many threads on many cores, in throughput.
const (
	judgedThreads = 8
	leastOfSingle = 3.0
	leastOfRival  = 1.5
)

// scalePoint is what the servers of models showed with so many threads, under the
// crowded load.
type scalePoint struct {
	threads int
	rounds  [][]threadedSample
}

// scale measures all models with more and more threads.
func (b *bench) scale(ctx context.Context, m *modelsContest) ([]scalePoint, error) {
	var points []scalePoint
	for _, threads := range scaleThreads() {
		subjects := models(b.subjects[0], b.subjects[len(b.subjects)-1], threads)
		err := b.withSubjects(ctx, subjects, func(servers []*server) error {
			results, err := m.loads(ctx, servers, []modelLoad{crowded})
			if err == nil {
				points = append(points, scalePoint{threads: threads, rounds: results[0]})
			}
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("io-threads %d: %w", threads, err)
		}
	}
	return points, nil
}

// prediction is the processor time of a request, in microseconds, by which the
// throughput on many cores is foretold.
type prediction struct {
	single float64 // without I/O threads
	main   float64 // of main with as few I/O threads as were measured; with more it is higher
	thread float64 // of the I/O thread whose client it is
}

// predict takes medians of the crowded load.
func predict(p scalePoint) prediction {
	return prediction{
		single: figures(p.rounds[singleModel], threadedSample.cost).median,
		main:   figures(p.rounds[reactorModel], threadedSample.mainCost).median,
		thread: figures(p.rounds[reactorModel], threadedSample.othersCost).median,
	}
}

// throughput is that of a reactor with so many threads, main among them, and a core
// for each, in requests per second; and who bounds it.
func (p prediction) throughput(threads int) (rate float64, bound string) {
	if threads == 1 {
		return 1e6 / p.single, "main, alone"
	}
	byMain, byThreads := 1e6/p.main, float64(threads-1)*1e6/p.thread
	if byMain < byThreads {
		return byMain, "main"
	}
	return byThreads, "I/O threads"
}

var (
	predictedHeader = []string{"io-threads", "predicted/s", "x single", "bound by"}
	scaledHeader    = []string{
		"A reactor/s", "x A single (min..max)", "at least", "x B (min..max)", "at least", "A lockstep/s", "B/s", "load",
	}
)

// scaleTable has the prediction and, on many cores, what was measured beside it.
func scaleTable(versus string, p prediction, measured []scalePoint) section {
	table := section{
		title:  "Throughput with a core for each thread, a prediction: " + versus,
		header: predictedHeader,
	}
	if len(measured) > 0 {
		table.title = "Throughput with more threads, predicted and measured: " + versus
		table.header = append(table.header[:len(table.header):len(table.header)], scaledHeader...)
	}
	single, _ := p.throughput(1)
	points := map[int]scalePoint{}
	for _, point := range measured {
		points[point.threads] = point
	}
	for threads := 1; threads <= mostThreads; threads++ {
		rate, bound := p.throughput(threads)
		row := []string{fmt.Sprint(threads), thousands(rate), fmt.Sprintf("%.2f", rate/single), bound}
		switch point, found := points[threads]; {
		case found:
			row = append(row, point.cells()...)
		case len(measured) > 0:
			row = append(row, make([]string, len(scaledHeader))...)
		}
		table.rows = append(table.rows, row)
	}
	return table
}

// cells are those of scaledHeader.
func (p scalePoint) cells() []string {
	rate := func(model int) string { return median(p.rounds[model], threadedSample.throughput, thousands) }
	times := func(model int, least float64) []string {
		ratio := ratios(p.rounds[reactorModel], p.rounds[model], threadedSample.throughput)
		if p.threads != judgedThreads {
			return []string{ratio.String(), ""}
		}
		return []string{limited(ratio.String(), ratio.median < least), fmt.Sprintf("%.1f", least)}
	}
	cells := append([]string{rate(reactorModel)}, times(singleModel, leastOfSingle)...)
	cells = append(cells, times(rivalThreaded, leastOfRival)...)
	return append(cells, rate(lockstepModel), rate(rivalThreaded),
		median(p.rounds[reactorModel], threadedSample.loadBusy, percent))
}

// modelsChart shows the throughput over the number of threads: the prediction as a
// line, what was measured as points.
func modelsChart(p prediction, measured []scalePoint, cores int) chart {
	c := chart{
		title:  fmt.Sprintf("Throughput of GET with I/O threads: %d clients, pipeline %d", crowded.clients, crowded.pipeline),
		across: fmt.Sprintf("io-threads, main among them; points are measured on %d cores, the load among what runs there", cores),
		up:     "thousand requests per second",
		left:   1, right: mostThreads,
		unit: func(rate float64) string { return trimmed(rate / 1e3) },
	}
	foretold := curve{name: "Seedis reactor, predicted", dashed: true}
	for threads := 1; threads <= mostThreads; threads++ {
		c.ticks = append(c.ticks, tick{at: float64(threads), label: fmt.Sprint(threads)})
		rate, _ := p.throughput(threads)
		foretold.points = append(foretold.points, point{float64(threads), rate})
	}
	c.curves = append(c.curves, foretold)
	for i, line := range []struct {
		name           string
		alone, threads int // the model with one thread, and with more
	}{
		{"Seedis reactor", singleModel, reactorModel},
		{"Seedis lockstep", singleModel, lockstepModel},
		{"redis-server", rivalSingle, rivalThreaded},
	} {
		rate := func(p scalePoint, model int) float64 {
			return figures(p.rounds[model], threadedSample.throughput).median
		}
		shown := curve{name: line.name, colour: i, points: []point{{1, rate(measured[0], line.alone)}}}
		for _, m := range measured {
			shown.points = append(shown.points, point{float64(m.threads), rate(m, line.threads)})
		}
		c.curves = append(c.curves, shown)
	}
	return c
}
