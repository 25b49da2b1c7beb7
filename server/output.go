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

// room is a block of a heap.
type room struct {
	heap *mem.Heap
	ref  mem.Ref
}

// block is a part of a reply.
type block struct {
	room
	used int // bytes of reply in it; for the last block the writer knows better
}

// size is its bytes.
func (r *room) size() int { return r.heap.Size(r.ref) }

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
	spare     room          // is to be the next first block; of no heap: there is none
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
func (o *output) memory() int {
	taken := o.listed
	if o.hasFirst {
		taken += o.waiting()[0].size()
	}
	if o.spare.heap != nil {
		taken += o.spare.size()
	}
	return taken
}

// More is the reply writer's request for room (resp.Sink), when main writes. The
// first room of a reply puts the client among those with something to send. A
// client that is being closed gets the same room again and again: nobody will read
// it.
func (c *connection) More(used, need int) []byte {
	out, r := &c.output, c.reactor
	if !c.owed() {
		r.sendLater(c)
		out.hasFirst = true
		return out.addFirst(r.heap)
	}
	last := &out.blocks[len(out.blocks)-1]
	last.used = used
	if c.state&dead != 0 {
		return last.heap.Bytes(last.ref, last.size())
	}
	r.kernel.Mark(sys.MarkReplyOverflow)
	out.notePeak()
	ref := r.heap.Alloc(min(max(need, replySize), replyMax))
	out.listed += r.heap.Size(ref)
	// The writer still has the room before, so that must still be the last block.
	c.client.server.closeOverLimit(c.client, "scheduled to be closed ASAP")
	return out.add(r.heap, ref)
}

// Closed tells that the client is being closed (resp.Sink).
func (c *connection) Closed() bool { return c.state&dead != 0 }

// addFirst appends the first block, the spare one if there is one.
func (o *output) addFirst(heap *mem.Heap) []byte {
	if spare := o.spare; spare.heap != nil {
		o.spare = room{}
		return o.add(spare.heap, spare.ref)
	}
	return o.add(heap, heap.Alloc(int(o.firstSize)))
}

// bringSpare provides for the first block.
func (o *output) bringSpare(r *reactor) {
	if len(o.blocks) == 0 && o.spare.heap == nil {
		o.spare = room{heap: r.heap, ref: r.heap.Alloc(int(o.firstSize))}
	}
}

// dropSpare gives it back if it was not used.
func (o *output) dropSpare(r *reactor) {
	if o.spare.heap != nil {
		r.free(o.spare.heap, o.spare.ref)
		o.spare = room{}
	}
}

// takeAway moves what is owed to another output. This one begins anew.
func (o *output) takeAway() output {
	taken := *o
	*o = output{spare: o.spare, firstSize: o.firstSize, firstPeak: o.firstPeak, peakReset: o.peakReset}
	taken.spare = room{}
	return taken
}

// absorb copies what another connection owes behind what is owed here, if the last
// block has room for it, and tells whether it has.
func (c *connection) absorb(later *connection) bool {
	c.settle()
	later.settle()
	last := &c.output.blocks[len(c.output.blocks)-1]
	if last.size()-last.used < later.owedBytes() {
		return false
	}
	for _, b := range later.output.waiting() {
		last.used += copy(last.heap.Slice(last.ref, last.used, b.used), b.heap.Bytes(b.ref, b.used))
	}
	c.output.notePeak()
	later.releaseOutput()
	c.reply.Attach(last.heap.Bytes(last.ref, last.size()), last.used, c)
	return true
}

// follow puts what another connection has not sent before what is owed here.
func (c *connection) follow(earlier *connection) {
	alone := !c.owed()
	c.output.prepend(&earlier.output)
	if alone && c.owed() { // the writer goes on where the other one's was
		last := c.output.blocks[len(c.output.blocks)-1]
		c.reply.Attach(last.heap.Bytes(last.ref, last.size()), earlier.reply.Used(), c)
	}
}

// prepend puts what another output has left before what is owed here.
func (o *output) prepend(earlier *output) {
	if len(earlier.blocks) == 0 {
		return
	}
	if o.hasFirst { // there is one first block, which no limit counts
		o.listed += o.waiting()[0].size()
	}
	o.blocks, o.head = append(earlier.waiting(), o.waiting()...), 0
	o.sent, o.hasFirst = earlier.sent, earlier.hasFirst
	o.listed += earlier.listed
	o.softSince = earlier.softSince
}

// add appends a block and returns its bytes.
func (o *output) add(heap *mem.Heap, ref mem.Ref) []byte {
	o.blocks = append(o.blocks, block{room: room{heap, ref}})
	return heap.Bytes(ref, heap.Size(ref))
}

// owed tells whether replies wait to be sent.
func (c *connection) owed() bool { return len(c.output.blocks) > 0 }

// settle writes down how far the reply writer came in the last block.
func (c *connection) settle() {
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
func (c *connection) fill(op *sys.Op) {
	op.FD = c.fd
	op.Num = 0
	skip, left := c.output.sent, sendMax
	for _, b := range c.output.waiting() {
		n := min(b.used-skip, left)
		if n == 0 || op.Num == sys.MaxBufs {
			break
		}
		op.Bufs[op.Num] = c.reactor.filter.outbound(c, b.heap.Slice(b.ref, skip, n))
		op.Num++
		left -= n
		skip = 0
	}
}

// sent removes n bytes that the socket took and tells whether all is sent.
func (c *connection) sent(n int) bool {
	out := &c.output
	out.sent += n
	for _, b := range out.waiting() {
		if out.sent < b.used {
			break
		}
		out.sent -= b.used
		out.dropHead(c.reactor)
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
func (o *output) dropHead(r *reactor) {
	b := &o.blocks[o.head]
	if !o.hasFirst {
		o.listed -= b.size()
	}
	o.hasFirst = false
	r.free(b.heap, b.ref)
	o.head++
}

// releaseOutput drops what is owed.
func (c *connection) releaseOutput() {
	for range c.output.waiting() {
		c.output.dropHead(c.reactor)
	}
	c.output.dropSpare(c.reactor)
	c.output = output{}
	c.reply.Attach(nil, 0, c)
}

// owedBytes is the number of reply bytes not sent yet.
func (c *connection) owedBytes() int {
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
func (r *reactor) fitReplies(c *connection) {
	if !r.settings.replyResizing {
		return
	}
	c.settle()
	out := &c.output
	size := out.firstSize
	switch {
	case size/2 >= replyMin && out.firstPeak < size/2:
		out.firstSize = max(replyMin, out.firstPeak+1)
		r.traffic.replyShrinks++
	case size < replySize && out.firstPeak >= size:
		out.firstSize = min(replySize, 2*size)
		r.traffic.replyExpands++
	}
	now, period := *r.now, r.settings.replyPeakReset
	if period >= 0 && (out.peakReset == 0 || now-out.peakReset > period) {
		out.peakReset = max(now, 1) // 0 stands for never
		out.firstPeak = 0
		out.notePeak()
	}
}
