package store

import (
	"math/bits"

	"seedis/mem"
	"seedis/sys"
)

// A bucket is one cache line:
//
//	      byte 0                        6         7
//	     +-------+-------+-- ... --+-------+---------+
//	meta | tag 0 | tag 1 |         | tag 6 | chained |
//	     +-------+-------+-- ... --+-------+---------+
//	     +------------------+------------------------+
//	slot | 16 bits of hash  | Ref of the entry, 48   |  7 of them
//	     +------------------+------------------------+
//
// A tag is 0 for an empty slot, else 7 bits of the hash below the highest bit.
// All tags are compared at once, then the 16 bits, so that an entry is touched
// for nothing in one of a hundred thousand lookups among 5 million keys, less
// among fewer. In a chained bucket slot 6 is empty by its tag and holds the Ref
// of the next bucket:
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
	isChained uint64 = 0x01_00_00_00_00_00_00_00
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

// set fills the slot with an entry.
func (b *bucket) set(i int, tag, slot uint64) {
	b.meta = b.meta&^(0xff<<(8*i)) | tag<<(8*i)
	b.slots[i] = slot
}

// empty takes the entry out of the slot.
func (b *bucket) empty(i int) { b.set(i, 0, 0) }

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
	mask    uint64 // the number of buckets, a power of two, less one
	chained int    // buckets behind its home bucket that any chain has had, at most
}

func newTable(heap *mem.Heap, buckets uint64) table {
	return table{buckets: heap.AllocZeroed(int(buckets * bucketSize)), mask: buckets - 1}
}

func (t *table) exists() bool { return t.buckets != mem.Nil }

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
	return int((t.mask + 1) * 21 / 4)
}

// home is where an entry of this hash belongs: the table and the index of its
// home bucket. There must be a table.
func (db *DB) home(hash uint64) (*table, uint64) {
	index := hash & db.active.mask
	if index < db.moved {
		return &db.target, hash & db.target.mask
	}
	return &db.active, index
}

func (db *DB) homeBucket(hash uint64) *bucket {
	t, index := db.home(hash)
	return t.bucket(db.heap, index)
}

func (db *DB) bucketAt(ref mem.Ref) *bucket { return mem.At[bucket](db.heap, ref) }

// lookup finds the entry of the key, or Nil.
func (db *DB) lookup(key Key) mem.Ref {
	if !db.active.exists() {
		return mem.Nil
	}
	tag, signature := tagOf(key.Hash), slotOf(key.Hash, mem.Nil)
	for b := db.homeBucket(key.Hash); ; b = db.bucketAt(b.next()) {
		for match := b.match(tag); match != 0; match &= match - 1 {
			slot := b.slots[slotAt(match)]
			if slot&^refMask == signature && db.isNamed(refIn(slot), key.Bytes) {
				return refIn(slot)
			}
		}
		if !b.chained() {
			return mem.Nil
		}
	}
}

func (db *DB) isNamed(ref mem.Ref, name []byte) bool {
	return string(Entry{db, ref}.Key()) == string(name)
}

// locate finds the slot that holds ref, which must be in the table.
func (db *DB) locate(hash uint64, ref mem.Ref) (*bucket, int) {
	tag, slot := tagOf(hash), slotOf(hash, ref)
	for b := db.homeBucket(hash); ; b = db.bucketAt(b.next()) {
		for match := b.match(tag); match != 0; match &= match - 1 {
			if i := slotAt(match); b.slots[i] == slot {
				return b, i
			}
		}
		if !b.chained() {
			panic("store: an entry is not in its table")
		}
	}
}

// relink lets the slot that holds before hold after: the entry has moved.
func (db *DB) relink(hash uint64, before, after mem.Ref) {
	b, i := db.locate(hash, before)
	b.slots[i] = slotOf(hash, after)
}

// place puts an entry at the end of the chain at index.
func (db *DB) place(t *table, index, tag, slot uint64) {
	b, chained := t.bucket(db.heap, index), 0
	for b.chained() {
		b = db.bucketAt(b.next())
		chained++
	}
	if n := b.count(); n < bucketSlots {
		b.set(n, tag, slot)
		return
	}
	db.marks.Mark(sys.MarkBucketChained)
	t.chained = max(t.chained, chained+1)
	ref := db.heap.AllocZeroed(bucketSize)
	db.links++
	next := db.bucketAt(ref)
	next.set(0, b.tag(linkSlot), b.slots[linkSlot])
	next.set(1, tag, slot)
	b.empty(linkSlot)
	b.link(ref)
}

// remove takes ref out of the table.
func (db *DB) remove(hash uint64, ref mem.Ref) {
	hole, i := db.locate(hash, ref)
	before, last := (*bucket)(nil), hole
	for last.chained() {
		before, last = last, db.bucketAt(last.next())
	}
	if before == nil && last != db.homeBucket(hash) {
		before = db.bucketBefore(hash, last)
	}
	n := last.count() - 1
	hole.set(i, last.tag(n), last.slots[n])
	last.empty(n)
	if before != nil && n == 1 {
		db.absorb(before, last)
	}
}

// bucketBefore is the bucket of the hash's chain that links to b.
func (db *DB) bucketBefore(hash uint64, b *bucket) *bucket {
	before := db.homeBucket(hash)
	for next := db.bucketAt(before.next()); next != b; next = db.bucketAt(before.next()) {
		before = next
	}
	return before
}

// absorb ends the chain at before, which takes over the one entry of last.
func (db *DB) absorb(before, last *bucket) {
	ref, tag, slot := before.next(), last.tag(0), last.slots[0]
	before.unlink()
	before.set(linkSlot, tag, slot)
	db.freeLink(ref)
}

// freeLink frees a bucket that was chained behind another.
func (db *DB) freeLink(ref mem.Ref) {
	db.heap.Free(ref)
	db.links--
}
