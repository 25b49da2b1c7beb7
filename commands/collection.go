package commands

import (
	"seedis/resp"
	"seedis/store"
)

// countEach does something with each argument behind the key, and counts for how
// many of them that changed something.
func (c *Call) countEach(change func(element []byte) bool) (changes int) {
	for i := 2; i < c.Args.Len(); i++ {
		if change(c.Args.At(i)) {
			changes++
		}
	}
	return changes
}

// replyRemoved replies with how many elements the first key's collection has lost,
// which has so many left, and tells of it.
func (c *Call) replyRemoved(e store.Entry, left int, event Event, count int) {
	if count > 0 {
		c.removed(c.Args.At(1), e, left, event, count)
		c.effectAsIs()
	}
	c.Reply.Int(int64(count))
}

// removed tells that a key's collection has lost elements. One with none left goes,
// and before anybody is told: who waits for the key must not find it. The effect is
// the caller's.
func (c *Call) removed(key []byte, e store.Entry, left int, event Event, count int) {
	if left == 0 {
		c.DB.Drop(e)
	}
	c.Sink.Modified(c.DB, key, event, count)
	if left == 0 {
		c.Sink.Modified(c.DB, key, eventDel, 0)
	}
}

// replyStored replies with how many elements a key has got as the result of a
// command, and tells of it. If there are none, the key goes.
func (c *Call) replyStored(key store.Key, length int, event Event, changes int) {
	if length > 0 {
		c.Sink.Modified(c.DB, key.Bytes, event, changes)
		c.effectAsIs()
	} else {
		c.dropTarget(key)
	}
	c.Reply.Int(int64(length))
}

// indexRange is arguments i and i+1 as the ends of a range of elements. If one is
// no number, the error is the reply.
func (c *Call) indexRange(i int) (first, last int64, ok bool) {
	if first, ok = c.integer(i); ok {
		last, ok = c.integer(i + 1)
	}
	return first, last, ok
}

// elementsIn is the first element of a range, which includes both ends, in a
// collection of so many, and how many there are. A negative end counts from the
// collection's.
func elementsIn(first, last int64, length int) (from, count int) {
	n := int64(length)
	if first < 0 {
		first = max(0, n+first)
	}
	if last < 0 {
		last += n
	}
	last = min(last, n-1)
	if first > last {
		return 0, 0
	}
	return int(first), int(last - first + 1)
}

// atLeast is argument i as a number that is not below another. If it is none, an
// error of its own is the reply.
func (c *Call) atLeast(i int, least int64, e resp.Error) (int64, bool) {
	n, ok := resp.ParseInt(c.Args.At(i))
	if !ok || n < least {
		c.Reply.Error(e)
		return 0, false
	}
	return n, true
}

// positive is argument i as a count: 0 is one. An error is the reply.
func (c *Call) positive(i int) (int64, bool) { return c.atLeast(i, 0, resp.ErrMustBePositive) }

// keyCount is argument i as the number of keys that follow it, of which there may
// be so many. An error is the reply, one of its own if that is too many.
func (c *Call) keyCount(i, most int, tooMany resp.Error) (int, bool) {
	n, ok := c.atLeast(i, 1, resp.ErrKeyCount)
	if ok && n > int64(most) {
		c.Reply.Error(tooMany)
		return 0, false
	}
	return int(n), ok
}

// cardinalityLimit is argument i as what LIMIT bounds a count by: 0 is none. An
// error is the reply.
func (c *Call) cardinalityLimit(i int) (int64, bool) { return c.atLeast(i, 0, resp.ErrLimitNegative) }

// multiPop is what LMPOP and ZMPOP have in common: from the first of several
// collections that exists elements are taken. The arguments from first on, without
// end, are the keys; argument end tells from where.
type multiPop struct {
	first, end int
	count      int64
}

// parseKeys reads numkeys, which is argument i, and tells whether there is an
// argument behind the keys. An error is the reply.
func (p *multiPop) parseKeys(c *Call, i int) bool {
	keys, ok := c.keyCount(i, c.Args.Len()-i-2, resp.ErrSyntax)
	p.first, p.end = i+1, i+1+keys
	return ok
}

// parseCount reads [COUNT count], which is all that may be left. An error is the
// reply.
func (p *multiPop) parseCount(c *Call) (ok bool) {
	for i := p.end + 1; i < c.Args.Len(); i += 2 {
		if p.count != 0 || !c.isWord(i, "count") || i+1 == c.Args.Len() {
			c.Reply.Error(resp.ErrSyntax)
			return false
		}
		if p.count, ok = c.atLeast(i+1, 1, resp.ErrCountNotPositive); !ok {
			return false
		}
	}
	p.count = max(p.count, 1)
	return true
}
