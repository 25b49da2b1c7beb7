// Package intset is the bytes of Redis's intset: a small set of integers, sorted,
// all of one width. DUMP and RDB files copy them as they are.
//
// # Layout
//
// All numbers are little-endian.
//
//	+-----------+--------------+---------+---------+-----+---------+
//	| width (4) | integers (4) | integer | integer | ... | integer |
//	+-----------+--------------+---------+---------+-----+---------+
//	  2, 4 or 8   how many       each of width bytes, the least first
//
// The width is that of the widest integer that the set has ever had: it grows
// when one needs more, and never shrinks.
//
// # Whose memory
//
// The memory is the caller's. SizeWith tells how long the slice must be for one
// more integer; the caller makes it so and hands it over to Insert. Delete tells
// by how much the set became shorter, and the caller cuts the slice. Everywhere
// else a slice is exactly the set. Bytes from outside go through Valid first;
// all else trusts them.
package intset
