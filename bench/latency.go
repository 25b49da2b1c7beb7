//go:build linux

package main

import (
	"math"
	"slices"
	"time"
)

// reading is one request: when it was sent, by the monotonic clock, and how long
// the reply took.
type reading struct {
	sent, took time.Duration
}

// latency sums up some readings.
type latency struct {
	p50, p999, max time.Duration
}

// latencyOf sums up readings; without any it is zero.
func latencyOf(readings []reading) latency {
	if len(readings) == 0 {
		return latency{}
	}
	times := make([]time.Duration, len(readings))
	for i, r := range readings {
		times[i] = r.took
	}
	slices.Sort(times)
	return latency{
		p50:  percentile(times, 0.5),
		p999: percentile(times, 0.999),
		max:  times[len(times)-1],
	}
}

// percentile is the smallest of the sorted times that so large a share of them is
// not above.
func percentile(sorted []time.Duration, share float64) time.Duration {
	// What is a whole number but for the last bits of a product is that number.
	rank := int(math.Ceil(share*float64(len(sorted)) - 1e-6))
	return sorted[max(0, rank-1)]
}

// within are the readings that were sent from begin on and before end.
func within(readings []reading, begin, end time.Duration) []reading {
	first := firstFrom(readings, begin)
	return readings[first:max(first, firstFrom(readings, end))]
}

// firstFrom is the index of the first reading that was sent at that time or later.
func firstFrom(readings []reading, at time.Duration) int {
	index, _ := slices.BinarySearchFunc(readings, at, func(r reading, at time.Duration) int { return int(r.sent - at) })
	return index
}
