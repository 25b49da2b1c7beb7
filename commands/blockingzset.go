package commands

import "seedis/store"

// bzPopMin is BZPOPMIN key [key ...] timeout.
func bzPopMin(c *Call) { c.waitingScorePop(lowestScores) }

// bzPopMax is BZPOPMAX key [key ...] timeout.
func bzPopMax(c *Call) { c.waitingScorePop(highestScores) }

// waitingScorePop takes the member at an end of the first of the sorted sets that
// exists, and replies with its key, it and its score.
func (c *Call) waitingScorePop(end scoreEnd) {
	last := c.Args.Len() - 1
	until, ok := c.waitUntil(last)
	if !ok {
		return
	}
	first, last := c.keysToTry(1, last)
	for i := first; i < last; i++ {
		key := c.Key(i)
		e, ok := c.writeAs(store.ZSetType, key)
		if !ok {
			return
		}
		if e.Exists() {
			z := c.DB.ZSet(key, e)
			c.Reply.Array(3)
			c.Reply.Bulk(key.Bytes)
			c.takeScores(&z, key.Bytes, end, 1, false)
			c.effect(append(c.argv, end.word, key.Bytes))
			return
		}
	}
	c.waitForKeys(Wait{First: first, End: last, Kind: store.ZSetType, Until: until})
}

// bzMPop is BZMPOP timeout numkeys key [key ...] MIN | MAX [COUNT count].
func bzMPop(c *Call) {
	p, ok := c.parseScorePop(2)
	if !ok {
		return
	}
	until, ok := c.waitUntil(1)
	if !ok {
		return
	}
	p.first, p.end = c.keysToTry(p.first, p.end)
	if !c.popFirstScores(p) {
		c.waitForKeys(Wait{First: p.first, End: p.end, Kind: store.ZSetType, Until: until})
	}
}
