package server

import (
	"time"

	"seedis/resp"
	"seedis/sys"
)

// connection is a client's socket with what came in by it and what is to go out.
//
// It is what moves between threads: one thread owns it at any time, and all that
// can be reached from it but the client, which is main's own record. Its thread's
// reactor is in it.
type connection struct {
	client  *client
	reactor *reactor
	slot    *slot // of the I/O thread that watches it; nil: main does
	fd      sys.FD
	state   connectionState
	ended   ending // why it is to be closed, once it is

	query      queryBuffer
	parser     resp.Parser
	parsed     *parsed // the requests that an I/O thread has found; nil for none
	reply      resp.Writer
	output     output
	lastActive time.Duration // on the monotonic clock
	sealed     uint64        // see seal
}

// connectionState are the states of a connection that are not told by its other
// fields.
type connectionState uint8

const (
	// sendPending: it is in the list of those with something to send.
	sendPending connectionState = 1 << iota
	// sendBlocked: the socket is full; a write event will tell when it is not.
	sendBlocked
	// closeAfterReply: no request is executed any more; when the replies are
	// sent, it is closed.
	closeAfterReply
	// authenticated: requests are allowed (no password is set, or it was given).
	authenticated
	// dead: it is closed, and freed when nothing refers to it any more. Nothing is
	// received or sent.
	dead
	// full: the last receive has filled its buffer, so there may be more.
	full
	// visiting: it lives with an I/O thread, which sends what it is owed; main has
	// it for a moment.
	visiting
)

// mustBe asserts that the reactor of the calling thread owns the connection.
func (c *connection) mustBe(r *reactor) {
	if c.reactor != r {
		panic("server: a thread touches a connection that it does not own")
	}
}

// isAuthenticated tells whether the client may do what needs a password.
func (c *connection) isAuthenticated() bool {
	return c.state&authenticated != 0 || !c.reactor.settings.password
}

// ending is why a connection ends.
type ending struct {
	reason endReason
	errno  sys.Errno // of a transfer that failed
}

type endReason uint8

const (
	endNone     endReason = iota
	endByPeer             // the peer has ended its stream
	endReceive            // a receive failed
	endSend               // a send failed
	endSent               // all replies are sent to one that was to be closed then
	endQuery              // it has sent more than a query buffer may hold
	endOutput             // it is owed more than a limit allows
	endIdle               // nothing has moved for too long
	endUnpolled           // no poller would watch it
)

// keeper is told what becomes of the connections of a reactor.
type keeper interface {
	// finish ends a connection. It may be somebody else's when finish returns.
	finish(c *connection, why ending)
	// awaitWritable is called when c is owed more than a send took: it is to be
	// listed again when its socket takes more, until writable is called. A socket
	// that has taken all that it was offered may take more at once.
	awaitWritable(c *connection, tookAll bool)
	writable(c *connection)
	// deafen is called when the peer has ended its stream, and still gets replies.
	deafen(c *connection)
	// moved is called when c may take more or less memory than before.
	moved(c *connection)
}
