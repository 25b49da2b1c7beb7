package listpack

import (
	"encoding/binary"
	"math"
)

const (
	// HeaderSize is the offset of the first entry.
	HeaderSize = 6

	// EmptySize is the length of a listpack without entries.
	EmptySize = HeaderSize + 1

	// MaxSize is the length in bytes up to which Redis lets a listpack grow.
	MaxSize = 1 << 30

	// None is the offset of no entry.
	None = -1

	countAt = 4    // the offset of the count in the header
	endByte = 0xFF // what stands where another entry would begin

	// uncounted in the header says that the count did not fit there once.
	uncounted = math.MaxUint16
)

// Init makes p, of EmptySize bytes, a listpack without entries.
func Init(p []byte) {
	if len(p) != EmptySize {
		panic("listpack: an empty one has another size")
	}
	setTotal(p, EmptySize)
	setCount(p, 0)
	p[HeaderSize] = endByte
}

// Len is the number of entries. When the header does not have it, Len counts,
// and puts the count there if it fits again, as Redis does.
func Len(p []byte) int {
	if n := count(p); n != uncounted {
		return n
	}
	n := 0
	for at := HeaderSize; p[at] != endByte; at += EntrySize(p, at) {
		n++
	}
	if n < uncounted {
		setCount(p, n)
	}
	return n
}

// Fits tells whether p, or an empty listpack if it is nil, may grow by so many bytes
// more.
func Fits(p []byte, more int) bool { return max(len(p), EmptySize)+more <= MaxSize }

func total(p []byte) int { return int(binary.LittleEndian.Uint32(p)) }

func setTotal(p []byte, n int) {
	if n > math.MaxUint32 {
		panic("listpack: over 4 GiB")
	}
	binary.LittleEndian.PutUint32(p, uint32(n))
}

func count(p []byte) int { return int(binary.LittleEndian.Uint16(p[countAt:])) }

func setCount(p []byte, n int) { binary.LittleEndian.PutUint16(p[countAt:], uint16(n)) }

// addCount changes the count in the header by so many entries. A count that
// has become unknown stays so, until Len looks.
func addCount(p []byte, entries int) {
	if n := count(p); n != uncounted {
		setCount(p, min(n+entries, uncounted))
	}
}
