package main

import (
	"fmt"
	"syscall"
	"time"

	"seedis/simtest"
)

// figures tell how much a campaign did, and how fast. They are for people and for
// programs that compare machines, and no part of what a run prints: they are never
// the same twice.
type figures struct {
	began     time.Time
	processor time.Duration // that the program had used by then

	runs    uint64
	steps   uint64
	ops     int
	virtual time.Duration
}

func beginFigures() figures { return figures{began: time.Now(), processor: processorTime()} }

// processorTime is what the program has used of all processors.
func processorTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err) // it fails for wrong arguments alone
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// add takes in a run.
func (f *figures) add(result simtest.Result) {
	f.runs++
	f.steps += result.Steps
	f.ops += result.Ops
	f.virtual += result.Virtual
}

// String is the figures up to now, on one line.
func (f *figures) String() string {
	return f.over(time.Since(f.began), processorTime()-f.processor)
}

// over is the figures of a campaign that took so long and used so much of the
// processors. A core's rates are by processor time, the others by the clock.
func (f *figures) over(took, processor time.Duration) string {
	return fmt.Sprintf("figures runs=%d steps=%d ops=%d virtual=%v took=%v processor=%v "+
		"steps/s=%.0f runs/s=%.1f virtual/real=%.1f steps/core-s=%.0f seeds/core-hour=%.0f",
		f.runs, f.steps, f.ops, f.virtual, took.Round(time.Millisecond), processor.Round(time.Millisecond),
		float64(f.steps)/took.Seconds(), float64(f.runs)/took.Seconds(), f.virtual.Seconds()/took.Seconds(),
		float64(f.steps)/processor.Seconds(), float64(f.runs)/processor.Hours())
}
