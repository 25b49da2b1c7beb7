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
	z, ok := c.writeZSet()
	if !ok {
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
	cutRanks(z, first, count)
	c.toldFewer(z, key, end.event, count)
}

// zMPop is ZMPOP numkeys key [key ...] MIN | MAX [COUNT count].
func zMPop(c *Call) {
	var pop scorePop
	if !pop.parse(c, 1) {
		return
	}
	for i := pop.first; i < pop.behind; i++ {
		key := c.Key(i)
		e, ok := c.writeAs(store.ZSetType, key)
		if !ok {
			return
		}
		if e.Exists() {
			pop.take(c, key, e)
			return
		}
	}
	c.Reply.NullArray()
}

// scorePop is what ZMPOP and BZMPOP ask for.
type scorePop struct {
	first, behind int // the keys are these arguments, without the last
	end           scoreEnd
	count         int64
}

// parse reads numkeys, which is argument i, and what follows it. An error is the
// reply.
func (p *scorePop) parse(c *Call, i int) bool {
	keys, ok := resp.ParseInt(c.Args.At(i))
	if !ok || keys <= 0 {
		c.Reply.Error(resp.ErrKeyCount)
		return false
	}
	if keys >= int64(c.Args.Len()-i-1) {
		c.Reply.Error(resp.ErrSyntax)
		return false
	}
	p.first, p.behind = i+1, i+1+int(keys)
	switch {
	case c.isWord(p.behind, "min"):
		p.end = lowestScores
	case c.isWord(p.behind, "max"):
		p.end = highestScores
	default:
		c.Reply.Error(resp.ErrSyntax)
		return false
	}
	return p.parseCount(c, p.behind+1)
}

// parseCount reads [COUNT count] from argument i on.
func (p *scorePop) parseCount(c *Call, i int) (ok bool) {
	for ; i < c.Args.Len(); i += 2 {
		if p.count != 0 || !c.isWord(i, "count") || i+1 == c.Args.Len() {
			c.Reply.Error(resp.ErrSyntax)
			return false
		}
		if p.count, ok = resp.ParseInt(c.Args.At(i + 1)); !ok || p.count <= 0 {
			c.Reply.Error(resp.ErrCountNotPositive)
			return false
		}
	}
	p.count = max(p.count, 1)
	return true
}

// take takes the members from the sorted set of a key, and replies with the key
// and them. Who repeats that is told which key it was.
func (p *scorePop) take(c *Call, key store.Key, e store.Entry) {
	z := c.DB.ZSet(key, e)
	n := int(min(p.count, int64(z.Len())))
	c.Reply.Array(2)
	c.Reply.Bulk(key.Bytes)
	c.Reply.Array(n)
	c.takeScores(&z, key.Bytes, p.end, n, true)
	c.effect(append(c.argv, p.end.word, key.Bytes, c.decimal(int64(n))))
}
