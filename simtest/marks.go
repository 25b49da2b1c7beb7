package simtest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"seedis/sys"
)

// MarkCounts tells how often each mark came up in a run.
type MarkCounts [sys.MarkCount]uint64

// MarkReport tells how rare each mark is in a campaign. The zero value is one of no
// runs.
type MarkReport struct {
	runs uint64
	rows [sys.MarkCount]markRow
}

// markRow is what a campaign knows of a mark.
type markRow struct {
	count uint64 // over all runs
	runs  uint64 // that saw it
	first uint64 // seed of these
}

// Add takes in the marks of another run.
func (r *MarkReport) Add(seed uint64, marks MarkCounts) {
	r.runs++
	for mark, count := range marks {
		if count == 0 {
			continue
		}
		row := &r.rows[mark]
		if row.runs == 0 {
			row.first = seed
		}
		row.runs++
		row.count += count
	}
}

// Count is how often a mark came up.
func (r *MarkReport) Count(mark sys.Mark) uint64 { return r.rows[mark].count }

// Missing are the marks that never came up. A campaign that never saw one has not
// tested what happens then.
func (r *MarkReport) Missing() []sys.Mark {
	var missing []sys.Mark
	for mark, row := range r.rows {
		if row.runs == 0 {
			missing = append(missing, sys.Mark(mark))
		}
	}
	return missing
}

// String is a table of all marks, the rarest first: in how many runs each came up, how
// often in all, and the first seed that saw it.
func (r *MarkReport) String() string {
	marks := make([]sys.Mark, sys.MarkCount)
	for i := range marks {
		marks[i] = sys.Mark(i)
	}
	slices.SortStableFunc(marks, func(a, b sys.Mark) int {
		return cmp.Or(cmp.Compare(r.rows[a].runs, r.rows[b].runs), cmp.Compare(r.rows[a].count, r.rows[b].count))
	})
	var table strings.Builder
	fmt.Fprintf(&table, "%10s  %12s  %10s  of %d runs\n", "runs", "times", "first seed", r.runs)
	for _, mark := range marks {
		switch row := r.rows[mark]; row.runs {
		case 0:
			fmt.Fprintf(&table, "%10d  %12d  %10s  %v  NEVER SEEN\n", 0, 0, "-", mark)
		default:
			fmt.Fprintf(&table, "%10d  %12d  %10d  %v\n", row.runs, row.count, row.first, mark)
		}
	}
	return table.String()
}
