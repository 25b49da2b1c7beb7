package listpack

import (
	"encoding/binary"
	"math"
)

// Digits is the length of the longest integer in decimal.
const Digits = 20

// The first byte of an entry. Those with a number or a length in them are to be
// completed with its high bits.
const (
	integer7  = 0x00
	text6     = 0x80
	integer13 = 0xC0
	text12    = 0xE0
	text32    = 0xF0
	integer16 = 0xF1
	integer24 = 0xF2
	integer32 = 0xF3
	integer64 = 0xF4
)

// Value is a text or an integer encoded for a listpack: to be looked for, and
// written, any number of times. It is a view of the text that it was made from,
// which must not lie in a listpack that the Value is written to.
type Value struct {
	text     []byte  // none for an integer
	head     [9]byte // what stands before the text, or the whole integer
	headSize int
}

// Encode makes v the Value of a text. If it is what an integer looks like, then it
// is one. A Value is made in place: the processor waits when words are copied that
// were just written byte by byte, as they are on their way out of a function.
func (v *Value) Encode(text []byte) {
	if n, ok := ParseInteger(text); ok {
		v.EncodeInt(n)
		return
	}
	v.text = text
	switch n := len(text); {
	case n < 1<<6:
		v.head[0], v.headSize = text6|byte(n), 1
	case n < 1<<12:
		v.head[0], v.head[1], v.headSize = text12|byte(n>>8), byte(n), 2
	default:
		v.head[0], v.headSize = text32, 5
		binary.LittleEndian.PutUint32(v.head[1:], uint32(n))
	}
}

// EncodeInt makes v the Value of an integer.
func (v *Value) EncodeInt(n int64) {
	v.text = nil
	switch {
	case n >= 0 && n < 1<<7:
		v.head[0], v.headSize = integer7|byte(n), 1
	case n >= -1<<12 && n < 1<<12:
		v.head[0], v.head[1], v.headSize = integer13|byte(n>>8)&0x1F, byte(n), 2
	default:
		binary.LittleEndian.PutUint64(v.head[1:], uint64(n))
		v.head[0], v.headSize = wideInteger(n)
	}
}

// wideInteger returns the first byte of an integer of at least 16 bits, and its
// size in bytes with that.
func wideInteger(n int64) (first byte, size int) {
	switch {
	case n >= math.MinInt16 && n <= math.MaxInt16:
		return integer16, 3
	case n >= -1<<23 && n < 1<<23:
		return integer24, 4
	case n >= math.MinInt32 && n <= math.MaxInt32:
		return integer32, 5
	}
	return integer64, 9
}

// Size is how many bytes an entry with this value takes.
func (v *Value) Size() int {
	n := v.encoded()
	return n + backlenSize(n)
}

// encoded is Size without the backlen.
func (v *Value) encoded() int { return v.headSize + len(v.text) }

// put writes the entry to the beginning of p and returns what is behind it.
func (v *Value) put(p []byte) []byte {
	n := v.headSize
	if n == 1 { // mostly, and a call is dear for it
		p[0] = v.head[0]
	} else {
		copy(p, v.head[:n])
	}
	n += copy(p[n:], v.text)
	return p[n+putBacklen(p[n:], n):]
}

// backlenSize is how many bytes the backlen of an encoding of n bytes takes. From
// two bytes on, the largest number of so many bits takes a byte more than it
// needs: Redis does it so.
func backlenSize(n int) int {
	switch {
	case n < 1<<7:
		return 1
	case n < 1<<14-1:
		return 2
	case n < 1<<21-1:
		return 3
	case n < 1<<28-1:
		return 4
	}
	return 5
}

// putBacklen writes the backlen of an encoding of n bytes to the beginning of p,
// and returns its own size.
func putBacklen(p []byte, n int) int {
	size := backlenSize(n)
	for i := size - 1; i > 0; i-- {
		p[i] = byte(n) | 0x80
		n >>= 7
	}
	p[0] = byte(n)
	return size
}

// backlen reads the backlen that ends before at.
func backlen(p []byte, at int) int {
	n := 0
	for shift := 0; ; shift += 7 {
		at--
		n |= int(p[at]&0x7F) << shift
		if p[at]&0x80 == 0 {
			return n
		}
	}
}

// ParseInteger reads the one form in which a 64-bit integer is written: no plus
// sign, no leading zero, no "-0" (Redis's string2ll).
func ParseInteger(text []byte) (n int64, ok bool) {
	if len(text) == 0 || len(text) > Digits || text[0] > '9' {
		return 0, false
	}
	digits := text
	negative := text[0] == '-'
	if negative {
		digits = text[1:]
	}
	if len(digits) == 0 || len(digits) >= Digits || digits[0] == '0' {
		return 0, len(text) == 1 && text[0] == '0'
	}
	var magnitude uint64 // 19 digits cannot overflow it
	for _, c := range digits {
		digit := c - '0'
		if digit > 9 {
			return 0, false
		}
		magnitude = magnitude*10 + uint64(digit)
	}
	if negative {
		return -int64(magnitude), magnitude <= 1<<63
	}
	return int64(magnitude), magnitude < 1<<63
}
