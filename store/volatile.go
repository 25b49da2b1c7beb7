package store

import "math/bits"

// ahead is how many home buckets with something in them Volatile looks for before it
// visits the first of them: their cache misses overlap.
const ahead = 8

// Volatile visits the entries that have an expiry in about so many home buckets with
// their chains, and returns the cursor of the next; a walk begins with 0 and is over
// when 0 comes back. visit must not change the database.
//
// The buckets are visited in the order in which they lie in memory, and of the
// entries only those with an expiry are touched: a bucket without one costs a few
// nanoseconds. So does a region without one, which counts as one bucket.
//
// No call visits an entry twice, and no walk leaves one out while the table stays,
// nor while a rehash moves its buckets. A table that grows in the midst of a walk has
// the first part of it visited again; in one that shrinks some entries may be left
// out until the next walk.
func (db *DB) Volatile(cursor uint64, buckets int, visit func(Entry)) (next uint64) {
	if db.expires == 0 {
		return 0
	}
	last := db.groupMask()
	for buckets > 0 && cursor <= last {
		var room [ahead - 1 + len(group{})]*bucket
		homes := room[:0]
		for len(homes) < ahead && buckets > 0 && cursor <= last {
			if cursor%regionBuckets == 0 && db.isBarren(cursor) {
				cursor = nextRegion(cursor)
				buckets--
				continue
			}
			before := len(homes)
			homes = db.gather(db.space, cursor, homes)
			buckets -= len(homes) - before
			homes = db.request(homes, before)
			cursor++
		}
		for _, home := range homes {
			db.visitIn(home, true, visit)
		}
	}
	if cursor > last {
		return 0
	}
	return cursor
}

// request asks for the marked entries of the homes from an index on, and drops those
// that have none and no chain, either.
func (db *DB) request(homes []*bucket, from int) []*bucket {
	kept := homes[:from]
	for _, home := range homes[from:] {
		if home.meta>>marksFrom != 0 { // marked, or chained
			db.prefetchIn(home, home.marks())
			kept = append(kept, home)
		}
	}
	return kept
}

// A call of Sample looks at so many groups of buckets for each entry that it is to
// visit (as dictGetSomeKeys does) and at so many more, which takes a few microseconds.
// With 5 wanted that is enough if one entry in a hundred has an expiry.
const (
	groupsPerEntry = 10
	groupsMore     = 250
)

// Sample visits about count entries, in buckets that follow each other from a random
// one on (Redis's dictGetSomeKeys); with volatile only those with an expiry. It is
// as many more as the last bucket has, or fewer if the buckets that a call looks at
// have no more: but one at least, if there is one. visit must not change the database.
func (db *DB) Sample(count int, volatile bool, visit func(Entry)) {
	if db.length == 0 || volatile && db.expires == 0 {
		return
	}
	db.sampleFrom(db.random.below(db.groupMask()+1), count, volatile, visit)
}

// sampleFrom is Sample from a group of buckets on. It returns how many groups it has
// looked at, with the regions that it has passed by.
func (db *DB) sampleFrom(first uint64, count int, volatile bool, visit func(Entry)) (looked int) {
	mask, limit, met := db.groupMask(), groupsPerEntry*count+groupsMore, 0
	// The first turn is to the end of the table, the second from its beginning.
	for _, part := range [...][2]uint64{{first, mask + 1}, {0, first}} {
		for at := part[0]; at < part[1] && met < count && (looked < limit || met == 0); looked++ {
			if volatile && db.isBarren(at) {
				at = nextRegion(at)
				continue
			}
			var room group
			for _, home := range db.gather(db.space, at, room[:0]) {
				met += db.visitIn(home, volatile, visit)
			}
			at++
		}
	}
	if met == 0 {
		panic("store: entries are counted that are in no bucket")
	}
	return looked
}

// visitIn visits the entries of the chain that begins with b, with volatile only
// those with an expiry, and counts them.
func (db *DB) visitIn(b *bucket, volatile bool, visit func(Entry)) (met int) {
	for ; ; b = db.bucketAt(b.next()) {
		slots := b.used()
		if volatile {
			slots = b.marks()
		}
		db.prefetchIn(b, slots)
		for ; slots != 0; slots &= slots - 1 {
			visit(Entry{db, refIn(b.slots[bits.TrailingZeros64(slots)])})
			met++
		}
		if !b.chained() {
			return met
		}
	}
}

// prefetchIn asks for what is chosen of a bucket, and for the next of its chain.
func (db *DB) prefetchIn(b *bucket, slots uint64) {
	for ; slots != 0; slots &= slots - 1 {
		db.heap.Prefetch(refIn(b.slots[bits.TrailingZeros64(slots)]))
	}
	if b.chained() {
		db.heap.Prefetch(b.next())
	}
}
