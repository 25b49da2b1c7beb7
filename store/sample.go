package store

// samplesMax bounds the places that RandomEntry looks at before it takes what
// is near. In a table that is about to shrink, one place in 27 has an entry if
// a chain has two buckets: all of so many are empty once in 16,000 times.
const samplesMax = 256

// RandomEntry is any entry, each as likely as every other, or the zero Entry if
// there is none (RANDOMKEY). It looks at places of which each might hold one
// entry, any place of any bucket of any chain, until one does. In a database
// from which nearly all was deleted a moment ago, an entry with much empty room
// before it is more likely than others. It moves no bucket.
func (db *DB) RandomEntry() Entry {
	if db.length == 0 {
		return Entry{}
	}
	buckets := db.homeBuckets()
	places := bucketSlots * uint64(1+max(db.active.chained, db.target.chained))
	for range samplesMax {
		n := db.random.below(buckets * places)
		if e := db.entryIn(db.homeNumber(n/places), n%places); e.Exists() {
			return e
		}
	}
	n := db.random.below(buckets)
	for db.homeNumber(n).count() == 0 {
		n = (n + 1) % buckets
	}
	for b := db.homeNumber(n); ; {
		if e := db.entryIn(b, db.random.below(places)); e.Exists() {
			return e
		}
	}
}

// homeBuckets is the number of home buckets that may hold entries.
func (db *DB) homeBuckets() uint64 {
	n := db.active.mask + 1 - db.moved
	if db.rehashing() {
		n += db.target.mask + 1
	}
	return n
}

// homeNumber is the n-th of these: those of the active table that were not
// moved, then the target's.
func (db *DB) homeNumber(n uint64) *bucket {
	if left := db.active.mask + 1 - db.moved; n >= left {
		return db.target.bucket(db.heap, n-left)
	}
	return db.active.bucket(db.heap, db.moved+n)
}

// entryIn is the entry in a place of the chain that begins with b: places are
// counted through its buckets.
func (db *DB) entryIn(b *bucket, place uint64) Entry {
	for ; place >= bucketSlots; place -= bucketSlots {
		if !b.chained() {
			return Entry{}
		}
		b = db.bucketAt(b.next())
	}
	if int(place) >= b.count() {
		return Entry{}
	}
	return Entry{db, refIn(b.slots[place])}
}
