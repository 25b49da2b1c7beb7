package main

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"seedis/simtest"
)

func TestFiguresAreRates(t *testing.T) {
	f := figures{}
	for range 4 {
		f.add(simtest.Result{Steps: 1000, Ops: 10, Virtual: 30 * time.Second})
	}
	want := "figures runs=4 steps=4000 ops=40 virtual=2m0s took=2s processor=1s " +
		"steps/s=2000 runs/s=2.0 virtual/real=60.0 steps/core-s=4000 seeds/core-hour=14400"
	if got := f.over(2*time.Second, time.Second); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestACampaignEndsWithItsFigures(t *testing.T) {
	line := regexp.MustCompile(`^figures runs=2 steps=\d+ ops=\d+ virtual=\S+ took=\S+ processor=\S+ steps/s=\d+ .*\n$`)
	var out, problems strings.Builder
	if status := run([]string{"-runs", "2", "-clients", "2", "-ops", "20"}, &out, &problems); status != 0 {
		t.Fatalf("status %d\n%s", status, out.String())
	}
	if !line.MatchString(problems.String()) || strings.Contains(out.String(), "figures") {
		t.Errorf("apart from the runs it says %q", problems.String())
	}
}
