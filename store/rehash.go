package store

import (
	"seedis/mem"
	"seedis/sys"
)

// While a database rehashes it has two tables. Buckets of the active one are
// moved to the target in order, each with its chain, and an entry is in the
// target exactly if its bucket of the active table has been moved (DB.home), so
// that a lookup still looks at one bucket. When all have moved the target
// becomes the active table.
//
// A rehash always ends before another could begin:
//
//   - A table of n buckets doubles at 5.25 n entries. The target is full after
//     5.25 n more insertions, and these alone move 10.5 n buckets.
//   - A table of n buckets shrinks to n/4 when it has at most 0.525 n entries.
//     The target is full at 1.3125 n, after 0.7875 n insertions, and these move
//     1.575 n buckets.
//
// It is for the second line that each access moves two, and that a table
// shrinks in several rounds when it could be smaller still.
const (
	firstBuckets  = 4  // 256 bytes, for the many databases with a handful of keys
	movesPerStep  = 2  // buckets that each access moves
	shrinkFactor  = 4  // how much smaller a shrinking table gets
	sparsePercent = 10 // of its capacity, under which a table shrinks; Redis's HASHTABLE_MIN_FILL
)

func (db *DB) rehashing() bool { return db.target.exists() }

// step is each access's share of a rehash.
func (db *DB) step() {
	if db.rehashing() {
		db.Rehash(movesPerStep)
	}
}

// Rehash moves up to n buckets if the database is rehashing, and tells whether
// there is more to move. The cron calls it, so that a database that nobody uses
// does not keep two tables.
func (db *DB) Rehash(n int) bool {
	for ; n > 0 && db.rehashing(); n-- {
		db.moveBucket()
	}
	return db.rehashing()
}

// ResizeIfSparse gives memory back: an empty database gives up its table, one
// under sparsePercent full starts to rehash into a smaller one. The cron calls
// it, again and again: a table comes down in rounds.
func (db *DB) ResizeIfSparse() {
	if db.length == 0 {
		db.releaseTables()
		return
	}
	sparse := db.length*100 < db.active.capacity()*sparsePercent
	if db.rehashing() || !sparse || db.active.mask < firstBuckets {
		return
	}
	db.marks.Mark(sys.MarkTableShrank)
	db.target = newTable(db.heap, max(firstBuckets, (db.active.mask+1)/shrinkFactor))
}

// reserve makes sure of a table with place for one more entry, now or by the
// time it is needed.
func (db *DB) reserve() {
	switch {
	case db.length < db.active.capacity() || db.rehashing():
	case !db.active.exists():
		db.active = newTable(db.heap, firstBuckets)
	default:
		db.marks.Mark(sys.MarkTableGrew)
		db.target = newTable(db.heap, 2*(db.active.mask+1))
	}
}

// moveBucket moves the next bucket, with its chain, to the target.
func (db *DB) moveBucket() {
	index := db.moved
	home := db.active.bucket(db.heap, index)
	b, ref := home, mem.Nil
	for {
		for i := range b.count() {
			hash := db.hashIn(b.slots[i], index)
			db.place(&db.target, hash&db.target.mask, b.tag(i), b.slots[i])
		}
		next, more := b.next(), b.chained()
		if ref != mem.Nil {
			db.freeLink(ref)
		}
		if !more {
			break
		}
		b, ref = db.bucketAt(next), next
	}
	*home = bucket{}
	db.moved++
	if db.moved > db.active.mask {
		db.finishRehash()
	}
}

// hashIn is the hash of the entry in a slot of the active table's bucket index,
// as far as an index of the target needs it. In all but small tables the index
// and the slot's bits add up to the lowest 32, and the entry need not be
// touched; that would cost a cache miss for each entry moved.
func (db *DB) hashIn(slot, index uint64) uint64 {
	const known = 1<<(slotHashFrom+16) - 1
	if db.active.mask >= 1<<slotHashFrom-1 && db.target.mask <= known {
		return index | slot>>refBits<<slotHashFrom
	}
	return db.secret.hash(Entry{db, refIn(slot)}.Key())
}

func (db *DB) finishRehash() {
	db.heap.Free(db.active.buckets)
	db.active, db.target, db.moved = db.target, table{}, 0
}

// releaseTables frees the home buckets of a database without entries, and so
// without chains.
func (db *DB) releaseTables() {
	if db.active.exists() {
		db.heap.Free(db.active.buckets)
	}
	if db.target.exists() {
		db.heap.Free(db.target.buckets)
	}
	db.active, db.target, db.moved = table{}, table{}, 0
}
