package commands

import "seedis/store"

// zCount is ZCOUNT key min max.
func zCount(c *Call) {
	r, ok := c.scoreRange(2, 3)
	if !ok {
		return
	}
	var z store.ZSet
	if c.readZSet(&z) {
		_, count := z.RangeByScore(r)
		c.Reply.Int(int64(count))
	}
}

// zLexCount is ZLEXCOUNT key min max.
func zLexCount(c *Call) {
	r, ok := c.lexRange(2, 3)
	if !ok {
		return
	}
	var z store.ZSet
	if c.readZSet(&z) {
		_, count := z.RangeByLex(r, false)
		c.Reply.Int(int64(count))
	}
}

// zRemRangeByRank is ZREMRANGEBYRANK key start stop.
func zRemRangeByRank(c *Call) {
	start, stop, ok := c.indexRange(2)
	if !ok {
		return
	}
	var z store.ZSet
	if c.writeZSet(&z) {
		first, count := elementsIn(start, stop, z.Len())
		c.deleteRange(&z, first, count, eventZRemRangeByRank)
	}
}

// zRemRangeByScore is ZREMRANGEBYSCORE key min max.
func zRemRangeByScore(c *Call) {
	r, ok := c.scoreRange(2, 3)
	if !ok {
		return
	}
	var z store.ZSet
	if c.writeZSet(&z) {
		first, count := z.RangeByScore(r)
		c.deleteRange(&z, first, count, eventZRemRangeByScore)
	}
}

// zRemRangeByLex is ZREMRANGEBYLEX key min max.
func zRemRangeByLex(c *Call) {
	r, ok := c.lexRange(2, 3)
	if !ok {
		return
	}
	var z store.ZSet
	if c.writeZSet(&z) {
		first, count := z.RangeByLex(r, false)
		c.deleteRange(&z, first, count, eventZRemRangeByLex)
	}
}

// deleteRange removes the members of a range and replies with how many they were.
func (c *Call) deleteRange(z *store.ZSet, first, count int, event Event) {
	if count > 0 {
		c.cutRanks(z, c.Args.At(1), first, count, event)
		c.effectAsIs()
	}
	c.Reply.Int(int64(count))
}

// cutRanks removes members from the sorted set of a key. One without any then goes.
func (c *Call) cutRanks(z *store.ZSet, key []byte, first, count int, event Event) {
	left := z.Len() - count
	if left > 0 {
		z.DeleteRange(first, count)
	}
	c.removed(key, z.Entry(), left, event, count)
}
