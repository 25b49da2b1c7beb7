package store

import (
	"seedis/mem"
	"seedis/sys"
)

// Keyspace is all databases of a server. Everything in it belongs to the
// thread that owns its heap.
type Keyspace struct {
	space
}

// space is what all structures of a keyspace share: where they live, what their
// hashes and random numbers follow from, and what is configured.
type space struct {
	heap    *mem.Heap
	marks   sys.Marks
	secret  secret
	random  random
	tracker tracker
	limits  Limits
	mayGrow func(bytes int, pressing bool) bool // see AskToGrow

	databases        []DB
	reclaimer        Reclaimer // takes what is freed lazily; nil: nobody
	overwritesLazily bool

	// The scratch of what is written to a listpack: a score, and any other number.
	scoreDigits [scoreDigits]byte
	digits      [Digits]byte
}

// New makes a keyspace of empty databases whose entries and tables live in
// heap. The seed decides the hashes and the random numbers: in production it
// comes from the machine's entropy, so that no client can choose keys that
// collide. The time is 1970 until Tick tells.
func New(heap *mem.Heap, marks sys.Marks, seed uint64, databases int) *Keyspace {
	k := &Keyspace{
		space: space{
			heap: heap, marks: marks, secret: newSecret(seed), limits: defaultLimits,
			databases: make([]DB, databases),
		},
	}
	// The numbers tell nothing of the secret, from which a hash makes the first.
	k.random = newRandom(k.secret.hash([]byte("random")))
	k.tracker.random = &k.random
	k.tracker.update()
	for i := range k.databases {
		k.databases[i] = DB{space: &k.space, heap: heap, index: i}
	}
	return k
}

// Databases is the number of databases (the configuration's databases).
func (k *Keyspace) Databases() int { return len(k.databases) }

// DB is the database that SELECT i selects.
func (k *Keyspace) DB(i int) *DB { return &k.databases[i] }

// Swap exchanges the contents of two databases (SWAPDB), in constant time.
// Entries of either that were found before are the past.
func (k *Keyspace) Swap(a, b int) {
	one, other := &k.databases[a], &k.databases[b]
	one.contents, other.contents = other.contents, one.contents
}

// Key is the name of a value with its hash, which is computed once and serves
// the prefetches, the lookup and the change that follows.
type Key struct {
	Bytes []byte
	Hash  uint64
}

// Key hashes b. The result refers to b and is good in every database.
func (k *Keyspace) Key(b []byte) Key {
	return Key{Bytes: b, Hash: k.secret.hash(b)}
}
