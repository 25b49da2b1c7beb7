package commands

import "seedis/store"

// bzPopMin is BZPOPMIN key [key ...] timeout.
func bzPopMin(c *Call) { c.waitingScorePop(lowestScores) }

// bzPopMax is BZPOPMAX key [key ...] timeout.
func bzPopMax(c *Call) { c.waitingScorePop(highestScores) }

// waitingScorePop takes the member at an end of the first of the sorted sets that
// exists, and replies with its key, it and its score.
func (c *Call) waitingScorePop(end scoreEnd) {
	c.takeOrWait(Wait{Kind: store.ZSetType}, func(key store.Key, e store.Entry) {
		z := c.DB.ZSet(key, e)
		c.Reply.Array(3)
		c.Reply.Bulk(key.Bytes)
		c.takeScores(&z, key.Bytes, end, 1, false)
		c.effect(append(c.argv, end.word, key.Bytes))
	})
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
