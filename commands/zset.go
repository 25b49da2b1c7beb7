package commands

import (
	"seedis/resp"
	"seedis/store"
)

// readZSet looks up the sorted set of the first key to read it. If the key holds
// no sorted set, the error is the reply.
func (c *Call) readZSet(z *store.ZSet) bool {
	key := c.Key(1)
	e, ok := c.readAs(store.ZSetType, key)
	z.Open(c.DB, key, e)
	return ok
}

// writeZSet looks it up to change it.
func (c *Call) writeZSet(z *store.ZSet) bool {
	key := c.Key(1)
	e, ok := c.writeAs(store.ZSetType, key)
	z.Open(c.DB, key, e)
	return ok
}

// zScore is ZSCORE key member.
func zScore(c *Call) {
	var z store.ZSet
	if c.readZSet(&z) {
		c.replyScore(&z, c.Args.At(2))
	}
}

// zMScore is ZMSCORE key member [member ...].
func zMScore(c *Call) {
	var z store.ZSet
	if !c.readZSet(&z) {
		return
	}
	c.Reply.Array(c.Args.Len() - 2)
	for i := 2; i < c.Args.Len(); i++ {
		c.replyScore(&z, c.Args.At(i))
	}
}

// replyScore replies with the score of a member, or with nothing if there is no
// such member.
func (c *Call) replyScore(z *store.ZSet, member []byte) {
	if score, ok := z.Score(member); ok {
		c.Reply.Double(score)
	} else {
		c.Reply.Null()
	}
}

// zCard is ZCARD key.
func zCard(c *Call) {
	var z store.ZSet
	if c.readZSet(&z) {
		c.Reply.Int(int64(z.Len()))
	}
}

// zRank is ZRANK key member.
func zRank(c *Call) { c.replyRank(false) }

// zRevRank is ZREVRANK key member.
func zRevRank(c *Call) { c.replyRank(true) }

// replyRank replies with the rank of a member, or with how many stand behind it.
func (c *Call) replyRank(reverse bool) {
	var z store.ZSet
	if !c.readZSet(&z) {
		return
	}
	rank, ok := z.Rank(c.Args.At(2))
	switch {
	case !ok:
		c.Reply.Null()
	case reverse:
		c.Reply.Int(int64(z.Len() - 1 - rank))
	default:
		c.Reply.Int(int64(rank))
	}
}

// zRem is ZREM key member [member ...].
func zRem(c *Call) {
	var z store.ZSet
	if c.writeZSet(&z) {
		deleted := c.countEach(z.Delete)
		c.replyRemoved(z.Entry(), z.Len(), eventZRem, deleted)
	}
}

// replyMember replies with a member of a list of them, and with its score if
// asked to: see replyPairs.
func (c *Call) replyMember(member []byte, score float64, withScore bool) {
	if withScore && c.Reply.Protocol() == 3 {
		c.Reply.Array(2)
	}
	c.Reply.Bulk(member)
	if withScore {
		c.Reply.Double(score)
	}
}

// zRandMember is ZRANDMEMBER key [count [WITHSCORES]]. A count below 0 asks for
// so many members of which any may come again.
func zRandMember(c *Call) {
	if c.Args.Len() == 2 {
		c.replyAnyMember()
		return
	}
	count, ok := c.randomCount(2)
	if !ok {
		return
	}
	withScores := c.Args.Len() == 4 && c.isWord(3, "withscores")
	switch {
	case c.Args.Len() > 3 && !withScores:
		c.Reply.Error(resp.ErrSyntax)
		return
	case withScores && !canDouble(count):
		c.Reply.Error(resp.ErrCountOutOfRange)
		return
	}
	var z store.ZSet
	switch {
	case !c.readZSet(&z):
	case !z.Exists() || count == 0:
		c.Reply.Array(0)
	case count > 0:
		n := int(min(count, int64(z.Len())))
		c.replyPairs(n, withScores)
		z.Choose(n, &c.digits, func(member []byte, score float64) { c.replyMember(member, score, withScores) })
	default:
		c.replyDrawn(-count, withScores, func() {
			w := z.Forward(z.Sample(), 1)
			c.replyMember(w.Member(&c.digits), w.Score(), withScores)
		})
	}
}

func (c *Call) replyAnyMember() {
	var z store.ZSet
	switch {
	case !c.readZSet(&z):
	case !z.Exists():
		c.Reply.Null()
	default:
		w := z.Forward(z.Sample(), 1)
		c.Reply.Bulk(w.Member(&c.digits))
	}
}
