package commands

import "seedis/store"

// zCount is ZCOUNT key min max.
func zCount(c *Call) {
	r, ok := c.scoreRange(2, 3)
	if !ok {
		return
	}
	if z, ok := c.readZSet(); ok {
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
	if z, ok := c.readZSet(); ok {
		_, count := z.RangeByLex(r, false)
		c.Reply.Int(int64(count))
	}
}

// zRemRangeByRank is ZREMRANGEBYRANK key start stop.
func zRemRangeByRank(c *Call) {
	start, stop, ok := c.rankRange(2)
	if !ok {
		return
	}
	if z, ok := c.writeZSet(); ok {
		first, count := ranksOf(z.Len(), start, stop)
		c.deleteRange(&z, first, count, eventZRemRangeByRank)
	}
}

// zRemRangeByScore is ZREMRANGEBYSCORE key min max.
func zRemRangeByScore(c *Call) {
	r, ok := c.scoreRange(2, 3)
	if !ok {
		return
	}
	if z, ok := c.writeZSet(); ok {
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
	if z, ok := c.writeZSet(); ok {
		first, count := z.RangeByLex(r, false)
		c.deleteRange(&z, first, count, eventZRemRangeByLex)
	}
}

// deleteRange removes the members of a range and replies with how many they were.
func (c *Call) deleteRange(z *store.ZSet, first, count int, event Event) {
	if count > 0 {
		cutRanks(z, first, count)
		c.toldFewer(z, c.Args.At(1), event, count)
		c.effectAsIs()
	}
	c.Reply.Int(int64(count))
}

// cutRanks removes members from a sorted set, or all with the set itself.
func cutRanks(z *store.ZSet, first, count int) {
	if count == z.Len() {
		z.Remove()
	} else {
		z.DeleteRange(first, count)
	}
}
