package commands

import (
	"math"

	"seedis/resp"
	"seedis/store"
)

// sInter is SINTER key [key ...].
func sInter(c *Call) {
	sources, ok := c.setSources(1, c.Args.Len())
	if !ok {
		return
	}
	found := c.argv
	smallest := c.smallest(sources)
	c.intersect(sources, smallest, func(member []byte) bool {
		found = append(found, c.stable(smallest, member))
		return true
	})
	c.Reply.Set(len(found))
	for _, member := range found {
		c.Reply.Bulk(member)
	}
	c.argv, c.text, c.entries = kept(found), kept(c.text), kept(sources)
}

// sInterStore is SINTERSTORE destination key [key ...].
func sInterStore(c *Call) {
	sources, ok := c.setSources(2, c.Args.Len())
	if !ok {
		return
	}
	result := c.DB.DraftSet(c.Key(1))
	c.intersect(sources, c.smallest(sources), func(member []byte) bool {
		result.Add(member)
		return true
	})
	c.storeSet(&result, eventSInterStore)
	c.entries = kept(sources)
}

// sInterCard is SINTERCARD numkeys key [key ...] [LIMIT limit].
func sInterCard(c *Call) {
	count, ok := c.keyCount(1)
	if !ok {
		return
	}
	limit, ok := c.cardinalityLimit(2 + count)
	if !ok {
		return
	}
	sources, ok := c.setSources(2, 2+count)
	if !ok {
		return
	}
	found := int64(0)
	c.intersect(sources, c.smallest(sources), func([]byte) bool {
		found++
		return found != limit
	})
	c.entries = kept(sources)
	c.Reply.Int(found)
}

// sUnion is SUNION key [key ...].
func sUnion(c *Call) { c.replyCombined((*Call).unite) }

// sDiff is SDIFF key [key ...].
func sDiff(c *Call) { c.replyCombined((*Call).subtract) }

// sUnionStore is SUNIONSTORE destination key [key ...].
func sUnionStore(c *Call) { c.storeCombined((*Call).unite, eventSUnionStore) }

// sDiffStore is SDIFFSTORE destination key [key ...].
func sDiffStore(c *Call) { c.storeCombined((*Call).subtract, eventSDiffStore) }

// combination adds what some sets amount to together to the result.
type combination func(c *Call, sources []store.Entry, result *store.Set)

// replyCombined replies with what the sets of the arguments amount to.
func (c *Call) replyCombined(combine combination) {
	sources, ok := c.setSources(1, c.Args.Len())
	if !ok {
		return
	}
	result := c.DB.DraftSet(store.Key{})
	combine(c, sources, &result)
	c.Reply.Set(result.Len())
	result.Each(&c.scratch, c.Reply.Bulk)
	if result.Exists() {
		result.Remove()
	}
	c.entries = kept(sources)
}

// storeCombined lets the first key have what the sets of the others amount to.
func (c *Call) storeCombined(combine combination, event Event) {
	sources, ok := c.setSources(2, c.Args.Len())
	if !ok {
		return
	}
	result := c.DB.DraftSet(c.Key(1))
	combine(c, sources, &result)
	c.storeSet(&result, event)
	c.entries = kept(sources)
}

// storeSet lets the first key have the result, or nothing, and replies with how
// many members it has.
func (c *Call) storeSet(result *store.Set, event Event) {
	n := result.Len()
	if n > 0 {
		key := c.Key(1)
		result.Enter(c.write(key))
		c.Sink.Modified(c.DB, key.Bytes, event, 1)
		c.effectAsIs()
	} else {
		c.dropTarget(c.Key(1))
	}
	c.Reply.Int(int64(n))
}

// setSources looks up the sets of the arguments from first to before end, in the
// scratch for entries. One that does not exist is the zero Entry. If one is no
// set, the error is the reply.
func (c *Call) setSources(first, end int) (sources []store.Entry, ok bool) {
	sources = c.entries
	for i := first; i < end; i++ {
		e, ok := c.readAs(store.SetType, c.Key(i))
		if !ok {
			return nil, false
		}
		sources = append(sources, e)
	}
	return sources, true
}

// setOf is the set of an entry, to be read.
func (c *Call) setOf(e store.Entry) store.Set { return c.DB.Set(store.Key{}, e) }

// smallest is the set among the sources that has the fewest members: none if one
// does not exist.
func (c *Call) smallest(sources []store.Entry) store.Entry {
	least, at := math.MaxInt, 0
	for i, e := range sources {
		set := c.setOf(e)
		if n := set.Len(); n < least {
			least, at = n, i
		}
	}
	return sources[at]
}

// intersect visits the members of one of the sources that all others have, too,
// until visit says that it is enough.
func (c *Call) intersect(sources []store.Entry, one store.Entry, visit func(member []byte) bool) {
	set, wanted := c.setOf(one), true
	look := func(member []byte) {
		wanted = wanted && (!c.inOthers(sources, one, member, true) || visit(member))
	}
	for cursor := set.Scan(0, &c.scratch, look); cursor != 0 && wanted; {
		cursor = set.Scan(cursor, &c.scratch, look)
	}
}

// inOthers tells whether all of the sources but one have the member; or, without
// all, whether any has.
func (c *Call) inOthers(sources []store.Entry, one store.Entry, member []byte, all bool) bool {
	for _, e := range sources {
		if e == one {
			continue
		}
		if set := c.setOf(e); set.Has(member) != all {
			return !all
		}
	}
	return all
}

// unite adds all members of all sources to the result.
func (c *Call) unite(sources []store.Entry, result *store.Set) {
	for _, e := range sources {
		set := c.setOf(e)
		set.Each(&c.scratch, func(member []byte) { result.Add(member) })
	}
}

// subtract adds the members of the first source to the result that no other has.
func (c *Call) subtract(sources []store.Entry, result *store.Set) {
	first, others := sources[0], sources[1:]
	set := c.setOf(first)
	for _, e := range others {
		if e == first {
			return
		}
	}
	set.Each(&c.scratch, func(member []byte) {
		if !c.inOthers(others, store.Entry{}, member, false) {
			result.Add(member)
		}
	})
}

// stable is a member that stays as it is until the command ends: a copy, if the
// set has it as an integer.
func (c *Call) stable(e store.Entry, member []byte) []byte {
	if e.Encoding() != store.Intset {
		return member
	}
	from := len(c.text)
	c.text = append(c.text, member...)
	return c.text[from:]
}

// keyCount is argument i as the number of keys that follow it. An error is the
// reply.
func (c *Call) keyCount(i int) (int, bool) {
	n, ok := resp.ParseInt(c.Args.At(i))
	switch {
	case !ok || n <= 0:
		c.Reply.Error(resp.ErrKeyCount)
	case n > int64(c.Args.Len()-i-1):
		c.Reply.Error(resp.ErrTooManyKeys)
	default:
		return int(n), true
	}
	return 0, false
}

// cardinalityLimit reads [LIMIT limit] from argument i on: 0 is none. An error is
// the reply.
func (c *Call) cardinalityLimit(i int) (limit int64, ok bool) {
	for ; i < c.Args.Len(); i += 2 {
		if !c.isWord(i, "limit") || i+1 == c.Args.Len() {
			c.Reply.Error(resp.ErrSyntax)
			return 0, false
		}
		if limit, ok = resp.ParseInt(c.Args.At(i + 1)); !ok || limit < 0 {
			c.Reply.Error(resp.ErrLimitNegative)
			return 0, false
		}
	}
	return limit, true
}
