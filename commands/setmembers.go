package commands

import "seedis/store"

// readSet looks up the set of the first key to read it. If the key holds no set,
// the error is the reply.
func (c *Call) readSet(t *store.Set) bool {
	key := c.Key(1)
	e, ok := c.readAs(store.SetType, key)
	t.Open(c.DB, key, e)
	return ok
}

// writeSet looks it up to change it.
func (c *Call) writeSet(t *store.Set) bool {
	key := c.Key(1)
	e, ok := c.writeAs(store.SetType, key)
	t.Open(c.DB, key, e)
	return ok
}

// sIsMember is SISMEMBER key member.
func sIsMember(c *Call) {
	var set store.Set
	if c.readSet(&set) {
		c.replyWhether(set.Has(c.Args.At(2)))
	}
}

// sMIsMember is SMISMEMBER key member [member ...].
func sMIsMember(c *Call) {
	var set store.Set
	if !c.readSet(&set) {
		return
	}
	c.Reply.Array(c.Args.Len() - 2)
	for i := 2; i < c.Args.Len(); i++ {
		c.replyWhether(set.Has(c.Args.At(i)))
	}
}

// sCard is SCARD key.
func sCard(c *Call) {
	var set store.Set
	if c.readSet(&set) {
		c.Reply.Int(int64(set.Len()))
	}
}

// sMembers is SMEMBERS key.
func sMembers(c *Call) {
	var set store.Set
	if !c.readSet(&set) {
		return
	}
	c.Reply.Set(set.Len())
	set.Each(&c.scratch, c.Reply.Bulk)
}

// sAdd is SADD key member [member ...].
func sAdd(c *Call) {
	var set store.Set
	if !c.writeSet(&set) {
		return
	}
	added := c.countEach(set.Add)
	if added > 0 {
		c.Sink.Modified(c.DB, c.Args.At(1), eventSAdd, added)
		c.effectAsIs()
	}
	c.Reply.Int(int64(added))
}

// sRem is SREM key member [member ...].
func sRem(c *Call) {
	var set store.Set
	if c.writeSet(&set) {
		removed := c.countEach(set.Delete)
		c.replyRemoved(set.Entry(), set.Len(), eventSRem, removed)
	}
}

// sMove is SMOVE source destination member. A move from a set to itself changes
// nothing.
func sMove(c *Call) {
	key, to, member := c.Key(1), c.Key(2), c.Args.At(3)
	first, e := c.write(key), c.write(to)
	source := c.DB.Set(key, first)
	switch {
	case !first.Exists():
		c.Reply.Int(0)
		return
	case !c.isA(store.SetType, first) || !c.isA(store.SetType, e):
		return
	case e == first:
		c.replyWhether(source.Has(member))
		return
	case !source.Delete(member):
		c.Reply.Int(0)
		return
	}
	c.removed(key.Bytes, source.Entry(), source.Len(), eventSRem, 1)
	target := c.DB.Set(to, e)
	if target.Add(member) {
		c.Sink.Modified(c.DB, to.Bytes, eventSAdd, 1)
	}
	c.effectAsIs()
	c.Reply.Int(1)
}
