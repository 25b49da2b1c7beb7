//go:build unix && !linux

package real

import (
	"runtime"
	"time"

	"seedis/sys"
)

// Start runs run on a thread of its own, and returns once that has its name.
// Locked until it returns, the goroutine takes its thread with it. Should it be
// given the process's first thread, that is not ended but stands idle from then
// on; the server's own goroutine nearly always has it.
func (k *Kernel) Start(name string, run func()) {
	begun := make(chan struct{})
	go func() {
		runtime.LockOSThread()
		nameThread(name[:min(len(name), nameMax)])
		close(begun)
		run()
	}()
	<-begun
}

// nameMax is how much of a thread's name is shown, in bytes: what Linux shows,
// and less than the limit of every other system.
const nameMax = 15

// Park sleeps on word.
func (k *Kernel) Park(word *sys.Uint32, expect uint32, timeout time.Duration) sys.Errno {
	return k.parked.park(word, expect, timeout)
}

// Unpark wakes up to n sleepers.
func (k *Kernel) Unpark(word *sys.Uint32, n int) { k.parked.unpark(word, n) }

// Pressure knows the number of processors and nothing of what they do: so it
// looks as if none of them ever had time to spare.
func (k *Kernel) Pressure() sys.Pressure {
	return sys.Pressure{Processors: runtime.NumCPU()}
}
