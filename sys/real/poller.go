//go:build linux

package real

import (
	"math"
	"runtime"
	"sync/atomic"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"seedis/sys"
)

// batchMax bounds the events of one Wait; what is left over is reported by the
// next. 1024 is more than a turn of the loop can serve in a millisecond.
const batchMax = 1024

// wakeToken marks the poller's own descriptor among the events. Callers cannot
// use it, which Add and Modify assert.
const wakeToken = math.MaxUint64

// poller is an epoll(7) instance with an eventfd(2) to wake it.
//
// The eventfd is watched in edge mode: every write is news, so its count need
// not be read back, and a wake-up costs its receiver no call. (The count would
// overflow after 2^64 writes.)
type poller struct {
	epoll  int
	wakeFD int
	// woken is 1 from the first Wake until Wait has seen its event. Wakes in
	// between are satisfied by that event, and write nothing.
	woken atomic.Uint32
	// wakers counts the threads that are writing to wakeFD; closed is added
	// to it for good, and none begins to write from then on.
	wakers atomic.Uint32
	// batch receives the kernel's events; only the owning thread uses it.
	batch [batchMax]unix.EpollEvent
}

// closed is the bit of poller.wakers that tells that there is no poller.
const closed = 1 << 31

// NewPoller returns a poller with epoll.
func (k *Kernel) NewPoller() (sys.Poller, sys.Errno) {
	epoll, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return nil, errnoOf(err)
	}
	wakeFD, err := unix.Eventfd(0, unix.EFD_NONBLOCK|unix.EFD_CLOEXEC)
	if err != nil {
		k.Close(sys.FD(epoll))
		return nil, errnoOf(err)
	}
	p := &poller{epoll: epoll, wakeFD: wakeFD}
	errno := p.control(unix.EPOLL_CTL_ADD, wakeFD, unix.EPOLLIN|unix.EPOLLET, wakeToken)
	if errno != sys.OK {
		p.Close()
		return nil, errno
	}
	return p, sys.OK
}

// Engine is the name that Redis has for it.
func (k *Kernel) Engine() string { return "epoll" }

// Add starts watching fd.
func (p *poller) Add(fd sys.FD, interest sys.Ready, mode sys.Mode, token uint64) sys.Errno {
	return p.watch(unix.EPOLL_CTL_ADD, fd, interest, mode, token)
}

// Modify replaces what fd is watched for.
func (p *poller) Modify(fd sys.FD, interest sys.Ready, mode sys.Mode, token uint64) sys.Errno {
	return p.watch(unix.EPOLL_CTL_MOD, fd, interest, mode, token)
}

// Delete stops watching fd.
func (p *poller) Delete(fd sys.FD) sys.Errno {
	return errnoOf(unix.EpollCtl(p.epoll, unix.EPOLL_CTL_DEL, int(fd), nil))
}

func (p *poller) watch(operation int, fd sys.FD, interest sys.Ready, mode sys.Mode, token uint64) sys.Errno {
	if token == wakeToken {
		panic("real: the token of all ones belongs to the poller")
	}
	// EPOLLHUP and EPOLLERR come unasked, the peer's half-close does not.
	var conditions uint32
	if interest&sys.Readable != 0 {
		conditions |= unix.EPOLLIN | unix.EPOLLRDHUP
	}
	if interest&sys.Writable != 0 {
		conditions |= unix.EPOLLOUT
	}
	if mode == sys.Edge {
		conditions |= unix.EPOLLET | unix.EPOLLRDHUP
	}
	return p.control(operation, int(fd), conditions, token)
}

// control is epoll_ctl(2). Package unix splits the 64 bits of the event's data
// over the fields Fd and Pad.
func (p *poller) control(operation, fd int, conditions uint32, token uint64) sys.Errno {
	event := unix.EpollEvent{Events: conditions, Fd: int32(token), Pad: int32(token >> 32)}
	return errnoOf(unix.EpollCtl(p.epoll, operation, fd, &event))
}

// Wait first asks by a raw call, which does not sleep. On a busy server events
// are nearly always there, and the raw call finds them in 185 ns where the
// scheduler-aware one takes 260, and more under load, when another thread may
// take the processor over. In vain it costs 95 ns, on the way to sleep.
func (p *poller) Wait(events []sys.Event, timeout time.Duration) (int, sys.Errno) {
	room := uintptr(min(len(events), batchMax))
	n, _, errno := syscall.RawSyscall6(unix.SYS_EPOLL_PWAIT, uintptr(p.epoll),
		uintptr(unsafe.Pointer(&p.batch)), room, 0, 0, 0)
	if n == 0 && errno == 0 && timeout != 0 {
		n, _, errno = syscall.Syscall6(unix.SYS_EPOLL_PWAIT, uintptr(p.epoll),
			uintptr(unsafe.Pointer(&p.batch)), room, milliseconds(timeout), 0, 0)
	}
	if errno != 0 {
		return 0, sys.Errno(errno)
	}
	return p.report(events, p.batch[:n]), sys.OK
}

// milliseconds rounds up: a wait that ended before its timer were due would
// be repeated with 0 until it is. Three weeks are as good as more.
func milliseconds(timeout time.Duration) uintptr {
	if timeout < 0 {
		return ^uintptr(0)
	}
	rounded := (timeout-1)/time.Millisecond + 1
	return uintptr(min(rounded, math.MaxInt32))
}

// report translates a batch, and keeps the poller's own wake-up to itself.
func (p *poller) report(events []sys.Event, batch []unix.EpollEvent) int {
	n := 0
	for i := range batch {
		token := uint64(uint32(batch[i].Fd)) | uint64(uint32(batch[i].Pad))<<32
		if token == wakeToken {
			p.woken.Store(0)
			continue
		}
		events[n] = sys.Event{Token: token, Ready: ready(batch[i].Events)}
		n++
	}
	return n
}

// ready translates what epoll_ctl(2) reports. Nothing is added: a socket that
// has hung up or failed is readable and writable too, so Linux reports what
// was asked for along with it, and the handlers run.
func ready(conditions uint32) sys.Ready {
	var set sys.Ready
	if conditions&unix.EPOLLIN != 0 {
		set |= sys.Readable
	}
	if conditions&unix.EPOLLOUT != 0 {
		set |= sys.Writable
	}
	if conditions&(unix.EPOLLHUP|unix.EPOLLRDHUP) != 0 {
		set |= sys.HangUp
	}
	if conditions&unix.EPOLLERR != 0 {
		set |= sys.Failed
	}
	return set
}

// Wake writes to the eventfd, unless a write is still to be seen. The write
// does not block: its count never comes near its limit. It may find the poller
// closed a moment ago, and does nothing: a signal chooses its own time.
func (p *poller) Wake() {
	if !p.woken.CompareAndSwap(0, 1) {
		return
	}
	if p.wakers.Add(1)&closed == 0 {
		p.writeWake()
	}
	p.wakers.Add(^uint32(0))
}

func (p *poller) writeWake() {
	one := uint64(1)
	_, _, errno := syscall.RawSyscall(unix.SYS_WRITE, uintptr(p.wakeFD),
		uintptr(unsafe.Pointer(&one)), unsafe.Sizeof(one))
	if errno != 0 {
		panic("real: a poller cannot be woken: " + errno.Error())
	}
}

// Close closes both descriptors. It waits for a Wake that is about to write: the
// number may be another descriptor's as soon as it is closed. A second Close
// returns EBADF.
func (p *poller) Close() sys.Errno {
	if p.wakers.Or(closed)&closed != 0 {
		return sys.EBADF
	}
	for p.wakers.Load() != closed {
		runtime.Gosched()
	}
	errno := errnoOf(unix.Close(p.wakeFD))
	if other := errnoOf(unix.Close(p.epoll)); errno == sys.OK {
		errno = other
	}
	return errno
}
