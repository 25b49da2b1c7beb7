package commands

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"seedis/store"
)

func TestWritesOfListsAreTold(t *testing.T) {
	holdTold(t, []told{
		{"", "RPUSH l a b", "l rpush*2 0 l", "0 RPUSH l a b"},
		{"RPUSH l a", "lpush l b", "l lpush 0 l", "0 lpush l b"},
		{"", "LPUSHX l a", "", ""},
		{"RPUSH l a", "RPUSHX l b", "l rpush 0 l", "0 RPUSHX l b"},
		{"RPUSH l a b", "LPOP l", "l lpop 0 l", "0 LPOP l"},
		{"RPUSH l a", "RPOP l", "l rpop 0 l; g del*0 0 l", "0 RPOP l"},
		{"RPUSH l a b", "RPOP l 5", "l rpop*2 0 l; g del*0 0 l", "0 RPOP l 5"},
		{"RPUSH l a b", "LPOP l 0", "", ""},
		{"RPUSH l a b c", "LMPOP 2 no l RIGHT COUNT 2", "l rpop*2 0 l", "0 RPOP l 2"},
		{"RPUSH l a b", "LMPOP 1 l LEFT COUNT 9", "l lpop*2 0 l; g del*0 0 l", "0 LPOP l 2"},
		{"", "LMPOP 1 l LEFT", "", ""},
		{"RPUSH l a b", "LSET l 0 a", "l lset 0 l", "0 LSET l 0 a"},
		{"RPUSH l a b", "LSET l 2 a", "", ""},
		{"RPUSH l a b", "LINSERT l BEFORE b c", "l linsert 0 l", "0 LINSERT l BEFORE b c"},
		{"RPUSH l a b", "LINSERT l AFTER c c", "", ""},
		{"RPUSH l a b a", "LREM l 0 a", "l lrem*2 0 l", "0 LREM l 0 a"},
		{"RPUSH l a a", "LREM l -7 a", "l lrem*2 0 l; g del*0 0 l", "0 LREM l -7 a"},
		{"RPUSH l a", "LREM l 0 b", "", ""},
		{"RPUSH l a b", "LTRIM l 1 1", "l ltrim 0 l", "0 LTRIM l 1 1"},
		{"RPUSH l a b", "LTRIM l 0 -1", "l ltrim*0 0 l", ""},
		{"RPUSH l a b", "LTRIM l 5 9", "l ltrim*2 0 l; g del*0 0 l", "0 LTRIM l 5 9"},
		{"", "LTRIM l 5 9", "", ""},
		{"RPUSH l a b", "LMOVE l m LEFT RIGHT", "l rpush*0 0 m; l lpop 0 l", "0 LMOVE l m LEFT RIGHT"},
		{"RPUSH l a", "LMOVE l m RIGHT LEFT", "l lpush*0 0 m; l rpop 0 l; g del*0 0 l", "0 LMOVE l m RIGHT LEFT"},
		{"RPUSH l a", "LMOVE l l RIGHT RIGHT", "l rpush*0 0 l; l rpop 0 l", "0 LMOVE l l RIGHT RIGHT"},
		{"RPUSH l a b", "RPOPLPUSH l l", "l lpush*0 0 l; l rpop 0 l", "0 RPOPLPUSH l l"},
		{"RPUSH l a", "RPOPLPUSH l m", "l lpush*0 0 m; l rpop 0 l; g del*0 0 l", "0 RPOPLPUSH l m"},
		{"", "RPOPLPUSH l m", "", ""},
		{"RPUSH l a; SET s v", "RPOPLPUSH l s", "", ""},
	})
}

// listCalls are calls on lists; capital words in angle brackets stand for what is
// drawn.
var listCalls = []string{
	"RPUSH <KEY> <ELEMENT> <ELEMENT>", "LPUSH <KEY> <ELEMENT>", "LPUSH <KEY> <ELEMENT> <ELEMENT> <ELEMENT>",
	"RPUSHX <KEY> <ELEMENT>", "LPUSHX <KEY> <ELEMENT>", "LPOP <KEY>", "RPOP <KEY>", "LPOP <KEY> <NUMBER>", "RPOP <KEY> <NUMBER>",
	"LLEN <KEY>", "LINDEX <KEY> <NUMBER>", "LSET <KEY> <NUMBER> <ELEMENT>", "LRANGE <KEY> <NUMBER> <NUMBER>",
	"LINSERT <KEY> BEFORE <ELEMENT> <ELEMENT>", "LINSERT <KEY> AFTER <ELEMENT> <ELEMENT>", "LREM <KEY> <NUMBER> <ELEMENT>",
	"LTRIM <KEY> <NUMBER> <NUMBER>", "LPOS <KEY> <ELEMENT>", "LPOS <KEY> <ELEMENT> RANK <NUMBER>",
	"LPOS <KEY> <ELEMENT> COUNT <NUMBER> RANK <NUMBER> MAXLEN <NUMBER>", "LMOVE <KEY> <KEY> <END> <END>", "RPOPLPUSH <KEY> <KEY>",
	"LMPOP 2 <KEY> <KEY> <END> COUNT <NUMBER>", "LMPOP 1 <KEY> <END>", "COPY <KEY> <KEY> REPLACE", "RENAME <KEY> <KEY>", "SET s v",
}

var listWords = map[string][]string{
	"<KEY>": {"a", "a", "a", "a", "b", "b", "s"},
	"<ELEMENT>": {"", "x", "y", "0", "1", "-1", "007", "12345", "9223372036854775808",
		strings.Repeat("L", 300), strings.Repeat("M", 3000), strings.Repeat("N", 9000)},
	"<NUMBER>": {"0", "1", "-1", "2", "-2", "3", "-3", "5", "-7", "20", "9223372036854775807", "-9223372036854775808", "x"},
	"<END>":    {"LEFT", "RIGHT", "left", "UP"},
}

// TestListsAgainstRedis runs random calls here and on redis-server, and compares
// the replies, and the lists after each call.
func TestListsAgainstRedis(t *testing.T) {
	o := dialOracle(t)
	rapid.Check(t, func(r *rapid.T) {
		m := openMachine(r, true)
		defer m.close()
		m.keyspace.SetLimits(store.Limits{ListNode: rapid.SampledFrom([]int{-2, -1, 0, 2, 3}).Draw(r, "limit")})
		o.do(t, "FLUSHALL")
		for range rapid.IntRange(1, 60).Draw(r, "calls") {
			call := strings.Fields(rapid.SampledFrom(listCalls).Draw(r, "call"))
			for i, word := range call {
				if choices := listWords[word]; choices != nil {
					call[i] = rapid.SampledFrom(choices).Draw(r, word)
				}
			}
			for _, words := range [][]string{call, {"LRANGE", "a", "0", "-1"}, {"LRANGE", "b", "0", "-1"}} {
				if got, want := m.do(words...), o.do(t, words...); got != want {
					r.Fatalf("after %q, %q\nreplies %.300q\nwant    %.300q", call, words, got, want)
				}
			}
		}
	})
}
