//go:build linux

package real

import (
	"runtime"
	"sync/atomic"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"

	"seedis/sys"
)

// waker ends a poller's Wait from any thread, by an eventfd(2) that the poller
// watches along with the rest.
type waker struct {
	wakeFD int
	// woken is 1 from the first Wake until Wait has seen its event. Wakes in
	// between are satisfied by that event, and write nothing.
	woken atomic.Uint32
	// wakers counts the threads that are writing to wakeFD; closed is added
	// to it for good, and none begins to write from then on.
	wakers atomic.Uint32
}

// closed is the bit of waker.wakers that tells that there is no poller.
const closed = 1 << 31

// open makes the descriptor.
func (w *waker) open() sys.Errno {
	fd, err := unix.Eventfd(0, unix.EFD_NONBLOCK|unix.EFD_CLOEXEC)
	w.wakeFD = fd
	return errnoOf(err)
}

// Wake writes to the eventfd, unless a write is still to be seen. The write
// does not block: its count never comes near its limit. It may find the poller
// closed a moment ago, and does nothing: a signal chooses its own time.
func (w *waker) Wake() {
	if !w.woken.CompareAndSwap(0, 1) {
		return
	}
	if w.wakers.Add(1)&closed == 0 {
		w.writeWake()
	}
	w.wakers.Add(^uint32(0))
}

func (w *waker) writeWake() {
	one := uint64(1)
	_, _, errno := syscall.RawSyscall(unix.SYS_WRITE, uintptr(w.wakeFD),
		uintptr(unsafe.Pointer(&one)), unsafe.Sizeof(one))
	if errno != 0 {
		panic("real: a poller cannot be woken: " + errno.Error())
	}
}

// seen takes note that Wait returns because of a wake. What was written stays in
// the count, which would overflow after 2^64 wakes: who watches for edges need
// not read it back.
func (w *waker) seen() { w.woken.Store(0) }

// drain is seen for those who watch for levels, and takes the count back. It is
// read first: a Wake that comes in between writes nothing, and is satisfied by
// the Wait that is just returning. The other way round its write could be read
// here, and it would be lost with the next Wait still to come.
func (w *waker) drain() {
	var count uint64
	_, _, errno := syscall.RawSyscall(unix.SYS_READ, uintptr(w.wakeFD),
		uintptr(unsafe.Pointer(&count)), unsafe.Sizeof(count))
	if errno != 0 {
		panic("real: a poller's wake-up cannot be read: " + errno.Error())
	}
	w.seen()
}

// shut closes the descriptor. It waits for a Wake that is about to write: the
// number may be another descriptor's as soon as it is closed. The second time it
// returns EBADF.
func (w *waker) shut() sys.Errno {
	if w.wakers.Or(closed)&closed != 0 {
		return sys.EBADF
	}
	for w.wakers.Load() != closed {
		runtime.Gosched()
	}
	return errnoOf(unix.Close(w.wakeFD))
}
