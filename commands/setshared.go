package commands

import (
	"slices"

	"seedis/resp"
	"seedis/store"
)

// sInter is SINTER key [key ...].
func sInter(c *Call) {
	sources, ok := c.setSources(1, c.Args.Len())
	if !ok {
		return
	}
	shared := c.intersect(sources, 0)
	c.replySelection(&shared)
	c.sources = kept(sources)
}

// sInterStore is SINTERSTORE destination key [key ...].
func sInterStore(c *Call) {
	sources, ok := c.setSources(2, c.Args.Len())
	if !ok {
		return
	}
	shared := c.intersect(sources, 0)
	c.storeSelection(&shared, eventSInterStore)
	c.sources = kept(sources)
}

// sInterCard is SINTERCARD numkeys key [key ...] [LIMIT limit].
func sInterCard(c *Call) {
	count, ok := c.keyCount(1, c.Args.Len()-2, resp.ErrTooManyKeys)
	if !ok {
		return
	}
	limit, ok := c.parseCardinalityLimit(2 + count)
	if !ok {
		return
	}
	sources, ok := c.setSources(2, 2+count)
	if !ok {
		return
	}
	shared := c.intersect(sources, limit)
	c.Reply.Int(int64(shared.count))
	c.sources, c.marked = kept(sources), kept(shared.marks)
}

// parseCardinalityLimit reads [LIMIT limit] from argument i on: 0 is none. An error
// is the reply.
func (c *Call) parseCardinalityLimit(i int) (limit int64, ok bool) {
	for ; i < c.Args.Len(); i += 2 {
		if !c.isWord(i, "limit") || i+1 == c.Args.Len() {
			c.Reply.Error(resp.ErrSyntax)
			return 0, false
		}
		if limit, ok = c.cardinalityLimit(i + 1); !ok {
			return 0, false
		}
	}
	return limit, true
}

// intersect finds what all sources have, or so much of that, if the limit is not 0.
// It walks over the smallest set and looks in the others, the smaller first: they
// are the likelier to lack a member.
func (c *Call) intersect(sources []store.Members, limit int64) selection {
	slices.SortFunc(sources, func(a, b store.Members) int { return a.Compare(&b) })
	// No set is there twice, so that no lookup moves what is being visited.
	sources = slices.CompactFunc(sources, isSameSet)
	least, others := &sources[0], sources[1:]
	shared := c.selectionOf(least, limit)
	isOther := func(m store.Members) bool { return !m.AreIntegers() }
	if slices.ContainsFunc(sources, isOther) {
		shared.findShared(c, others)
	} else {
		shared.findIntegers(others)
	}
	return shared
}

// findIntegers walks over all sets at once, each of which is in ascending order.
func (s *selection) findIntegers(others []store.Members) {
	for i := range s.of.Len() {
		if haveNext(others, s.of.Integer(i)) && s.mark(i) {
			return
		}
	}
}

// haveNext tells whether all sets have an integer, which is above all others that
// they were asked for.
func haveNext(sets []store.Members, n int64) bool {
	for i := range sets {
		if !sets[i].HasNext(n) {
			return false
		}
	}
	return true
}

func (s *selection) findShared(c *Call, others []store.Members) {
	i := -1
	s.of.Each(&c.scratch, func(member []byte) bool {
		i++
		return !haveKey(others, c.Keyspace.Key(member)) || !s.mark(i)
	})
}

func haveKey(sets []store.Members, member store.Key) bool {
	for i := range sets {
		if !sets[i].HasKey(member) {
			return false
		}
	}
	return true
}
