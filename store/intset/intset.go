package intset

import (
	"encoding/binary"
	"math"
)

// HeaderSize is the offset of the first integer, and the length of a set without
// any.
const HeaderSize = 8

const countAt = 4 // the offset of the count in the header

// Init makes p, of HeaderSize bytes, a set without integers.
func Init(p []byte) {
	if len(p) != HeaderSize {
		panic("intset: an empty one has another size")
	}
	setHeader(p, 2, 0)
}

// Len is the number of integers.
func Len(p []byte) int { return int(binary.LittleEndian.Uint32(p[countAt:])) }

// Width is the number of bytes of each integer of the set: 2, 4 or 8.
func Width(p []byte) int { return int(binary.LittleEndian.Uint32(p)) }

// WidthOf is the number of bytes that an integer needs: 2, 4 or 8.
func WidthOf(n int64) int {
	switch {
	case n >= math.MinInt16 && n <= math.MaxInt16:
		return 2
	case n >= math.MinInt32 && n <= math.MaxInt32:
		return 4
	}
	return 8
}

// At is the integer with this index, in ascending order. It exists.
func At(p []byte, index int) int64 { return get(p[HeaderSize:], Width(p), index) }

// Min is the least integer of a set that has any.
func Min(p []byte) int64 { return At(p, 0) }

// Max is the greatest integer of a set that has any.
func Max(p []byte) int64 { return At(p, Len(p)-1) }

// Search is the index of n, or, if it is not found, that which it would have.
func Search(p []byte, n int64) (index int, found bool) {
	width := Width(p)
	low, high := 0, Len(p)
	if WidthOf(n) > width {
		if n < 0 {
			return low, false
		}
		return high, false
	}
	return bisect(p, low, high, n)
}

// bisect is Search among the integers from low to before high.
func bisect(p []byte, low, high int, n int64) (index int, found bool) {
	width, integers := Width(p), p[HeaderSize:]
	for low < high {
		middle := int(uint(low+high) / 2)
		if get(integers, width, middle) < n {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low, low < Len(p) && get(integers, width, low) == n
}

// SearchFrom is Search of an n that is above the first from integers. It takes time
// by how far it gets, so that a walk over two sets costs what both have together.
func SearchFrom(p []byte, from int, n int64) (index int, found bool) {
	width, count := Width(p), Len(p)
	integers := p[HeaderSize:]
	low, high := from, from
	for step := 1; high < count && get(integers, width, high) < n; step *= 2 {
		low = high + 1
		high += step
	}
	return bisect(p, low, min(high, count), n)
}

// SizeWith is how many bytes the set takes with n, which it does not have, too.
func SizeWith(p []byte, n int64) int {
	return HeaderSize + max(Width(p), WidthOf(n))*(Len(p)+1)
}

// Insert puts n where Search, which did not find it, said. p is SizeWith bytes
// long and begins with the set without n.
func Insert(p []byte, index int, n int64) {
	width, count := Width(p), Len(p)
	if len(p) != SizeWith(p, n) || index < 0 || index > count {
		panic("intset: the slice is not as long as the edit needs")
	}
	if WidthOf(n) > width {
		widen(p, WidthOf(n), index)
		width = WidthOf(n)
	} else {
		from := HeaderSize + index*width
		copy(p[from+width:], p[from:HeaderSize+count*width])
	}
	put(p[HeaderSize:], width, index, n)
	setHeader(p, width, count+1)
}

// widen gives all integers another width, from the last on, so that none is
// overwritten before it is read, and leaves room for one at index.
func widen(p []byte, width, index int) {
	integers, from := p[HeaderSize:], Width(p)
	for i := Len(p) - 1; i >= 0; i-- {
		to := i
		if i >= index {
			to++
		}
		put(integers, width, to, get(integers, from, i))
	}
}

// Delete removes the integer with this index, and returns how many bytes p has
// too many afterwards.
func Delete(p []byte, index int) (bytes int) {
	width, count := Width(p), Len(p)
	if index < 0 || index >= count {
		panic("intset: no integer to delete")
	}
	at := HeaderSize + index*width
	copy(p[at:], p[at+width:])
	setHeader(p, width, count-1)
	return width
}

// Valid tells whether p, which may be anything, is a set: whether the width is
// one that exists, the length right, and each integer greater than the one
// before. One without integers is valid, though no key has it.
func Valid(p []byte) bool {
	if len(p) < HeaderSize {
		return false
	}
	width, count := Width(p), Len(p)
	if width != 2 && width != 4 && width != 8 || len(p) != HeaderSize+width*count {
		return false
	}
	for i := 1; i < count; i++ {
		if At(p, i-1) >= At(p, i) {
			return false
		}
	}
	return true
}

func setHeader(p []byte, width, count int) {
	if count > math.MaxUint32 {
		panic("intset: over 4,294,967,295 integers")
	}
	binary.LittleEndian.PutUint32(p, uint32(width))
	binary.LittleEndian.PutUint32(p[countAt:], uint32(count))
}

// get reads one of the integers, which have this width.
func get(integers []byte, width, index int) int64 {
	switch at := integers[index*width:]; width {
	case 2:
		return int64(int16(binary.LittleEndian.Uint16(at)))
	case 4:
		return int64(int32(binary.LittleEndian.Uint32(at)))
	default:
		return int64(binary.LittleEndian.Uint64(at))
	}
}

// put writes one of the integers, which have this width.
func put(integers []byte, width, index int, n int64) {
	switch at := integers[index*width:]; width {
	case 2:
		binary.LittleEndian.PutUint16(at, uint16(n))
	case 4:
		binary.LittleEndian.PutUint32(at, uint32(n))
	default:
		binary.LittleEndian.PutUint64(at, uint64(n))
	}
}
