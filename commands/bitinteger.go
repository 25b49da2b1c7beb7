package commands

import (
	"bytes"
	"encoding/binary"
	"math"

	"seedis/resp"
)

// bitInteger is a type of integers in a bitmap: "i5" is 5 bits in two's
// complement, "u5" has no sign. Every value of every type is an int64, since
// the widest types are i64 and u63.
type bitInteger struct {
	width  uint // bits
	signed bool
}

// parseBitInteger reads the name of a type, which for Redis ends at a NUL.
func parseBitInteger(name []byte) (t bitInteger, ok bool) {
	name, _, _ = bytes.Cut(name, []byte{0})
	if len(name) == 0 {
		return t, false
	}
	widest := int64(64)
	switch name[0] {
	case 'i':
		t.signed = true
	case 'u':
		widest = 63
	default:
		return t, false
	}
	width, ok := resp.ParseInt(name[1:])
	t.width = uint(width)
	return t, ok && 1 <= width && width <= widest
}

// maximum and minimum are the ends of the type's range.

func (t bitInteger) maximum() int64 {
	if t.signed {
		return math.MaxInt64 >> (64 - t.width)
	}
	return math.MaxInt64 >> (63 - t.width)
}

func (t bitInteger) minimum() int64 {
	if t.signed {
		return math.MinInt64 >> (64 - t.width)
	}
	return 0
}

// overflowMode is what becomes of a number that is out of its type's range.
type overflowMode uint8

const (
	overflowWrap overflowMode = iota // it loses its high bits
	overflowSat                      // the end of the range that is next to it
	overflowFail                     // it is not written
)

func overflowModeNamed(word []byte) (overflowMode, bool) {
	for i, name := range [...]string{overflowWrap: "wrap", overflowSat: "sat", overflowFail: "fail"} {
		if isWord(word, name) {
			return overflowMode(i), true
		}
	}
	return 0, false
}

// rangeSide tells where a number is: below the range, in it, or above.
type rangeSide int8

const (
	belowRange rangeSide = -1
	inRange    rangeSide = 0
	aboveRange rangeSide = 1
)

func (t bitInteger) sideOf(n int64) rangeSide {
	switch {
	case n < t.minimum():
		return belowRange
	case n > t.maximum():
		return aboveRange
	}
	return inRange
}

// convert makes n a value of the type, and fails only by overflowFail. A type
// without sign takes a negative number for a high one: its 64 bits without
// sign. One with a sign does so if the number is so low that its distance from
// the maximum is past 64 bits. Both are as redis-server has it.
func (t bitInteger) convert(n int64, mode overflowMode) (value int64, ok bool) {
	at := t.sideOf(n)
	tooFar := n < t.maximum()-math.MaxInt64
	if at == belowRange && (tooFar || !t.signed) {
		at = aboveRange
	}
	return t.settle(n, at, mode)
}

// add is the sum of a value of the type and any number, made to fit as convert
// does.
func (t bitInteger) add(value, increment int64, mode overflowMode) (sum int64, ok bool) {
	sum = value + increment
	at := t.sideOf(sum)
	if (sum < value) != (increment < 0) { // 64 bits do not hold it
		at = aboveRange
		if increment < 0 {
			at = belowRange
		}
	}
	return t.settle(sum, at, mode)
}

// settle makes a value of a number whose low bits are n and which is on that
// side of the range.
func (t bitInteger) settle(n int64, at rangeSide, mode overflowMode) (value int64, ok bool) {
	switch {
	case at == inRange || mode == overflowWrap:
		return t.wrap(n), true
	case mode == overflowFail:
		return 0, false
	case at == aboveRange:
		return t.maximum(), true
	}
	return t.minimum(), true
}

// wrap keeps the low bits of n.
func (t bitInteger) wrap(n int64) int64 { return t.fromTop(uint64(n) << (64 - t.width)) }

// fromTop is the value in the highest bits of a word.
func (t bitInteger) fromTop(word uint64) int64 {
	if t.signed {
		return int64(word) >> (64 - t.width)
	}
	return int64(word >> (64 - t.width))
}

// bitWindow is the 9 bytes that an integer of 64 bits may touch.
type bitWindow [9]byte

// read reads the integer that begins at bit offset.
func (t bitInteger) read(text []byte, offset int64) int64 {
	var w bitWindow
	if at := offset / 8; at < int64(len(text)) {
		copy(w[:], text[at:])
	}
	skip := offset % 8
	word := binary.BigEndian.Uint64(w[:])<<skip | uint64(w[8])>>(8-skip)
	return t.fromTop(word)
}

// write writes a value of the type from bit offset on, where text must have
// that many bits.
func (t bitInteger) write(text []byte, offset, value int64) {
	var w bitWindow
	text = text[offset/8:]
	copy(w[:], text)
	skip := offset % 8
	mask := uint64(math.MaxUint64) << (64 - t.width)
	bits := uint64(value) << (64 - t.width)
	word := binary.BigEndian.Uint64(w[:])
	binary.BigEndian.PutUint64(w[:], word&^(mask>>skip)|bits>>skip)
	w[8] = w[8]&^byte(mask<<(8-skip)) | byte(bits<<(8-skip))
	copy(text, w[:])
}
