package server

import (
	"seedis/loop"
	"seedis/sys"
)

// sendMax is how much one client may send in one turn, in bytes, so that one
// large reply does not starve the others (NET_MAX_WRITES_PER_EVENT).
const sendMax = 64 << 10

// batchMax is the number of clients whose transfers share a batch: their
// buffers fit the second-level cache together.
const batchMax = 64

// sender has the clients with something to send and the operations of a batch.
type sender struct {
	pending []*client
	ops     []sys.Op
}

func (t *sender) init() { t.ops = make([]sys.Op, batchMax) }

// add puts c among the clients that send before the next sleep. One whose
// socket is full waits for a write event instead.
func (t *sender) add(c *client) {
	if c.flags&sendBlocked == 0 {
		t.list(c)
	}
}

func (t *sender) list(c *client) {
	if c.flags&sendPending == 0 {
		c.flags |= sendPending
		t.pending = append(t.pending, c)
	}
}

// send gives the sockets what the turn produced. A write handler is installed
// only for what a socket does not take.
func (s *Server) send() {
	for rest := s.sender.pending; len(rest) > 0; {
		batch := rest[:min(batchMax, len(rest))]
		rest = rest[len(batch):]
		s.sendBatch(batch)
	}
	s.sender.pending = emptied(s.sender.pending)
}

// sendBatch makes one send of at most sendMax bytes for each client.
func (s *Server) sendBatch(batch []*client) {
	ops := s.sender.ops[:len(batch)]
	n := 0
	for _, c := range batch {
		c.flags &^= sendPending
		if c.flags&closing != 0 {
			continue
		}
		if !c.owed() {
			s.finishReplies(c)
			continue
		}
		c.settle()
		c.fill(&ops[n])
		batch[n] = c
		n++
	}
	s.kernel.SendBatch(ops[:n])
	s.stats.writes += uint64(n)
	for i, c := range batch[:n] {
		s.finishSend(c, &ops[i])
	}
}

// finishSend deals with what one send achieved.
func (s *Server) finishSend(c *client, op *sys.Op) {
	done := false
	switch op.Errno {
	case sys.OK:
		s.stats.outputBytes += uint64(op.N)
		c.lastActive = s.clock.monotonic
		if op.N < op.Size() {
			s.kernel.Mark(sys.MarkSendShort)
		}
		done = c.sent(s.filter.taken(c, op.N))
		s.weigh(c)
	case sys.EAGAIN:
		s.kernel.Mark(sys.MarkSendBlocked)
	default:
		if op.Errno == sys.ECONNRESET {
			s.kernel.Mark(sys.MarkPeerReset)
		}
		s.log.verbose("Error writing to client: %s", op.Errno)
		s.closeClient(c)
		return
	}
	if !done {
		s.awaitWritable(c)
		return
	}
	s.finishReplies(c)
}

// finishReplies is what follows when nothing is owed any more.
func (s *Server) finishReplies(c *client) {
	if c.flags&sendBlocked != 0 {
		c.flags &^= sendBlocked
		s.loop.Delete(c.fd, loop.Writable)
	}
	if c.flags&closeAfterReply != 0 {
		s.closeClient(c)
	}
}

// closeWhenSent ends a client as soon as it has its replies. It executes
// nothing any more.
func (s *Server) closeWhenSent(c *client) {
	c.flags |= closeAfterReply
	s.sender.add(c)
}

// awaitWritable makes the loop tell when the socket of c takes more, from now
// until nothing is owed.
func (s *Server) awaitWritable(c *client) {
	c.flags |= sendBlocked
	if err := s.loop.Add(c.fd, loop.Writable, sys.Level, (*clientWriter)(c)); err != sys.OK {
		s.closeClient(c)
	}
}

// Ready puts a client whose socket takes more back among those that send.
func (w *clientWriter) Ready(loop.Mask) {
	c := (*client)(w)
	c.server.sender.list(c)
}
