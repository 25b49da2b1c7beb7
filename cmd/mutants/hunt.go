package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// hunted is how a bug was found, or was not.
type hunted struct {
	mutant        *mutant
	found         bool
	seeds         int           // that it took
	used          time.Duration // processor time for these
	reason        string        // of the failure
	before, after int           // events of the run that failed, 0 if it did not shrink, and of what it shrank to
	problem       string        // with shrinking
}

// The workload that looks for bugs: that of the campaign in "make soak", because the
// point is what that would find.
var workload = []string{"-clients", "8", "-ops", "1000"}

// manyRuns are more than a limit of time allows.
const manyRuns = "1000000"

// look looks for a bug, and shrinks the run that finds it.
func (o *options) look(m *mutant, program string) (hunted, error) {
	h := hunted{mutant: m}
	w, err := simulate(program, o.limit, append([]string{"-seed", "1", "-runs", manyRuns}, workload...)...)
	if err != nil {
		return h, err
	}
	h.found, h.reason, h.used, h.seeds = w.reason != "", w.reason, w.used, w.runs
	if !h.found {
		return h, nil
	}
	h.seeds++
	if o.shrink > 0 {
		err = h.shrink(program, w.seed, o.shrink)
	}
	return h, err
}

// endingTime is what a program may need beyond the time for shrinking: to run the seed
// before, and what it is in the midst of afterwards.
const endingTime = 30 * time.Second

// shrink has the program shrink the run of a seed.
func (h *hunted) shrink(program string, seed uint64, limit time.Duration) error {
	record := filepath.Join(filepath.Dir(program), "choices")
	w, err := simulate(program, limit+endingTime, append([]string{
		"-seed", fmt.Sprint(seed), "-shrink", "-shrink-time", limit.String(), "-record", record,
	}, workload...)...)
	if err != nil {
		return err
	}
	h.problem = "not shrunk: the program says nothing of it"
	for _, line := range w.rest {
		switch {
		case strings.HasPrefix(line, "not shrunk: "):
			h.problem = line
		case strings.HasPrefix(line, "shrunk "):
			var last uint64
			h.problem = ""
			_, err = fmt.Sscanf(line, "shrunk seed=%d events=%d was=%d", &last, &h.after, &h.before)
		}
	}
	return err
}

func tableHead() string {
	return "| bug | room | seeds | seconds | events | shrunk to | found as |\n|---|---|---:|---:|---:|---:|---|\n"
}

// row is the bug's line of the table, in Markdown.
func (h *hunted) row() string {
	if !h.found {
		return fmt.Sprintf("| %s | %s | **not in %d** | %.1f | | | |\n", h.mutant.name, h.mutant.room(), h.seeds, h.used.Seconds())
	}
	events, shrunk := "", ""
	if h.before > 0 {
		events, shrunk = fmt.Sprint(h.before), fmt.Sprint(h.after)
	}
	reason := h.reason
	if h.problem != "" {
		reason = h.problem + "; " + reason
	}
	return fmt.Sprintf("| %s | %s | %d | %.1f | %s | %s | %s |\n",
		h.mutant.name, h.mutant.room(), h.seeds, h.used.Seconds(), events, shrunk, short(reason))
}

// short is a text in a cell: of a length that a table bears.
func short(text string) string {
	const most = 100
	text = strings.NewReplacer("|", "\\|", "<", "\\<", "\n", " ").Replace(text)
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return text
}

// summary is the totals of a table.
type summary struct {
	all, found    int
	seeds         int // median of those found
	used          time.Duration
	shrunk, small int // how many were shrunk, and to no more than smallEvents
	after         int // median
}

// smallEvents is a run that a person can read.
const smallEvents = 20

func summarize(hunts []hunted) summary {
	s := summary{all: len(hunts)}
	var seeds, after []int
	var used []time.Duration
	for i := range hunts {
		h := &hunts[i]
		if !h.found {
			continue
		}
		s.found++
		seeds, used = append(seeds, h.seeds), append(used, h.used)
		if h.before == 0 {
			continue
		}
		s.shrunk++
		after = append(after, h.after)
		if h.after <= smallEvents {
			s.small++
		}
	}
	s.seeds, s.used, s.after = median(seeds), median(used), median(after)
	return s
}

// median is the middle one, of an even number the upper; 0 of none.
func median[N int | time.Duration](values []N) N {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}

// String is the totals in a sentence or two.
func (s summary) String() string {
	return fmt.Sprintf("%d of %d found, after %d seeds and %.1f s of processor time (medians).\n"+
		"%d of %d shrink to %d events or fewer; the median is %d.\n",
		s.found, s.all, s.seeds, s.used.Seconds(), s.small, s.shrunk, smallEvents, s.after)
}
