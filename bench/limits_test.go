//go:build linux

package main

import (
	"io"
	"math"
	"strings"
	"testing"
	"time"
)

func TestAWriterSetsEveryKeyOnce(t *testing.T) {
	w := writer{request: setRequest("volatile-ttl", 3), left: floodPipeline + 2}
	first, n := w.next(0, nil)
	second, rest := w.next(1, nil)
	if _, more := w.next(0, nil); n != floodPipeline || rest != 2 || more != 0 {
		t.Fatalf("pipelines of %d, %d, %d", n, rest, more)
	}
	want := encode([]string{"SET", "key:000000000001", "vvv", "PX", "1000001"})
	if !strings.Contains(string(first), want) {
		t.Errorf("%q is not in %q", want, first)
	}
	want = encode([]string{"SET", "key:000000000016", "vvv", "PX", "1000016"})
	if !strings.HasPrefix(string(second), want) {
		t.Errorf("%q does not begin with %q", second, want)
	}
	if plain := string(setRequest("allkeys-lru", 3).text); strings.Contains(plain, "PX") {
		t.Errorf("a TTL that nobody needs: %q", plain)
	}
}

// A cache that holds the even keys: those that miss are set, and after the warm-up
// half of the requests are hits.
func TestACacheUserSetsWhatItMisses(t *testing.T) {
	const resident = 100
	u := newCacheUser("allkeys-lru", resident, newZipf(resident, 0))
	u.due = time.Now().Add(-time.Hour)
	gets, sets := 0, 0
	for {
		pipeline, n := u.next(0, nil)
		if n == 0 {
			break
		}
		if strings.Contains(string(pipeline), "SET") {
			sets += n
			for range n {
				u.heard(0, granted)
			}
			continue
		}
		gets += n
		for _, key := range u.asked {
			u.heard(0, outcome(key%2)) // granted or missing
		}
	}
	if gets != resident*(hitsWarmUp+hitsCounted) || u.counted != resident*hitsCounted {
		t.Errorf("%d GETs, %d of them counted", gets, u.counted)
	}
	share := float64(u.hits) / float64(u.counted)
	if math.Abs(share-0.5) > 0.1 || math.Abs(float64(sets)/float64(gets)-0.5) > 0.1 {
		t.Errorf("%.2f hits, %d sets for %d gets", share, sets, gets)
	}
}

func TestCacheUsersAskTheSame(t *testing.T) {
	law := newZipf(1000, 1)
	a, b := newCacheUser("allkeys-lru", 100, law), newCacheUser("volatile-lfu", 100, law)
	for range 5 {
		a.due, b.due = time.Now(), time.Now()
		left, _ := a.next(0, nil)
		right, _ := b.next(0, nil)
		if string(left) != string(right) {
			t.Fatalf("%q and %q", left, right)
		}
	}
}

func TestLimitsOfAServerAgainstItself(t *testing.T) {
	servers := []*server{redis(t), redis(t)}
	placement, err := findPlacement()
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := placement.release(); err != nil {
			t.Error(err)
		}
	}()
	contest := limitsContest{
		network: kernel(t), placement: placement, servers: servers,
		options: options{maxMemory: 4 << 20, rounds: 1}, progress: io.Discard,
	}
	result, err := contest.floodOne(t.Context(), servers[0], floodCase{"noeviction", 1024})
	if err != nil {
		t.Fatal(err)
	}
	if result.refused == 0 || result.highest <= 0.5 {
		t.Errorf("four times maxmemory were written: %+v", result)
	}
	result, err = contest.floodOne(t.Context(), servers[0], floodCase{"volatile-lru", 1024})
	if err != nil || result.refused > 0 {
		t.Errorf("refused in spite of eviction: %+v, %v", result, err)
	}
	const resident = 2000
	for _, s := range servers {
		if err := contest.calibrate(t.Context(), s, "allkeys-lru", resident); err != nil {
			t.Fatal(err)
		}
	}
	hits, err := contest.hitRatios(t.Context(), "allkeys-lru", resident, newZipf(resident*hitsFactor, hitsExponent))
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range hits {
		if h.ratio < 0.2 || h.ratio > 0.9 || h.resident < resident/2 || h.resident > resident*3/2 {
			t.Errorf("with room for %d keys: %+v", resident, h)
		}
	}
}

func TestExcessOverMaxmemoryIsBold(t *testing.T) {
	cases := floodCases(policies)
	results := make([][][]flooded, len(cases))
	for i := range results {
		one := flooded{sample: sample{requests: 1, wall: 1, server: 1}, highest: 1.05}
		over := one
		over.highest = 1.051
		results[i] = [][]flooded{{one}, {over}}
		if i == 3 {
			results[i] = [][]flooded{{one, over}, {over, over}}
		}
	}
	for i, row := range floodTable("x", cases, results, 0).rows {
		if bold := strings.HasPrefix(row[1], "**"); bold != (i == 3) {
			t.Errorf("%q", row)
		}
	}
}
