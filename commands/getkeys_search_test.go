package commands

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// compareKeys asks this table and redis-server which arguments of a call are
// keys, and what becomes of them.
func compareKeys(t rapid.TB, m *machine, ask func(words ...string) string, call []string) {
	t.Helper()
	for _, question := range []string{"GETKEYS", "GETKEYSANDFLAGS"} {
		words := append([]string{"COMMAND", question}, call...)
		if got, want := m.do(words...), ask(words...); got != want {
			t.Errorf("%q\n%q\nwant\n%q", words, got, want)
		}
	}
}

// TestCountedAndHiddenKeys: a number of keys is read strictly, then loosely;
// SORT's destination has no place of its own.
func TestCountedAndHiddenKeys(t *testing.T) {
	m, o := newMachine(t), dialOracle(t)
	ask := func(words ...string) string { return o.do(t, words...) }
	for _, line := range []string{
		"sort k", "sort k store d", "sort k by a* get b* limit 0 1 STORE d asc", "sort k get store d", "sort k by store store d",
		"sort k store", "sort k store d store e", "sort k store store x", "sort k limit 1 store d", "sort k nonsense store d",
		"sort_ro k", "sort_ro k store d", "sort_ro k by x get y",
		"lmpop 2 a b left", "lmpop 2 a left", "lmpop 0 a left", "lmpop 4 a b left", "lmpop -1 a left", "lmpop x a left", "lmpop +1 a left",
		"lmpop 4294967297 a left", "lmpop 4294967297x a left", "lmpop 2147483648 a left", "lmpop -4294967295 a left",
		"lmpop 99999999999999999999 a left", "lmpop 9223372036854775808 a left", "lmpop 18446744073709551617 a left", "lmpop -18446744073709551615 a left",
		"blmpop 0 2 a b left", "blmpop 0 2x a b left", "blmpop 0 1 a", "bzmpop x 1 a min",
		"sintercard 2 a b limit 1", "sintercard 2x a b", "zintercard 1 a", "zunion 1 a weights 2",
		"zunionstore d 2x a b", "zinterstore d 0 a", "zdiffstore d 2 a",
		"blpop a b 0", "bzpopmax a 0", "brpoplpush a b 0", "sdiffstore d a b", "smove a b m", "zrangestore d a 0 -1",
		"memory usage a", "memory stats x", "client unblock 1", "wait 1 2",
	} {
		compareKeys(t, m, ask, strings.Fields(line))
	}
	for _, number := range []string{" 1", "\t\n\v\f\r1", " +1", "- 1", "--1", "+", "", "1 ", "1\x002", "\x001"} {
		compareKeys(t, m, ask, []string{"zunion", number, "a", "b"})
	}
}

// TestKeysOfAnyCall draws calls of all commands that have keys, from words that
// mean something to them.
func TestKeysOfAnyCall(t *testing.T) {
	m, o := newMachine(t), dialOracle(t)
	ask := func(words ...string) string { return o.do(t, words...) }
	var rows []*Command
	for row := range m.table.All() {
		if row.hasKeys() {
			rows = append(rows, row)
		}
	}
	word := rapid.SampledFrom([]string{
		"a", "b", "0", "1", "2", "3", "1x", "02", "-1", "left", "store", "STORE", "by", "get", "limit", "asc", "weights", "set", "u8",
	})
	rapid.Check(t, func(t *rapid.T) {
		row := rapid.SampledFrom(rows).Draw(t, "row")
		words := rapid.SliceOfN(word, 1, 7).Draw(t, "arguments")
		compareKeys(t, m, ask, slices.Concat(strings.Split(row.FullName, "|"), words))
	})
}
