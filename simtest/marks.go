package simtest

import (
	"fmt"
	"strings"

	"seedis/sys"
)

// MarkCounts tells how often each mark came up.
type MarkCounts [sys.MarkCount]uint64

// Add adds the counts of another run.
func (c *MarkCounts) Add(other MarkCounts) {
	for mark := range c {
		c[mark] += other[mark]
	}
}

// Missing are the marks that never came up.
func (c *MarkCounts) Missing() []sys.Mark {
	var missing []sys.Mark
	for mark, count := range c {
		if count == 0 {
			missing = append(missing, sys.Mark(mark))
		}
	}
	return missing
}

// String is a table of all marks. A campaign that never saw one has not tested
// what happens then.
func (c *MarkCounts) String() string {
	var table strings.Builder
	for mark, count := range c {
		remark := ""
		if count == 0 {
			remark = "  NEVER SEEN"
		}
		fmt.Fprintf(&table, "%12d  %v%s\n", count, sys.Mark(mark), remark)
	}
	return table.String()
}
