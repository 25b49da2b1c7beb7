//go:build unix && !linux

package real

import (
	"crypto/rand"
	"fmt"
	"os"
	"runtime"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"

	"seedis/sys"
)

// Kernel is a machine with an operating system other than Linux. Make it with
// New. All that serves it is type-checked and was never run: see the package
// comment.
type Kernel struct {
	Memory
	transfers

	parked         parking
	descriptors    descriptors
	started        time.Time // carries the reading that Monotonic counts from
	cycleRate      uint64    // timestamp counts in a microsecond
	physicalMemory uint64    // bytes
	arrived        atomic.Uint32
}

var _ sys.Kernel = (*Kernel)(nil)

// New returns the machine that the process runs on. It takes about 2 ms where
// the rate of the processor's counter must be measured. It fails where memory
// cannot be handed out in parts of 64 KiB, or the system does not tell how much
// there is.
func New() (*Kernel, error) {
	if pageSize := os.Getpagesize(); granule%pageSize != 0 {
		return nil, fmt.Errorf("pages of %d bytes do not divide %d", pageSize, granule)
	}
	memory, err := physicalMemory()
	if err != nil {
		return nil, fmt.Errorf("size of the physical memory: %w", err)
	}
	return &Kernel{
		started:        time.Now(),
		cycleRate:      cyclesPerMicrosecond(),
		physicalMemory: memory,
	}, nil
}

// UseEngine accepts the one engine that there is, and auto, which is that one.
func (k *Kernel) UseEngine(name string) (note string, err error) {
	if name != engine && name != "auto" {
		return "", fmt.Errorf("%s has no engine %q, only %s", runtime.GOOS, name, engine)
	}
	return "", nil
}

// Engine is the name that Redis has for it.
func (k *Kernel) Engine() string { return engine }

// Random fills p by the system's own source. Package rand ends the process where
// that fails.
func (k *Kernel) Random(p []byte) {
	rand.Read(p)
}

// Mark does nothing: marks are for the tests on the simulated machine.
func (k *Kernel) Mark(sys.Mark) {}

// errnoOf takes the number out of an error of package unix, whose calls return
// nothing else, and makes it Linux's.
func errnoOf(err error) sys.Errno {
	if err == nil {
		return sys.OK
	}
	errno, isErrno := err.(unix.Errno)
	if !isErrno {
		panic("real: a system call failed without an errno: " + err.Error())
	}
	return linuxErrno(errno)
}
