//go:build solaris

package real

import (
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"seedis/sys"
)

// engine is the one engine of these systems.
const engine = "evport"

// batchMax bounds the events of one Wait; what is left over is reported by the
// next.
const batchMax = 1024

// poller is an event port (port_create(3C)). It was written by the manual pages of
// illumos, and never run.
//
// An association of a descriptor ends with the event that it brings. In Level mode
// the next Wait makes it anew, and the event comes again if its reason is still
// there. In Edge mode it is made anew without the conditions that were told, until a
// transfer shows that they are over: the port knows only levels.
type poller struct {
	waker
	transfers
	descriptors *descriptors
	port        uintptr
	// watched says what each descriptor is watched for, by its number.
	watched []watch
	// unarmed are the numbers of those that the next Wait is to associate.
	unarmed []sys.FD
	// The rest is where port_getn(3C) finds and leaves what it needs; only the
	// owning thread uses it.
	limit unix.Timespec
	count uint32
	batch [batchMax]portEvent
}

// portEvent is struct port_event (port.h). Package unix has a pointer in the place
// of the user's word, which the collector would follow into a token.
type portEvent struct {
	events int32
	source uint16
	_      uint16
	object uint64
	user   uint64
}

// NewPoller returns a poller with an event port, which is closed in programs that
// this one starts (port_create(3C)).
func (k *Kernel) NewPoller() (sys.Poller, sys.Errno) {
	port, _, errno := libcCall(&libcPortCreate, 0, 0, 0, 0, 0, 0, 0)
	if errno != 0 {
		return nil, linuxErrno(errno)
	}
	p := &poller{descriptors: &k.descriptors, port: port}
	p.waker.post = p.postWake
	return p, sys.OK
}

// associate tells the port of what fd is watched for now (port_associate(3C)). An
// association that is there already is replaced.
func (p *poller) associate(fd sys.FD) sys.Errno {
	w := &p.watched[fd]
	_, _, errno := libcCall(&libcPortAssociate, 5, p.port, unix.PORT_SOURCE_FD, uintptr(fd),
		uintptr(w.conditions()), uintptr(w.token), 0)
	return linuxErrno(errno)
}

// dissociate fails with ENOENT where an event has ended the association, which is no
// failure (port_dissociate(3C)).
func (p *poller) dissociate(fd sys.FD) sys.Errno {
	_, _, errno := libcCall(&libcPortDissociate, 3, p.port, unix.PORT_SOURCE_FD, uintptr(fd), 0, 0, 0)
	if errno == unix.ENOENT {
		return sys.OK
	}
	return linuxErrno(errno)
}

// Wait is port_getn(3C), after all those were associated that events have left
// without.
func (p *poller) Wait(events []sys.Event, timeout time.Duration) (int, sys.Errno) {
	if errno := p.rearm(); errno != sys.OK {
		return 0, errno
	}
	limit := uintptr(0)
	if timeout >= 0 {
		p.limit = unix.NsecToTimespec(timeout.Nanoseconds())
		limit = uintptr(unsafe.Pointer(&p.limit))
	}
	// It waits for count events and leaves there how many it found. When the time
	// runs out or a signal comes it fails and may have found some nonetheless;
	// whether it has written any is to be seen by their source, which is never 0.
	p.count = 1
	p.batch[0].source = 0
	_, _, errno := libcCall(&libcPortGetn, 5, p.port, uintptr(unsafe.Pointer(&p.batch)),
		uintptr(min(len(events), batchMax)), uintptr(unsafe.Pointer(&p.count)), limit, 0)
	switch {
	case errno != 0 && errno != unix.ETIME && errno != unix.EINTR:
		return 0, linuxErrno(errno)
	case p.batch[0].source != 0:
		return p.report(events, p.batch[:p.count]), sys.OK
	case errno == unix.EINTR:
		return 0, sys.EINTR
	default:
		return 0, sys.OK
	}
}

// postWake sends the port an event of its own (port_send(3C)). The port has room for
// it: there is never a second one.
func (p *poller) postWake() {
	_, _, errno := libcRawCall(&libcPortSend, 3, p.port, 0, 0, 0, 0, 0)
	if errno != 0 {
		panic("real: a poller cannot be woken: " + errno.Error())
	}
}

// Close closes the port, when no Wake is about to send to it. A second Close returns
// EBADF.
func (p *poller) Close() sys.Errno {
	if errno := p.shut(); errno != sys.OK {
		return errno
	}
	return errnoOf(unix.Close(int(p.port)))
}
