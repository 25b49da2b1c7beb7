package sim

import (
	"time"

	"seedis/sys"
)

// endpoint is one side of a connection. What a side sends goes straight into
// the inbox of the other, where it takes space at once and can be read when it
// has arrived: there is one bounded buffer for each direction.
type endpoint struct {
	audience
	machine *Machine
	peer    *endpoint
	number  int64 // of the connection, the same on both sides
	unix    bool
	port    uint16 // of the client, the same on both sides; 0 for a unix socket
	local   sys.Addr
	remote  sys.Addr

	state       connectionState
	receiveShut bool      // a receive does not wait for more
	sendShut    bool      // a send fails
	ended       bool      // the peer's end of the stream has arrived
	closed      bool      // the owner has closed it, or it never had one
	squeezed    bool      // there is no memory to send from (FaultShortWrite, FaultEagain)
	silent      bool      // what it sends is lost (FaultSilent)
	told        bool      // a poller has reported what arrived, and it was not read since
	lingerReset bool      // sys.LingerReset
	pending     sys.Errno // for the first call that looks (SO_ERROR)

	inbox   ring
	arrived int // the bytes at the front of inbox that can be read

	inFlight    int           // segments on the way here
	lastArrival time.Duration // of what was sent here last
	generation  uint32        // counts the connections this object has served
}

type connectionState uint8

const (
	connecting connectionState = iota
	established
	dead // refused, reset, or of a unix socket: the peer has gone
)

// ready follows tcp_poll and unix_poll of Linux.
func (e *endpoint) ready() sys.Ready {
	if e.state == connecting {
		return 0
	}
	var ready sys.Ready
	if e.arrived > 0 || e.receiveShut {
		ready |= sys.Readable
	}
	if e.receiveShut {
		ready |= halfClosed
	}
	if e.receiveShut && e.sendShut || e.state == dead {
		ready |= sys.HangUp
	}
	if e.sendShut && !e.unix || e.writable() {
		ready |= sys.Writable
	}
	if e.pending != sys.OK {
		ready |= sys.Failed
	}
	return ready
}

// room is the number of bytes that a send may take now.
func (e *endpoint) room() int {
	if e.squeezed {
		return 0
	}
	return e.peer.inbox.free()
}

// writable tells whether there is enough room to be worth a report: a third of
// the buffer and for a unix socket three quarters, as in Linux.
func (e *endpoint) writable() bool {
	room, limit := e.room(), e.peer.inbox.limit
	if e.unix {
		return 4*room >= 3*limit
	}
	return room > 0 && 3*room >= limit
}

// receive fills bufs with what has arrived. The order in which data, errors and
// the end are found is Linux's: data that arrived before a reset can be read.
func (e *endpoint) receive(bufs [][]byte) (int, sys.Errno) {
	switch {
	case e.arrived > 0:
		if e.comesLate() {
			return 0, sys.EAGAIN
		}
		return e.take(bufs), sys.OK
	case e.ended && !e.unix:
		return 0, sys.OK
	case e.pending != sys.OK:
		return 0, e.takePending()
	case e.receiveShut:
		return 0, sys.OK
	}
	return 0, sys.EAGAIN
}

func (e *endpoint) take(bufs [][]byte) int {
	e.told = false
	wasWritable := e.peer.writable()
	n := 0
	for _, p := range bufs {
		p = p[:min(len(p), e.arrived)]
		e.inbox.read(p)
		e.arrived -= len(p)
		n += len(p)
		e.machine.foldBytes(p)
	}
	// A unix socket tells of room whenever there is some (unix_write_space).
	if (!wasWritable || e.unix) && e.peer.writable() && !e.peer.closed {
		e.peer.tell(e.machine, sys.Writable)
	}
	return n
}

func (e *endpoint) takePending() sys.Errno {
	errno := e.pending
	e.pending = sys.OK
	return errno
}

// send gives as much of bufs to the network as there is room for.
func (e *endpoint) send(bufs [][]byte) (int, sys.Errno) {
	size := sizeOf(bufs)
	switch {
	case e.sendShut && e.unix:
		return 0, sys.EPIPE
	case e.pending != sys.OK:
		return 0, e.takePending()
	case e.sendShut:
		return 0, sys.EPIPE
	case e.state == connecting:
		return 0, sys.EAGAIN
	case size == 0:
		return 0, sys.OK
	case e.room() == 0 || e.takesNothing():
		return 0, sys.EAGAIN
	}
	n := min(size, e.room())
	if !e.unix {
		n = e.squeeze(n)
	}
	e.put(bufs, n)
	e.transmitBytes(n)
	if !e.unix {
		e.suffer()
	}
	return n, sys.OK
}

// suffer lets the network break the connection behind a send, or forget it.
func (e *endpoint) suffer() {
	switch m := e.machine; {
	case m.breaks():
		e.transmit(arriveReset, 0)
		e.peer.transmit(arriveReset, 0)
	case m.silences():
		e.fallSilent()
	}
}

// put copies the first n bytes of bufs into the peer's inbox. One that was
// closed holds nothing: it will answer with a reset.
func (e *endpoint) put(bufs [][]byte, n int) {
	for _, p := range bufs {
		p = p[:min(len(p), n)]
		n -= len(p)
		e.machine.foldBytes(p)
		if !e.peer.closed {
			e.peer.inbox.write(p)
		}
	}
}

func sizeOf(bufs [][]byte) int {
	size := 0
	for _, p := range bufs {
		size += len(p)
	}
	return size
}

// shutdown ends directions of the connection (shutdown(2)). Pollers hear of it
// even where there is nothing left to end.
func (e *endpoint) shutdown(how sys.ShutdownHow) sys.Errno {
	if e.state == connecting {
		return sys.ENOTCONN
	}
	if !e.unix && (e.state == dead || e.ended && e.sendShut) {
		e.tell(e.machine, e.ready())
		return sys.ENOTCONN
	}
	wasShut := e.sendShut
	e.receiveShut = e.receiveShut || how != sys.ShutdownWrite
	e.sendShut = e.sendShut || how != sys.ShutdownRead
	if e.unix {
		e.shutPeer(how)
	} else if e.sendShut && !wasShut {
		e.transmit(arriveEnd, 0)
	}
	e.tell(e.machine, e.ready())
	return sys.OK
}

// shutPeer ends the same directions on the other side of a unix socket, which
// hears of it whether it is news or not.
func (e *endpoint) shutPeer(how sys.ShutdownHow) {
	if e.peer.closed {
		return
	}
	if how != sys.ShutdownRead {
		e.transmit(arriveEnd, 0)
	}
	if how != sys.ShutdownWrite {
		e.peer.sendShut = true
		e.peer.tell(e.machine, e.peer.ready())
	}
}

// die ends the connection on this side, with an error for the next call.
func (e *endpoint) die(errno sys.Errno) {
	e.state = dead
	e.receiveShut, e.sendShut = true, true
	e.pending = errno
	e.tell(e.machine, e.ready())
}

// close ends the owner's side. A peer whose bytes were not read, or that is to
// be cut off, gets a reset, and otherwise the end of the stream.
func (e *endpoint) close(m *Machine) {
	unread := e.arrived > 0
	e.closed = true
	e.dismiss(m)
	e.inbox.clear(e.inbox.limit)
	e.arrived = 0
	switch {
	case e.state != established || e.peer.closed:
	case e.unix && unread:
		e.peer.die(sys.ECONNRESET)
	case e.unix:
		e.peer.die(sys.OK)
	case unread || e.lingerReset:
		e.transmit(arriveReset, 0)
	case !e.sendShut:
		e.transmit(arriveEnd, 0)
	}
	if e.peer.closed {
		m.recycle(e)
	}
}
