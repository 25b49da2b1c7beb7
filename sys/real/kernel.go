//go:build linux

package real

import (
	"fmt"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"

	"seedis/sys"
)

// Kernel is the Linux machine. Make it with New.
type Kernel struct {
	Memory
	transfers

	engine         string // of the pollers, see UseEngine
	levelPollers   levelPollers
	started        time.Time // carries the reading that Monotonic counts from
	cycleRate      uint64    // timestamp counts in a microsecond
	physicalMemory uint64    // bytes
	arrived        atomic.Uint32
}

var _ sys.Kernel = (*Kernel)(nil)

// New returns the machine that the process runs on. It takes about 2 ms where
// the rate of the processor's counter must be measured. It fails where memory
// cannot be handed out in parts of 64 KiB, or sysinfo(2) does not answer.
func New() (*Kernel, error) {
	if pageSize := unix.Getpagesize(); granule%pageSize != 0 {
		return nil, fmt.Errorf("pages of %d bytes do not divide %d", pageSize, granule)
	}
	var info unix.Sysinfo_t
	if err := unix.Sysinfo(&info); err != nil {
		return nil, fmt.Errorf("sysinfo: %w", err)
	}
	return &Kernel{
		engine:         engineEpoll,
		started:        time.Now(),
		cycleRate:      cyclesPerMicrosecond(),
		physicalMemory: uint64(info.Totalram) * uint64(info.Unit),
	}, nil
}

// Random fills p by getrandom(2).
func (k *Kernel) Random(p []byte) {
	for len(p) > 0 {
		n, err := unix.Getrandom(p, 0)
		if err != nil && err != unix.EINTR {
			panic("real: getrandom failed: " + err.Error())
		}
		p = p[max(n, 0):]
	}
}

// Mark does nothing: marks are for the tests on the simulated machine.
func (k *Kernel) Mark(sys.Mark) {}

// errnoOf takes the number out of an error of package unix, whose calls return
// nothing else.
func errnoOf(err error) sys.Errno {
	if err == nil {
		return sys.OK
	}
	errno, isErrno := err.(unix.Errno)
	if !isErrno {
		panic("real: a system call failed without an errno: " + err.Error())
	}
	return sys.Errno(errno)
}
