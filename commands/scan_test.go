package commands

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"seedis/resp"
)

func TestScanArguments(t *testing.T) {
	transcript(t, `
		SCAN 0                       -> ["0" []]
		SCAN x                       -> -ERR invalid cursor
		SCAN x foo                   -> -ERR invalid cursor
		SCAN " 1"                    -> -ERR invalid cursor
		SCAN "1 "                    -> -ERR invalid cursor
		SCAN 0x1                     -> -ERR invalid cursor
		SCAN +                       -> -ERR invalid cursor
		SCAN -                       -> -ERR invalid cursor
		SCAN --1                     -> -ERR invalid cursor
		SCAN 18446744073709551616    -> -ERR invalid cursor
		SCAN -18446744073709551616   -> -ERR invalid cursor
		SCAN ""                      -> ["0" []]
		SCAN 00                      -> ["0" []]
		SCAN +0                      -> ["0" []]
		SCAN 0 foo                   -> -ERR syntax error
		SCAN 0 foo bar               -> -ERR syntax error
		SCAN 0 MATCH                 -> -ERR syntax error
		SCAN 0 COUNT 0               -> -ERR syntax error
		SCAN 0 COUNT -1              -> -ERR syntax error
		SCAN 0 COUNT 0 foo           -> -ERR syntax error
		SCAN 0 COUNT x foo           -> -ERR value is not an integer or out of range
		SCAN 0 COUNT 99999999999999999999 -> -ERR value is not an integer or out of range
		SCAN 0 COUNT 9223372036854775807 -> ["0" []]
		SET a b                      -> OK
		SCAN 0                       -> ["0" ["a"]]
		SCAN 0 MATCH a               -> ["0" ["a"]]
		SCAN 0 MATCH b               -> ["0" []]
		SCAN 0 match * MATCH b       -> ["0" []]
		SCAN 0 TYPE STRING           -> ["0" ["a"]]
		SCAN 0 TYPE list             -> ["0" []]
		SCAN 0 TYPE foo              -> ["0" []]
		SCAN 0 COUNT 5 TYPE string MATCH a* -> ["0" ["a"]]
		KEYS *                       -> ["a"]
		KEYS b                       -> []
		KEYS                         -> -ERR wrong number of arguments for 'keys' command
	`)
}

func TestCursorsAreReadAsStrtoulDoes(t *testing.T) {
	tests := []struct {
		text string
		want uint64
	}{
		{"0", 0}, {"+17", 17}, {"-1", 1<<64 - 1}, {"18446744073709551615", 1<<64 - 1}, {"-18446744073709551615", 1},
	}
	for _, test := range tests {
		if got, ok := parseCursor([]byte(test.text)); got != test.want || !ok {
			t.Errorf("%s: got %d, %v, want %d", test.text, got, ok, test.want)
		}
	}
}

// TestScanMeetsEveryKey walks over a database that others change: what is
// there all the time must be met.
func TestScanMeetsEveryKey(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := openMachine(t, true)
		defer m.close()
		stay := rapid.IntRange(0, 300).Draw(t, "stay")
		for i := range stay {
			m.do("SET", fmt.Sprint("stay", i), "x")
		}
		met := map[string]bool{}
		for cursor := "0"; ; {
			reply, _, err := resp.ParseReply([]byte(m.do("SCAN", cursor, "COUNT", fmt.Sprint(rapid.IntRange(1, 30).Draw(t, "count")))))
			if err != nil {
				t.Fatal(err)
			}
			for _, key := range reply.Elements[1].Elements {
				met[string(key.Text)] = true
			}
			if cursor = string(reply.Elements[0].Text); cursor == "0" {
				break
			}
			for i := range rapid.IntRange(0, 40).Draw(t, "come") {
				m.do("SET", fmt.Sprint("come", i), "x")
			}
			for i := range rapid.IntRange(0, 40).Draw(t, "go") {
				m.do("DEL", fmt.Sprint("come", i))
			}
		}
		for i := range stay {
			if !met[fmt.Sprint("stay", i)] {
				t.Fatalf("stay%d was not met", i)
			}
		}
	})
}

func TestKeysListsEachKeyOnce(t *testing.T) {
	m := newMachine(t)
	var want []string
	for i := range 1500 {
		key := "key" + strconv.Itoa(i)
		m.do("SET", key, "x")
		want = append(want, strconv.Quote(key))
	}
	m.do("SET", "other", "x")
	got := strings.Fields(strings.Trim(short(t, m.do("KEYS", "key*")), "[]"))
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("KEYS lists %d keys, want %d", len(got), len(want))
	}
}

func TestScanByTypeCountsAsReading(t *testing.T) {
	m := newMachine(t)
	m.do("SET", "a", "b")
	m.do("SET", "gone", "b", "PX", "1")
	m.call.Now += 2
	m.do("SCAN", "0", "TYPE", "list")
	if want := (Stats{KeyspaceHits: 1, KeyspaceMisses: 1, ExpiredKeys: 1}); m.stats != want {
		t.Errorf("got %+v, want %+v", m.stats, want)
	}
	m.do("SCAN", "0")
	if m.stats.KeyspaceHits != 1 {
		t.Error("a scan without a type counts hits")
	}
}
