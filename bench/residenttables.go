//go:build linux

package main

import "fmt"

// The limits are the project's own.
const (
	mixedLimit     = 1.1      // of Seedis's p99.9 to redis-server's
	heapLimit      = 64 << 20 // bytes on the Go heap
	collectorLimit = 0.005    // of the server's processor time
)

func (r residentRun) p50Milliseconds() float64  { return r.p50.Seconds() * 1e3 }
func (r residentRun) p999Milliseconds() float64 { return r.p999.Seconds() * 1e3 }
func (r residentRun) maxMilliseconds() float64  { return r.max.Seconds() * 1e3 }
func (r residentRun) cost() float64             { return r.sample.cost() }
func (r residentRun) throughput() float64       { return r.sample.throughput() }

var mixedHeader = []string{"figure", "A", "B", "A/B (min..max)", "at most"}

// mixedTable compares the runs of two servers.
func mixedTable(versus string, a, b []residentRun) section {
	table := section{title: "Four gets to a set, all clients connected: " + versus, header: mixedHeader}
	add := func(name string, measure func(residentRun) float64, text func(float64) string, limit float64) {
		ratio, most := ratios(a, b, measure), ""
		if limit > 0 {
			most = fmt.Sprintf("%.1f", limit)
		}
		table.rows = append(table.rows, []string{
			name, text(figures(a, measure).median), text(figures(b, measure).median),
			limited(ratio.String(), limit > 0 && ratio.median > limit), most,
		})
	}
	precise := func(ms float64) string { return fmt.Sprintf("%.3f", ms) }
	add("p50, ms", residentRun.p50Milliseconds, precise, 0)
	add("p99.9, ms", residentRun.p999Milliseconds, precise, mixedLimit)
	add("max, ms", residentRun.maxMilliseconds, precise, 0)
	add("requests/s", residentRun.throughput, thousands, 0)
	add("processor time per request, us", residentRun.cost, microseconds, 0)
	return table
}

var collectorHeader = []string{"figure", "A", "at most"}

// collectorTable is about a server that tells of its Go heap. The collector's time
// is brought up to date when a cycle ends, so a run may be charged for one that
// began before it. Between the runs thousands of clients come and go, which is no
// part of the load.
func collectorTable(title string, runs []residentRun) section {
	heap := figures(runs, func(r residentRun) float64 { return float64(r.after.heap) })
	var all goFigures
	for _, r := range runs {
		all.collector += r.run.collector
		all.process += r.run.process
	}
	last := runs[len(runs)-1].after
	most := fmt.Sprintf("%.1f%%", collectorLimit*100)
	return section{title: title, header: collectorHeader, rows: [][]string{
		{
			"Go heap, MiB",
			limited(fmt.Sprintf("%.1f (%.1f..%.1f)", heap.median/(1<<20), heap.min/(1<<20), heap.max/(1<<20)), heap.max > heapLimit),
			fmt.Sprint(heapLimit >> 20),
		},
		{
			"collector, of the processor time of all runs",
			limited(fmt.Sprintf("%.3f%%", all.share()*100), all.share() > collectorLimit), most,
		},
		{"the same since the start, with loading and connecting", fmt.Sprintf("%.3f%%", last.share()*100), ""},
	}}
}
