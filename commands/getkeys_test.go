package commands

import (
	"fmt"
	"strings"
	"testing"

	"seedis/resp"
)

// keyRows are commands whose keys are found in all the ways that there are,
// some of them not here yet.
func keyRows() []*Command {
	at := func(index int) BeginSearch { return BeginSearch{Index: index} }
	single := FindKeys{Last: 0, Step: 1}
	rows := []*Command{
		{Name: "xread", Arity: -4, Keys: []KeySpec{{
			Flags: KeyReadOnly | KeyAccess, Begin: BeginSearch{Keyword: "STREAMS", StartFrom: 1},
			Find: FindKeys{Last: -1, Step: 1, Limit: 2},
		}}},
		{Name: "zunionstore", Arity: -4, Keys: []KeySpec{
			{Flags: KeyOverwrite | KeyUpdate, Begin: at(1), Find: single},
			{Flags: KeyReadOnly | KeyAccess, Begin: at(2), Find: FindKeys{Counted: true, First: 1, Step: 1}},
		}},
		{Name: "bitop", Arity: -4, Keys: []KeySpec{
			{Flags: KeyOverwrite | KeyUpdate, Begin: at(2), Find: single},
			{Flags: KeyReadOnly | KeyAccess, Begin: at(3), Find: FindKeys{Last: -1, Step: 1}},
		}},
		{Name: "eval", Arity: -3, Flags: NoMandatoryKeys, Keys: []KeySpec{{
			Flags: KeyReadWrite | KeyAccess | KeyUpdate, Begin: at(2), Find: FindKeys{Counted: true, First: 1, Step: 1},
		}}},
		{Name: "publish", Arity: 3},
		{Name: "spublish", Arity: 3, Keys: []KeySpec{{Flags: KeyNotKey, Begin: at(1), Find: single}}},
		{Name: "lcs", Arity: -3, Keys: []KeySpec{{Flags: KeyReadOnly | KeyAccess, Begin: at(1), Find: FindKeys{Last: 1, Step: 1}}}},
		{Name: "bitfield", Arity: -2, Keys: oneKey(KeyReadWrite | KeyAccess | KeyUpdate | KeyVariableFlags)},
	}
	for _, row := range rows {
		row.place(nil)
	}
	return rows
}

// TestKeysOfEveryKindOfSpec asks redis-server for the same keys.
func TestKeysOfEveryKindOfSpec(t *testing.T) {
	m, o := newMachine(t), dialOracle(t)
	table := &Table{commands: keyRows()}
	table.index = newNameIndex(table.commands)
	for _, line := range []string{
		"xread streams a b 1 2", "xread count 1 STREAMS a 1", "xread streams a b 1", "xread a b streams", "xread a b c",
		"xread streams streams a 1 2", "xread count 1 streams a",
		"zunionstore d 2 a b", "zunionstore d 1 a weights 2", "zunionstore d 3 a b", "zunionstore d 0 a", "zunionstore d x a",
		"zunionstore d -1 a", "zunionstore d 99999999999999999999 a",
		"bitop and d a b c", "bitop not d a", "bitop not d",
		"eval x 2 a b c", "eval x 0", "eval x 0 a", "eval x 3 a b", "eval x a b",
		"publish a b", "spublish a b", "lcs a b", "lcs a b LEN", "lcs a",
		"bitfield k get u8 0", "bitfield k get u8 0 set u8 0 1", "bitfield k overflow wrap get u8 0", "bitfield k incrby u8 0 1",
		"bitfield k", "bitfield k get u8", "bitfield k GET u8 0 Get u8 1",
	} {
		for name, run := range map[string]func(*Call){
			"GETKEYS": table.commandGetKeys, "GETKEYSANDFLAGS": table.commandGetKeysAndFlags,
		} {
			words := append([]string{"COMMAND", name}, strings.Fields(line)...)
			m.call.Args = requestOf(words...)
			run(&m.call)
			if got, want := m.reply.take(&m.writer), o.do(t, words...); got != want {
				t.Errorf("%s\n%q\nwant\n%q", strings.Join(words, " "), got, want)
			}
		}
	}
}

// A keyword that is looked for from the end is found backwards, which no
// command of Redis 7.0 but MIGRATE asks for; there other code does it.
func TestKeywordFromTheEnd(t *testing.T) {
	begin := BeginSearch{Keyword: "KEYS", StartFrom: -2}
	for line, want := range map[string]string{
		"migrate h 1 x 0 1 keys a b": "7 true", "migrate keys a keys b": "4 true", "migrate a b": "0 false", "migrate a keys": "0 false", "keys a b": "0 false",
	} {
		place, found := begin.find(requestOf(strings.Fields(line)...))
		if got := fmt.Sprint(place, " ", found); got != want {
			t.Errorf("%s: %s, want %s", line, got, want)
		}
	}
}

// TestVariableFlagsAreKnown: every row that says so has somebody to tell what
// it does to its key.
func TestVariableFlagsAreKnown(t *testing.T) {
	for row := range NewTable().All() {
		for _, spec := range row.Keys {
			if spec.Flags&KeyVariableFlags != 0 && trueFlags(row, resp.Args{})&KeyVariableFlags != 0 {
				t.Errorf("%s: nobody knows", row.FullName)
			}
		}
	}
}
