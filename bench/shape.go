//go:build linux

package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// shape is how elements are spread over collections: 10^digits consecutive
// numbers belong to one of them, so the first digits of an element's number
// name its collection and the last ones its place there.
type shape struct {
	elements int // in all, a power of ten
	digits   int
}

// digitsOf is the exponent of a power of ten.
func digitsOf(power int) int { return len(strconv.Itoa(power)) - 1 }

func (s shape) size() int        { return int(math.Pow10(s.digits)) }
func (s shape) collections() int { return s.elements / s.size() }

// name tells the shape of a data set: 100k lists of 10, a list of 1M.
func (s shape) name(noun string) string {
	if s.collections() == 1 {
		return "a " + noun + " of " + count(s.size())
	}
	return count(s.collections()) + " " + plural(noun) + " of " + count(s.size())
}

func plural(noun string) string {
	if strings.HasSuffix(noun, "sh") {
		return noun + "es"
	}
	return noun + "s"
}

// key and place are templates for an element's collection and its place.
func (s shape) key(noun string) string {
	return noun + ":" + strings.Repeat(string(firstDigit), keyDigits-s.digits)
}

func (s shape) place() string { return strings.Repeat(string(lastDigit), s.digits) }

// score has one digit more than a place, and one size for all of them.
func (s shape) score() string { return "1" + s.place() }

// unknown is as many digits as a score has, none of them known.
func (s shape) unknown() string { return strings.Repeat(string(anyByte), s.digits+1) }

// index is a place without leading zeros. In a big collection it is one of
// those between two and three tenths: a quarter of the size away from the near
// end, as an index drawn from all is on the average.
func (s shape) index() string {
	if s.digits == 1 {
		return s.place()
	}
	return "2" + s.place()[1:]
}

// indexes is a range of 100 indexes: all of a smaller collection, and in a
// bigger one those from index on.
func (s shape) indexes() (first, last string) {
	if s.digits <= 2 {
		return "0", "99"
	}
	middle := "2" + strings.Repeat(string(lastDigit), s.digits-3)
	return middle + "00", middle + "99"
}

// scores is the range of scores that the places of indexes have.
func (s shape) scores() (first, last string) {
	if s.digits <= 2 {
		return "1" + strings.Repeat("0", s.digits), "1" + strings.Repeat("9", s.digits)
	}
	first, last = s.indexes()
	return "1" + first, "1" + last
}

// inRange lists, behind a text, the places that indexes has, in order.
func (s shape) inRange(text string) []string {
	if s.digits <= 2 {
		return numbered(text, s.size())
	}
	first, _ := s.indexes()
	return numbered(text+strings.TrimSuffix(first, "00"), 100)
}

// numbered puts the numbers below count, a power of ten or less than that many
// digits fill, behind a text.
func numbered(text string, count int) []string {
	digits := len(strconv.Itoa(count - 1))
	var all []string
	for n := range count {
		all = append(all, fmt.Sprintf("%s%0*d", text, digits, n))
	}
	return all
}

// each makes a step for one in ten elements, every one of these once and always
// the same, none near the one before. Of collections of 10 it meets each.
func (s shape) each(name, reply string, arguments ...string) step {
	numbers := shuffle(s.elements/10).spaced(5, 10)
	return times(s.elements/10, numbers, name, reply, arguments...)
}

// spread makes a step for elements of all places, every one once and always the
// same.
func (s shape) spread(name, reply string, arguments ...string) step {
	return times(s.elements/10, shuffle(s.elements), name, reply, arguments...)
}

// some makes a step for elements drawn from all.
func (s shape) some(name, reply string, arguments ...string) step {
	return times(s.elements/10, draw(s.elements), name, reply, arguments...)
}

// few is some for a command that costs as much as ten others.
func (s shape) few(name, reply string, arguments ...string) step {
	return times(s.elements/100, draw(s.elements), name, reply, arguments...)
}

// fill makes a step that loads every element with a request of its own.
func (s shape) fill(reply string, arguments ...string) step {
	return filling(s.elements, reply, arguments...)
}
