package server

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// The model is a list of all seconds that had an event, each with its longest.
func TestLatencySeriesKeepTheLongestOfTheLastSeconds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var monitor latencyMonitor
		var all []latencySample
		second, longest := int64(1_700_000_000), int64(0)
		for range rapid.IntRange(1, 3*latencyLength).Draw(t, "samples") {
			second += rapid.SampledFrom([]int64{0, 1, 1, 60}).Draw(t, "seconds later")
			sample := latencySample{second, rapid.Int64Range(1, 1000).Draw(t, "milliseconds")}
			monitor.add(latencyFastCommand, sample)
			longest = max(longest, sample.milliseconds)
			if n := len(all); n > 0 && all[n-1].second == second {
				all[n-1].milliseconds = max(all[n-1].milliseconds, sample.milliseconds)
			} else {
				all = append(all, sample)
			}
		}
		want := all[max(0, len(all)-latencyLength):]
		series := monitor.series[latencyFastCommand]
		if got := series.history(); !slices.Equal(got, want) {
			t.Fatalf("it keeps %v, want %v", got, want)
		}
		if series.max != longest {
			t.Fatalf("the longest ever took %d ms, want %d", series.max, longest)
		}
	})
}

func TestForgettingAnEventKeepsTheOthers(t *testing.T) {
	var monitor latencyMonitor
	monitor.add(latencyCommand, latencySample{1, 5})
	monitor.add(latencyTurn, latencySample{1, 6})
	if !monitor.forget(latencyCommand) || monitor.forget(latencyCommand) || monitor.forget(latencyExpireDel) {
		t.Error("only one event was there, once")
	}
	if monitor.series[latencyCommand] != nil || monitor.series[latencyTurn].max != 6 {
		t.Errorf("left are %v", monitor.series)
	}
}

func TestLatencyThreshold(t *testing.T) {
	for _, c := range []struct {
		milliseconds int64
		want         uint64
	}{
		{0, math.MaxUint64}, // off
		{1, 3_000_000},
		{100, 300_000_000},
		{math.MaxInt64, math.MaxUint64}, // more than there are cycles
	} {
		var monitor latencyMonitor
		if monitor.configure(c.milliseconds, 3000); monitor.threshold != c.want {
			t.Errorf("%d milliseconds are %d cycles, want %d", c.milliseconds, monitor.threshold, c.want)
		}
	}
}

func TestEveryEventAndWorkHasAName(t *testing.T) {
	var names []string
	for event := latencyNone + 1; event < latencyEvents; event++ {
		names = append(names, latencyNames[event])
	}
	for w, row := range workRows {
		if row.name == "" {
			t.Errorf("work %d has no name", w)
		}
		if row.event != latencyNone && latencyNames[row.event] != row.name {
			t.Errorf("%s is the event %s", row.name, latencyNames[row.event])
		}
	}
	slices.Sort(names)
	if names[0] == "" || len(slices.Compact(slices.Clone(names))) != len(names) {
		t.Errorf("the events are called %q", names)
	}
}
