package server

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// The log is the last entries of all that were ever entered, as many as the
// limit of the moment allows.
func TestSlowlogKeepsTheNewest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var log slowlog
		var all []int64
		for range rapid.IntRange(1, 100).Draw(t, "entries") {
			limit := rapid.Int64Range(0, 8).Draw(t, "limit")
			all = append(all, int64(len(all)))
			log.add(slowEntry{}, limit)
			all := all[max(0, len(all)-int(limit)):]
			var got []int64
			for _, entry := range log.entries {
				got = append(got, entry.id)
			}
			// What an earlier, lower limit has dropped does not come back.
			if len(got) > len(all) || !slices.Equal(got, all[len(all)-len(got):]) {
				t.Fatalf("it keeps %v of %v", got, all)
			}
		}
	})
}

func TestSlowlogThreshold(t *testing.T) {
	for _, c := range []struct {
		microseconds int64
		want         uint64
	}{
		{-1, math.MaxUint64},
		{0, 0},
		{10, 30_000},
		{math.MaxInt64, math.MaxUint64}, // more than there are cycles
	} {
		var log slowlog
		if log.configure(c.microseconds, 3000); log.threshold != c.want {
			t.Errorf("%d microseconds are %d cycles, want %d", c.microseconds, log.threshold, c.want)
		}
	}
}
