//go:build linux

package main

import (
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Sizes that are loaded in a moment.
const (
	testKeys     = 2000
	testElements = 10_000
)

// TestEveryWorkloadLeavesTheDataAsTheyWere repeats every workload of the table,
// at a pipeline that divides a pass and at one that does not. Replies have the
// sizes they ought to have only while the collections have theirs.
func TestEveryWorkloadLeavesTheDataAsTheyWere(t *testing.T) {
	s := redis(t)
	for _, data := range datasets([]int{testKeys}, testElements) {
		t.Run(data.name, func(t *testing.T) {
			expect(t, s, "OK", "FLUSHALL")
			if err := fill(t.Context(), kernel(t), s.address, data.fills, testPatience); err != nil {
				t.Fatal(err)
			}
			before := sizes(t, s)
			for _, pipeline := range []int{16, 7} {
				for _, w := range data.workloads {
					repeatTwice(t, s, w, pipeline)
				}
			}
			if after := sizes(t, s); !slices.Equal(before, after) {
				t.Errorf("sizes were %v, and are %v", before, after)
			}
		})
	}
}

func repeatTwice(t *testing.T, s *server, w workload, pipeline int) {
	t.Helper()
	l, err := newLoad(kernel(t), loadSetup{
		server: s.address, clients: 5, pipeline: pipeline, steps: w, patience: testPatience,
	})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		samples, err := l.repeat(t.Context(), s.pid(), 0)
		if err != nil {
			t.Fatalf("%v, pipeline %d: %v", w.rows(), pipeline, err)
		}
		for i, sample := range samples {
			if want := w[i].pipelines(pipeline) * uint64(pipeline); sample.requests != want {
				t.Errorf("%s: %d requests in a pass of %d", w[i].name, sample.requests, want)
			}
			if sample.server <= 0 {
				t.Errorf("%s took %v", w[i].name, sample.server)
			}
		}
	}
	if err := l.close(); err != nil {
		t.Error(err)
	}
}

// sizes asks for the sizes of the collections with number zero.
func sizes(t *testing.T, s *server) []string {
	t.Helper()
	var all []string
	for noun, command := range map[string]string{
		"key": "STRLEN", "bits": "STRLEN", "list": "LLEN", "inserted": "LLEN", "hash": "HLEN", "counters": "HLEN",
		"fifty": "HLEN", "set": "SCARD", "zset": "ZCARD",
	} {
		for _, digits := range []int{12, 11, 10, 8} {
			size, err := ask(s.address, command, noun+":"+strings.Repeat("0", digits))
			if err != nil {
				t.Fatal(err)
			}
			if size != "0" {
				all = append(all, noun+" "+size)
			}
		}
	}
	slices.Sort(all)
	return all
}

func TestDataHaveTheirShapes(t *testing.T) {
	s := redis(t)
	want := map[string][]string{
		"2k keys":                        {"key 32"},
		"100 bitmaps of 1000 bytes":      {"bits 1000"},
		"1k lists of 10":                 {"list 10"},
		"100 lists of 100":               {"list 100"},
		"a list of 10k":                  {"list 10000"},
		"1k hashes of 10":                {"hash 10"},
		"a hash of 10k":                  {"hash 10000"},
		"a hash of 10k counters":         {"counters 10000"},
		"1k sets of 10":                  {"set 10"},
		"a set of 10k":                   {"set 10000"},
		"1k sorted sets of 10":           {"zset 10"},
		"a sorted set of 10k":            {"zset 10000"},
		"200 hashes of 50, values of 16": {"fifty 50"},
	}
	for _, data := range datasets([]int{testKeys}, testElements) {
		expected, found := want[data.name]
		if !found {
			continue
		}
		delete(want, data.name)
		expect(t, s, "OK", "FLUSHALL")
		if err := fill(t.Context(), kernel(t), s.address, data.fills, testPatience); err != nil {
			t.Fatal(err)
		}
		if got := sizes(t, s); !slices.Equal(got, expected) {
			t.Errorf("%s: %q, want %q", data.name, got, expected)
		}
	}
	if len(want) > 0 {
		t.Errorf("not in the table: %v", want)
	}
}

func TestTheTableHasWhatTheTypesPromise(t *testing.T) {
	table := datasets([]int{100_000}, defaultElements)
	for _, promise := range []struct{ names, small, big string }{
		{"LPUSH,RPUSH,LPOP,RPOP,LRANGE_100,LINDEX,LSET", "100k lists of 10", "a list of 1M"},
		{"HSET,HSET_SAME,HGET,HDEL", "100k hashes of 10", "a hash of 1M"},
		{"HINCRBY", "100k hashes of 10 counters", "a hash of 1M counters"},
		{"SADD,SREM,SISMEMBER,SPOP,SRANDMEMBER", "100k sets of 10", "a set of 1M"},
		{"ZADD,ZREM,ZSCORE,ZRANK,ZINCRBY,ZRANGE_100,ZRANGEBYSCORE_100,ZPOPMIN", "100k sorted sets of 10",
			"a sorted set of 1M"},
		{"HGETALL", "20k hashes of 50, values of 16", "20k hashes of 50, values of 72"},
		{"SORT", "10k lists of 100 numbers", "10k lists of 100 numbers"},
		{"SINTER", "5k pairs of sets of 100", "5k pairs of sets of 100"},
		{"ZUNIONSTORE", "5k pairs of sorted sets of 100", "5k pairs of sorted sets of 100"},
	} {
		for _, name := range []string{promise.small, promise.big} {
			index := slices.IndexFunc(table, func(d dataset) bool { return d.name == name })
			if index < 0 {
				t.Fatalf("no data set %q", name)
			}
			rows := rowNames(table[index : index+1])
			for command := range strings.SplitSeq(promise.names, ",") {
				if !slices.Contains(rows, command) {
					t.Errorf("%s has %v, and no %s", name, rows, command)
				}
			}
		}
	}
}

func TestPassesHaveFullPipelines(t *testing.T) {
	s := times(100, inOrder(100), "GET", okReply, "GET", keyName)
	for _, test := range []struct {
		length             int
		measured, restored uint64
	}{{1, 100, 100}, {16, 6, 7}, {50, 2, 2}, {100, 1, 1}} {
		if n := s.pipelines(test.length); n != test.measured {
			t.Errorf("pipelines of %d: %d, want %d", test.length, n, test.measured)
		}
		if n := restoring(s).pipelines(test.length); n != test.restored {
			t.Errorf("pipelines of %d that restore: %d, want %d", test.length, n, test.restored)
		}
	}
}

func TestShapes(t *testing.T) {
	tests := []struct {
		shape                         shape
		name, key, index, first, last string
		inRange                       [2]string // the first and the last
	}{
		{shape{1_000_000, 1}, "100k hashes of 10", "hash:###########", "@", "0", "99", [2]string{"f0", "f9"}},
		{shape{1_000_000, 2}, "10k hashes of 100", "hash:##########", "2@", "0", "99", [2]string{"f00", "f99"}},
		{shape{1_000_000, 6}, "a hash of 1M", "hash:######", "2@@@@@", "2@@@00", "2@@@99",
			[2]string{"f2@@@00", "f2@@@99"}},
	}
	for _, test := range tests {
		s := test.shape
		first, last := s.indexes()
		ranged := s.inRange("f")
		got := []string{s.name("hash"), s.key("hash"), s.index(), first, last, ranged[0], ranged[len(ranged)-1],
			strconv.Itoa(len(ranged))}
		want := []string{test.name, test.key, test.index, test.first, test.last, test.inRange[0], test.inRange[1],
			strconv.Itoa(min(100, s.size()))}
		if !slices.Equal(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
