package server

import (
	"time"

	"seedis/mem"
	"seedis/sys"
)

const (
	// replySize is the size of a reply block, in bytes (PROTO_REPLY_CHUNK_BYTES).
	replySize = 16 << 10
	// replyMin is the least that a client's first block may shrink to, in bytes
	// (PROTO_REPLY_MIN_BYTES).
	replyMin = 1 << 10
	// replyMax bounds one block of a long reply, in bytes: larger ones would
	// only be copied into larger blocks, while the socket takes 64 KiB at a time.
	replyMax = 1 << 20
)

// blocksKept is how many blocks a client keeps a list for when all is sent: few
// replies are longer than a mebibyte.
const blocksKept = 64

// block is a part of a reply.
type block struct {
	ref  mem.Ref
	used int // bytes of reply in it; for the last block the writer knows better
}

// output is what a client is owed: blocks in order, of which the last is the one
// that the reply writer fills. It has no block while nothing is owed.
//
// The first block is what Redis calls the reply buffer of a client. Every client
// may have one, so no limit counts it, and its size follows what the client
// needs, see fitReplies.
type output struct {
	blocks    []block
	head      int           // blocks before it are sent
	sent      int           // bytes of the block at head that are sent
	listed    int           // bytes of all blocks but the first
	hasFirst  bool          // the block at head is the first
	firstSize int32         // of the next first block, in bytes
	firstPeak int32         // most bytes that were in one since peakReset
	peakReset time.Duration // when that was forgotten; 0: never yet
	softSince time.Duration // when the soft limit was passed; 0: it is not
}

// init gives a new client Redis's guess of what it needs.
func (o *output) init() { o.firstSize, o.firstPeak = replySize, replySize }

// waiting are the blocks that are not sent, or not all of them.
func (o *output) waiting() []block { return o.blocks[o.head:] }

// memory is what the blocks take, in bytes.
func (o *output) memory(heap *mem.Heap) int {
	if o.hasFirst {
		return o.listed + heap.Size(o.waiting()[0].ref)
	}
	return o.listed
}

// More is the reply writer's request for room (resp.Sink). The first room of a
// reply puts the client among those with something to send. A client that is
// being closed gets the same room again and again: nobody will read it.
func (c *client) More(used, need int) []byte {
	out, heap := &c.output, c.server.heap
	if !c.owed() {
		c.server.sender.add(c)
		out.hasFirst = true
		return out.add(heap, heap.Alloc(int(out.firstSize)))
	}
	last := &out.blocks[len(out.blocks)-1]
	last.used = used
	if c.flags&closing != 0 {
		return heap.Bytes(last.ref, heap.Size(last.ref))
	}
	c.server.kernel.Mark(sys.MarkReplyOverflow)
	out.notePeak()
	ref := heap.Alloc(min(max(need, replySize), replyMax))
	out.listed += heap.Size(ref)
	// The writer still has the room before, so that must still be the last block.
	c.server.closeOverLimit(c, "scheduled to be closed ASAP")
	return out.add(heap, ref)
}

// Closed tells that the client is being closed (resp.Sink).
func (c *client) Closed() bool { return c.flags&closing != 0 }

// add appends a block and returns its bytes.
func (o *output) add(heap *mem.Heap, ref mem.Ref) []byte {
	o.blocks = append(o.blocks, block{ref: ref})
	return heap.Bytes(ref, heap.Size(ref))
}

// owed tells whether replies wait to be sent.
func (c *client) owed() bool { return len(c.output.blocks) > 0 }

// settle writes down how far the reply writer came in the last block.
func (c *client) settle() {
	out := &c.output
	if n := len(out.blocks); n > 0 {
		out.blocks[n-1].used = c.reply.Used()
		out.notePeak()
	}
}

// notePeak follows how full the first block is.
func (o *output) notePeak() {
	if o.hasFirst {
		o.firstPeak = max(o.firstPeak, int32(o.waiting()[0].used))
	}
}

// fill points op at what is owed, as much as one operation takes.
func (c *client) fill(op *sys.Op) {
	op.FD = c.fd
	op.Num = 0
	skip, left := c.output.sent, sendMax
	for _, b := range c.output.waiting() {
		n := min(b.used-skip, left)
		if n == 0 || op.Num == sys.MaxBufs {
			break
		}
		part := c.server.heap.Slice(b.ref, skip, n)
		op.Bufs[op.Num] = c.server.filter.outbound(c, part)
		op.Num++
		left -= n
		skip = 0
	}
}

// sent removes n bytes that the socket took and tells whether all is sent.
func (c *client) sent(n int) bool {
	out := &c.output
	out.sent += n
	for _, b := range out.waiting() {
		if out.sent < b.used {
			break
		}
		out.sent -= b.used
		out.dropHead(c.server.heap)
	}
	if out.head == len(out.blocks) {
		out.blocks, out.head = out.blocks[:0], 0
		if cap(out.blocks) > blocksKept {
			out.blocks = nil
		}
		c.reply.Attach(nil, 0, c)
		return true
	}
	if out.head > len(out.blocks)/2 {
		out.blocks, out.head = append(out.blocks[:0], out.waiting()...), 0
	}
	return false
}

// dropHead frees the block at head.
func (o *output) dropHead(heap *mem.Heap) {
	ref := o.blocks[o.head].ref
	if !o.hasFirst {
		o.listed -= heap.Size(ref)
	}
	o.hasFirst = false
	heap.Free(ref)
	o.head++
}

// releaseOutput drops what is owed.
func (c *client) releaseOutput() {
	for range c.output.waiting() {
		c.output.dropHead(c.server.heap)
	}
	c.output = output{}
	c.reply.Attach(nil, 0, c)
}

// owedBytes is the number of reply bytes not sent yet.
func (c *client) owedBytes() int {
	c.settle()
	total := -c.output.sent
	for _, b := range c.output.waiting() {
		total += b.used
	}
	return total
}

// fitReplies lets the size of the first block follow what the client needs, as
// Redis does (clientsCronResizeOutputBuffer): a half that is not used goes, and
// one that was filled is doubled.
func (s *Server) fitReplies(c *client) {
	if !s.replyResizing {
		return
	}
	c.settle()
	out := &c.output
	size := out.firstSize
	switch {
	case size/2 >= replyMin && out.firstPeak < size/2:
		out.firstSize = max(replyMin, out.firstPeak+1)
		s.stats.replyShrinks++
	case size < replySize && out.firstPeak >= size:
		out.firstSize = min(replySize, 2*size)
		s.stats.replyExpands++
	}
	now := s.clock.monotonic
	if s.replyPeakReset >= 0 && (out.peakReset == 0 || now-out.peakReset > s.replyPeakReset) {
		out.peakReset = max(now, 1) // 0 stands for never
		out.firstPeak = 0
		out.notePeak()
	}
}
