package store

import "math"

// EvictionOrder says which entries are evicted first.
type EvictionOrder uint8

const (
	// ByIdleTime: those not used for longest (LRU).
	ByIdleTime EvictionOrder = iota
	// ByFrequency: those used least often (LFU). It needs Tracking.Frequency.
	ByFrequency
	// ByExpiry: those whose time is over soonest (TTL).
	ByExpiry
	// ByChance: any, the databases in turn.
	ByChance
)

// EvictionPolicy says which entries go when memory is full (maxmemory-policy).
type EvictionPolicy struct {
	Order    EvictionOrder
	Volatile bool // only those that have an expiry go
}

// Eviction chooses the entries that go when memory is full. As in Redis, it looks
// at a few entries of each database at a time and remembers the best candidates
// from one choice to the next, so that after a while they are nearly the best of
// all: with 5 looked at, what LRU keeps comes close to a list of all entries in
// the order of their use, and costs an entry nothing.
//
// It belongs to the thread that owns the keyspace, and allocates nothing.
type Eviction struct {
	keyspace *Keyspace
	policy   EvictionPolicy
	samples  int
	// pool has the candidates, the first length of it, in ascending order of their
	// scores: the last goes first.
	pool   [poolSize]candidate
	length int
	last   int         // the database that ByChance took an entry from last
	drawn  Entry       // by ByChance, while it looks for one
	met    uint64      // entries that it was shown meanwhile
	add    func(Entry) // consider and take as functions, made once, so
	keep   func(Entry) // that a choice does not make them anew
}

// poolSize is the number of candidates that are remembered (EVPOOL_SIZE).
const poolSize = 16

// candidate is an entry as it was when it was looked at. It is found again by the
// hash of its key, because by the time it is chosen its block may be another's.
type candidate struct {
	score    uint64 // the higher, the sooner it goes
	hash     uint64
	database int
}

// NewEviction makes a chooser among the entries of all databases, to be
// configured.
func (k *Keyspace) NewEviction() *Eviction {
	v := &Eviction{keyspace: k}
	v.add, v.keep = v.consider, v.take
	return v
}

// Configure sets whom to choose, and how many entries of each database to look at
// for each choice (maxmemory-samples). Scores of one policy say nothing under
// another: when it changes, no candidate is left.
func (v *Eviction) Configure(policy EvictionPolicy, samples int) {
	if policy != v.policy {
		v.length = 0
	}
	v.policy, v.samples = policy, samples
}

// Next is the entry to go next, or the zero Entry if the policy finds none in any
// database. However rare those are that may go, it takes some 10 microseconds for each
// database of 10 million keys, and more of larger ones (region.go).
func (v *Eviction) Next() Entry {
	if v.policy.Order == ByChance {
		return v.any()
	}
	for v.look() {
		if e := v.best(); e.Exists() {
			return e
		}
		// All that were remembered are gone: now those that are looked at have room.
	}
	return Entry{}
}

// look considers some entries of each database, and tells whether there are any.
func (v *Eviction) look() (found bool) {
	for i := range v.keyspace.databases {
		if db := &v.keyspace.databases[i]; v.eligible(db) > 0 {
			db.Sample(v.samples, v.policy.Volatile, v.add)
			found = true
		}
	}
	return found
}

// eligible is the number of entries of a database that may go.
func (v *Eviction) eligible(db *DB) int {
	if v.policy.Volatile {
		return db.expires
	}
	return db.length
}

// best takes the candidate out of the pool that is to go first. One that exists
// no more, or has no expiry any more, is dropped.
func (v *Eviction) best() Entry {
	for v.length > 0 {
		v.length--
		c := &v.pool[v.length]
		e := v.keyspace.databases[c.database].withHash(c.hash)
		if e.Exists() && (!v.policy.Volatile || e.ExpireAt() != NoExpiry) {
			return e
		}
	}
	return Entry{}
}

// withHash finds the entry whose key has the hash, or the zero Entry.
func (db *DB) withHash(hash uint64) Entry {
	if ref := db.lookupHash(db.space, hash); ref != 0 {
		return Entry{db, ref}
	}
	return Entry{}
}

// consider puts an entry into the pool if its score is high enough. A full pool
// loses its lowest score then.
func (v *Eviction) consider(e Entry) {
	score := v.score(e)
	place := 0
	for place < v.length && v.pool[place].score < score {
		place++
	}
	switch {
	case v.length < poolSize:
		copy(v.pool[place+1:], v.pool[place:v.length])
		v.length++
	case place == 0:
		return
	default:
		place--
		copy(v.pool[:place], v.pool[1:])
	}
	v.pool[place] = candidate{score: score, hash: e.db.secret.hash(e.Key()), database: e.db.index}
}

// score is what an entry is worth as a candidate: the seconds that it has not been
// used, what its counter lacks, or how soon it expires.
func (v *Eviction) score(e Entry) uint64 {
	switch v.policy.Order {
	case ByFrequency:
		return counterMax - uint64(e.Frequency())
	case ByExpiry:
		return math.MaxUint64 - uint64(e.ExpireAt())
	}
	return uint64(e.IdleSeconds())
}

// any is Next of ByChance: an entry of the next database that has one to go.
func (v *Eviction) any() Entry {
	for range v.keyspace.databases {
		v.last = (v.last + 1) % len(v.keyspace.databases)
		if db := &v.keyspace.databases[v.last]; v.eligible(db) > 0 {
			return v.draw(db)
		}
	}
	return Entry{}
}

// draw is any entry of the database that may go; there is one.
func (v *Eviction) draw(db *DB) Entry {
	if !v.policy.Volatile {
		return db.RandomEntry()
	}
	db.Sample(1, true, v.keep)
	e := v.drawn
	v.drawn, v.met = Entry{}, 0
	return e
}

// take draws among the entries that it is shown, which come from one place together:
// each takes the place of the one drawn before with its share of the chance.
func (v *Eviction) take(e Entry) {
	v.met++
	if v.keyspace.random.below(v.met) == 0 {
		v.drawn = e
	}
}
