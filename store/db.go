package store

import "seedis/mem"

// DB is one database. Its methods may be called by the thread that owns the
// keyspace only.
//
// Find, RandomEntry, and whatever inserts or deletes, do a constant share of a
// running rehash. That moves no entry's block: an Entry found earlier stays good.
type DB struct {
	*space
	contents
	heap  *mem.Heap // the space's: nearer, and every access to an entry needs it
	index int
}

// contents is what a database holds: what SWAPDB exchanges.
type contents struct {
	dict        // of entries
	expires int // entries with an expiry
}

// Index is the database's number, as SELECT takes it.
func (db *DB) Index() int { return db.index }

// Len is the number of keys (DBSIZE), expired ones that are not deleted yet
// among them.
func (db *DB) Len() int { return db.length }

// Expires is the number of keys that have an expiry.
func (db *DB) Expires() int { return db.expires }

// PrefetchBucket asks for the cache line of the hash's bucket. A batch calls it
// for all of its keys, then PrefetchEntry for all, then executes: so the misses
// of different keys overlap. Both are hints and change nothing.
func (db *DB) PrefetchBucket(hash uint64) {
	t, index := db.home(hash)
	db.heap.Prefetch(t.buckets + mem.Ref(index*bucketSize))
}

// PrefetchEntry asks for the entries in the hash's bucket that may be the one,
// and for the next bucket of its chain. It asks for two lines of an entry: one
// of 56 bytes begins at any multiple of 8 and mostly lies in two. With 5 million
// of them that takes a quarter off a lookup.
func (db *DB) PrefetchEntry(hash uint64) {
	if !db.active.exists() {
		return
	}
	b := db.homeBucket(db.space, hash)
	signature := slotOf(hash, mem.Nil)
	for match := b.match(tagOf(hash)); match != 0; match &= match - 1 {
		if slot := b.slots[slotAt(match)]; slot&^refMask == signature {
			db.heap.Prefetch(refIn(slot))
			db.heap.Prefetch(refIn(slot) + cacheLine - 1)
		}
	}
	if b.chained() {
		db.heap.Prefetch(b.next())
	}
}

// Find looks a key up. It returns the zero Entry if there is none, and an
// expired one like any other.
func (db *DB) Find(key Key) Entry {
	if ref := db.find(db.space, key); ref != mem.Nil {
		return Entry{db, ref}
	}
	return Entry{}
}

// put enters a new entry of the key, in place of e if that exists.
func (db *DB) put(key Key, e, built Entry) {
	if e.Exists() {
		db.relink(db.space, key.Hash, e.ref, built.ref)
		db.freeOverwritten(e)
	} else {
		db.insert(db.space, key.Hash, built.ref)
	}
}

// freeShell frees an entry that is in no table any more. A value with a block of its
// own lives on.
func (db *DB) freeShell(e Entry) {
	if e.header().flags&hasExpiry != 0 {
		db.expires--
	}
	db.heap.Free(e.ref)
}

// Rehash moves up to n buckets if the database is rehashing, and tells whether
// there is more to move. The cron calls it, so that a database that nobody uses
// does not keep two tables.
func (db *DB) Rehash(n int) bool { return db.rehash(db.space, n) }

// ResizeIfSparse gives memory back: an empty database gives up its table, one
// under sparsePercent full starts to rehash into a smaller one. The cron calls
// it, again and again: a table comes down in rounds.
func (db *DB) ResizeIfSparse() {
	if db.length == 0 {
		db.releaseTables(db.space)
	} else {
		db.shrinkIfSparse(db.space)
	}
}

// Scan visits the entries of one bucket with its chain, and returns the cursor
// of the next; a scan begins with 0 and is over when 0 comes back (SCAN). visit
// must not change the database. For what it promises see dict.scan.
func (db *DB) Scan(cursor uint64, visit func(Entry)) uint64 {
	return db.scan(db.space, cursor, func(ref mem.Ref) { visit(Entry{db, ref}) })
}

// RandomEntry is any entry, each as likely as every other, or the zero Entry if
// there is none (RANDOMKEY). For what that means see dict.sample.
func (db *DB) RandomEntry() Entry {
	if ref := db.sample(db.space); ref != mem.Nil {
		return Entry{db, ref}
	}
	return Entry{}
}
