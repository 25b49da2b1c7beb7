package commands

import (
	"seedis/resp"
	"seedis/store"
)

// zPopMin is ZPOPMIN key [count].
func zPopMin(c *Call) { c.popScores(lowestScores) }

// zPopMax is ZPOPMAX key [count].
func zPopMax(c *Call) { c.popScores(highestScores) }

// scoreEnd is an end of a sorted set, and the command that takes members from it.
type scoreEnd struct {
	highest bool
	event   Event
	word    []byte
}

var (
	lowestScores  = scoreEnd{event: eventZPopMin, word: wordZPopMin}
	highestScores = scoreEnd{highest: true, event: eventZPopMax, word: wordZPopMax}
)

// popScores takes one member, or as many as are asked for: in RESP3 each of those
// is an array with its score.
func (c *Call) popScores(end scoreEnd) {
	count, counted := int64(1), c.Args.Len() > 2
	if c.Args.Len() > 3 {
		c.Reply.Error(resp.ErrSyntax)
		return
	}
	if counted {
		var ok bool
		if count, ok = c.positive(2); !ok {
			return
		}
	}
	var z store.ZSet
	if !c.writeZSet(&z) {
		return
	}
	n := int(min(count, int64(z.Len())))
	if counted && c.Reply.Protocol() == 3 {
		c.Reply.Array(n)
		c.takeScores(&z, c.Args.At(1), end, n, true)
	} else {
		c.Reply.Array(2 * n)
		c.takeScores(&z, c.Args.At(1), end, n, false)
	}
	if n > 0 {
		c.effectAsIs()
	}
}

// takeScores takes count members from an end of the sorted set of a key, and
// replies with each and its score: one behind the other, or in an array. There
// are so many. The effect is the caller's.
func (c *Call) takeScores(z *store.ZSet, key []byte, end scoreEnd, count int, nested bool) {
	if count == 0 {
		return
	}
	first := 0
	w := z.Forward(0, count)
	if end.highest {
		first = z.Len() - count
		w = z.Backward(z.Len()-1, count)
	}
	for ; w.Left() > 0; w.Next() {
		if nested {
			c.Reply.Array(2)
		}
		c.Reply.Bulk(w.Member(&c.digits))
		c.Reply.Double(w.Score())
	}
	c.cutRanks(z, key, first, count, end.event)
}

// zMPop is ZMPOP numkeys key [key ...] MIN | MAX [COUNT count].
func zMPop(c *Call) {
	if p, ok := c.parseScorePop(1); ok && !c.popFirstScores(p) {
		c.Reply.NullArray()
	}
}

// scorePop is what ZMPOP and BZMPOP ask for.
type scorePop struct {
	multiPop
	from scoreEnd
}

// parseScorePop reads numkeys, which is argument i, and all behind it. An error is
// the reply.
func (c *Call) parseScorePop(i int) (p scorePop, ok bool) {
	if !p.parseKeys(c, i) {
		return p, false
	}
	switch {
	case c.isWord(p.end, "min"):
		p.from = lowestScores
	case c.isWord(p.end, "max"):
		p.from = highestScores
	default:
		c.Reply.Error(resp.ErrSyntax)
		return p, false
	}
	return p, p.parseCount(c)
}

// popFirstScores takes members from the first of the sorted sets that exists, and
// replies with its key and them. If there is none, there is no reply yet, and it
// returns false. The effect is a pop of one sorted set.
func (c *Call) popFirstScores(p scorePop) (answered bool) {
	for i := p.first; i < p.end; i++ {
		key := c.Key(i)
		e, ok := c.writeAs(store.ZSetType, key)
		if !ok {
			return true
		}
		if !e.Exists() {
			continue
		}
		z := c.DB.ZSet(key, e)
		n := int(min(p.count, int64(z.Len())))
		c.Reply.Array(2)
		c.Reply.Bulk(key.Bytes)
		c.Reply.Array(n)
		c.takeScores(&z, key.Bytes, p.from, n, true)
		c.effect(append(c.argv, p.from.word, key.Bytes, c.decimal(int64(n))))
		return true
	}
	return false
}
