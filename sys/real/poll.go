//go:build linux

package real

import (
	"math"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"seedis/sys"
)

// pollPoller is poll(2): the kernel is given all descriptors at each call, and
// looks at all of them.
type pollPoller struct{ levels }

func newPollPoller(k *Kernel) (sys.Poller, sys.Errno) {
	p := &pollPoller{}
	return asPoller(p, p.open(k, math.MaxInt32))
}

// Wait is one scheduler-aware call: looking at many descriptors takes long.
func (p *pollPoller) Wait(events []sys.Event, timeout time.Duration) (int, sys.Errno) {
	p.beginWait(timeout)
	found, errno := pollFor(p.asked, timeout)
	return p.endWait(events, found), errno
}

// pollFor is poll(2), with the time in nanoseconds. It returns how many of the
// descriptors have something to tell.
func pollFor(asked []unix.PollFd, timeout time.Duration) (int, sys.Errno) {
	var limit unix.Timespec
	found, _, errno := syscall.Syscall6(unix.SYS_PPOLL, uintptr(unsafe.Pointer(unsafe.SliceData(asked))),
		uintptr(len(asked)), uintptr(unsafe.Pointer(within(&limit, timeout))), 0, 0, 0)
	if errno != 0 {
		// What the descriptors had to tell last time stays in place.
		for i := range asked {
			asked[i].Revents = 0
		}
		return 0, sys.Errno(errno)
	}
	return int(found), sys.OK
}

// within fills limit for a call that sleeps at most timeout; nil if it may sleep
// without limit.
func within(limit *unix.Timespec, timeout time.Duration) *unix.Timespec {
	if timeout < 0 {
		return nil
	}
	*limit = unix.NsecToTimespec(timeout.Nanoseconds())
	return limit
}
