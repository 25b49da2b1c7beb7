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
	c.Reply.Set(shared.count)
	shared.each(c, c.Reply.Bulk)
	c.sources, c.marked = kept(sources), kept(shared.marks)
}

// sInterStore is SINTERSTORE destination key [key ...].
func sInterStore(c *Call) {
	sources, ok := c.setSources(2, c.Args.Len())
	if !ok {
		return
	}
	shared, result := c.intersect(sources, 0), c.DB.DraftSet(c.Key(1))
	shared.each(c, func(member []byte) { result.Add(member) })
	c.storeSet(&result, eventSInterStore)
	c.sources, c.marked = kept(sources), kept(shared.marks)
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

// sharedMembers are those of a set that some others have, too: a mark for each
// member of it, in the order in which they are visited. What they are is read when
// their number is known, with which a reply begins.
type sharedMembers struct {
	of    *store.Members
	marks []uint64
	count int
	limit int64 // 0 is none
}

// intersect finds what all sources have, or so much of that, if the limit is not 0.
// It walks over the smallest set and looks in the others, the smaller first: they
// are the likelier to lack a member.
func (c *Call) intersect(sources []store.Members, limit int64) sharedMembers {
	slices.SortFunc(sources, func(a, b store.Members) int { return a.Compare(&b) })
	// No set is there twice, so that no lookup moves what is being visited.
	sources = slices.CompactFunc(sources, isSameSet)
	least, others := &sources[0], sources[1:]
	words := (least.Len() + 63) / 64
	shared := sharedMembers{of: least, marks: slices.Grow(c.marked, words)[:words], limit: limit}
	clear(shared.marks)
	isOther := func(m store.Members) bool { return !m.AreIntegers() }
	if slices.ContainsFunc(sources, isOther) {
		shared.find(c, others)
	} else {
		shared.findIntegers(others)
	}
	return shared
}

// findIntegers walks over all sets at once, each of which is in ascending order.
func (s *sharedMembers) findIntegers(others []store.Members) {
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

func (s *sharedMembers) find(c *Call, others []store.Members) {
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

// mark notes that all have the member that is visited as number i, and tells
// whether that is enough.
func (s *sharedMembers) mark(i int) (enough bool) {
	s.marks[i/64] |= 1 << (i % 64)
	s.count++
	return int64(s.count) == s.limit
}

// each visits them. A member is a view, good for the one visit.
func (s *sharedMembers) each(c *Call, visit func(member []byte)) {
	i := -1
	s.of.Each(&c.scratch, func(member []byte) bool {
		i++
		if s.marks[i/64]>>(i%64)&1 != 0 {
			visit(member)
		}
		return true
	})
}
