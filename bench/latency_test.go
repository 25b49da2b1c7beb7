//go:build linux

package main

import (
	"testing"
	"time"
)

func TestPercentilesAreOfTheReadings(t *testing.T) {
	var readings []reading
	for n := 1000; n >= 1; n-- {
		readings = append(readings, reading{took: time.Duration(n)})
	}
	if got, want := latencyOf(readings), (latency{p50: 500, p999: 999, max: 1000}); got != want {
		t.Errorf("1 to 1000: %v, want %v", got, want)
	}
	if got, want := latencyOf(readings[:1]), (latency{1000, 1000, 1000}); got != want {
		t.Errorf("one reading: %v, want %v", got, want)
	}
	if got := latencyOf(nil); got != (latency{}) {
		t.Errorf("no reading: %v", got)
	}
}

func TestWithinHasItsBeginAndNotItsEnd(t *testing.T) {
	readings := []reading{{sent: 1}, {sent: 3}, {sent: 5}, {sent: 7}}
	for _, c := range []struct {
		begin, end time.Duration
		want       int
	}{{0, 9, 4}, {3, 7, 2}, {2, 3, 0}, {6, 4, 0}, {8, 9, 0}, {-5, 1, 0}} {
		if got := within(readings, c.begin, c.end); len(got) != c.want {
			t.Errorf("from %d to %d: %v", c.begin, c.end, got)
		}
	}
}
