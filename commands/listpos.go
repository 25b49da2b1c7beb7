package commands

import (
	"math"

	"seedis/resp"
	"seedis/store"
)

// positions are the places that LPOS asks for.
type positions struct {
	from     store.End
	rank     int64 // the first match that counts, from 1 on
	most     int64 // matches
	hasCount bool  // the reply is an array
	looked   int64 // elements to look at
	endless  bool  // no count is ever reached
}

// lPos is LPOS key element [RANK rank] [COUNT num-matches] [MAXLEN len].
func lPos(c *Call) {
	p, ok := c.parsePositions()
	if !ok {
		return
	}
	var l store.List
	if !c.readList(&l) {
		return
	}
	element := c.Args.At(2)
	if p.hasCount {
		found := 0
		p.find(&l, element, func(int) { found++ })
		c.Reply.Array(found)
		p.find(&l, element, func(index int) { c.Reply.Int(int64(index)) })
		return
	}
	found := -1
	p.find(&l, element, func(index int) { found = index })
	if found >= 0 {
		c.Reply.Int(int64(found))
	} else {
		c.Reply.Null()
	}
}

// find visits the indexes that are asked for.
func (p *positions) find(l *store.List, element []byte, visit func(index int)) {
	length, matches := l.Len(), int64(0)
	l.Find(element, p.from, int(p.looked), func(distance int) bool {
		matches++
		if matches < p.rank {
			return true
		}
		if p.from == store.Tail {
			distance = length - 1 - distance
		}
		visit(distance)
		return matches-p.rank+1 < p.most
	})
}

// parsePositions reads what is behind the element. An error is the reply.
func (c *Call) parsePositions() (p positions, ok bool) {
	p = positions{rank: 1, most: 1, looked: math.MaxInt64}
	for i := 3; i < c.Args.Len(); i += 2 {
		switch {
		case i+1 == c.Args.Len():
			c.Reply.Error(resp.ErrSyntax)
			return p, false
		case c.isWord(i, "rank"):
			ok = p.parseRank(c, i+1)
		case c.isWord(i, "count"):
			p.most, ok = c.atLeast(i+1, 0, resp.ErrMatchesNegative)
			p.hasCount = true
		case c.isWord(i, "maxlen"):
			p.looked, ok = c.atLeast(i+1, 0, resp.ErrMaxLenNegative)
		default:
			c.Reply.Error(resp.ErrSyntax)
			return p, false
		}
		if !ok {
			return p, false
		}
	}
	p.most, p.looked = unlessZero(p.most), unlessZero(p.looked)
	if p.endless && p.hasCount {
		p.most = math.MaxInt64
	}
	return p, true
}

// unlessZero is a number of which 0 means all that there are.
func unlessZero(n int64) int64 {
	if n == 0 {
		return math.MaxInt64
	}
	return n
}

// parseRank reads argument i. A negative one counts from the tail. The lowest
// integer, which has no opposite, is passed by no match in Redis, so that it counts
// as -1, and no number of matches is beyond it by a count.
func (p *positions) parseRank(c *Call, i int) bool {
	rank, ok := c.integer(i)
	switch {
	case !ok:
		return false
	case rank == 0:
		c.Reply.Error(resp.ErrRankZero)
		return false
	case rank == math.MinInt64:
		rank = -1
		p.endless = true
	default:
		p.endless = false
	}
	p.from, p.rank = countFrom(rank)
	return true
}
