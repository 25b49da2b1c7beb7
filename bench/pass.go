//go:build linux

package main

import (
	"context"
	"fmt"
	"time"
)

// warmUp precedes every measurement: the server comes back into the caches,
// and its buffers and tables grow to their size. It covers a run or two of the
// server's cron, which come ten times a second and resize both.
const warmUp = 200 * time.Millisecond

// A server gets calm to fall asleep after its last reply, and again up to
// calmMost times: the way back into the poller takes microseconds, unless
// somebody else has the core.
const (
	calm     = 200 * time.Microsecond
	calmMost = 100
)

// sample repeats the steps for a warm-up and then for a window, and returns
// what happened in the window, step by step.
func (l *load) sample(ctx context.Context, pid int, window time.Duration) ([]sample, error) {
	if _, err := l.repeat(ctx, pid, warmUp); err != nil {
		return nil, err
	}
	return l.repeat(ctx, pid, window)
}

// repeat makes passes of all steps, one after the other, at least once and
// until d is over. It always ends behind the last step, with the data as they
// were at first.
func (l *load) repeat(ctx context.Context, pid int, d time.Duration) ([]sample, error) {
	samples := make([]sample, len(l.setup.steps))
	if err := awaitSleep(pid); err != nil {
		return nil, err
	}
	for deadline := l.network.Monotonic() + d; ; {
		for i := range samples {
			passed, err := l.pass(ctx, pid, i)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", l.name, err)
			}
			samples[i] = samples[i].plus(passed)
		}
		if l.network.Monotonic() >= deadline {
			return samples, nil
		}
	}
}

// pass sends all requests of one step and awaits the replies. The server sleeps
// before it and after it.
func (l *load) pass(ctx context.Context, pid, index int) (sample, error) {
	before, err := processorTime(pid)
	if err != nil {
		return sample{}, err
	}
	passed, err := l.play(ctx, index)
	if err != nil {
		return sample{}, err
	}
	if err := awaitSleep(pid); err != nil {
		return sample{}, err
	}
	after, err := processorTime(pid)
	passed.server = after - before
	return passed, err
}

// play is a pass without a look at the server.
func (l *load) play(ctx context.Context, index int) (sample, error) {
	requests, idle, began := l.requests, l.idle, l.network.Monotonic()
	if err := l.start(index); err != nil {
		return sample{}, err
	}
	first := l.cycles
	if err := l.finish(ctx); err != nil {
		return sample{}, err
	}
	wall := l.network.Monotonic() - began
	idleShare := float64(l.idle-idle) / float64(max(1, l.cycles-first))
	return sample{
		requests: l.requests - requests,
		wall:     wall,
		load:     time.Duration(float64(wall) * (1 - idleShare)),
	}, nil
}

// awaitSleep waits until no thread of a server runs. Linux brings the clock of
// another process up to date when it goes to sleep, and otherwise with the
// timer's tick only, some milliseconds late. A server that never sleeps is read
// all the same.
func awaitSleep(pid int) error {
	for range calmMost {
		time.Sleep(calm)
		busy, err := runs(pid)
		if err != nil || !busy {
			return err
		}
	}
	return nil
}
