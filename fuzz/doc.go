// Package fuzz holds the fuzz targets whose input comes from the network: the
// parser alone, and the server as a whole. It has no code of its own but
// tests, and stands beside the rooms that it attacks.
//
// The inputs under testdata/fuzz are run by every `go test`; to look for new
// ones:
//
//	go test ./fuzz -fuzz FuzzParser -fuzztime 60s -fuzzminimizetime 10x
//
// (without the last, making one long input shorter can take the whole time).
// `make fuzz` does the same with both targets, for longer.
// An input that once failed stays there, under a name that tells what it is.
package fuzz
