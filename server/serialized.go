package server

import (
	"math"

	"seedis/store"
)

// serializedLength is the length that a string has in an RDB file, in bytes,
// without the byte of its type: DEBUG OBJECT tells it.
func serializedLength(e store.Entry, compress bool) int {
	var scratch [store.Digits]byte
	text := e.Text(&scratch)
	// A string of up to 11 bytes may be an integer of 32 bits, which is written
	// as such; longer ones are too great.
	if n, ok := e.Int(); ok && len(text) <= len("-2147483648") {
		if length := serializedInteger(n); length > 0 {
			return length
		}
	}
	if compress && len(text) > compressedMin {
		if length := lzfLength(text); length > 0 {
			return 1 + serializedCount(length) + serializedCount(len(text)) + length
		}
	}
	return serializedCount(len(text)) + len(text)
}

// compressedMin is the longest string that is never compressed: it would not
// get shorter by much.
const compressedMin = 20

// serializedInteger is a byte for the width and the integer in 1, 2 or 4 bytes;
// 0 if it needs more.
func serializedInteger(n int64) int {
	switch {
	case n == int64(int8(n)):
		return 2
	case n == int64(int16(n)):
		return 3
	case n == int64(int32(n)):
		return 5
	}
	return 0
}

// serializedCount is the length of a length: 6, 14, 32 or 64 bits with a prefix.
func serializedCount(n int) int {
	switch {
	case n < 1<<6:
		return 1
	case n < 1<<14:
		return 2
	case n <= math.MaxUint32:
		return 5
	}
	return 9
}

// The bounds of LZF's format: a run of literals has at most lzfRunMax bytes, a
// match has at most lzfMatchMax and begins at most lzfDistanceMax bytes before.
const (
	lzfRunMax      = 1 << 5
	lzfMatchMax    = 1<<8 + 1<<3
	lzfDistanceMax = 1 << 13
)

// lzf walks over a text as LZF's compressor does and counts what it would
// write. The places of three bytes are remembered by a hash of them, the last
// one only, so that the outcome depends on the hash.
type lzf struct {
	text    []byte
	places  [1 << 16]int32 // by hash; place 0 stands for none
	written int
	run     int // literals since the last match, in a run that is open
	limit   int // of what may be written
}

// lzfLength is how many bytes LZF makes of a text, 0 if it does not save five.
func lzfLength(text []byte) int {
	z := &lzf{text: text, limit: len(text) - 4, written: 1}
	at := 0
	for at < len(text)-2 {
		place := z.remember(at)
		if !z.matches(place, at) {
			if z.written >= z.limit {
				return 0
			}
			z.literal()
			at++
			continue
		}
		if z.written-z.closed()+4 >= z.limit {
			return 0
		}
		length := z.matchLength(place, at)
		z.match(length)
		at += length
		if at < len(text)-2 {
			z.remember(at - 2)
			z.remember(at - 1)
		}
	}
	if z.written+3 > z.limit {
		return 0
	}
	for ; at < len(text); at++ {
		z.literal()
	}
	return z.written - z.closed()
}

// remember notes the place of three bytes and returns the one noted before.
func (z *lzf) remember(at int) int {
	three := uint32(z.text[at])<<16 | uint32(z.text[at+1])<<8 | uint32(z.text[at+2])
	place := &z.places[uint16(three>>8-5*three)]
	before := *place
	*place = int32(at)
	return int(before)
}

// matches tells whether the same three bytes are at both places. The first
// place of all is never found.
func (z *lzf) matches(place, at int) bool {
	return place > 0 && at-place <= lzfDistanceMax && string(z.text[place:place+3]) == string(z.text[at:at+3])
}

// matchLength is how far the bytes at both places are the same. Up to 18 bytes
// are compared at once where there are so many, in disregard of the two that a
// match otherwise leaves at the end of the text.
func (z *lzf) matchLength(place, at int) int {
	longest := min(len(z.text)-at-2, lzfMatchMax)
	length := 3
	if longest > 16 {
		for ; length <= 18; length++ {
			if z.text[place+length] != z.text[at+length] {
				return length
			}
		}
	}
	for length < longest && z.text[place+length] == z.text[at+length] {
		length++
	}
	return length
}

// closed is 1 if the open run is empty: its byte of length is taken back then.
func (z *lzf) closed() int {
	if z.run == 0 {
		return 1
	}
	return 0
}

func (z *lzf) literal() {
	z.run++
	z.written++
	if z.run == lzfRunMax {
		z.run = 0
		z.written++
	}
}

// match writes a distance and a length, and opens the next run.
func (z *lzf) match(length int) {
	z.written += 2 - z.closed()
	if length-2 >= 7 {
		z.written++
	}
	z.run = 0
	z.written++
}
