// Package rdb is the format in which Redis writes values into a file: so far how
// long it makes one. It does no I/O and knows nothing of the keyspace: text comes
// in, a length comes out.
//
// A string is written in one of three ways (string.go):
//
//	integer      a byte for the width, and 1, 2 or 4 bytes
//	compressed   a byte, both lengths, and what LZF makes of it (lzf.go)
//	plain        its length and its bytes
//
// A collection is made of strings (collection.go).
//
// The layout is that of https://rdb.fnordig.de/file_format.html. Two servers give
// one string the same length only if their compressors find the same matches, so
// this one finds those that Redis's finds.
package rdb
