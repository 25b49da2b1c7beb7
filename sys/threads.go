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
	// Hook is what atomics made for this machine call before each step; nil
	// in production. See Uint32.Init.
	Hook() Hook
}
