package commands

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"seedis/store"
)

// fillSets makes a few sets, here and on redis-server: of integers or of words, and
// some of one member, from which much is taken away the other way round.
func fillSets(t *rapid.T, do func(words ...string)) {
	for _, key := range []string{"a", "b", "c", "s", "t", "u"} {
		words := []string{"SADD", key}
		for range rapid.SampledFrom([]int{0, 1, 1, 8, 40, 200}).Draw(t, "members") {
			member := strconv.Itoa(rapid.SampledFrom([]int{1, 1, 40_000, -3_000_000_000}).Draw(t, "width") * rapid.IntRange(0, 30).Draw(t, "member"))
			if key >= "s" && rapid.Bool().Draw(t, "word") {
				member = strings.Repeat("m", rapid.IntRange(0, 20).Draw(t, "length"))
			}
			words = append(words, member)
		}
		if len(words) > 2 {
			do(words...)
		}
	}
}

// drawSetCommand is a call of one of the commands.
func drawSetCommand(t *rapid.T) []string {
	words := []string{rapid.SampledFrom([]string{
		"SINTER", "SUNION", "SDIFF", "SINTERCARD", "SINTERSTORE", "SUNIONSTORE", "SDIFFSTORE",
	}).Draw(t, "command")}
	key := rapid.SampledFrom([]string{"a", "b", "c", "a", "b", "c", "s", "t", "u", "none"})
	keys := rapid.SampledFrom([]int{1, 2, 2, 3, 3, 4, 9}).Draw(t, "keys")
	switch {
	case strings.HasSuffix(words[0], "STORE"):
		words = append(words, key.Draw(t, "destination"))
	case words[0] == "SINTERCARD":
		words = append(words, strconv.Itoa(keys))
	}
	for range keys {
		words = append(words, key.Draw(t, "key"))
	}
	if words[0] == "SINTERCARD" && rapid.Bool().Draw(t, "limited") {
		words = append(words, "LIMIT", rapid.SampledFrom([]string{"0", "1", "3"}).Draw(t, "limit"))
	}
	return words
}

// TestSetAlgebraAgainstRedis runs random calls here and on redis-server, and
// compares the replies, and what is stored how.
func TestSetAlgebraAgainstRedis(t *testing.T) {
	o := dialOracle(t)
	o.do(t, "CONFIG", "SET", "set-max-intset-entries", "25")
	defer o.do(t, "CONFIG", "SET", "set-max-intset-entries", "512")
	rapid.Check(t, func(r *rapid.T) {
		m := openMachine(r, true)
		defer m.close()
		m.keyspace.SetLimits(store.Limits{SetIntsetEntries: 25})
		o.do(t, "FLUSHALL")
		both := func(words ...string) {
			got, want := m.do(words...), o.do(t, words...)
			if got[0] == '*' { // the order of members is each server's own
				if gotMembers, wantMembers := membersOf(t, got), membersOf(t, want); slices.Equal(gotMembers, wantMembers) {
					return
				}
			}
			if got != want {
				r.Fatalf("%q\nreplies %q\nwant    %q", words, got, want)
			}
		}
		fillSets(r, both)
		for range rapid.IntRange(1, 20).Draw(r, "calls") {
			words := drawSetCommand(r)
			both(words...)
			if strings.HasSuffix(words[0], "STORE") {
				both("SMEMBERS", words[1])
				both("OBJECT", "ENCODING", words[1])
			}
		}
	})
}
