//go:build linux

package main

import (
	"fmt"
	"runtime"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"
)

// neighbour is a thread that computes, as any other process of a machine may: it
// keeps a processor busy and asks nobody for anything.
type neighbour struct {
	stopping atomic.Bool
	used     atomic.Int64 // nanoseconds on a processor
	ended    chan struct{}
}

// computing is how many steps a neighbour computes between two looks at its clock:
// some tens of microseconds, beside which the look is nothing.
const computing = 1 << 16

func startNeighbour() *neighbour {
	n := &neighbour{ended: make(chan struct{})}
	go func() {
		defer close(n.ended)
		// The thread may be the one that started the servers, so it has to go on
		// when this is over (see startProbe).
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		for began := threadClock(); !n.stopping.Load(); n.used.Store(threadClock() - began) {
			for range computing {
			}
		}
	}()
	return n
}

// computed is how long it has had a processor.
func (n *neighbour) computed() time.Duration { return time.Duration(n.used.Load()) }

// stop returns when the processor is free again.
func (n *neighbour) stop() {
	n.stopping.Store(true)
	<-n.ended
}

// threadClock is the processor time of the calling thread, in nanoseconds.
func threadClock() int64 {
	var used unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &used); err != nil {
		panic(fmt.Sprintf("bench: the clock of the calling thread: %v", err)) // every thread has one
	}
	return used.Nano()
}
