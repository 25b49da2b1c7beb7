package conformance

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"seedis/commands"
)

// tally counts the requests that were drawn, by the full names of their commands.
type tally struct {
	table             map[string]*commands.Command
	drawn, carriedOut map[string]int // in all, and without an error
}

func newTally(table []*commands.Command) *tally {
	c := &tally{table: map[string]*commands.Command{}, drawn: map[string]int{}, carriedOut: map[string]int{}}
	for _, row := range table {
		c.table[row.FullName] = row
	}
	return c
}

// rows are those of the table, in order.
func (c *tally) rows() []*commands.Command {
	rows := slices.Collect(maps.Values(c.table))
	slices.SortFunc(rows, func(a, b *commands.Command) int { return strings.Compare(a.FullName, b.FullName) })
	return rows
}

// note counts what an answer is to: for EXEC, each request of the transaction.
func (c *tally) note(answer Answer) {
	switch {
	case len(answer.Request) == 0 || answer.Reply == "+QUEUED\r\n":
		return
	case answer.Request[0] == chanceVerb:
		answer.Request = answer.Request[1:]
	}
	c.count(answer.Request, !strings.HasPrefix(answer.Reply, "-"))
	if len(answer.Queued) == 0 {
		return
	}
	for i, reply := range parsed(answer.Reply).Elements {
		c.count(answer.Queued[i], !isError(reply))
	}
}

func (c *tally) count(request []string, isCarriedOut bool) {
	name := strings.ToLower(request[0])
	if row := c.table[name]; row != nil && row.Subcommands != nil && len(request) > 1 {
		name += "|" + strings.ToLower(request[1])
	}
	c.drawn[name]++
	if isCarriedOut {
		c.carriedOut[name]++
	}
}

// checkCarriedOut tells of commands that did nothing but fail, of those that
// should but did not, if they were drawn so often.
func (c *tally) checkCarriedOut(t *testing.T, often int) {
	t.Helper()
	for name, row := range c.table {
		isDrawn := (isGenerated(row) || isChance(name)) && c.drawn[name] >= often
		if _, isRefused := refused[name]; isDrawn && (c.carriedOut[name] > 0) == isRefused {
			t.Errorf("%s: drawn %d times, carried out without an error %d times", name, c.drawn[name], c.carriedOut[name])
		}
	}
}

// shares are, for the log, how often each command was drawn and carried out.
func (c *tally) shares() []string {
	var list []string
	for name, n := range c.drawn {
		list = append(list, fmt.Sprintf("%s %d/%d", name, c.carriedOut[name], n))
	}
	slices.Sort(list)
	return list
}
