package commands

import (
	"bytes"
	"encoding/binary"
	"math"
	"slices"

	"seedis/resp"
)

// sortRank is the place that an element takes among the others: by the order, a
// number that says most of it, where that is equal by the element itself, and where
// that says nothing by where it was. It is small and without pointers, as many of
// them are moved often.
type sortRank struct {
	order uint64
	at    int // the element's index
}

// order ranks the elements, and tells whether it could: numbers must be numbers.
// Of the ranks only so many, from first on, are in order then.
func (s *sorter) order(c *Call, first, count int) bool {
	s.ranks = slices.Grow(s.ranks, len(s.elements))
	if s.asText {
		s.rankTexts(c)
	} else if !s.rankNumbers(c) {
		return false
	}
	s.arrangePart(first, first+count)
	return true
}

func (s *sorter) before(a, b sortRank) bool {
	if a.order != b.order {
		return a.order < b.order
	}
	if order := s.tie(a.at, b.at); order != 0 {
		return order < 0
	}
	return a.at < b.at
}

// tie is the order of two elements of which the first look says nothing. Numbers
// that are equal are ordered by the elements' bytes. Of texts that are equal the
// elements stay as they are; those of a set, which has no order, are ordered by
// their bytes, so that a replica stores what its primary does.
func (s *sorter) tie(a, b int) int {
	compared := 0
	if s.asText {
		compared = s.compareTexts(a, b)
	}
	if compared == 0 && (s.ofSet || !s.asText) {
		compared = bytes.Compare(s.elements[a], s.elements[b])
	}
	if s.descending {
		return -compared
	}
	return compared
}

// rankNumbers gives each element the order of its number: of itself, or of the
// value that the pattern names for it. It tells whether all are numbers. Values
// are looked up behind one that is none, too, as in Redis.
func (s *sorter) rankNumbers(c *Call) (ok bool) {
	ok = true
	for i, element := range s.elements {
		var number float64
		var isNumber bool
		if s.isWeighed {
			number, isNumber = s.by.weight(c, element)
		} else {
			number, isNumber = parseWeight(element)
		}
		ok = ok && isNumber
		s.rank(numberOrder(number), i)
	}
	return ok
}

func (s *sorter) rank(order uint64, at int) {
	if s.descending {
		order = ^order
	}
	s.ranks = append(s.ranks, sortRank{order, at})
}

// numberOrder is a number as an integer that is greater for a greater number.
func numberOrder(number float64) uint64 {
	const sign = 1 << 63
	bits := math.Float64bits(number + 0) // no negative zero: both are equal
	if bits&sign != 0 {
		return ^bits
	}
	return bits | sign
}

// rankTexts gives each element the order of the first bytes of its text: of
// itself, or of the value that the pattern names for it.
func (s *sorter) rankTexts(c *Call) {
	for i, element := range s.elements {
		text := element
		if s.isWeighed {
			value, ok := s.by.value(c, element)
			if text = nil; ok {
				text = s.stable(c, value)
			}
			s.weights = append(s.weights, text)
		}
		s.rank(s.textOrder(text), i)
	}
}

// textOrder is the first eight bytes of a text as a number, the first one highest.
func (s *sorter) textOrder(text []byte) uint64 {
	text = s.collated(text)
	if len(text) >= 8 {
		return binary.BigEndian.Uint64(text)
	}
	var first [8]byte
	copy(first[:], text)
	return binary.BigEndian.Uint64(first[:])
}

// collated is what counts of a text: what is stored is ordered by all bytes, what
// is replied as C's strcoll does in the locale C, up to a zero byte.
func (s *sorter) collated(text []byte) []byte {
	if s.target != 0 {
		return text
	}
	if end := bytes.IndexByte(text, 0); end >= 0 {
		return text[:end]
	}
	return text
}

// compareTexts compares what two elements are ordered by. Nothing stands before
// everything.
func (s *sorter) compareTexts(a, b int) int {
	x, y := s.elements[a], s.elements[b]
	if s.isWeighed {
		x, y = s.weights[a], s.weights[b]
		switch {
		case x == nil && y == nil:
			return 0
		case x == nil:
			return -1
		case y == nil:
			return 1
		}
	}
	return bytes.Compare(s.collated(x), s.collated(y))
}

// parseWeight reads a number of SORT: what C's strtod reads to its end, which a
// zero byte is, too. Nothing at all is 0. NaN is none, and neither is a number
// that is too large, or so small that digits of it are lost.
func parseWeight(text []byte) (number float64, ok bool) {
	if n, isInt := resp.ParseInt(text); isInt {
		return float64(n), true
	}
	text, _, _ = bytes.Cut(text, []byte{0})
	if len(text) == 0 {
		return 0, true
	}
	text = bytes.TrimLeft(text, " \t\n\v\f\r")
	number, inRange, ok := parseDouble(text)
	return number, ok && inRange && (!isSubnormal(number) || isHexadecimal(text))
}

// isSubnormal tells whether a number is so small that it has fewer digits than
// others. No decimal number that anybody writes is exactly such a one; a
// hexadecimal one is.
func isSubnormal(number float64) bool {
	const least = 0x1p-1022
	return number != 0 && -least < number && number < least
}
