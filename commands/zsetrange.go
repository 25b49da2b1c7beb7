package commands

import (
	"seedis/resp"
	"seedis/store"
)

// memberOrder is what the members of a range are ordered and chosen by.
type memberOrder uint8

const (
	byUnknown memberOrder = iota // nothing said it yet
	byRank
	byScore
	byLex
)

// memberRange is what a command of ZRANGE's kind asks for.
type memberRange struct {
	order      memberOrder
	reverse    bool
	settled    bool // order and direction are the command's, not the arguments'
	stored     bool // there is nobody to have scores
	withScores bool

	first, last   int64 // ranks
	scores        store.ScoreRange
	members       store.LexRange
	offset, limit int64 // members to pass over; how many to take then, all if negative
}

// parse reads the range, which begins with argument i, and the options behind it.
// An error is the reply.
func (r *memberRange) parse(c *Call, i int) bool {
	return r.parseOptions(c, i+2) && r.settle(c) && r.parseEnds(c, i)
}

func (r *memberRange) parseOptions(c *Call, i int) (ok bool) {
	r.limit = -1
	for ; i < c.Args.Len(); i++ {
		switch {
		case !r.stored && c.isWord(i, "withscores"):
			r.withScores = true
		case c.isWord(i, "limit") && i+2 < c.Args.Len():
			if r.offset, ok = c.integer(i + 1); !ok {
				return false
			}
			if r.limit, ok = c.integer(i + 2); !ok {
				return false
			}
			i += 2
		case !r.settled && !r.reverse && c.isWord(i, "rev"):
			r.reverse = true
		case r.order == byUnknown && c.isWord(i, "bylex"):
			r.order = byLex
		case r.order == byUnknown && c.isWord(i, "byscore"):
			r.order = byScore
		default:
			c.Reply.Error(resp.ErrSyntax)
			return false
		}
	}
	return true
}

// settle ends the options, and tells whether they fit together.
func (r *memberRange) settle(c *Call) bool {
	if r.order == byUnknown {
		r.order = byRank
	}
	switch {
	case r.limit != -1 && r.order == byRank:
		c.Reply.Error(resp.ErrLimitByRank)
	case r.withScores && r.order == byLex:
		c.Reply.Error(resp.ErrScoresByLex)
	default:
		return true
	}
	return false
}

// parseEnds reads the ends of the range. A range of scores or members that is
// read in reverse has its upper end first.
func (r *memberRange) parseEnds(c *Call, i int) (ok bool) {
	from, to := i, i+1
	if r.reverse {
		from, to = to, from
	}
	switch r.order {
	case byScore:
		r.scores, ok = c.scoreRange(from, to)
	case byLex:
		r.members, ok = c.lexRange(from, to)
	default:
		r.first, r.last, ok = c.indexRange(i)
	}
	return ok
}

// walk reads the members of the range.
func (r *memberRange) walk(z *store.ZSet) store.ZSetWalk {
	var first, count int
	switch r.order {
	case byScore:
		first, count = z.RangeByScore(r.scores)
	case byLex:
		return r.walkLex(z)
	default:
		return r.walkRanks(z)
	}
	skip, taken := r.limits(count)
	if r.reverse {
		return z.Backward(first+count-1-skip, taken)
	}
	return z.Forward(first+skip, taken)
}

func (r *memberRange) walkRanks(z *store.ZSet) store.ZSetWalk {
	first, count := elementsIn(r.first, r.last, z.Len())
	if r.reverse {
		return z.Backward(z.Len()-1-first, count)
	}
	return z.Forward(first, count)
}

// walkLex leaves it to the set to pass over members, as it may not look at them.
func (r *memberRange) walkLex(z *store.ZSet) store.ZSetWalk {
	if r.offset < 0 {
		return z.Forward(0, 0)
	}
	r.members.Skip = int(r.offset)
	first, count := z.RangeByLex(r.members, r.reverse)
	taken := r.limited(count)
	switch {
	case taken == 0:
		return z.Forward(0, 0)
	case r.reverse:
		return z.Backward(first+count-1, taken)
	}
	return z.Forward(first, taken)
}

// limits applies LIMIT to so many members. Nothing stands behind a negative
// offset.
func (r *memberRange) limits(count int) (skip, taken int) {
	if r.offset < 0 || r.offset >= int64(count) {
		return 0, 0
	}
	return int(r.offset), r.limited(count - int(r.offset))
}

// limited is how many LIMIT leaves of those that it does not pass over.
func (r *memberRange) limited(count int) int {
	if r.limit < 0 {
		return count
	}
	return int(min(int64(count), r.limit))
}

// zRange is ZRANGE key start stop [BYSCORE | BYLEX] [REV] [LIMIT offset count]
// [WITHSCORES].
func zRange(c *Call) { c.replyRange(memberRange{}) }

// zRevRange is ZREVRANGE key start stop [WITHSCORES].
func zRevRange(c *Call) { c.replyRange(memberRange{settled: true, order: byRank, reverse: true}) }

// zRangeByScore is ZRANGEBYSCORE key min max [WITHSCORES] [LIMIT offset count].
func zRangeByScore(c *Call) { c.replyRange(memberRange{settled: true, order: byScore}) }

// zRevRangeByScore is ZREVRANGEBYSCORE key max min [WITHSCORES] [LIMIT offset
// count].
func zRevRangeByScore(c *Call) {
	c.replyRange(memberRange{settled: true, order: byScore, reverse: true})
}

// zRangeByLex is ZRANGEBYLEX key min max [LIMIT offset count].
func zRangeByLex(c *Call) { c.replyRange(memberRange{settled: true, order: byLex}) }

// zRevRangeByLex is ZREVRANGEBYLEX key max min [LIMIT offset count].
func zRevRangeByLex(c *Call) {
	c.replyRange(memberRange{settled: true, order: byLex, reverse: true})
}

// replyRange replies with the members of a range.
func (c *Call) replyRange(r memberRange) {
	if !r.parse(c, 2) {
		return
	}
	var z store.ZSet
	if !c.readZSet(&z) {
		return
	}
	w := r.walk(&z)
	c.replyPairs(w.Left(), r.withScores)
	if !r.withScores {
		for ; w.Left() > 0; w.Next() {
			c.Reply.Bulk(w.Member(&c.digits))
		}
		return
	}
	for ; w.Left() > 0; w.Next() {
		c.replyMember(w.Member(&c.digits), w.Score(), true)
	}
}

// zRangeStore is ZRANGESTORE dst src min max [BYSCORE | BYLEX] [REV] [LIMIT
// offset count].
func zRangeStore(c *Call) {
	r := memberRange{stored: true}
	if !r.parse(c, 3) {
		return
	}
	source := c.Key(2)
	e, ok := c.readAs(store.ZSetType, source)
	if !ok {
		return
	}
	z, result := c.DB.ZSet(source, e), c.DB.DraftZSet(c.Key(1))
	w := r.walk(&z)
	if r.order == byRank { // Redis knows the number only of these before it adds the first
		result.EnlargeFor(w.Left())
	}
	for ; w.Left() > 0; w.Next() {
		result.Add(w.Member(&c.digits), w.Score(), 0)
	}
	c.storeZSet(&result, eventZRangeStore)
}

// storeZSet lets the first key have the result, or nothing, and replies with how
// many members it has.
func (c *Call) storeZSet(result *store.ZSet, event Event) {
	key := c.Key(1)
	if result.Len() > 0 {
		result.Enter(c.write(key))
	}
	c.replyStored(key, result.Len(), event, 1)
}
