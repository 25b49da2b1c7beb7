package store

import (
	"math/bits"

	"seedis/mem"
)

// chance draws a sample from a sequence of known length in one pass: of what is
// left, each is as likely as every other to be among those still wanted.
type chance struct {
	random       *random
	left, wanted int
}

// take tells whether the next of the sequence is one of the sample.
func (c *chance) take() bool {
	if c.wanted == 0 {
		return false
	}
	taken := c.random.below(uint64(c.left)) < uint64(c.wanted)
	c.left--
	if taken {
		c.wanted--
	}
	return taken
}

// crowded is the share of a dict, one in so many, from which on a sample is drawn
// in one pass: so many draws by lot would often meet what was drawn before.
const crowded = 3

// choose visits count different blocks of the dict, any as likely as every other,
// in no order; there are at least so many. visit must not change the dict, nor
// look anything up in it: before the first visit choose does its share of a
// rehash. It takes time in proportion to count, as a pass is made only if there are
// hardly more elements, or no more buckets.
func (d *dict) choose(s *space, count int, visit func(mem.Ref)) {
	d.rehash(s, movesPerStep*count)
	if count >= d.length/crowded || uint64(count) >= d.homeBuckets() {
		draw := chance{&s.random, d.length, count}
		d.each(s, func(ref mem.Ref) {
			if draw.take() {
				visit(ref)
			}
		})
		return
	}
	seen := newRefSet(s.heap, count)
	for range count {
		ref := d.draw(s)
		for !seen.add(ref) {
			ref = d.draw(s)
		}
		visit(ref)
	}
	seen.free()
}

// refSet is a set of Refs for the time of one command: a table with open
// addressing, at most half full, in a block of its own.
type refSet struct {
	heap  *mem.Heap
	block mem.Ref
	slots []uint64
}

func newRefSet(heap *mem.Heap, count int) refSet {
	size := 1 << bits.Len(uint(2*count))
	block := heap.AllocZeroed(8 * size)
	return refSet{heap, block, heap.Words(block, size)}
}

// add puts a Ref in, and tells whether it was not.
func (r *refSet) add(ref mem.Ref) bool {
	mask := uint64(len(r.slots) - 1)
	for i := scramble(uint64(ref)) & mask; ; i = (i + 1) & mask {
		switch r.slots[i] {
		case uint64(ref):
			return false
		case uint64(mem.Nil):
			r.slots[i] = uint64(ref)
			return true
		}
	}
}

func (r *refSet) free() { r.heap.Free(r.block) }
