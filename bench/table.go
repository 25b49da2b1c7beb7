//go:build linux

package main

import (
	"fmt"
	"slices"
	"strings"
)

// busyEnough is the share of its core that a server must use for its figures
// to count: one that waits for its load also pays for sleeping and waking.
const busyEnough = 0.90

// spread is the middle and the ends of some figures.
type spread struct {
	median, min, max float64
}

// spreadOf needs at least one figure.
func spreadOf(figures []float64) spread {
	sorted := slices.Sorted(slices.Values(figures))
	middle := len(sorted) / 2
	median := sorted[middle]
	if len(sorted)%2 == 0 {
		median = (sorted[middle-1] + sorted[middle]) / 2
	}
	return spread{median: median, min: sorted[0], max: sorted[len(sorted)-1]}
}

// String is how a ratio stands in a table.
func (s spread) String() string {
	return fmt.Sprintf("%.2f (%.2f..%.2f)", s.median, s.min, s.max)
}

// comparison is what the rounds of one case gave for two servers. Samples with
// the same index belong to the same round; a server that does not know the
// command has none.
type comparison struct {
	name        string
	limit       float64 // the most that the ratio of costs may be; 0: no limit
	subject     []sample
	competition []sample
}

// figures applies a measure to one server's rounds.
func figures[R any](rounds []R, measure func(R) float64) spread {
	var all []float64
	for _, r := range rounds {
		all = append(all, measure(r))
	}
	return spreadOf(all)
}

// ratios divides one server's measure by another's, round by round: what drifts
// from round to round falls out.
func ratios[R any](a, b []R, measure func(R) float64) spread {
	var all []float64
	for round := range a {
		all = append(all, measure(a[round])/measure(b[round]))
	}
	return spreadOf(all)
}

func (c comparison) ratios(measure func(sample) float64) spread {
	return ratios(c.subject, c.competition, measure)
}

// absent stands for the figures of a server that does not know a command.
const absent = "absent"

// complete tells whether both servers were measured.
func (c comparison) complete() bool { return len(c.subject) > 0 && len(c.competition) > 0 }

// ratio is ratios in text, for two servers that may not have been measured.
func (c comparison) ratio(measure func(sample) float64) string {
	if !c.complete() {
		return absent
	}
	return c.ratios(measure).String()
}

// median is that of one server's rounds in text.
func median[R any](rounds []R, measure func(R) float64, text func(float64) string) string {
	if len(rounds) == 0 {
		return absent
	}
	return text(figures(rounds, measure).median)
}

// judged tells whether there is a limit and something to compare with it.
func (c comparison) judged() bool { return c.limit > 0 && c.complete() }

// serverBound tells whether both servers were kept busy: one that waits for its load
// is cheaper or dearer for reasons that are not its own.
func (c comparison) serverBound() bool {
	return figures(c.subject, sample.serverBusy).median >= busyEnough &&
		figures(c.competition, sample.serverBusy).median >= busyEnough
}

// judgedRatio is the ratio of costs, bold where it is above its limit.
func (c comparison) judgedRatio() string {
	text := c.ratio(sample.cost)
	switch {
	case !c.judged():
		return text
	case !c.serverBound():
		return text + notJudged
	}
	return limited(text, c.ratios(sample.cost).median > c.limit)
}

// most shows the limit, if there is one.
func (c comparison) most() string {
	if !c.judged() {
		return ""
	}
	return fmt.Sprintf("%.2f", c.limit)
}

// comparisonHeader has the columns of a comparison; A is the subject.
var comparisonHeader = []string{
	"case", "A us", "B us", "A/B (min..max)", "at most", "throughput A/B", "A/s", "B/s", "busy A, B", "load A, B",
}

// row is the comparison's line in a table.
func (c comparison) row() []string {
	a, b := c.subject, c.competition
	return []string{
		c.name,
		median(a, sample.cost, microseconds),
		median(b, sample.cost, microseconds),
		c.judgedRatio(),
		c.most(),
		c.ratio(sample.throughput),
		median(a, sample.throughput, thousands),
		median(b, sample.throughput, thousands),
		median(a, sample.serverBusy, busy) + ", " + median(b, sample.serverBusy, busy),
		median(a, sample.loadBusy, percent) + ", " + median(b, sample.loadBusy, percent),
	}
}

// microseconds shows three figures of what a request costs: 0.431, 5.40, 12.1.
func microseconds(us float64) string {
	switch {
	case us < 1:
		return fmt.Sprintf("%.3f", us)
	case us < 10:
		return fmt.Sprintf("%.2f", us)
	}
	return fmt.Sprintf("%.1f", us)
}

func thousands(n float64) string { return fmt.Sprintf("%.0fk", n/1e3) }

// percent rounds down: what is below a limit looks so. The small addend keeps
// 0.29, a hair less in binary, at 29.
func percent(share float64) string { return fmt.Sprintf("%d%%", int(share*100+1e-6)) }

// busy marks a server that was not kept busy enough.
func busy(share float64) string {
	if share < busyEnough {
		return "**" + percent(share) + "**"
	}
	return percent(share)
}

// count shows a number of keys: 100k, 5M.
func count(n int) string {
	switch {
	case n > 0 && n%1_000_000 == 0:
		return fmt.Sprintf("%dM", n/1_000_000)
	case n > 0 && n%1_000 == 0:
		return fmt.Sprintf("%dk", n/1_000)
	}
	return fmt.Sprint(n)
}

// markdown lays a table out, with its columns aligned for those who read it
// unrendered. The first column is text, the others are figures.
func markdown(header []string, rows [][]string) string {
	widths := make([]int, len(header))
	for _, row := range append([][]string{header}, rows...) {
		for column, cell := range row {
			widths[column] = max(widths[column], len(cell))
		}
	}
	var table strings.Builder
	writeRow(&table, header, widths)
	for column, width := range widths {
		if column == 0 {
			table.WriteString("|" + strings.Repeat("-", width+2))
		} else {
			table.WriteString("|" + strings.Repeat("-", width+1) + ":")
		}
	}
	table.WriteString("|\n")
	for _, row := range rows {
		writeRow(&table, row, widths)
	}
	return table.String()
}

func writeRow(table *strings.Builder, row []string, widths []int) {
	for column, cell := range row {
		padding := strings.Repeat(" ", widths[column]-len(cell))
		if column == 0 {
			table.WriteString("| " + cell + padding + " ")
		} else {
			table.WriteString("| " + padding + cell + " ")
		}
	}
	table.WriteString("|\n")
}
