package server

import "seedis/mem"

const (
	// querySize is the room for one receive, as in Redis (PROTO_IOBUF_LEN).
	querySize = 16 << 10
	// queryGrowth bounds the buffer by what was received: at 4 an argument of
	// 512 MiB moves eight times, which copies two thirds of its length at most.
	queryGrowth = 4
	// queryStep bounds the room for arguments that have not been announced,
	// in bytes.
	queryStep = 1 << 20
	// queryMax bounds the buffer whatever the configuration says, in bytes: a
	// span counts in 32 bits.
	queryMax = 1<<32 - 1
	// queryWaste is the free room, in bytes, that the buffer of a silent client
	// may keep, as in Redis (clientsCronResizeQueryBuffer).
	queryWaste = 4 << 10
)

// queryBuffer holds what was received and not yet executed. It has a block only
// while it holds something.
type queryBuffer struct {
	heap   *mem.Heap // of the block
	block  mem.Ref
	length int // bytes received
	size   int // bytes of the block
	peak   int // the largest length since the client came
	// aside is how many bytes at its front are those of a request that waits. In
	// Redis it has left the buffer.
	aside int
}

// room returns the free part of the buffer, where the next receive goes. need
// is how many bytes the argument being received still lacks, 0 if unknown. Half
// of the usual room is enough: a client that has announced much and sent a few
// bytes does not make the buffer grow.
func (q *queryBuffer) room(r *reactor, need int) []byte {
	switch {
	case q.block == mem.Nil:
		q.allocate(r, querySize)
	case q.size-q.length < min(max(need, 1), querySize/2):
		q.grow(r, need)
	}
	return q.heap.Slice(q.block, q.length, q.size-q.length)
}

func (q *queryBuffer) allocate(r *reactor, size int) {
	q.heap = r.heap
	q.block = q.heap.Alloc(size)
	q.size = q.heap.Size(q.block)
}

// grow makes room for need more bytes: all of them, but never more than a few
// times what was really received, so that a client that announces a large
// argument and sends nothing of it costs nothing. A command of many small
// arguments grows in steps that follow its length, so that moving it costs no
// more than receiving it.
func (q *queryBuffer) grow(r *reactor, need int) {
	size := q.length + max(need, querySize, min(q.length, queryStep))
	if limit := queryGrowth * max(q.length, querySize); size > limit {
		size = limit
	}
	if size > q.size {
		q.move(r, size)
	}
}

// move takes a block of another size.
func (q *queryBuffer) move(r *reactor, size int) {
	heap, block, held := q.heap, q.block, q.bytes()
	q.allocate(r, size)
	copy(q.bytes(), held)
	r.free(heap, block)
}

// bytes is all that was received.
func (q *queryBuffer) bytes() []byte {
	if q.block == mem.Nil {
		return nil
	}
	return q.heap.Bytes(q.block, q.length)
}

// received takes note of n bytes more.
func (q *queryBuffer) received(n int) {
	q.length += n
	q.peak = max(q.peak, q.length)
}

// drop removes the first n bytes. An empty buffer gives its block back, one that
// is nearly empty takes a block of the usual size.
func (q *queryBuffer) drop(r *reactor, n int) {
	if n == q.length {
		q.release(r)
		return
	}
	if n == 0 {
		return
	}
	whole := q.bytes()
	q.length = copy(whole, whole[n:])
	if q.size > 2*querySize && q.length <= querySize {
		q.move(r, querySize) // the large command is gone
	}
}

// trim gives free room back: all of it, if a receive has left the buffer empty.
func (q *queryBuffer) trim(r *reactor) {
	switch {
	case q.length == 0:
		q.release(r)
	case q.size-q.length > queryWaste:
		q.move(r, q.length)
	}
}

func (q *queryBuffer) release(r *reactor) {
	if q.block != mem.Nil {
		r.free(q.heap, q.block)
		q.block, q.length, q.size = mem.Nil, 0, 0
	}
}
