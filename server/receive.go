package server

import (
	"seedis/loop"
	"seedis/sys"
)

// Ready gathers a readable client for the batch of this turn.
func (r *clientReader) Ready(loop.Mask) {
	c := (*client)(r)
	c.server.clients.readable = append(c.server.clients.readable, c)
}

// serve is the batch of a turn: it takes the clients that the file events
// gathered through receive, parse, prefetch and execute.
func (s *Server) serve() {
	for rest := s.clients.readable; len(rest) > 0; {
		batch := rest[:min(batchMax, len(rest))]
		rest = rest[len(batch):]
		s.serveBatch(s.receive(batch))
	}
	s.clients.readable = emptied(s.clients.readable)
	s.serveResumed()
}

// receive makes one receive for each client of the batch and returns those that
// got something, in place.
func (s *Server) receive(batch []*client) []*client {
	ops := s.pipeline.ops[:len(batch)]
	n := 0
	for _, c := range batch {
		if c.flags&closing != 0 {
			continue
		}
		ops[n].FD = c.fd
		ops[n].Num = 1
		ops[n].Bufs[0] = c.query.room(s.heap, c.parser.Need())
		batch[n] = c
		n++
	}
	s.kernel.RecvBatch(ops[:n])
	s.stats.reads += uint64(n)
	got := batch[:0]
	for i, c := range batch[:n] {
		if s.finishReceive(c, &ops[i]) {
			got = append(got, c)
		}
	}
	s.reached(workReceive)
	return got
}

// overhear deals with a receive from a client that only waits for its last
// replies. What it says is dropped; but it must get rid of it, because many a
// client reads no reply before it has sent all its requests.
func (s *Server) overhear(c *client, op *sys.Op) {
	c.query.drop(s.heap, 0)
	switch {
	case op.Errno == sys.EAGAIN:
	case op.Errno != sys.OK:
		s.closeClient(c)
	case op.N == 0:
		s.loop.Delete(c.fd, loop.Readable) // it goes on to listen
	}
}

// initialBytes is how much of a query buffer that is too long the log shows.
const initialBytes = 64

// finishReceive deals with what one receive achieved and tells whether there is
// something to parse.
func (s *Server) finishReceive(c *client, op *sys.Op) bool {
	if c.flags&closeAfterReply != 0 {
		s.overhear(c, op)
		return false
	}
	if op.Errno == sys.OK && op.N > 0 {
		received := op.Bufs[0][:op.N]
		s.stats.inputBytes += uint64(op.N)
		c.lastActive = s.clock.monotonic
		c.query.received(s.filter.inbound(c, received))
		// In Redis a request that waits has left the buffer.
		if unread := c.query.length - c.blocked.request; c.query.length <= queryMax && int64(unread) <= s.config.ClientQueryBufferLimit {
			return true
		}
		s.log.warning("Closing client that reached max query buffer length: %s (qbuf initial bytes: %+.*q)",
			c, initialBytes, c.query.bytes(s.heap)[:initialBytes])
		s.closeClient(c)
		return false
	}
	switch {
	case op.Errno == sys.EAGAIN:
		c.query.drop(s.heap, 0)
		return false
	case op.Errno != sys.OK:
		s.log.verbose("Reading from client: %s", op.Errno)
		if op.Errno == sys.ECONNRESET {
			s.kernel.Mark(sys.MarkPeerReset)
		}
		if op.Errno == sys.ECONNRESET && c.query.length > 0 {
			s.kernel.Mark(sys.MarkResetInPipeline)
		}
	default:
		s.log.verbose("Client closed connection %s", c)
		if c.owed() {
			s.kernel.Mark(sys.MarkPeerHalfClosed)
		}
	}
	s.closeClient(c)
	return false
}
