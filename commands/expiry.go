package commands

import (
	"math"

	"seedis/resp"
)

// expiryUnit says how an argument gives a time to expire at.
type expiryUnit struct {
	word string
	// scale is the length of the unit, in milliseconds.
	scale int64
	// absolute tells a time since 1970 from a span that begins now.
	absolute bool
}

// The units, by their words in SET.
var (
	inSeconds      = expiryUnit{"ex", 1000, false}
	inMilliseconds = expiryUnit{"px", 1, false}
	atSecond       = expiryUnit{"exat", 1000, true}
	atMillisecond  = expiryUnit{"pxat", 1, true}

	expiryUnits = [...]expiryUnit{inSeconds, inMilliseconds, atSecond, atMillisecond}
)

func expiryUnitNamed(word []byte) (expiryUnit, bool) {
	for _, unit := range expiryUnits {
		if isWord(word, unit.word) {
			return unit, true
		}
	}
	return expiryUnit{}, false
}

// at is the time that n units mean, in milliseconds since 1970, and whether
// there is one that 64 bits hold.
func (u expiryUnit) at(n, now int64) (int64, bool) {
	if n > math.MaxInt64/u.scale || n < math.MinInt64/u.scale {
		return 0, false
	}
	n *= u.scale
	if u.absolute {
		return n, true
	}
	return n + now, n <= math.MaxInt64-now
}

// expiryAt is the time that argument i gives for a new value, in milliseconds
// since 1970. It is not 0 or less, nor is the argument; otherwise the error is
// the reply.
func (c *Call) expiryAt(i int, unit expiryUnit) (int64, bool) {
	n, ok := c.integer(i)
	if !ok {
		return 0, false
	}
	at, ok := unit.at(n, c.Now)
	if !ok || n <= 0 {
		c.Reply.Error(resp.ErrInvalidExpire, c.Command.FullName)
		return 0, false
	}
	return at, true
}
