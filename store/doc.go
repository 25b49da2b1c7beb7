// Package store is the keyspace: databases of typed values under binary keys,
// with their expiry, off the Go heap. Time is an argument; nothing here reads a
// clock, does I/O or knows a client.
//
// # Entry
//
// A key and its value are one block of mem, so that a lookup costs two cache
// lines, one of the table's bucket and one of the entry:
//
//	+------------+----------+---------+-----+-------+
//	| header     | expiry?  | lengths | key | value |
//	+------------+----------+---------+-----+-------+
//
// A large value has a block of its own, which the entry refers to.
//
// # Table
//
// Each database is a hash table of 64-byte buckets: a byte of tag per slot,
// compared before any entry is touched, and a Ref per slot; a full bucket
// chains to another. Tables grow and shrink by rehashing a few buckets with
// each access, so that no command pays for all of it.
//
// # Views
//
// An Entry, and every slice taken from it, is a view: good until the next call
// that changes its database, and never past the command that took it.
package store
