//go:build unix

package real

import (
	"math"
	"time"
)

// pause is the PAUSE instruction: the core spends less on a loop that spins,
// and leaves it without a flush of its pipeline.
func pause()

// cycles is the RDTSC instruction. It is not ordered with the loads and stores
// around it, which is no matter for spans of microseconds.
func cycles() uint64

// calibration is how long the counter is watched. Both ends are known to some
// 50 ns, which makes an error of 0.005%.
const calibration = 2 * time.Millisecond

// cyclesPerMicrosecond measures the counter against the monotonic clock by
// spinning: a thread that slept would not be back in time.
func cyclesPerMicrosecond() uint64 {
	start := time.Now()
	first, firstCycles := readTogether(start)
	for time.Since(start) < calibration {
		pause()
	}
	last, lastCycles := readTogether(start)
	return max(1, (lastCycles-firstCycles)*1000/uint64((last-first).Nanoseconds()))
}

// readTogether reads both clocks at one moment. The thread may lose its core
// in between, for longer than the whole calibration; of several attempts the
// one that took the least time did not.
func readTogether(start time.Time) (at time.Duration, counter uint64) {
	const attempts = 16
	least := time.Duration(math.MaxInt64)
	for range attempts {
		before := time.Since(start)
		count := cycles()
		if spent := time.Since(start) - before; spent < least {
			least, at, counter = spent, before+spent/2, count
		}
	}
	return at, counter
}
