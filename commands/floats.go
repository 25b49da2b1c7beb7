package commands

import (
	"bytes"
	"math/big"

	"seedis/resp"
	"seedis/store"
)

// incrByFloat is INCRBYFLOAT key increment. Redis computes with the 80 bits of
// the x87's extended precision, of which big.Float has the 64 of the mantissa.
// The effect is the sum, so that nobody has to add in the same way.
func incrByFloat(c *Call) {
	key := c.Key(1)
	e, ok := c.writeAs(store.String, key)
	if !ok {
		return
	}
	var value, increment big.Float
	expireAt := store.NoExpiry
	if e.Exists() {
		if !parseExtended(&value, e.Text(&c.digits)) {
			c.Reply.Error(resp.ErrNotFloat)
			return
		}
		expireAt = e.ExpireAt()
	}
	if !parseExtended(&increment, c.Args.At(2)) {
		c.Reply.Error(resp.ErrNotFloat)
		return
	}
	if !addExtended(&value, &increment) {
		c.Reply.Error(resp.ErrNaNOrInfinity)
		return
	}
	var room [extendedUsual]byte
	e = c.DB.SetText(key, e, appendExtended(room[:0], &value), expireAt)
	text := e.Text(&c.digits)
	c.Sink.Modified(c.DB, key.Bytes, eventFloat, 1)
	c.effect(append(c.argv, wordSet, key.Bytes, text, wordKeepTTL))
	c.Reply.Bulk(text)
}

// extendedUsual is room for most numbers in decimal: 40 digits, a sign, a point,
// and 17 digits more.
const extendedUsual = 64

// addExtended adds to a number, and tells whether the sum is one.
func addExtended(value, increment *big.Float) bool {
	if value.IsInf() || increment.IsInf() {
		return false
	}
	value.SetPrec(extendedPrecision).Add(value, increment)
	return value.MantExp(nil) <= extendedExponentMax
}

// negligible is the power of 2 below which a number is less than half of the
// last of 17 digits behind the point, and so is written as 0.
const negligible = -58

// appendExtended appends a number in decimal as C's "%.17Lf" does, but without
// zeros that end a fraction. The thousands of digits that a tiny number has are
// not worked out to be dropped.
func appendExtended(dst []byte, value *big.Float) []byte {
	if value.MantExp(nil) <= negligible {
		return append(dst, '0')
	}
	start := len(dst)
	dst = bytes.TrimRight(value.Append(dst, 'f', 17), "0")
	dst = bytes.TrimSuffix(dst, []byte("."))
	if string(dst[start:]) == "-0" {
		return append(dst[:start], '0')
	}
	return dst
}
