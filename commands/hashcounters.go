package commands

import (
	"math/big"

	"seedis/resp"
	"seedis/store"
)

// hIncrBy is HINCRBY key field increment. A field that does not exist counts as
// 0.
func hIncrBy(c *Call) {
	increment, ok := c.integer(3)
	if !ok {
		return
	}
	var h store.Hash
	if !c.writeHash(&h) {
		return
	}
	field, value := c.Args.At(2), int64(0)
	if text, exists := h.Get(field, &c.digits); exists {
		if value, ok = resp.ParseInt(text); !ok {
			c.Reply.Error(resp.ErrHashNotInteger)
			return
		}
	}
	sum := value + increment
	if (sum < value) != (increment < 0) {
		c.Reply.Error(resp.ErrOverflow)
		return
	}
	h.Set(field, c.decimal(sum))
	c.Sink.Modified(c.DB, c.Args.At(1), eventHIncrBy, 1)
	c.effectAsIs()
	c.Reply.Int(sum)
}

// hIncrByFloat is HINCRBYFLOAT key field increment: INCRBYFLOAT of a field.
func hIncrByFloat(c *Call) {
	var value, increment big.Float
	if !parseExtended(&increment, c.Args.At(3)) {
		c.Reply.Error(resp.ErrNotFloat)
		return
	}
	if increment.IsInf() {
		c.Reply.Error(resp.ErrInfiniteIncrement)
		return
	}
	var h store.Hash
	if !c.writeHash(&h) {
		return
	}
	field := c.Args.At(2)
	if text, exists := h.Get(field, &c.digits); exists && !parseExtended(&value, text) {
		c.Reply.Error(resp.ErrHashNotFloat)
		return
	}
	if !addExtended(&value, &increment) {
		c.Reply.Error(resp.ErrNaNOrInfinity)
		return
	}
	var room [extendedUsual]byte
	sum := appendExtended(room[:0], &value)
	h.Set(field, sum)
	c.Sink.Modified(c.DB, c.Args.At(1), eventHIncrByFloat, 1)
	c.effect(append(c.argv, wordHSet, c.Args.At(1), field, sum))
	c.Reply.Bulk(sum)
}
