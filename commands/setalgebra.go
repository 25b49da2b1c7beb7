package commands

import (
	"slices"

	"seedis/store"
)

// sUnion is SUNION key [key ...].
func sUnion(c *Call) {
	sources, ok := c.setSources(1, c.Args.Len())
	if !ok {
		return
	}
	result := c.DB.DraftSet(store.Key{})
	c.unite(sources, &result)
	c.replySet(&result)
	c.sources = kept(sources)
}

// sUnionStore is SUNIONSTORE destination key [key ...].
func sUnionStore(c *Call) {
	sources, ok := c.setSources(2, c.Args.Len())
	if !ok {
		return
	}
	result := c.DB.DraftSet(c.Key(1))
	c.unite(sources, &result)
	c.storeSet(&result, eventSUnionStore)
	c.sources = kept(sources)
}

// sDiff is SDIFF key [key ...].
func sDiff(c *Call) {
	sources, ok := c.setSources(1, c.Args.Len())
	if !ok {
		return
	}
	if first, others := toSubtract(sources); areLookedUp(first, others) {
		own := c.selectOwn(first, others)
		c.replyDifference(&own)
	} else {
		result := c.DB.DraftSet(store.Key{})
		c.takeBack(first, others, &result)
		c.replySet(&result)
	}
	c.sources = kept(sources)
}

// sDiffStore is SDIFFSTORE destination key [key ...].
func sDiffStore(c *Call) {
	sources, ok := c.setSources(2, c.Args.Len())
	if !ok {
		return
	}
	if first, others := toSubtract(sources); areLookedUp(first, others) {
		own := c.selectOwn(first, others)
		c.storeSelection(&own, eventSDiffStore)
	} else {
		result := c.DB.DraftSet(c.Key(1))
		c.takeBack(first, others, &result)
		c.storeSet(&result, eventSDiffStore)
	}
	c.sources = kept(sources)
}

// replySet replies with a draft, which ends.
func (c *Call) replySet(result *store.Set) {
	c.Reply.Set(result.Len())
	result.Each(&c.scratch, c.Reply.Bulk)
	if result.Exists() {
		result.Remove()
	}
}

// storeSet lets the first key have the result, or nothing, and replies with how
// many members it has.
func (c *Call) storeSet(result *store.Set, event Event) {
	key := c.Key(1)
	if result.Len() > 0 {
		result.Enter(c.write(key))
	}
	c.replyStored(key, result.Len(), event, 1)
}

// setSources looks up the sets of the arguments from first to before end, in the
// scratch for them. If one is no set, the error is the reply.
func (c *Call) setSources(first, end int) (sources []store.Members, ok bool) {
	sources = c.sources
	for i := first; i < end; i++ {
		e, ok := c.readAs(store.SetType, c.Key(i))
		if !ok {
			c.sources = kept(sources)
			return nil, false
		}
		sources = append(sources, c.DB.Members(e))
	}
	return sources, true
}

// setOf is the set of an entry, to be read.
func (c *Call) setOf(e store.Entry) store.Set { return c.DB.Set(store.Key{}, e) }

// unite adds all members of all sources to the result, which has as many as the
// largest of them at least.
func (c *Call) unite(sources []store.Members, result *store.Set) {
	largest := 0
	for i := range sources {
		largest = max(largest, sources[i].Len())
	}
	result.Reserve(largest)
	for i := range sources {
		c.addAll(&sources[i], result)
	}
}

func (c *Call) addAll(source *store.Members, result *store.Set) {
	source.Each(&c.scratch, func(member []byte) bool {
		result.Add(member)
		return true
	})
}

// toSubtract is what sources are for a difference: the first set, and the others
// that have members. Nothing is left of a set that is taken from itself: the first
// is empty then.
func toSubtract(sources []store.Members) (first *store.Members, others []store.Members) {
	first, others = &sources[0], sources[1:]
	isFirst := func(m store.Members) bool { return m.Same(first) }
	if slices.ContainsFunc(others, isFirst) {
		*first = store.Members{}
	}
	return first, slices.DeleteFunc(others, func(m store.Members) bool { return m.Len() == 0 })
}

// areLookedUp is lookUpToSubtract of sets.
func areLookedUp(first *store.Members, others []store.Members) bool {
	members := first.Len()
	for i := range others {
		members += others[i].Len()
	}
	return lookUpToSubtract(first.Len(), 1+len(others), members)
}

// lookUpToSubtract tells whether the shorter way to take sets from the first is to
// look up each of its members in the others; the other way is to take all of them
// and then to take back what the others have. keys is how many sets there are, and
// members what all have together. As in Redis half of the lookups are expected to
// be needed.
func lookUpToSubtract(first, keys, members int) bool { return first*keys/2 <= members }

// selectOwn selects the members of one set that none of the others has. It looks in
// the largest first, which is the likeliest to have one.
func (c *Call) selectOwn(one *store.Members, others []store.Members) selection {
	slices.SortFunc(others, func(a, b store.Members) int { return b.Compare(&a) })
	others = slices.CompactFunc(others, isSameSet)
	own, i := c.selectionOf(one, 0), -1
	one.Each(&c.scratch, func(member []byte) bool {
		i++
		if !anyHasKey(others, c.Keyspace.Key(member)) {
			own.mark(i)
		}
		return true
	})
	return own
}

func anyHasKey(sets []store.Members, member store.Key) bool {
	for i := range sets {
		if sets[i].HasKey(member) {
			return true
		}
	}
	return false
}

// takeBack adds all members of the first set to the result, and takes back those
// that the others have.
func (c *Call) takeBack(first *store.Members, others []store.Members, result *store.Set) {
	result.Reserve(first.Len())
	c.addAll(first, result)
	for i := 0; i < len(others) && result.Len() > 0; i++ {
		c.removeAll(&others[i], result)
	}
	if result.Len() == 0 {
		result.Remove()
	}
}

// removeAll takes back what the set has, until nothing is left.
func (c *Call) removeAll(source *store.Members, result *store.Set) {
	source.Each(&c.scratch, func(member []byte) bool {
		return !result.Delete(member) || result.Len() > 0
	})
}

func isSameSet(a, b store.Members) bool { return a.Same(&b) }
