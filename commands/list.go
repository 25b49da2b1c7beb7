package commands

import (
	"math"

	"seedis/resp"
	"seedis/store"
)

// readList looks up the list of the first key to read it. If the key holds no
// list, the error is the reply.
func (c *Call) readList(l *store.List) bool {
	key := c.Key(1)
	e, ok := c.readAs(store.ListType, key)
	l.Open(c.DB, key, e)
	return ok
}

// writeList looks up the list of a key to change it, and opens it in place. If the
// key holds no list, the error is the reply.
func (c *Call) writeList(l *store.List, key store.Key) bool {
	e, ok := c.writeAs(store.ListType, key)
	l.Open(c.DB, key, e)
	return ok
}

// listEnd is argument i as an end of a list. If it is none, the error is the reply.
func (c *Call) listEnd(i int) (store.End, bool) {
	switch {
	case c.isWord(i, "left"):
		return store.Head, true
	case c.isWord(i, "right"):
		return store.Tail, true
	}
	c.Reply.Error(resp.ErrSyntax)
	return 0, false
}

// lLen is LLEN key.
func lLen(c *Call) {
	var l store.List
	if c.readList(&l) {
		c.Reply.Int(int64(l.Len()))
	}
}

// lIndex is LINDEX key index. Without the key, nothing asks for the index.
func lIndex(c *Call) {
	var l store.List
	if !c.readList(&l) {
		return
	}
	if !l.Exists() {
		c.Reply.Null()
		return
	}
	index, ok := c.integer(2)
	if !ok {
		return
	}
	if at, exists := indexIn(index, l.Len()); exists {
		c.Reply.Bulk(l.At(at, &c.digits))
	} else {
		c.Reply.Null()
	}
}

// indexIn is the place in a list of so many elements that an index names, which
// counts from the end if it is negative; and whether there is one.
func indexIn(index int64, length int) (at int, ok bool) {
	if index < 0 {
		index += int64(length)
	}
	return int(index), index >= 0 && index < int64(length)
}

// lRange is LRANGE key start stop.
func lRange(c *Call) {
	start, stop, ok := c.indexRange(2)
	if !ok {
		return
	}
	var l store.List
	if !c.readList(&l) {
		return
	}
	first, count := elementsIn(start, stop, l.Len())
	c.Reply.Array(count)
	if count > 0 {
		c.replyElements(&l, first, count)
	}
}

// replyElements replies with the elements of a list from an index on.
func (c *Call) replyElements(l *store.List, first, count int) {
	w := l.Walk(first)
	for range count {
		c.Reply.Bulk(w.Next(&c.digits))
	}
}

// lSet is LSET key index element.
func lSet(c *Call) {
	var l store.List
	if !c.writeList(&l, c.Key(1)) {
		return
	}
	if !l.Exists() {
		c.Reply.Error(resp.ErrNoSuchKey)
		return
	}
	index, ok := c.integer(2)
	if !ok {
		return
	}
	at, exists := indexIn(index, l.Len())
	if !exists {
		c.Reply.Error(resp.ErrIndexOutOfRange)
		return
	}
	l.Set(at, c.Args.At(3))
	c.Sink.Modified(c.DB, c.Args.At(1), eventLSet, 1)
	c.effectAsIs()
	c.Reply.OK()
}

// lInsert is LINSERT key BEFORE|AFTER pivot element.
func lInsert(c *Call) {
	isBehind := c.isWord(2, "after")
	if !isBehind && !c.isWord(2, "before") {
		c.Reply.Error(resp.ErrSyntax)
		return
	}
	var l store.List
	switch {
	case !c.writeList(&l, c.Key(1)):
	case !l.Exists():
		c.Reply.Int(0)
	case !l.Insert(c.Args.At(3), c.Args.At(4), isBehind):
		c.Reply.Int(-1)
	default:
		c.Sink.Modified(c.DB, c.Args.At(1), eventLInsert, 1)
		c.effectAsIs()
		c.Reply.Int(int64(l.Len()))
	}
}

// lRem is LREM key count element: from the tail if count is negative, all that
// there are if it is 0.
func lRem(c *Call) {
	count, ok := c.integer(2)
	if !ok {
		return
	}
	var l store.List
	if !c.writeList(&l, c.Key(1)) {
		return
	}
	if !l.Exists() {
		c.Reply.Int(0)
		return
	}
	from, most := countFrom(count)
	if count == 0 {
		most = math.MaxInt64
	}
	removed := l.RemoveEqual(c.Args.At(3), from, int(most))
	c.replyRemoved(l.Entry(), l.Len(), eventLRem, removed)
}

// countFrom is a number that counts from the tail if it is negative. The lowest
// integer has no opposite: more than that there is of nothing.
func countFrom(n int64) (from store.End, count int64) {
	switch {
	case n >= 0:
		return store.Head, n
	case n == math.MinInt64:
		return store.Tail, math.MaxInt64
	}
	return store.Tail, -n
}

// lTrim is LTRIM key start stop. It tells of a change where it makes none, as
// Redis does: who watches the key notices.
func lTrim(c *Call) {
	start, stop, ok := c.indexRange(2)
	if !ok {
		return
	}
	key := c.Key(1)
	var l store.List
	if !c.writeList(&l, key) {
		return
	}
	if l.Exists() {
		before := l.Len()
		first, count := elementsIn(start, stop, before)
		if count > 0 {
			l.Trim(first, count)
		}
		c.removed(key.Bytes, l.Entry(), count, eventLTrim, before-count)
		if count < before {
			c.effectAsIs()
		}
	}
	c.Reply.OK()
}
