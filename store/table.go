package store

import (
	"math/bits"

	"seedis/mem"
)

// A bucket is one cache line:
//
//	      byte 0                        6       7
//	     +-------+-------+-- ... --+-------+---------+
//	meta | tag 0 | tag 1 |         | tag 6 |  flags  |
//	     +-------+-------+-- ... --+-------+---------+
//	     +------------------+------------------------+
//	slot | 16 bits of hash  | Ref of the entry, 48   |  7 of them
//	     +------------------+------------------------+
//
//	      bit 0    1                 6        7
//	      +--------+--------+- ... -+--------+---------+
//	flags | mark 0 | mark 1 |       | mark 6 | chained |
//	      +--------+--------+- ... -+--------+---------+
//
// A tag is 0 for an empty slot, else 7 bits of the hash below the highest bit.
// All tags are compared at once, then the 16 bits, so that an entry is touched
// for nothing in one of a hundred thousand lookups among 5 million keys, less
// among fewer. A mark is set exactly if the slot's entry has an expiry: who looks
// for such entries touches no other (volatile.go). Elements are never marked. In a
// chained bucket slot 6 is empty by its tag and holds the Ref of the next bucket:
//
//	home bucket               next bucket
//	+----------------------+  +--------------------------+
//	| 6 entries | next     |->| 2 to 7 entries           |
//	+----------------------+  +--------------------------+
//
// Entries fill a chain from its front and leave no hole: a removed one is
// replaced by the chain's last, and a bucket left with a single entry gives it
// to the bucket before, in place of the link. So the number of entries alone
// decides the number of buckets, and an empty chain is its home bucket.
type bucket struct {
	meta  uint64
	slots [bucketSlots]uint64
}

const (
	cacheLine   = 64
	bucketSize  = cacheLine
	bucketSlots = 7
	linkSlot    = bucketSlots - 1
)

const (
	tagLows   uint64 = 0x00_01_01_01_01_01_01_01 // the lowest bit of each tag
	tagHighs  uint64 = 0x00_80_80_80_80_80_80_80 // the highest: slot in use
	tagRests  uint64 = 0x00_7f_7f_7f_7f_7f_7f_7f
	isChained uint64 = 0x80_00_00_00_00_00_00_00
)

// marksFrom is the bit of meta that marks slot 0, and allMarks those of all slots
// when they are shifted down from there.
const (
	marksFrom = 56
	allMarks  = 1<<bucketSlots - 1
)

// The hash is used in three parts that do not overlap in tables of up to 2^16
// buckets: the index from bit 0, the slot's 16 bits from bit 16, the tag from
// bit 57. A larger table's index overlaps the slot's bits, and is made from
// them when the table is rehashed (hashIn).
const (
	slotHashFrom = 16
	refBits      = 48
	tagFrom      = 57
	refMask      = 1<<refBits - 1
)

func tagOf(hash uint64) uint64 { return hash>>tagFrom | 0x80 }

func slotOf(hash uint64, ref mem.Ref) uint64 {
	return hash>>slotHashFrom<<refBits | uint64(ref)
}

func refIn(slot uint64) mem.Ref { return mem.Ref(slot & refMask) }

// match has the highest bit of each tag set that equals tag.
func (b *bucket) match(tag uint64) uint64 {
	difference := b.meta ^ tag*tagLows
	nonzero := difference&tagRests + tagRests | difference
	return ^nonzero & tagHighs
}

// slotAt is the place of the first slot in a result of match.
func slotAt(match uint64) int { return bits.TrailingZeros64(match) / 8 }

// count is the number of entries in the bucket, without those behind it.
func (b *bucket) count() int { return bits.Len64(b.meta&tagHighs) / 8 }

func (b *bucket) chained() bool { return b.meta&isChained != 0 }

func (b *bucket) next() mem.Ref { return mem.Ref(b.slots[linkSlot]) }

func (b *bucket) tag(i int) uint64 { return b.meta >> (8 * i) & 0xff }

// used has a bit for each slot that has an entry, from bit 0 on.
func (b *bucket) used() uint64 { return 1<<b.count() - 1 }

// marks has a bit for each slot whose entry has an expiry.
func (b *bucket) marks() uint64 { return b.meta >> marksFrom & allMarks }

// occupant is all that a slot has of an entry.
type occupant struct {
	tag, slot uint64
	mark      uint64 // 1 if the entry has an expiry, else 0
}

func (b *bucket) occupant(i int) occupant {
	return occupant{b.tag(i), b.slots[i], b.meta >> (marksFrom + i) & 1}
}

// set fills the slot with an entry.
func (b *bucket) set(i int, o occupant) {
	b.meta = b.meta&^(0xff<<(8*i)|1<<(marksFrom+i)) | o.tag<<(8*i) | o.mark<<(marksFrom+i)
	b.slots[i] = o.slot
}

// empty takes the entry out of the slot.
func (b *bucket) empty(i int) { b.set(i, occupant{}) }

// link chains next to a bucket whose last slot is empty.
func (b *bucket) link(next mem.Ref) {
	b.meta |= isChained
	b.slots[linkSlot] = uint64(next)
}

// unlink ends the chain and leaves the last slot empty.
func (b *bucket) unlink() {
	b.meta &^= isChained
	b.slots[linkSlot] = 0
}

// table is an array of home buckets. The zero table has none.
type table struct {
	buckets mem.Ref
	mask    uint64  // the number of buckets, a power of two, less one
	chained int     // buckets behind its home bucket that any chain has had, at most
	marked  mem.Ref // how many marks there are in each region, see region.go; Nil: none
}

func newTable(heap *mem.Heap, buckets uint64) table {
	return table{buckets: heap.AllocZeroed(int(buckets * bucketSize)), mask: buckets - 1}
}

// newTarget is a table that a rehash moves to. Its buckets are not written yet:
// see dict.holds.
func newTarget(heap *mem.Heap, buckets uint64) table {
	return table{buckets: heap.Alloc(int(buckets * bucketSize)), mask: buckets - 1}
}

func (t *table) exists() bool { return t.buckets != mem.Nil }

// free frees the home buckets, if the table has some, and what counts their marks.
func (t *table) free(heap *mem.Heap) {
	for _, ref := range [...]mem.Ref{t.buckets, t.marked} {
		if ref != mem.Nil {
			heap.Free(ref)
		}
	}
}

// bucket is the home bucket at index.
func (t *table) bucket(heap *mem.Heap, index uint64) *bucket {
	return mem.AtOffset[bucket](heap, t.buckets, int(index*bucketSize))
}

// capacity is the number of entries at which the table grows: 5.25 a bucket on
// the mean, three quarters of the slots. Then about one bucket in six is
// chained and a table of full size costs 14 bytes a key, of half size 25.
func (t *table) capacity() int {
	if !t.exists() {
		return 0
	}
	return capacityOf(t.mask + 1)
}

// capacityOf is the capacity of a table of so many buckets.
func capacityOf(buckets uint64) int { return int(buckets * 21 / 4) }
