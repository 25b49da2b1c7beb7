package commands

import "seedis/resp"

// bitRange is a part of a string, in bits: from first up to, but not with, end.
// It is empty if end is not beyond first.
type bitRange struct {
	first, end int64
}

func (r bitRange) empty() bool { return r.first >= r.end }

// wholeString is the range of all bits of a string, given its length in bytes.
func wholeString(length int) bitRange { return bitRange{0, int64(length) * 8} }

// The units of a range's indexes, in bits.
const (
	inBits  = 1
	inBytes = 8
)

// rangeUnit is the unit that argument i names, bytes if it is not there. If it
// names none, the error is the reply.
func (c *Call) rangeUnit(i int) (unit int64, ok bool) {
	switch {
	case i >= c.Args.Len() || c.isWord(i, "byte"):
		return inBytes, true
	case c.isWord(i, "bit"):
		return inBits, true
	}
	c.Reply.Error(resp.ErrSyntax)
	return 0, false
}

// newBitRange is the range from index start to index end, both included, of a
// string of length bytes. A negative index counts from the end of the string,
// and one before its begin means the begin.
func newBitRange(start, end, unit int64, length int) bitRange {
	size := int64(length) * 8 / unit
	if start < 0 {
		start = max(start+size, 0)
	}
	if end < 0 {
		end = max(end+size, 0)
	}
	return bitRange{min(start, size) * unit, (min(end, size-1) + 1) * unit}
}
