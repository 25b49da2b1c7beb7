package commands

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"seedis/store"
)

// TestEveryChangeIsTold is the rule of the house about writes: whatever a
// command changes in the keyspace goes through Modified (or Flushing, or
// Swapping) and Effect, and the effects alone make the same keyspace elsewhere. The calls are
// made from the arguments that each row documents, so that a command that is
// added to the table is tested without more ado.
func TestEveryChangeIsTold(t *testing.T) {
	names := dataCommands(NewTable())
	rapid.Check(t, func(t *rapid.T) {
		primary, replica := openMachine(t, true), openMachine(t, true)
		defer primary.close()
		defer replica.close()
		replica.call.Now = 0 // so that nothing expires there unless it is told
		primary.keyspace.ReclaimBy(&handedOver{machine: primary})
		primary.configure(settings{
			expire: rapid.Bool().Draw(t, "lazy expire"), userDel: rapid.Bool().Draw(t, "lazy user-del"),
			userFlush: rapid.Bool().Draw(t, "lazy user-flush"), serverDel: rapid.Bool().Draw(t, "lazy server-del"),
		})
		for range rapid.IntRange(1, 40).Draw(t, "calls") {
			words := shortLives.call(t, primary.table, names)
			primary.call.DB = primary.keyspace.DB(rapid.IntRange(0, 1).Draw(t, "database"))
			primary.call.Now += rapid.Int64Range(0, 30).Draw(t, "span")
			before := primary.digest()
			primary.do(words...)
			if what := primary.untold(before); what != "" {
				t.Fatalf("%q changed the keyspace without %s", words, what)
			}
			replica.replay(t, primary.sink.effects)
			primary.sink.take()
			if !slices.Equal(primary.digest(), replica.digest()) {
				t.Fatalf("%q: the effects make\n%s\ninstead of\n%s", words, replica.digest(), primary.digest())
			}
		}
	})
}

// dataCommands are the commands that may touch the keyspace, but for those that
// the server runs.
func dataCommands(table *Table) []string {
	var names []string
	for row := range table.All() {
		if row.Flags&(Write|ReadOnly) != 0 && row.Run != nil {
			names = append(names, row.FullName)
		}
	}
	return names
}

// untold tells what the sink should have heard, and has not, of the changes
// since the digest before.
func (m *machine) untold(before []string) string {
	after := m.digest()
	if slices.Equal(before, after) {
		return ""
	}
	if len(m.sink.effects) == 0 {
		return "an Effect"
	}
	for _, line := range slices.Concat(before, after) {
		if slices.Contains(before, line) && slices.Contains(after, line) {
			continue
		}
		fields := strings.SplitN(line, " ", 3)
		key, _ := strconv.Unquote(fields[1])
		told := func(event string) bool {
			return event == "flushing "+fields[0] || strings.HasPrefix(event, "swapping ") ||
				strings.HasSuffix(event, fmt.Sprintf(" %s %s", fields[0], key))
		}
		if !slices.ContainsFunc(m.sink.events, told) {
			return fmt.Sprintf("Modified of %q", key)
		}
	}
	return ""
}

// replay runs effects as a replica does.
func (m *machine) replay(t *rapid.T, effects [][]string) {
	for _, effect := range effects {
		index, _ := strconv.Atoi(effect[0])
		m.call.DB = m.keyspace.DB(index)
		words := effect[1:]
		if reply := m.do(words...); reply[0] == '-' {
			t.Fatalf("effect %q fails: %s", words, reply)
		}
	}
}

// TestSilentWritesAreFound keeps the rule honest: a command that breaks it is
// noticed.
func TestSilentWritesAreFound(t *testing.T) {
	tests := []struct {
		want string
		tell func(c *Call, key []byte)
	}{
		{"an Effect", func(c *Call, key []byte) { c.Sink.Modified(c.DB, key, eventSet, 1) }},
		{`Modified of "a"`, func(c *Call, key []byte) { c.effectSet(key, []byte("x")) }},
	}
	for _, test := range tests {
		m := newMachine(t)
		before := m.digest()
		m.table.Find([]byte("set")).Run = func(c *Call) {
			key := c.Key(1)
			c.DB.SetString(key, c.DB.Find(key), c.Args.At(2), store.NoExpiry)
			test.tell(c, key.Bytes)
		}
		m.do("SET", "a", "x")
		if got := m.untold(before); got != test.want {
			t.Errorf("missing is %q, want %q", got, test.want)
		}
	}
}
