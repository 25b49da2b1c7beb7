//go:build linux

package real

import (
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"seedis/sys"
)

// selectPoller is select(2), which takes descriptors below 1024 only (FD_SETSIZE).
//
// It tells that something can be read or written and not whether the connection
// has ended, so poll(2) is asked again about the descriptors that it names. Whom
// it does not name it cannot tell of: a hang-up is reported only to those who ask
// to read, and in Edge mode while Readable is not masked.
type selectPoller struct {
	levels
	// named are the places of the descriptors that the call has named, and asks
	// what poll(2) is asked about them.
	named []int
	asks  []unix.PollFd
}

func newSelectPoller(k *Kernel) (sys.Poller, sys.Errno) {
	p := &selectPoller{}
	errno := p.open(k, unix.FD_SETSIZE)
	if errno == sys.OK && p.wakeFD >= unix.FD_SETSIZE {
		p.Close()
		errno = sys.EMFILE
	}
	return asPoller(p, errno)
}

// Wait is one scheduler-aware call, and one that does not sleep.
func (p *selectPoller) Wait(events []sys.Event, timeout time.Duration) (int, sys.Errno) {
	p.beginWait(timeout)
	var readable, writable unix.FdSet
	errno := p.choose(&readable, &writable, timeout)
	if errno == sys.EBADF {
		p.mustKnowClosed()
		errno = sys.OK
	}
	found := 0
	if errno == sys.OK {
		found, errno = p.look(&readable, &writable)
	}
	return p.endWait(events, found), errno
}

// choose is select(2). What it has named is left in the sets.
func (p *selectPoller) choose(readable, writable *unix.FdSet, timeout time.Duration) sys.Errno {
	count := int32(0)
	for i := range p.asked {
		asked := &p.asked[i]
		asked.Revents = 0
		if asked.Fd < 0 {
			continue
		}
		if asked.Events&unix.POLLIN != 0 {
			readable.Set(int(asked.Fd))
			count = max(count, asked.Fd+1)
		}
		if asked.Events&unix.POLLOUT != 0 {
			writable.Set(int(asked.Fd))
			count = max(count, asked.Fd+1)
		}
	}
	var limit unix.Timespec
	_, _, errno := syscall.Syscall6(unix.SYS_PSELECT6, uintptr(count), uintptr(unsafe.Pointer(readable)),
		uintptr(unsafe.Pointer(writable)), 0, uintptr(unsafe.Pointer(within(&limit, timeout))), 0)
	if errno != 0 {
		*readable, *writable = unix.FdSet{}, unix.FdSet{}
	}
	return sys.Errno(errno)
}

// look asks poll(2) about the descriptors that were named.
func (p *selectPoller) look(readable, writable *unix.FdSet) (int, sys.Errno) {
	p.named, p.asks = p.named[:0], p.asks[:0]
	for place, asked := range p.asked {
		if asked.Fd >= 0 && (readable.IsSet(int(asked.Fd)) || writable.IsSet(int(asked.Fd))) {
			p.named, p.asks = append(p.named, place), append(p.asks, asked)
		}
	}
	if len(p.named) == 0 {
		return 0, sys.OK
	}
	found, errno := pollFor(p.asks, 0)
	for i, place := range p.named {
		p.asked[place].Revents = p.asks[i].Revents
	}
	return found, errno
}

// mustKnowClosed asserts that a descriptor which select(2) did not know was closed
// by the machine, in another thread, since the call was prepared.
func (p *selectPoller) mustKnowClosed() {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if p.forgetClosed() == 0 {
		panic("real: a watched descriptor was closed by somebody else than the machine")
	}
}
