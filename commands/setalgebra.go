package commands

import (
	"slices"

	"seedis/store"
)

// sUnion is SUNION key [key ...].
func sUnion(c *Call) { c.replyCombined(unionOfSets) }

// sDiff is SDIFF key [key ...].
func sDiff(c *Call) { c.replyCombined(differenceOfSets) }

// sUnionStore is SUNIONSTORE destination key [key ...].
func sUnionStore(c *Call) { c.storeCombined(unionOfSets, eventSUnionStore) }

// sDiffStore is SDIFFSTORE destination key [key ...].
func sDiffStore(c *Call) { c.storeCombined(differenceOfSets, eventSDiffStore) }

// setOperation is what is made of sets together, member by member.
type setOperation uint8

const (
	unionOfSets setOperation = iota
	differenceOfSets
)

// replyCombined replies with what the sets of the arguments amount to.
func (c *Call) replyCombined(operation setOperation) {
	sources, ok := c.setSources(1, c.Args.Len())
	if !ok {
		return
	}
	result := c.DB.DraftSet(store.Key{})
	c.combine(operation, sources, &result)
	c.Reply.Set(result.Len())
	result.Each(&c.scratch, c.Reply.Bulk)
	if result.Exists() {
		result.Remove()
	}
	c.sources = kept(sources)
}

// storeCombined lets the first key have what the sets of the others amount to.
func (c *Call) storeCombined(operation setOperation, event Event) {
	sources, ok := c.setSources(2, c.Args.Len())
	if !ok {
		return
	}
	result := c.DB.DraftSet(c.Key(1))
	c.combine(operation, sources, &result)
	c.storeSet(&result, event)
	c.sources = kept(sources)
}

// combine adds what the sources amount to together to the result.
func (c *Call) combine(operation setOperation, sources []store.Members, result *store.Set) {
	if operation == unionOfSets {
		c.unite(sources, result)
	} else {
		c.subtract(sources, result)
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

// unite adds all members of all sources to the result.
func (c *Call) unite(sources []store.Members, result *store.Set) {
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

// subtract adds the members of the first source to the result that no other has.
func (c *Call) subtract(sources []store.Members, result *store.Set) {
	first := &sources[0]
	others := slices.DeleteFunc(sources[1:], func(m store.Members) bool { return m.Len() == 0 })
	members := first.Len()
	for i := range others {
		if others[i].Same(first) {
			return
		}
		members += others[i].Len()
	}
	if lookUpToSubtract(first.Len(), 1+len(others), members) {
		c.addOwn(first, others, result)
		return
	}
	c.addAll(first, result)
	for i := 0; i < len(others) && result.Len() > 0; i++ {
		c.removeAll(&others[i], result)
	}
	if result.Len() == 0 {
		result.Remove()
	}
}

// lookUpToSubtract tells whether the shorter way to take sets from the first is to
// look up each of its members in the others; the other way is to take all of them
// and then to take back what the others have. keys is how many sets there are, and
// members what all have together. As in Redis half of the lookups are expected to
// be needed.
func lookUpToSubtract(first, keys, members int) bool { return first*keys/2 <= members }

// addOwn adds the members of one set to the result that none of the others has. It
// looks in the largest first, which is the likeliest to have one.
func (c *Call) addOwn(one *store.Members, others []store.Members, result *store.Set) {
	slices.SortFunc(others, func(a, b store.Members) int { return b.Compare(&a) })
	others = slices.CompactFunc(others, isSameSet)
	one.Each(&c.scratch, func(member []byte) bool {
		key := c.Keyspace.Key(member)
		for i := range others {
			if others[i].HasKey(key) {
				return true
			}
		}
		result.Add(member)
		return true
	})
}

// removeAll takes back what the set has, until nothing is left.
func (c *Call) removeAll(source *store.Members, result *store.Set) {
	source.Each(&c.scratch, func(member []byte) bool {
		return !result.Delete(member) || result.Len() > 0
	})
}

func isSameSet(a, b store.Members) bool { return a.Same(&b) }
