package commands

import (
	"math"

	"seedis/resp"
	"seedis/store"
)

// incr is INCR key.
func incr(c *Call) { c.add(1) }

// decr is DECR key.
func decr(c *Call) { c.add(-1) }

// incrBy is INCRBY key increment.
func incrBy(c *Call) {
	if increment, ok := c.integer(2); ok {
		c.add(increment)
	}
}

// decrBy is DECRBY key decrement. The lowest integer has no opposite.
func decrBy(c *Call) {
	decrement, ok := c.integer(2)
	switch {
	case !ok:
	case decrement == math.MinInt64:
		c.Reply.Error(resp.ErrDecrementOverflow)
	default:
		c.add(-decrement)
	}
}

// add adds to the number in the first key, which keeps its expiry. A key that
// does not exist counts as 0.
func (c *Call) add(increment int64) {
	key := c.Key(1)
	e, ok := c.writeAs(store.String, key)
	if !ok {
		return
	}
	value, expireAt := int64(0), store.NoExpiry
	if e.Exists() {
		if value, ok = e.Int(); !ok {
			c.Reply.Error(resp.ErrNotInteger)
			return
		}
		expireAt = e.ExpireAt()
	}
	sum := value + increment
	if (sum < value) != (increment < 0) {
		c.Reply.Error(resp.ErrOverflow)
		return
	}
	c.DB.SetInt(key, e, sum, expireAt)
	c.Sink.Modified(c.DB, key.Bytes, eventIncrBy, 1)
	c.effectAsIs()
	c.Reply.Int(sum)
}
