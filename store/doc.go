// Package store is the keyspace: databases of typed values under binary keys,
// with their expiry, off the Go heap. Time is an argument; nothing here reads a
// clock, does I/O or knows a client.
//
// # Lookup
//
// A Key is hashed once, with a secret that no client knows (secret.go). A lookup
// then costs two cache lines, one of the table's bucket and one of the entry,
// or two where that lies across them. A batch of commands asks for all of
// its lines before it needs the first:
//
//	for each key: PrefetchBucket
//	for each key: PrefetchEntry
//	for each key: Find, and what the command does with the Entry
//
// # Entry
//
// A key and its value are one block of mem (entry.go):
//
//	+--------+---------+------------------+-----------------+-----+-------+
//	| header | expiry? | long key length? | value's block?  | key | value |
//	+--------+---------+------------------+-----------------+-----+-------+
//
// A long string has a block of its own, which the entry refers to, so that
// replacing or appending to it leaves the key alone, and another key can take it
// over as it is (move.go).
//
// The header remembers when the entry was used, or how often (access.go). A
// lookup does not count as a use; Touch does.
//
// # Collections
//
// A small list, hash, set or sorted set is in one piece, as a string is: Redis's
// own listpack or intset (packages listpack and intset). A large one has a root
// with blocks behind it (collection.go): a hash or set is a dict of elements, a
// sorted set a dict and, over the same elements, a B+ tree that counts what lies
// below each branch (tree.go), a list a chain of listpacks. Limits say when a
// collection outgrows its one piece. It stays large then, as in Redis.
//
// # Dict
//
// A database, and a large collection, is a hash table of 64-byte buckets
// (table.go, dict.go): a byte of tag for each of 7 slots, all compared at once,
// and a Ref with more bits of the hash in each slot, so that hardly a block is
// touched in vain. A full bucket chains to another. An empty database has no
// block at all.
//
// Tables grow and shrink by rehashing two buckets with each access, so that no
// command moves all of a large one, nor clears the new one (rehash.go, homes.go). An
// entry is in one place that its hash decides, while a rehash runs too. SCAN's
// cursor walks the buckets in an order that growing and shrinking keep (scan.go). Any
// entry can be drawn by lot, each as likely as every other (sample.go).
//
// A bucket marks those of its entries that have an expiry, and a table counts the marks
// in each region. So expiry and eviction find them without a second table, and touch no
// other (volatile.go), however rare they are (region.go).
//
// # Death
//
// Whatever no key leads to any more, a value or all that a database had, is taken
// apart in one way: in slices, by any thread that was handed it (remains.go). Who
// removes it frees it at once, or leaves what takes long to the Reclaimer
// (reclaim.go).
//
// # Views
//
// An Entry, and every slice taken from it, is a view: good until its key is
// changed or deleted, and never past the command that took it. A change returns
// the Entry as it is afterwards. Lookups of other keys, and changes to them,
// leave it as it is.
package store
