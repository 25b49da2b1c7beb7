package commands

import (
	"seedis/resp"
	"seedis/store"
)

// sRandMember is SRANDMEMBER key [count]. A count below 0 asks for so many members
// of which any may come again.
func sRandMember(c *Call) {
	if c.Args.Len() == 2 {
		c.replyOneMember()
		return
	}
	if c.Args.Len() > 3 {
		c.Reply.Error(resp.ErrSyntax)
		return
	}
	count, ok := c.randomCount(2)
	if !ok {
		return
	}
	var set store.Set
	switch {
	case !c.readSet(&set):
	case !set.Exists() || count == 0:
		c.Reply.Array(0)
	case count > 0:
		n := int(min(count, int64(set.Len())))
		c.Reply.Array(n)
		set.Choose(n, &c.scratch, c.Reply.Bulk)
	default:
		c.replyDrawn(-count, false, func() { c.Reply.Bulk(set.Sample(&c.digits)) })
	}
}

func (c *Call) replyOneMember() {
	var set store.Set
	switch {
	case !c.readSet(&set):
	case !set.Exists():
		c.Reply.Null()
	default:
		c.Reply.Bulk(set.Sample(&c.digits))
	}
}

// sPop is SPOP key [count].
func sPop(c *Call) {
	switch c.Args.Len() {
	case 2:
		c.popMember()
	case 3:
		c.popMembers()
	default:
		c.Reply.Error(resp.ErrSyntax)
	}
}

func (c *Call) popMember() {
	var set store.Set
	switch {
	case !c.writeSet(&set):
	case !set.Exists():
		c.Reply.Null()
	default:
		c.popSample(&set)
		c.removed(c.Args.At(1), set.Entry(), set.Len(), eventSPop, 1)
	}
}

func (c *Call) popMembers() {
	count, ok := c.positive(2)
	if !ok {
		return
	}
	var set store.Set
	switch {
	case !c.writeSet(&set):
	case !set.Exists() || count == 0:
		c.Reply.Set(0)
	case count >= int64(set.Len()):
		c.popAll(&set)
	case count/movedToStay >= int64(set.Len())-count:
		c.popMost(&set, int(count))
	default:
		c.Reply.Set(int(count))
		for range count {
			c.popSample(&set)
		}
		c.removed(c.Args.At(1), set.Entry(), set.Len(), eventSPop, int(count))
	}
}

// popSample takes a member out of a set and replies with it. Who repeats that must
// be told which it was.
func (c *Call) popSample(set *store.Set) {
	var digits [store.Digits]byte
	member := set.Sample(&digits)
	c.Reply.Bulk(member)
	c.effect(append(c.argv, wordSRem, c.Args.At(1), member))
	set.Delete(member)
}

// movedToStay is how many times more members must go than stay for a set to be
// made anew from those that stay, as in Redis: integers alone are in one piece
// again then.
const movedToStay = 5

// popMost replies with count members and leaves the few others, in a set of their
// own.
func (c *Call) popMost(set *store.Set, count int) {
	left := c.DB.DraftSet(c.Key(1))
	set.Choose(set.Len()-count, &c.scratch, func(member []byte) { left.Add(member) })
	c.Reply.Set(count)
	set.Each(&c.scratch, func(member []byte) {
		if !left.Has(member) {
			c.Reply.Bulk(member)
			c.effect(append(c.argv, wordSRem, c.Args.At(1), member))
		}
	})
	at := set.Entry().ExpireAt()
	left.Enter(set.Entry())
	if at != store.NoExpiry {
		c.DB.SetExpire(left.Entry(), at)
	}
	c.Sink.Modified(c.DB, c.Args.At(1), eventSPop, count)
}

// popAll replies with all members and removes the set. Redis lists the set as one
// that is read, which is a hit.
func (c *Call) popAll(set *store.Set) {
	c.count(true)
	n := set.Len()
	c.Reply.Set(n)
	set.Each(&c.scratch, c.Reply.Bulk)
	c.removed(c.Args.At(1), set.Entry(), 0, eventSPop, n)
	c.effectDel(c.Args.At(1))
}
