package server

import (
	"time"

	"seedis/mem"
	"seedis/sys"
)

// replySize is the size of a reply block, in bytes (PROTO_REPLY_CHUNK_BYTES).
const replySize = 16 << 10

// replyMax bounds one block of a long reply, in bytes: larger ones would only
// be copied into larger blocks, while the socket takes 64 KiB at a time.
const replyMax = 1 << 20

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
type output struct {
	blocks    []block
	head      int           // blocks before it are sent
	sent      int           // bytes of the block at head that are sent
	size      int           // of all blocks, in bytes
	softSince time.Duration // when size passed the soft limit; 0: it has not
}

// waiting are the blocks that are not sent, or not all of them.
func (o *output) waiting() []block { return o.blocks[o.head:] }

// More is the reply writer's request for room (resp.Sink). The first room of a
// reply puts the client among those with something to send. A client that is
// being closed gets the same room again and again: nobody will read it.
func (c *client) More(used, need int) []byte {
	out, heap := &c.output, c.server.heap
	if c.owed() {
		last := &out.blocks[len(out.blocks)-1]
		last.used = used
		c.server.kernel.Mark(sys.MarkReplyOverflow)
		c.server.closeOverLimit(c)
		if c.flags&closing != 0 {
			return heap.Bytes(last.ref, heap.Size(last.ref))
		}
	}
	ref := heap.Alloc(min(max(need, replySize), replyMax))
	size := heap.Size(ref)
	out.blocks = append(out.blocks, block{ref: ref})
	out.size += size
	c.server.sender.add(c)
	return heap.Bytes(ref, size)
}

// owed tells whether replies wait to be sent.
func (c *client) owed() bool { return len(c.output.blocks) > 0 }

// settle writes down how far the reply writer came in the last block.
func (c *client) settle() {
	if n := len(c.output.blocks); n > 0 {
		c.output.blocks[n-1].used = c.reply.Used()
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
	out, heap := &c.output, c.server.heap
	out.sent += n
	for _, b := range out.waiting() {
		if out.sent < b.used {
			break
		}
		out.sent -= b.used
		out.size -= heap.Size(b.ref)
		heap.Free(b.ref)
		out.head++
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

// releaseOutput drops what is owed.
func (c *client) releaseOutput() {
	for _, b := range c.output.waiting() {
		c.server.heap.Free(b.ref)
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
