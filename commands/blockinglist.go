package commands

import "seedis/store"

// bLPop is BLPOP key [key ...] timeout.
func bLPop(c *Call) { c.waitingPop(store.Head) }

// bRPop is BRPOP key [key ...] timeout.
func bRPop(c *Call) { c.waitingPop(store.Tail) }

// waitingPop takes the element at an end of the first of the lists that exists,
// and replies with its key and it.
func (c *Call) waitingPop(end store.End) {
	c.takeOrWait(Wait{Kind: store.ListType, Uncounted: true}, func(key store.Key, e store.Entry) {
		l := c.DB.List(key, e)
		c.Reply.Array(2)
		c.Reply.Bulk(key.Bytes)
		c.popOne(&l, key.Bytes, end)
		c.effect(append(c.argv, popWord(end), key.Bytes))
	})
}

// bLMPop is BLMPOP timeout numkeys key [key ...] LEFT|RIGHT [COUNT count].
func bLMPop(c *Call) {
	p, ok := c.parsePop(2)
	if !ok {
		return
	}
	until, ok := c.waitUntil(1)
	if !ok {
		return
	}
	p.first, p.end = c.keysToTry(p.first, p.end)
	if !c.popFirst(p) {
		c.waitForKeys(Wait{First: p.first, End: p.end, Kind: store.ListType, Until: until})
	}
}

// bLMove is BLMOVE source destination LEFT|RIGHT LEFT|RIGHT timeout.
func bLMove(c *Call) {
	from, ok := c.listEnd(3)
	if !ok {
		return
	}
	if to, ok := c.listEnd(4); ok {
		c.waitingMove(from, to, wordLMove, 4)
	}
}

// bRPopLPush is BRPOPLPUSH source destination timeout: BLMOVE of old.
func bRPopLPush(c *Call) { c.waitingMove(store.Tail, store.Head, wordRPopLPush, 2) }

// waitingMove is moveElement of who waits, for the time behind the arguments. The
// type of the second key only matters when there is an element.
func (c *Call) waitingMove(from, to store.End, word []byte, arguments int) {
	until, ok := c.waitUntil(arguments + 1)
	switch {
	case !ok || c.moveElement(from, to, word, arguments):
	case c.AtOnce:
		c.Reply.Null()
	default:
		c.waitForKeys(Wait{First: 1, End: 2, Kind: store.ListType, Until: until, Uncounted: true})
	}
}

// popWord is the command that takes elements from an end.
func popWord(end store.End) []byte {
	if end == store.Head {
		return wordLPop
	}
	return wordRPop
}
