package commands

import (
	"seedis/resp"
	"seedis/store"
)

// lPop is LPOP key [count].
func lPop(c *Call) { c.pop(store.Head) }

// rPop is RPOP key [count].
func rPop(c *Call) { c.pop(store.Tail) }

// pop takes elements from an end of the first key's list: one, or as many as the
// argument behind it says, which makes the reply an array.
func (c *Call) pop(end store.End) {
	count, hasCount := int64(1), c.Args.Len() == 3
	if c.Args.Len() > 3 {
		c.Reply.Error(resp.ErrWrongArity, c.Command.FullName)
		return
	}
	if hasCount {
		var ok bool
		if count, ok = c.positive(2); !ok {
			return
		}
	}
	key := c.Key(1)
	var l store.List
	switch {
	case !c.writeList(&l, key):
	case !l.Exists() && hasCount:
		c.Reply.NullArray()
	case !l.Exists():
		c.Reply.Null()
	case count == 0:
		c.Reply.Array(0)
	default:
		if hasCount {
			c.popElements(&l, key.Bytes, end, count)
		} else {
			c.popOne(&l, key.Bytes, end)
		}
		c.effectAsIs()
	}
}

// popOne replies with the element at an end of a key's list, and takes it out.
func (c *Call) popOne(l *store.List, key []byte, end store.End) {
	c.Reply.Bulk(l.Peek(end, &c.digits))
	c.drop(l, key, end, 1)
}

// popElements replies with an array of so many elements from an end of a key's list, or
// of all that it has, takes them out and returns their number.
func (c *Call) popElements(l *store.List, key []byte, end store.End, most int64) (count int) {
	length := l.Len()
	count = int(min(most, int64(length)))
	c.Reply.Array(count)
	if end == store.Head {
		c.replyElements(l, 0, count)
	} else {
		w := l.Walk(length)
		for range count {
			c.Reply.Bulk(w.Previous(&c.digits))
		}
	}
	c.drop(l, key, end, count)
	return count
}

// drop takes elements that the list of a key has from its end. One that is empty
// then goes.
func (c *Call) drop(l *store.List, key []byte, end store.End, count int) {
	left := l.Len() - count
	if left > 0 {
		l.Drop(end, count)
	}
	c.removed(key, l.Entry(), left, eventsPop[end], count)
}

// lMPop is LMPOP numkeys key [key ...] LEFT|RIGHT [COUNT count].
func lMPop(c *Call) {
	if p, ok := c.parsePop(1); ok && !c.popFirst(p) {
		c.Reply.NullArray()
	}
}

// listPop is what LMPOP and BLMPOP ask for.
type listPop struct {
	multiPop
	from store.End
}

// parsePop reads numkeys, which is argument i, and all behind it. An error is the
// reply.
func (c *Call) parsePop(i int) (p listPop, ok bool) {
	if !p.parseKeys(c, i) {
		return p, false
	}
	if p.from, ok = c.listEnd(p.end); !ok {
		return p, false
	}
	return p, p.parseCount(c)
}

// popFirst takes elements from the first of the lists that exists, and replies with
// its key and them. If there is none, there is no reply yet, and it returns false.
// The effect is a pop of one list.
func (c *Call) popFirst(p listPop) (answered bool) {
	for i := p.first; i < p.end; i++ {
		key := c.Key(i)
		var l store.List
		if !c.writeList(&l, key) {
			return true
		}
		if !l.Exists() {
			continue
		}
		c.Reply.Array(2)
		c.Reply.Bulk(key.Bytes)
		count := c.popElements(&l, key.Bytes, p.from, p.count)
		c.effectPop(key.Bytes, p.from, count)
		return true
	}
	return false
}

// effectPop sends a pop of so many elements.
func (c *Call) effectPop(key []byte, end store.End, count int) {
	c.effect(append(c.argv, popWord(end), key, c.decimal(int64(count))))
}
