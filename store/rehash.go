package store

import (
	"math/bits"

	"seedis/mem"
	"seedis/sys"
)

// While a dict rehashes it has two tables. Buckets of the active one are
// moved to the target in order, each with its chain, and an entry is in the
// target exactly if its bucket of the active table has been moved (dict.home), so
// that a lookup still looks at one bucket. When all have moved the target
// becomes the active table.
//
// Nor does the target cost one access more than another: its memory is taken as it
// is, and a bucket of it is cleared when the moving comes to it (homes.go). What is
// done in one go is to find the pages for it, and to give those of the table that
// is done with back: a few nanoseconds for each page of 64 KiB.
//
// A rehash always ends before another must begin. (Where a database may not grow yet,
// see growth.go, its table holds more than is said here, in longer chains.)
//
//   - A table of n buckets doubles at 5.25 n entries. The target is full after
//     5.25 n more insertions, and these alone move 10.5 n buckets.
//   - A table of n buckets shrinks to n/4 when it has at most 0.525 n entries.
//     The target is full at 1.3125 n, after 0.7875 n insertions, and these move
//     1.575 n buckets.
//
// It is for the second line that each access moves two, and that a table
// shrinks in several rounds when it could be smaller still. The end of a rehash
// begins the next round itself, and the line holds for that as for the first. So
// a table that nearly all was deleted from comes down however it is used
// afterwards.
//
// A removal moves four. A shrinking table is so done with after n/4 more removals,
// and has 0.275 n entries at least, with which the smaller one is a fifth full:
// removals alone never get ahead of it. As it is a removal, too, that begins to
// shrink a sparse table, at any time there is an entry to five home buckets of both
// tables, if not more (but for the first table). The draw of a random one counts on it.
const (
	firstBuckets    = 4  // 256 bytes, for the many databases with a handful of keys
	firstElements   = 1  // the same of a set or hash, of which there may be millions
	movesPerStep    = 2  // buckets that each access moves
	movesPerRemoval = 4  // and each removal, beside those of the lookup before it
	growFactor      = 2  // how much larger a growing table gets
	shrinkFactor    = 4  // how much smaller a shrinking table gets
	sparsePercent   = 10 // of its capacity, under which a table shrinks; Redis's HASHTABLE_MIN_FILL
)

func (d *dict) rehashing() bool { return d.target.exists() }

// step is each access's share of a rehash.
func (d *dict) step(s *space) {
	if d.rehashing() {
		d.rehash(s, movesPerStep)
	}
}

// rehash moves up to n buckets if the dict is rehashing, and tells whether there
// is more to move.
func (d *dict) rehash(s *space, n int) bool {
	for ; n > 0 && d.rehashing(); n-- {
		d.moveBucket(s)
	}
	return d.rehashing()
}

// firstSize is how many home buckets the dict begins with.
func (d *dict) firstSize() uint64 {
	if d.elements {
		return firstElements
	}
	return firstBuckets
}

// isSparse tells whether the dict is under sparsePercent full, and in a table that
// can be smaller.
func (d *dict) isSparse() bool {
	return d.length*100 < d.active.capacity()*sparsePercent && d.active.mask >= firstBuckets
}

// shrinkIfSparse begins to rehash into a smaller table if the dict is sparse and
// does not rehash already. A table comes down in rounds.
func (d *dict) shrinkIfSparse(s *space) {
	if d.isSparse() && !d.rehashing() {
		s.marks.Mark(sys.MarkTableShrank)
		d.target = newTarget(s.heap, max(firstBuckets, (d.active.mask+1)/shrinkFactor))
	}
}

// reserve makes sure of a table with place for one more entry, now or by the
// time it is needed.
func (d *dict) reserve(s *space) {
	switch {
	case d.length < d.active.capacity() || d.rehashing():
	case !d.active.exists():
		d.active = newTable(s.heap, d.firstSize())
	case d.staysSmall(s):
	default:
		s.marks.Mark(sys.MarkTableGrew)
		d.target = newTarget(s.heap, growFactor*(d.active.mask+1))
	}
}

// moveBucket moves the next bucket, with its chain, to the target.
func (d *dict) moveBucket(s *space) {
	index := d.moved
	for to := index; to <= d.target.mask; to += d.active.mask + 1 {
		*d.target.bucket(s.heap, to) = bucket{}
	}
	b, ref := d.active.bucket(s.heap, index), mem.Nil
	for {
		if marks := b.marks(); marks != 0 {
			d.active.countMarks(s.heap, index, -bits.OnesCount64(marks))
		}
		for i := range b.count() {
			hash := d.hashIn(s, b.slots[i], index)
			d.place(s, &d.target, hash&d.target.mask, b.occupant(i))
		}
		next, more := b.next(), b.chained()
		if ref != mem.Nil {
			d.freeLink(s, ref)
		}
		if !more {
			break
		}
		b, ref = s.bucketAt(next), next
	}
	d.moved++
	if d.moved > d.active.mask {
		d.finishRehash(s)
	}
}

// hashIn is the hash of the entry in a slot of the active table's bucket index,
// as far as an index of the target needs it. In all but small tables the index
// and the slot's bits add up to the lowest 32, and the entry need not be
// touched; that would cost a cache miss for each entry moved.
func (d *dict) hashIn(s *space, slot, index uint64) uint64 {
	const known = 1<<(slotHashFrom+16) - 1
	if d.active.mask >= 1<<slotHashFrom-1 && d.target.mask <= known {
		return index | slot>>refBits<<slotHashFrom
	}
	return s.secret.hash(d.key(s, refIn(slot)))
}

// finishRehash lets the target be the active table, and begins the next round if
// that is sparse.
func (d *dict) finishRehash(s *space) {
	d.active.free(s.heap)
	d.active, d.target, d.moved = d.target, table{}, 0
	d.shrinkIfSparse(s)
}

// releaseTables frees the home buckets of a dict without entries, and so without
// chains.
func (d *dict) releaseTables(s *space) {
	d.active.free(s.heap)
	d.target.free(s.heap)
	d.active, d.target, d.moved = table{}, table{}, 0
}
