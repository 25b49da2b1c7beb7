package server

import (
	"seedis/loop"
	"seedis/sys"
)

// sendMax is how much one client may send in one turn, in bytes, so that one
// large reply does not starve the others (NET_MAX_WRITES_PER_EVENT).
const sendMax = 64 << 10

// sendLater puts c among those that send before the next sleep. One whose socket
// is full waits for a write event instead, and for one that is a visitor somebody
// else sends.
func (r *reactor) sendLater(c *connection) {
	if c.state&(sendBlocked|visiting) == 0 {
		r.list(c)
	}
}

func (r *reactor) list(c *connection) {
	if c.state&sendPending == 0 {
		c.state |= sendPending
		r.pending = append(r.pending, c)
	}
}

// send gives the sockets what the turn produced. A write event is only asked for
// where a socket does not take all.
func (r *reactor) send() {
	for rest := r.pending; len(rest) > 0; {
		batch := rest[:min(batchMax, len(rest))]
		rest = rest[len(batch):]
		r.sendBatch(batch)
	}
	r.pending = emptied(r.pending)
}

// sendBatch makes one send of at most sendMax bytes for each connection.
func (r *reactor) sendBatch(batch []*connection) {
	ops := r.ops[:len(batch)]
	n := 0
	for _, c := range batch {
		if !r.mustSend(c) {
			continue
		}
		c.settle()
		c.fill(&ops[n])
		batch[n] = c
		n++
	}
	r.poller.SendBatch(ops[:n])
	r.traffic.writes += uint64(n)
	for i, c := range batch[:n] {
		r.finishSend(c, &ops[i])
	}
}

// mustSend takes c from those with something to send, and tells whether it has.
func (r *reactor) mustSend(c *connection) bool {
	c.mustBe(r)
	c.state &^= sendPending
	if c.state&dead != 0 {
		return false
	}
	if !c.owed() {
		r.finishReplies(c)
		return false
	}
	return true
}

// finishSend deals with what one send achieved.
func (r *reactor) finishSend(c *connection, op *sys.Op) {
	done := false
	switch op.Errno {
	case sys.OK:
		r.traffic.outputBytes += uint64(op.N)
		c.lastActive = *r.now
		if op.N < op.Size() {
			r.kernel.Mark(sys.MarkSendShort)
		}
		done = c.sent(r.filter.taken(c, op.N))
		r.keeper.moved(c)
	case sys.EAGAIN:
		r.kernel.Mark(sys.MarkSendBlocked)
	default:
		r.keeper.finish(c, ending{endSend, op.Errno})
		return
	}
	if done {
		r.finishReplies(c)
		return
	}
	c.state |= sendBlocked
	r.keeper.awaitWritable(c, op.Errno == sys.OK && op.N == op.Size())
}

// finishReplies is what follows when nothing is owed any more.
func (r *reactor) finishReplies(c *connection) {
	if c.state&sendBlocked != 0 {
		c.state &^= sendBlocked
		r.keeper.writable(c)
	}
	if c.state&closeAfterReply != 0 {
		r.keeper.finish(c, ending{reason: endSent})
	}
}

// closeWhenSent ends a client as soon as it has its replies. It executes
// nothing any more.
func (c *connection) closeWhenSent() {
	c.state |= closeAfterReply
	c.reactor.sendLater(c)
}

// Ready puts a connection whose socket takes more back among those that send.
func (w *connectionWriter) Ready(loop.Mask) {
	c := (*connection)(w)
	c.reactor.list(c)
}
