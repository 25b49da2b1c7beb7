package store

import (
	"math"

	"seedis/mem"
)

// Reclaimer takes what is dead, to free it when nobody waits for it.
type Reclaimer interface {
	Reclaim(r Remains)
}

// ReclaimBy says who takes what is to be freed lazily. Nil, as it is at first, lets
// whoever removes a value free it at once.
func (k *Keyspace) ReclaimBy(r Reclaimer) { k.reclaimer = r }

// OverwriteLazily says whether values are freed lazily that a command removes by the
// way: another takes the place of one, or nothing is left in it
// (lazyfree-lazy-server-del). At first they are not.
func (k *Keyspace) OverwriteLazily(lazy bool) { k.overwritesLazily = lazy }

// What is worth handing over.
const (
	lazyEffort  = 64       // a value that takes more of it (Redis's LAZYFREE_THRESHOLD)
	lazyString  = 64 << 10 // a string with a block of so many bytes, or more
	usageSample = 5        // how many elements tell the size of all (that of MEMORY USAGE)
)

// Delete removes the entry and frees it.
func (db *DB) Delete(e Entry) {
	db.extract(db.space, db.secret.hash(e.Key()), e.ref)
	db.free(e)
}

// Unlink removes the entry. A value that takes long to free goes to the Reclaimer.
func (db *DB) Unlink(e Entry) {
	db.extract(db.space, db.secret.hash(e.Key()), e.ref)
	db.freeEntry(e, true)
}

// Drop removes the entry of a value that a command removes by the way, and frees it
// as OverwriteLazily says.
func (db *DB) Drop(e Entry) {
	db.extract(db.space, db.secret.hash(e.Key()), e.ref)
	db.freeOverwritten(e)
}

// Clear removes and frees all entries, and the table (FLUSHDB SYNC). It takes time in
// proportion to their number.
func (db *DB) Clear() {
	if db.length == 0 {
		db.releaseTables(db.space) // without a look at the buckets
		return
	}
	r := db.empty()
	r.Free(db.heap, math.MaxInt)
}

// Clear is DB.Clear of every database (FLUSHALL SYNC).
func (k *Keyspace) Clear() {
	for i := range k.databases {
		k.databases[i].Clear()
	}
}

// Abandon removes all entries, in constant time (FLUSHDB ASYNC). They go to the
// Reclaimer, and the table with them.
func (db *DB) Abandon() {
	bytes, _ := db.heap.Live()
	db.abandon(float64(bytes) / float64(db.keys()))
}

// Abandon is DB.Abandon of every database (FLUSHALL ASYNC).
func (k *Keyspace) Abandon() {
	bytes, _ := k.heap.Live()
	size := float64(bytes) / float64(k.keys())
	for i := range k.databases {
		k.databases[i].abandon(size)
	}
}

// abandon is Abandon of keys that take so many bytes each. That is their share of all
// memory in use: to look at some of them could miss the one that has most of it.
func (db *DB) abandon(size float64) {
	if db.reclaimer == nil || db.length == 0 {
		db.Clear()
		return
	}
	r := db.empty()
	r.bytes = uint64(size * float64(r.objects))
	db.reclaimer.Reclaim(r)
}

// keys is how many all databases have.
func (s *space) keys() (keys int) {
	for i := range s.databases {
		keys += s.databases[i].length
	}
	return keys
}

// empty takes all out of the database that it has.
func (db *DB) empty() Remains {
	r := Remains{heap: db.heap, objects: db.length, keys: db.dict}
	db.contents = contents{}
	return r
}

// free frees an entry that is in no table any more.
func (db *DB) free(e Entry) { db.freeEntry(e, false) }

// freeOverwritten is free as OverwriteLazily says.
func (db *DB) freeOverwritten(e Entry) { db.freeEntry(e, db.overwritesLazily) }

func (db *DB) freeEntry(e Entry, lazily bool) {
	if e.header().flags&isExternal != 0 {
		db.freeValue(e.Type(), valueOf(db.heap, e.ref), lazily)
	}
	db.freeShell(e)
}

// freeValue frees a value that no entry has any more. If it is done lazily and worth
// it, the value goes to the Reclaimer.
func (s *space) freeValue(t Type, value deadValue, lazily bool) {
	r := Remains{heap: s.heap, objects: 1, value: value}
	if lazily && s.reclaimer != nil && s.isLaborious(t, &value) {
		r.bytes = uint64(s.valueUsage(&value, usageSample))
		s.reclaimer.Reclaim(r)
	} else {
		r.Free(s.heap, math.MaxInt)
	}
}

// isLaborious tells whether it takes long to free a value of the type.
func (s *space) isLaborious(t Type, v *deadValue) bool {
	if t == String {
		return s.heap.Size(v.block) >= lazyString
	}
	return s.effort(v) > lazyEffort
}

// effort is about how many steps it takes to free a value (Redis's
// lazyfreeGetFreeEffort).
func (s *space) effort(v *deadValue) int {
	switch v.encoding {
	case Hashtable:
		return mem.At[dict](s.heap, v.block).length
	case Skiplist:
		return mem.At[ranking](s.heap, v.block).order.length
	case Chunked:
		return int(s.chainAt(v.block).nodes)
	}
	return 1
}
