package commands

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestFindKnowsNamesInAnyCase(t *testing.T) {
	table := NewTable()
	for _, row := range table.Commands() {
		for _, name := range []string{row.Name, strings.ToUpper(row.Name), strings.ToUpper(row.Name[:1]) + row.Name[1:]} {
			if table.Find([]byte(name)) != row {
				t.Errorf("%s is not found", name)
			}
		}
		for _, name := range []string{row.Name + "x", row.Name + "\x00", row.Name[1:], " " + row.Name} {
			if found := table.Find([]byte(name)); found != nil && found.Name != name {
				t.Errorf("%q finds %s", name, found.Name)
			}
		}
	}
	if table.Find(nil) != nil {
		t.Error("no name finds a command")
	}
}

// TestIndexTellsLongNamesApart uses names that agree in the eight bytes that
// the index keeps, as later commands do (ZRANGEBYSCORE and ZRANGEBYLEX).
func TestIndexTellsLongNamesApart(t *testing.T) {
	rows := []*Command{{Name: "zrangebyscore"}, {Name: "zrangebylex"}, {Name: "zrangeby"}, {Name: "zrange"}}
	index := newNameIndex(rows)
	for _, row := range rows {
		if index.find([]byte(strings.ToUpper(row.Name))) != row {
			t.Errorf("%s is not found", row.Name)
		}
	}
	for _, name := range []string{"zrangebyscorf", "zrangebyl", "zrangebz", "Zrang"} {
		if found := index.find([]byte(name)); found != nil {
			t.Errorf("%s finds %s", name, found.Name)
		}
	}
}

func TestLowerBytesIsToLowerOfEachByte(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SliceOfN(rapid.Byte(), 8, 8).Draw(t, "text")
		want := make([]byte, 8)
		for i, b := range text {
			want[i] = lowerByte(b)
		}
		got := binary.LittleEndian.AppendUint64(nil, lowerBytes(binary.LittleEndian.Uint64(text)))
		if !bytes.Equal(got, want) {
			t.Fatalf("%q becomes %q", text, got)
		}
	})
}

func TestLookupDescendsIntoContainers(t *testing.T) {
	table := NewTable()
	tests := []struct {
		request string
		want    string
	}{
		{"GET a", "get"}, {"config", "config"}, {"CONFIG GeT x", "config|get"}, {"COMMAND", "command"},
		{"command count", "command|count"}, {"config|get x", ""}, {"config foo", ""}, {"foo bar", ""}, {"debug sleep", "debug"},
	}
	for _, test := range tests {
		got := ""
		if command := table.Lookup(requestOf(strings.Fields(test.request)...)); command != nil {
			got = command.FullName
		}
		if got != test.want {
			t.Errorf("%s calls %q, want %q", test.request, got, test.want)
		}
	}
}

func TestUnboundRowsAreTheServers(t *testing.T) {
	table := NewTable()
	want := []string{
		"auth", "hello", "quit", "reset", "select",
		"client|getname", "client|id", "client|info", "client|no-evict", "client|reply", "client|setname",
		"client|kill", "client|list", "client|pause", "client|unpause", "client|unblock", "echo", "ping",
		"wait", "discard", "exec", "multi", "unwatch", "watch",
		"config|get", "config|resetstat", "config|rewrite", "config|set", "debug", "memory|doctor", "memory|malloc-stats",
		"memory|purge", "memory|stats", "info", "lolwut", "shutdown", "time",
		"slowlog|get", "slowlog|len", "slowlog|reset",
	}
	if got := table.Unbound(); !slices.Equal(got, want) {
		t.Errorf("unbound are\n%q\nwant\n%q", got, want)
	}
	for _, name := range want {
		table.Bind(name, func(*Call) {})
	}
	if got := table.Unbound(); got != nil {
		t.Errorf("still unbound: %q", got)
	}
}

func TestIndexNumbersTheRows(t *testing.T) {
	table := NewTable()
	next := 0
	for row := range table.All() {
		if row.Index() != next {
			t.Errorf("%s has number %d, want %d", row.FullName, row.Index(), next)
		}
		next++
	}
	if table.Len() != next {
		t.Errorf("a table of %d rows says %d", next, table.Len())
	}
}

func TestBindAssertsItsName(t *testing.T) {
	for _, name := range []string{"get", "nope", "config|nope", "command|count"} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			NewTable().Bind(name, func(*Call) {})
		})
	}
}

func TestTablesShareNothing(t *testing.T) {
	one, other := NewTable(), NewTable()
	one.Bind("ping", func(*Call) {})
	if other.Find([]byte("ping")).Run != nil {
		t.Error("binding a command in one table binds it in another")
	}
}

func TestArity(t *testing.T) {
	tests := []struct {
		arity, n int
		want     bool
	}{{2, 2, true}, {2, 1, false}, {2, 3, false}, {-2, 1, false}, {-2, 2, true}, {-2, 9, true}}
	for _, test := range tests {
		if (&Command{Arity: test.arity}).ArityOK(test.n) != test.want {
			t.Errorf("arity %d with %d arguments", test.arity, test.n)
		}
	}
}

func BenchmarkFind(b *testing.B) {
	table := NewTable()
	for _, name := range []string{"GET", "set", "INCRBY", "flushall"} {
		word := []byte(name)
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				table.Find(word)
			}
		})
	}
}
