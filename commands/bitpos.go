package commands

import (
	"encoding/binary"
	"math/bits"

	"seedis/resp"
	"seedis/store"
)

// bitPos is BITPOS key bit [start [end [BYTE | BIT]]]. Without the key, nothing
// asks for what follows the bit.
func bitPos(c *Call) {
	bit, ok := c.integer(2)
	if !ok {
		return
	}
	if bit&^1 != 0 {
		c.Reply.Error(resp.ErrBitSought)
		return
	}
	e, ok := c.readAs(store.String, c.Key(1))
	if !ok {
		return
	}
	if !e.Exists() {
		c.Reply.Int(-bit) // its first 0 is bit 0, and 1 is nowhere
		return
	}
	text := e.Text(&c.digits)
	r, ok := c.searchRange(len(text))
	if !ok {
		return
	}
	position := findBit(text, r, byte(bit))
	if position < 0 && bit == 0 && !r.empty() && c.Args.Len() <= 4 {
		position = r.end // no end was given, and behind the string all is 0
	}
	c.Reply.Int(position)
}

// searchRange is the range that the arguments name. An error is the reply; the
// unit is looked at before the end.
func (c *Call) searchRange(length int) (r bitRange, ok bool) {
	switch c.Args.Len() {
	case 3:
		return wholeString(length), true
	case 4, 5, 6:
	default:
		c.Reply.Error(resp.ErrSyntax)
		return r, false
	}
	start, ok := c.integer(3)
	if !ok {
		return r, false
	}
	unit, ok := c.rangeUnit(5)
	if !ok {
		return r, false
	}
	end := int64(-1)
	if c.Args.Len() > 4 {
		if end, ok = c.integer(4); !ok {
			return r, false
		}
	}
	return newBitRange(start, end, unit, length), true
}

// findBit finds the first bit of the range that is bit, -1 if there is none.
func findBit(text []byte, r bitRange, bit byte) int64 {
	if r.empty() {
		return -1
	}
	without := bit - 1 // a byte that has no such bit: 0xff if 0 is sought
	text = text[:(r.end+7)/8]
	at := int(r.first / 8)
	found := (text[at] ^ without) & (0xff >> (r.first % 8))
	if found == 0 {
		at += 1 + runLength(text[at+1:], without)
		if at == len(text) {
			return -1
		}
		found = text[at] ^ without
	}
	position := int64(at)*8 + int64(bits.LeadingZeros8(found))
	if position >= r.end {
		return -1
	}
	return position
}

// runLength is how many bytes at the begin of b are value, which is 0 or 0xff.
func runLength(b []byte, value byte) int {
	rest := b
	word := -uint64(value & 1)
	for len(rest) >= 8 && binary.NativeEndian.Uint64(rest) == word {
		rest = rest[8:]
	}
	for len(rest) > 0 && rest[0] == value {
		rest = rest[1:]
	}
	return len(b) - len(rest)
}
