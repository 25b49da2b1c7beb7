// Package listpack is the bytes of Redis's listpack: many short values in one
// piece of memory, read in both directions. Small hashes, sorted sets and lists
// are listpacks, so DUMP and RDB files copy them as they are.
//
// # Layout
//
// The layout is Redis 7.0's (https://github.com/antirez/listpack). Numbers are
// little-endian but where the drawing says otherwise.
//
//	+-------------+-------------+-------+-------+-----+------+
//	| bytes (4)   | entries (2) | entry | entry | ... | 0xFF |
//	+-------------+-------------+-------+-------+-----+------+
//	  all of them   65535: count them
//
// An entry is its encoding and then the length of that in bytes, the backlen,
// by which the entry behind finds it:
//
//	0nnnnnnn                        integer of 0 to 127
//	10llllll text                   text of up to 63 bytes
//	110nnnnn nnnnnnnn               integer of 13 bits, the high ones first
//	1110llll llllllll text          text of up to 4095 bytes, the high bits first
//	11110000 (4 bytes) text         text of any length
//	11110001 (2 bytes)              integer of 16 bits
//	11110010 (3 bytes)              integer of 24 bits
//	11110011 (4 bytes)              integer of 32 bits
//	11110100 (8 bytes)              integer of 64 bits
//
// The backlen has 7 bits in each of its 1 to 5 bytes, the high ones first. It is
// read from its last byte on; every byte but the first has its top bit set.
//
// # One encoding a value
//
// A value that has the digits of a 64-bit integer, as Redis would write them,
// is always an integer in the shortest encoding, and no other value is one. So
// two entries are equal exactly when their bytes are, and Find compares bytes.
//
// # Whose memory
//
// The memory is the caller's. A Value tells how many bytes an edit adds; the
// caller makes the slice that much longer and hands it over to be edited. An
// edit that makes a listpack shorter tells by how much, and the caller cuts the
// slice. Everywhere else a slice is exactly the listpack. Bytes from outside go
// through Valid first; all else trusts them.
package listpack
