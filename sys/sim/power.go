package sim

import (
	"time"

	"seedis/sys"
)

// What becomes of the network's ends when the machine of the process loses power:
// nobody says so to the peers.

// fading is an object that ends in another way than by close when the power goes.
type fading interface{ fade(m *Machine) }

var (
	_ fading = (*endpoint)(nil)
	_ fading = (*listener)(nil)
)

// lossMax is how late a peer finds out that a machine is gone: a probe or the next
// bytes meet the machine that has come back, and it knows of no connection, or
// nobody answers them. Linux's own timeouts are hours; a client that cares asks for
// shorter ones (TCP_KEEPIDLE, TCP_USER_TIMEOUT).
const lossMax = time.Second

// fade ends a connection without a word. Until the peer finds out, what it sends
// fills the buffers. The peer on a unix socket was on the same machine.
func (e *endpoint) fade(m *Machine) {
	if e.unix || e.state != established || e.peer.closed {
		e.close(m)
		return
	}
	e.dismiss(m)
	e.state = dead
	loss := m.Choose(streamNetwork, len(losses))
	m.after(e.peer, m.now+time.Nanosecond+m.drawTime(streamNetwork, lossMax), arriveLoss, loss)
}

// losses are how a peer finds out.
var losses = [...]sys.Errno{sys.ECONNRESET, sys.ETIMEDOUT}

// lose is the moment at which e finds out that its peer is gone.
func (e *endpoint) lose(errno sys.Errno) {
	m := e.machine
	e.peer.closed = true
	switch {
	case e.closed:
		m.recycle(e)
	case e.silent: // which gives up by itself
	case errno == sys.ECONNRESET:
		m.arrive(e, arriveReset, 0)
	case e.state == established && !(e.ended && e.sendShut):
		m.note(CallArrive, e.number, int64(arriveLoss), 0)
		e.die(errno)
	}
}

// fade forgets the connections that nobody accepted, too.
func (l *listener) fade(m *Machine) {
	l.closed = true
	l.dismiss(m)
	m.network.leave(l)
	for _, e := range l.queue {
		e.fade(m)
	}
	l.queue = nil
}
