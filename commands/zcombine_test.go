package commands

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"seedis/store"
)

func TestWritesOfCombinedScoresAreTold(t *testing.T) {
	const sources = "ZADD a 1 x 2 y"
	holdTold(t, []told{
		{sources, "ZUNIONSTORE z 2 a b weights 1 2", "z zunionstore 0 z", "0 ZUNIONSTORE z 2 a b weights 1 2"},
		{sources, "ZINTERSTORE z 2 a a", "z zinterstore 0 z", "0 ZINTERSTORE z 2 a a"},
		{sources, "ZDIFFSTORE z 2 a b", "z zdiffstore 0 z", "0 ZDIFFSTORE z 2 a b"},
		{sources, "ZUNIONSTORE a 1 a", "z zunionstore 0 a", "0 ZUNIONSTORE a 1 a"},
		{sources, "ZINTERSTORE a 2 a b", "g del 0 a", "0 ZINTERSTORE a 2 a b"},
		{"SET z x", "ZUNIONSTORE z 1 a", "g del 0 z", "0 ZUNIONSTORE z 1 a"},
		{sources, "ZDIFFSTORE z 2 a a", "", ""},
		{sources, "ZUNIONSTORE z 1 a weights x", "", ""},
		{sources, "ZUNION 2 a b", "", ""},
	})
}

// TestCombinedScoresAllocateNothing combines sorted sets and sets: with few members
// that are looked up as they are, and with more, and with large ones.
func TestCombinedScoresAllocateNothing(t *testing.T) {
	for _, members := range []int{10, 100, 1000} {
		m := openMachine(t, false)
		m.call.Sink = silence{}
		room := make([]byte, 1<<20)
		for i := range members {
			m.writer.Attach(room, 0, &m.reply)
			m.run(requestOf("ZADD", "a", fmt.Sprint(i), fmt.Sprint(i)))
			m.run(requestOf("ZADD", "b", fmt.Sprint(-i), fmt.Sprint(3*i)))
			m.run(requestOf("SADD", "s", fmt.Sprint(2*i)))
			m.run(requestOf("SADD", "t", fmt.Sprintf("member:%d", i)))
		}
		for _, request := range []string{
			"ZUNION 3 a b t", "ZUNION 2 a b WEIGHTS 2 3 AGGREGATE MAX WITHSCORES", "ZINTER 3 a b s WITHSCORES",
			"ZINTERCARD 2 a s", "ZINTERCARD 2 a b LIMIT 3", "ZDIFF 3 a b s WITHSCORES", "ZDIFF 9 a b b b b b b b b",
			"ZUNIONSTORE r 3 a b t", "ZINTERSTORE r 2 a b", "ZDIFFSTORE r 2 a b", "ZUNIONSTORE r 2 r a", "ZINTERSTORE r 2 a none",
		} {
			args := requestOf(strings.Fields(request)...)
			m.run(args)
			m.run(args)
			if allocations := testing.AllocsPerRun(5, func() { m.writer.Attach(room, 0, &m.reply); m.run(args) }); allocations != 0 {
				t.Errorf("of %d: %s allocates %v times", members, request, allocations)
			}
		}
		m.close()
	}
}

// combinedScores are scores of which sums tell in what order they were added.
var combinedScores = []string{"0", "-0", "1", "-1", "2", "3.5", "0.1", "0.7", "1e16", "-1e16", "inf", "-inf", "1e300"}

// fillCombined makes a few sorted sets and sets, here and on redis-server, some
// of which are large.
func fillCombined(t *rapid.T, do func(words ...string)) {
	for _, key := range []string{"a", "b", "c", "s", "t"} {
		words := []string{"ZADD", key}
		if key >= "s" {
			words = []string{"SADD", key}
		}
		given := len(words)
		for range rapid.SampledFrom([]int{0, 1, 3, 8, 40, 40}).Draw(t, "members") {
			if key < "s" {
				words = append(words, rapid.SampledFrom(combinedScores).Draw(t, "score"))
			}
			member := strconv.Itoa(rapid.IntRange(0, 30).Draw(t, "member"))
			if rapid.IntRange(0, 3).Draw(t, "word") == 0 {
				member = strings.Repeat("m", rapid.SampledFrom([]int{0, 1, 2, 3, 30}).Draw(t, "length"))
			}
			words = append(words, member)
		}
		if len(words) > given {
			do(words...)
		}
	}
}

// drawCombination is a call of one of the commands.
func drawCombination(t *rapid.T) []string {
	name := rapid.SampledFrom([]string{
		"ZUNION", "ZINTER", "ZDIFF", "ZINTERCARD", "ZUNIONSTORE", "ZINTERSTORE", "ZDIFFSTORE",
	}).Draw(t, "command")
	words := []string{name}
	key := rapid.SampledFrom([]string{"a", "b", "c", "a", "b", "c", "s", "t", "none"})
	stores := strings.HasSuffix(name, "STORE")
	if stores {
		words = append(words, key.Draw(t, "destination"))
	}
	keys := rapid.SampledFrom([]int{1, 2, 2, 3, 3, 4, 9}).Draw(t, "keys")
	words = append(words, strconv.Itoa(keys))
	for range keys {
		words = append(words, key.Draw(t, "key"))
	}
	if weighs := name[1] != 'D' && name != "ZINTERCARD"; weighs && rapid.Bool().Draw(t, "weighed") {
		words = append(words, "WEIGHTS")
		for range keys {
			words = append(words, rapid.SampledFrom(combinedScores).Draw(t, "weight"))
		}
	} else if name == "ZINTERCARD" && rapid.Bool().Draw(t, "limited") {
		words = append(words, "LIMIT", rapid.SampledFrom([]string{"0", "1", "3"}).Draw(t, "limit"))
	}
	if name[1] != 'D' && name != "ZINTERCARD" && rapid.Bool().Draw(t, "aggregated") {
		words = append(words, "AGGREGATE", rapid.SampledFrom([]string{"SUM", "MIN", "MAX"}).Draw(t, "aggregate"))
	}
	if !stores && name != "ZINTERCARD" {
		words = append(words, "WITHSCORES")
	}
	return words
}

// TestCombinedScoresAgainstRedis runs random calls here and on redis-server, and
// compares the replies, and what is stored.
func TestCombinedScoresAgainstRedis(t *testing.T) {
	o := dialOracle(t)
	rapid.Check(t, func(r *rapid.T) {
		m := openMachine(r, true)
		defer m.close()
		entries := rapid.SampledFrom([]int{0, 5, 128}).Draw(r, "limit")
		limits := store.Limits{ZSetListpackEntries: entries, ZSetListpackValue: 20, SetIntsetEntries: 10}
		m.keyspace.SetLimits(limits)
		o.do(t, "CONFIG", "SET", "zset-max-listpack-entries", strconv.Itoa(entries),
			"zset-max-listpack-value", "20", "set-max-intset-entries", "10")
		o.do(t, "FLUSHALL")
		both := func(words ...string) {
			if got, want := m.do(words...), o.do(t, words...); got != want {
				r.Fatalf("%q\nreplies %q\nwant    %q", words, got, want)
			}
		}
		fillCombined(r, both)
		for range rapid.IntRange(1, 20).Draw(r, "calls") {
			words := drawCombination(r)
			both(words...)
			if strings.HasSuffix(words[0], "STORE") {
				both("ZRANGE", words[1], "0", "-1", "WITHSCORES")
				both("OBJECT", "ENCODING", words[1])
			}
		}
	})
	o.do(t, "CONFIG", "SET", "zset-max-listpack-entries", "128", "zset-max-listpack-value", "64", "set-max-intset-entries", "512")
}

// BenchmarkCombinedScores combines sorted sets that share every third member.
func BenchmarkCombinedScores(b *testing.B) {
	for _, members := range []int{100, 1_000_000} {
		m := openMachine(b, false)
		m.call.Sink = silence{}
		room := make([]byte, 1<<20)
		m.writer.Attach(room, 0, &m.reply)
		for i := range members {
			m.run(requestOf("ZADD", "a", fmt.Sprint(i*7919%members), fmt.Sprint(i)))
			m.run(requestOf("ZADD", "b", fmt.Sprint(i*104729%members), fmt.Sprint(3*i)))
			m.writer.Attach(room, 0, &m.reply)
		}
		for _, request := range []string{"ZUNIONSTORE r 2 a b", "ZINTERSTORE r 2 a b", "ZDIFFSTORE r 2 a b", "ZINTERCARD 2 a b"} {
			args := requestOf(strings.Fields(request)...)
			b.Run(fmt.Sprintf("%s/%d", request[:strings.IndexByte(request, ' ')], members), func(b *testing.B) {
				for b.Loop() {
					m.writer.Attach(room, 0, &m.reply)
					m.run(args)
				}
			})
		}
		m.close()
	}
}
