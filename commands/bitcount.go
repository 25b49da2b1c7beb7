package commands

import (
	"encoding/binary"
	"math/bits"

	"seedis/resp"
	"seedis/store"
)

// bitCount is BITCOUNT key [start end [BYTE | BIT]]. Without the key, nothing
// asks for what follows it.
func bitCount(c *Call) {
	e, ok := c.readAs(store.String, c.Key(1))
	if !ok {
		return
	}
	if !e.Exists() {
		c.Reply.Int(0)
		return
	}
	text := e.Text(&c.digits)
	if r, ok := c.countRange(len(text)); ok {
		c.Reply.Int(int64(countBits(text, r)))
	}
}

// countRange is the range that the arguments name. An error is the reply. Of
// two indexes from the end in the wrong order, Redis does not look at the unit.
func (c *Call) countRange(length int) (bitRange, bool) {
	switch c.Args.Len() {
	case 2:
		return wholeString(length), true
	case 4, 5:
	default:
		c.Reply.Error(resp.ErrSyntax)
		return bitRange{}, false
	}
	start, ok := c.integer(2)
	if !ok {
		return bitRange{}, false
	}
	end, ok := c.integer(3)
	if !ok {
		return bitRange{}, false
	}
	if end < start && start < 0 {
		return bitRange{}, true
	}
	unit, ok := c.rangeUnit(4)
	if !ok {
		return bitRange{}, false
	}
	return newBitRange(start, end, unit, length), true
}

// countBits counts the bits of the range that are 1.
func countBits(text []byte, r bitRange) int {
	if r.empty() {
		return 0
	}
	first, last := r.first/8, (r.end-1)/8
	count := countOnes(text[first : last+1])
	count -= bits.OnesCount8(text[first] &^ (0xff >> (r.first % 8)))
	count -= bits.OnesCount8(text[last] & (0x7f >> ((r.end - 1) % 8)))
	return count
}

// countOnes counts the bits that are 1. Four counts at a time do not wait for
// each other.
func countOnes(b []byte) int {
	const stride = 32
	var one, two, three, four int
	for ; len(b) >= stride; b = b[stride:] {
		one += bits.OnesCount64(binary.NativeEndian.Uint64(b))
		two += bits.OnesCount64(binary.NativeEndian.Uint64(b[8:]))
		three += bits.OnesCount64(binary.NativeEndian.Uint64(b[16:]))
		four += bits.OnesCount64(binary.NativeEndian.Uint64(b[24:]))
	}
	for _, rest := range b {
		one += bits.OnesCount8(rest)
	}
	return one + two + three + four
}
