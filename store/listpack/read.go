package listpack

import (
	"encoding/binary"
	"strconv"
)

// sizes has, by the first byte of an entry, how many bytes the entry takes, and
// 0 where that byte does not tell.
var sizes = sizesByFirst()

func sizesByFirst() (sizes [256]uint8) {
	const backlen = 1
	for first := range sizes {
		switch {
		case first < text6:
			sizes[first] = 1 + backlen
		case first < integer13:
			sizes[first] = uint8(1 + first - text6 + backlen)
		case first < text12:
			sizes[first] = 2 + backlen
		}
	}
	sizes[integer16] = 3 + backlen
	sizes[integer24] = 4 + backlen
	sizes[integer32] = 5 + backlen
	sizes[integer64] = 9 + backlen
	return sizes
}

// EntrySize is how many bytes the entry at the offset takes.
func EntrySize(p []byte, at int) int {
	if n := int(sizes[p[at]]); n != 0 {
		return n
	}
	return longSize(p, at)
}

// longSize is EntrySize where the first byte does not tell it.
func longSize(p []byte, at int) int {
	head, length := longText(p, at)
	return head + length + backlenSize(head+length)
}

// longText returns the length of a text over 63 bytes, and of what stands
// before it.
func longText(p []byte, at int) (head, length int) {
	switch first := p[at]; {
	case first == text32:
		return 5, int(binary.LittleEndian.Uint32(p[at+1:]))
	case first&0xF0 == text12:
		return 2, int(first&0x0F)<<8 | int(p[at+1])
	}
	panic("listpack: no entry begins here")
}

// Decode reads the entry at the offset, as a view of p: a text, or, where text
// is nil, an integer. next is the offset of the entry behind it, or End.
func Decode(p []byte, at int) (text []byte, n int64, next int) {
	first := p[at]
	if first&0xC0 == text6 {
		end := at + 1 + int(first&0x3F)
		return p[at+1 : end], 0, end + 1
	}
	if next = at + int(sizes[first]); next != at {
		return nil, integer(p, at), next
	}
	head, length := longText(p, at)
	end := at + head + length
	return p[at+head : end], 0, end + backlenSize(end-at)
}

// integer reads the entry at the offset, which is an integer.
func integer(p []byte, at int) int64 {
	switch first := p[at]; first {
	case integer16:
		return int64(int16(binary.LittleEndian.Uint16(p[at+1:])))
	case integer24:
		return int64(int32(binary.LittleEndian.Uint32(p[at:])) >> 8)
	case integer32:
		return int64(int32(binary.LittleEndian.Uint32(p[at+1:])))
	case integer64:
		return int64(binary.LittleEndian.Uint64(p[at+1:]))
	default:
		if first < text6 {
			return int64(first)
		}
		const above = 16 - 13 // the bits of first that say what kind it is
		return int64(int16((uint16(first)<<8|uint16(p[at+1]))<<above) >> above)
	}
}

// Text is Decode for those who want bytes: the digits of an integer are written
// to scratch. The text is good until either p or scratch changes.
func Text(p []byte, at int, scratch *[Digits]byte) (text []byte, next int) {
	text, n, next := Decode(p, at)
	if text == nil {
		text = strconv.AppendInt(scratch[:0], n, 10)
	}
	return text, next
}

// Integer returns the integer at the offset, if it is one.
func Integer(p []byte, at int) (n int64, ok bool) {
	text, n, _ := Decode(p, at)
	return n, text == nil
}
