//go:build linux

package main

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write the files that are compared with")

// A request that waits for long stands for those that would have come behind it.
func TestWaitsGoOnWhileNobodyIsAnswered(t *testing.T) {
	p := plot{begin: -10, end: 90}
	got := p.waits(series{readings: []reading{
		{sent: -20, took: 5},  // before the picture
		{sent: -12, took: 7},  // answered in the first part
		{sent: 0, took: 3},    // shorter than the next one
		{sent: 5, took: 30},   // over three parts and a half
		{sent: 60, took: 1},   //
		{sent: 95, took: 100}, // behind the picture
	}}, 10)
	want := []time.Duration{5, 30, 25, 15, 5, 0, 0, 1, 0, 0}
	if !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestThePictureIsAlwaysTheSame(t *testing.T) {
	const ms = time.Millisecond
	steady, stalled := series{name: "Seedis, UNLINK"}, series{name: "redis-server, DEL"}
	for at := -100 * ms; at < 900*ms; at += ms {
		steady.readings = append(steady.readings, reading{sent: at, took: 40 * time.Microsecond})
		if at < 0 || at > 600*ms {
			stalled.readings = append(stalled.readings, reading{sent: at, took: 50 * time.Microsecond})
		}
	}
	stalled.readings = append(stalled.readings, reading{sent: 0, took: 600 * ms})
	p := plot{title: "How long a PING takes", begin: -90 * ms, end: 900 * ms, series: []series{steady, stalled}}
	file := filepath.Join("testdata", "plot.svg")
	if *update {
		if err := os.WriteFile(file, []byte(p.svg()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if p.svg() != string(want) {
		t.Errorf("the picture differs from %s: look at it with -update", file)
	}
}

func TestAxes(t *testing.T) {
	for least, want := range map[time.Duration]time.Duration{
		1:                      time.Microsecond,
		120 * time.Millisecond: 200 * time.Millisecond,
		200 * time.Millisecond: 200 * time.Millisecond,
		201 * time.Millisecond: 500 * time.Millisecond,
		6 * time.Second:        10 * time.Second,
		1000 * time.Second:     1000 * time.Second,
	} {
		if got := niceStep(least); got != want {
			t.Errorf("%v became %v, want %v", least, got, want)
		}
	}
	for wait, want := range map[time.Duration]string{
		10 * time.Microsecond: "10 us", time.Millisecond: "1 ms", 100 * time.Millisecond: "100 ms", 10 * time.Second: "10 s",
	} {
		if got := unitOf(wait); got != want {
			t.Errorf("%v is %q, want %q", wait, got, want)
		}
	}
	if heightOf(shortest) != fieldBottom || heightOf(10*time.Second) != fieldTop || heightOf(time.Hour) != fieldTop || heightOf(1) != fieldBottom {
		t.Error("what is beyond the axis is not at its end")
	}
}
