package sys

import "time"

// Threads starts threads and puts them to sleep.
type Threads interface {
	// Start runs run on a new thread, locked to it and named name (at most 15
	// bytes are visible in /proc). The thread ends when run returns.
	Start(name string, run func())
	// Park sleeps while *word == expect, until Unpark, at most timeout
	// (negative: without limit). It may return early for no reason, so the
	// caller looks again (futex(2) FUTEX_WAIT). ETIMEDOUT tells that the time
	// ran out, EAGAIN that the word had another value from the start.
	Park(word *Uint32, expect uint32, timeout time.Duration) Errno
	// Unpark wakes up to n threads parked on word.
	Unpark(word *Uint32, n int)
	// Pause tells the processor that this thread spins (PAUSE, YIELD).
	Pause()
	// Sleep stops this thread for d. Only a command that asks for it
	// (DEBUG SLEEP) may stop the main thread.
	Sleep(d time.Duration)
	// Current is the number of the calling thread, never that of another one
	// (gettid(2)); 0 outside the threads of a simulated machine. A goroutine
	// that is not locked to its thread may get another number at each call.
	Current() int
	// Pin lets the calling thread run on these processors only, by their
	// numbers (sched_setaffinity(2)); EINVAL if the machine has none of them.
	Pin(processors []int) Errno
	// Pressure tells whether the machine has processors to spare.
	Pressure() Pressure
	// Hook is what atomics made for this machine call before each step; nil
	// in production. See Uint32.Init.
	Hook() Hook
}

// Pressure is what tells whether there is a processor for one more thread.
type Pressure struct {
	// Processors is how many the process may run on.
	Processors int
	// Idle is for how long these had nothing to do, added up, since some fixed
	// point: in steps of 10 ms (/proc/stat).
	Idle time.Duration
	// Delay is for how long the calling thread was ready to run and had to wait
	// for a processor, since it began (/proc/thread-self/schedstat).
	Delay time.Duration
}
