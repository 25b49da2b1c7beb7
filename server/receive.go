package server

import (
	"seedis/loop"
	"seedis/sys"
)

// connectionReader and connectionWriter are a connection as the loop's handler for
// one direction.
type (
	connectionReader connection
	connectionWriter connection
)

// Ready gathers a readable connection for the batch of this turn.
func (r *connectionReader) Ready(loop.Mask) {
	c := (*connection)(r)
	c.reactor.readable = append(c.reactor.readable, c)
}

// receive makes one receive for each connection of the batch and returns those
// that got something, in place.
func (r *reactor) receive(batch []*connection) []*connection {
	ops := r.ops[:len(batch)]
	n := 0
	for _, c := range batch {
		c.mustBe(r)
		if c.state&dead != 0 {
			continue
		}
		ops[n].FD = c.fd
		ops[n].Num = 1
		ops[n].Bufs[0] = c.query.room(r, c.parser.Need())
		batch[n] = c
		n++
	}
	r.poller.RecvBatch(ops[:n])
	r.traffic.reads += uint64(n)
	got := batch[:0]
	for i, c := range batch[:n] {
		if r.finishReceive(c, &ops[i]) {
			got = append(got, c)
		}
	}
	return got
}

// finishReceive deals with what one receive achieved and tells whether there is
// something to parse.
func (r *reactor) finishReceive(c *connection, op *sys.Op) bool {
	if c.state&closeAfterReply != 0 {
		r.overhear(c, op)
		return false
	}
	c.accept(op)
	return r.judge(c, op)
}

// accept takes what came into the query buffer, and tells whether anything did.
func (c *connection) accept(op *sys.Op) bool {
	if op.Errno != sys.OK || op.N == 0 {
		return false
	}
	c.query.received(c.reactor.filter.inbound(c, op.Bufs[0][:op.N]))
	return true
}

// judge is what follows from a receive for the rest of the server. It tells whether
// there is something to parse.
func (r *reactor) judge(c *connection, op *sys.Op) bool {
	c.noteFull(op)
	switch {
	case op.Errno == sys.OK && op.N > 0:
		r.traffic.inputBytes += uint64(op.N)
		c.lastActive = *r.now
		if c.withinQueryLimit() {
			return true
		}
		r.keeper.finish(c, ending{reason: endQuery})
	case op.Errno == sys.EAGAIN:
		c.query.drop(r, 0)
	case op.Errno != sys.OK:
		r.keeper.finish(c, ending{endReceive, op.Errno})
	default:
		r.keeper.finish(c, ending{reason: endByPeer})
	}
	return false
}

// withinQueryLimit tells whether c may have sent as much as it has.
func (c *connection) withinQueryLimit() bool {
	unread := c.query.length - c.query.aside
	return c.query.length <= queryMax && int64(unread) <= c.reactor.settings.queryLimit
}

// noteFull takes note of whether a receive has filled its buffer.
func (c *connection) noteFull(op *sys.Op) {
	c.state &^= full
	if op.Errno == sys.OK && op.N == len(op.Bufs[0]) {
		c.state |= full
	}
}

// overhear deals with a receive from a client that only waits for its last
// replies. What it says is dropped; but it must get rid of it, because many a
// client reads no reply before it has sent all its requests.
func (r *reactor) overhear(c *connection, op *sys.Op) {
	c.parser.Rewind(0) // of what was half received, too, nothing will be executed
	c.query.release(r)
	c.noteFull(op)
	switch {
	case op.Errno == sys.EAGAIN:
	case op.Errno != sys.OK:
		r.keeper.finish(c, ending{endReceive, op.Errno})
	case op.N == 0:
		r.keeper.deafen(c) // it goes on to listen
	}
}
