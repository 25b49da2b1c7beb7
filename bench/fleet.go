//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"
)

// fleet is load generators that work at the same time, each on a thread of its own:
// one alone cannot keep a server with many threads busy.
type fleet struct {
	loads []*load
}

// newFleet connects the clients of a load of one step, and divides them and the
// requests of a pass among so many generators, or one for each client.
func newFleet(network network, generators int, setup loadSetup) (*fleet, error) {
	f := &fleet{}
	generators = min(generators, setup.clients)
	for i := range generators {
		part := setup
		part.clients = setup.clients*(i+1)/generators - setup.clients*i/generators
		part.steps = slices.Clone(setup.steps)
		part.steps[0].requests = max(part.pipeline, part.steps[0].requests/generators)
		// Generators that asked for the same keys at the same time would warm the
		// caches for each other.
		part.steps[0].numbers = part.steps[0].numbers.seeded(i)
		l, err := newLoad(network, part)
		if err != nil {
			return nil, errors.Join(err, f.close())
		}
		f.loads = append(f.loads, l)
	}
	return f, nil
}

func (f *fleet) close() error {
	var failures []error
	for _, l := range f.loads {
		failures = append(failures, l.close())
	}
	return errors.Join(failures...)
}

// threadedSample is a sample with the shares of the server's threads.
type threadedSample struct {
	sample
	division
}

func (s threadedSample) plus(other threadedSample) threadedSample {
	return threadedSample{sample: s.sample.plus(other.sample), division: s.division.plus(other.division)}
}

// sample repeats the step for a warm-up and then for a window, and returns what
// happened in the window.
func (f *fleet) sample(ctx context.Context, s *server, window time.Duration) (threadedSample, error) {
	if _, err := f.repeat(ctx, s, warmUp); err != nil {
		return threadedSample{}, err
	}
	return f.repeat(ctx, s, window)
}

// repeat makes passes, at least one and until d is over.
func (f *fleet) repeat(ctx context.Context, s *server, d time.Duration) (sum threadedSample, err error) {
	if err := calmDown(s); err != nil {
		return threadedSample{}, err
	}
	for deadline := time.Now().Add(d); ; {
		passed, err := f.pass(ctx, s)
		if err != nil {
			return threadedSample{}, fmt.Errorf("%s: %w", f.loads[0].name, err)
		}
		if sum = sum.plus(passed); !time.Now().Before(deadline) {
			return sum, nil
		}
	}
}

// pass sends all requests of the step. The server sleeps before it and after it.
func (f *fleet) pass(ctx context.Context, s *server) (threadedSample, error) {
	before, err := clocksOf(s)
	if err != nil {
		return threadedSample{}, err
	}
	passed, err := f.play(ctx)
	if err != nil {
		return threadedSample{}, err
	}
	if err := calmDown(s); err != nil {
		return threadedSample{}, err
	}
	after, err := clocksOf(s)
	passed.server = after.process - before.process
	return threadedSample{sample: passed, division: divide(s.pid(), before.threads, after.threads)}, err
}

// play has all generators make a pass. The first is on the calling thread.
func (f *fleet) play(ctx context.Context) (sample, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	samples, failures := make([]sample, len(f.loads)), make([]error, len(f.loads))
	play := func(i int) {
		if samples[i], failures[i] = f.loads[i].play(ctx, 0); failures[i] != nil {
			cancel() // the others would wait for a server that may be gone
		}
	}
	var others sync.WaitGroup
	for i := 1; i < len(f.loads); i++ {
		others.Go(func() {
			// Unlocked again, the thread goes on: see startProbe.
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			play(i)
		})
	}
	play(0)
	others.Wait()
	return together(samples), errors.Join(failures...)
}

// together sums up what generators did at the same time: the requests of all, until
// the last one was done, and how busy they were on the average.
func together(samples []sample) sample {
	var sum sample
	for _, s := range samples {
		sum.requests += s.requests
		sum.wall = max(sum.wall, s.wall)
		sum.load += s.load / time.Duration(len(samples))
	}
	return sum
}

// clocks are a server's.
type clocks struct {
	process time.Duration
	threads []threadTime
}

func clocksOf(s *server) (clocks, error) {
	process, err := processorTime(s.pid())
	if err != nil {
		return clocks{}, err
	}
	threads, err := threadTimes(s.pid())
	return clocks{process: process, threads: threads}, err
}

// calmDown waits until a server sleeps. Redis's threads spin from the end of a load
// on until somebody asks for something again: one request, and they are stopped.
func calmDown(s *server) error {
	if _, err := ask(s.address, "PING"); err != nil {
		return err
	}
	return awaitSleep(s.pid())
}
