package store

import (
	"seedis/mem"
	"seedis/sys"
)

// Keyspace is all databases of a server. Everything in it belongs to the
// thread that owns its heap.
type Keyspace struct {
	secret    secret
	databases []DB
}

// New makes a keyspace of empty databases whose entries and tables live in
// heap. The seed decides the hashes: in production it comes from the machine's
// entropy, so that no client can choose keys that collide.
func New(heap *mem.Heap, marks sys.Marks, seed uint64, databases int) *Keyspace {
	k := &Keyspace{secret: newSecret(seed), databases: make([]DB, databases)}
	for i := range k.databases {
		k.databases[i] = DB{heap: heap, marks: marks, secret: k.secret, index: i}
	}
	return k
}

// Databases is the number of databases (the configuration's databases).
func (k *Keyspace) Databases() int { return len(k.databases) }

// DB is the database that SELECT i selects.
func (k *Keyspace) DB(i int) *DB { return &k.databases[i] }

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
