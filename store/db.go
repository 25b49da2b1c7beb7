package store

import (
	"seedis/mem"
	"seedis/sys"
)

// DB is one database. Its methods may be called by the thread that owns the
// keyspace only.
//
// Find, and whatever inserts or deletes, does a constant share of a running
// rehash. That moves no entry's block: an Entry found earlier stays good.
type DB struct {
	heap *mem.Heap
	contents
	secret  secret
	tracker *tracker
	random  *random // the keyspace's
	index   int
	marks   sys.Marks
}

// contents is what a database holds: what SWAPDB exchanges.
type contents struct {
	active  table  // holds every entry, unless a rehash runs
	target  table  // what a rehash moves them to; exists only then
	moved   uint64 // buckets of active whose entries are in target, from index 0 on
	length  int    // entries
	expires int    // entries with an expiry
	links   int    // buckets of both tables that are chained behind another
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
	b := db.homeBucket(hash)
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
	db.step()
	if ref := db.lookup(key); ref != mem.Nil {
		return Entry{db, ref}
	}
	return Entry{}
}

// insert adds a new entry of which the key has been looked for in vain.
func (db *DB) insert(hash uint64, ref mem.Ref) {
	db.step()
	db.reserve()
	t, index := db.home(hash)
	db.place(t, index, tagOf(hash), slotOf(hash, ref))
	db.length++
}

// put enters a new entry of the key, in place of e if that exists.
func (db *DB) put(key Key, e, built Entry) {
	if e.Exists() {
		db.relink(key.Hash, e.ref, built.ref)
		db.free(e)
	} else {
		db.insert(key.Hash, built.ref)
	}
}

// Delete removes the entry and frees it.
func (db *DB) Delete(e Entry) {
	db.extract(db.secret.hash(e.Key()), e)
	db.free(e)
}

// extract takes an entry out of the table, and leaves its blocks as they are.
func (db *DB) extract(hash uint64, e Entry) {
	db.remove(hash, e.ref)
	db.length--
	db.step()
}

// free gives the blocks of an entry back that is in no table any more.
func (db *DB) free(e Entry) {
	if h := e.header(); h.flags&isExternal != 0 {
		db.heap.Free(e.external(h).block)
	}
	db.freeShell(e)
}

// freeShell is free of an entry whose value lives on if it has a block of its
// own.
func (db *DB) freeShell(e Entry) {
	if e.header().flags&hasExpiry != 0 {
		db.expires--
	}
	db.heap.Free(e.ref)
}

// Clear removes and frees all entries, and the table (FLUSHDB). It takes time
// in proportion to their number.
func (db *DB) Clear() {
	for _, t := range [...]table{db.active, db.target} {
		if t.exists() {
			db.clearTable(&t)
		}
	}
	db.length, db.links = 0, 0
	db.releaseTables()
}

func (db *DB) clearTable(t *table) {
	for index := range t.mask + 1 {
		home := t.bucket(db.heap, index)
		db.clearBucket(home)
		for ref, more := home.next(), home.chained(); more; {
			b := db.bucketAt(ref)
			db.clearBucket(b)
			next, chained := b.next(), b.chained()
			db.heap.Free(ref)
			ref, more = next, chained
		}
	}
}

func (db *DB) clearBucket(b *bucket) {
	for i := range b.count() {
		db.free(Entry{db, refIn(b.slots[i])})
	}
}
