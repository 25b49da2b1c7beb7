package server

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestBucketsHoldTheirValuesAndTellTwoDigits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.Uint64Range(0, histogramMax).Draw(t, "value") >> rapid.IntRange(0, 33).Draw(t, "smaller by")
		least, greatest := bucketBounds(bucketOf(value))
		if value < least || value > greatest {
			t.Fatalf("the bucket of %d is from %d to %d", value, least, greatest)
		}
		if greatest-least > value/100 {
			t.Fatalf("%d to %d are one, which differ by more than one in 100", least, greatest)
		}
	})
}

func TestBucketsAreWithoutGaps(t *testing.T) {
	next := uint64(0)
	for bucket := range histogramBuckets {
		least, greatest := bucketBounds(bucket)
		if least != next || bucketOf(least) != bucket || bucketOf(greatest) != bucket {
			t.Fatalf("bucket %d is from %d to %d, which are in %d and %d; the one before ends at %d",
				bucket, least, greatest, bucketOf(least), bucketOf(greatest), next-1)
		}
		next = greatest + 1
	}
	if next != histogramMax+1 {
		t.Errorf("the last bucket ends at %d", next-1)
	}
}

// The model is a sorted list: so many percent of it are at most the percentile.
func TestPercentilesAreThoseOfASortedList(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Uint64Range(0, 1<<40), 1, 200).Draw(t, "values")
		percent := rapid.Float64Range(0, 100).Draw(t, "percent")
		var h histogram
		for _, value := range values {
			h.record(value)
		}
		if h.total() != uint64(len(values)) {
			t.Fatalf("%d of %d values are there", h.total(), len(values))
		}
		slices.Sort(values)
		rank := max(int(percent/100*float64(len(values))+0.5), 1)
		want := bucketOf(min(values[rank-1], histogramMax))
		if got := h.percentile(percent, h.total()); got != want {
			t.Errorf("bucket %d, want %d", got, want)
		}
	})
}

// What redis-server 7.0 printed for durations that were known. A cycle is a
// nanosecond here.
func TestPercentilesPrintAsRedisQuantisesThem(t *testing.T) {
	const rate = 1000
	for _, c := range []struct {
		duration, most, least time.Duration
	}{
		{0, 1, 1},
		{255, 255, 255},
		{1000, 1003, 1000},
		{4000, 4015, 4000},
		{7000, 7007, 6976},
		{10_000, 10_047, 9984},
		{12_000, 12_031, 11_968},
		{time.Second, 1_002_438_655, 998_244_352},
		{time.Hour, 1_002_438_655, 998_244_352},
	} {
		var h histogram
		h.record(uint64(c.duration))
		if got := h.percentileTime(50, 1, rate); got != c.most {
			t.Errorf("%d ns are shown as %d, want %d", c.duration, got, c.most)
		}
		if got := h.percentileTime(0, 1, rate); got != c.least {
			t.Errorf("%d ns are shown as %d at 0 percent, want %d", c.duration, got, c.least)
		}
	}
}

// Whatever the counter's rate, what is shown is near, and of Redis's values.
func TestPercentilesAreNearWhateverTheCountersRate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rate := rapid.Uint64Range(1000, 8000).Draw(t, "cycles in a microsecond")
		nanoseconds := rapid.Uint64Range(1, uint64(latencyMax)).Draw(t, "nanoseconds") >> rapid.IntRange(0, 29).Draw(t, "smaller by")
		var h histogram
		h.record(nanoseconds * rate / 1000)
		shown := uint64(h.percentileTime(99, 1, rate))
		if apart := max(shown, nanoseconds) - min(shown, nanoseconds); apart > 2+nanoseconds/50 {
			t.Errorf("%d ns are shown as %d", nanoseconds, shown)
		}
		if _, greatest := bucketBounds(bucketOf(shown)); shown != greatest {
			t.Errorf("%d ns are shown as %d, Redis would say %d", nanoseconds, shown, greatest)
		}
	})
}

func BenchmarkRecord(b *testing.B) {
	var h histogram
	for cycles := uint64(300); b.Loop(); cycles = (cycles*5 + 1) & 1023 {
		h.record(cycles)
	}
}
