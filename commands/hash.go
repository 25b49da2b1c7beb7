package commands

import (
	"seedis/resp"
	"seedis/store"
)

// readHash looks up the hash of the first key to read it. If the key holds no
// hash, the error is the reply.
func (c *Call) readHash(h *store.Hash) bool {
	key := c.Key(1)
	e, ok := c.readAs(store.HashType, key)
	h.Open(c.DB, key, e)
	return ok
}

// writeHash looks it up to change it.
func (c *Call) writeHash(h *store.Hash) bool {
	key := c.Key(1)
	e, ok := c.writeAs(store.HashType, key)
	h.Open(c.DB, key, e)
	return ok
}

// hGet is HGET key field.
func hGet(c *Call) {
	var h store.Hash
	if !c.readHash(&h) {
		return
	}
	if value, ok := h.Get(c.Args.At(2), &c.digits); ok {
		c.Reply.Bulk(value)
	} else {
		c.Reply.Null()
	}
}

// hMGet is HMGET key field [field ...].
func hMGet(c *Call) {
	var h store.Hash
	if !c.readHash(&h) {
		return
	}
	c.Reply.Array(c.Args.Len() - 2)
	for i := 2; i < c.Args.Len(); i++ {
		if value, ok := h.Get(c.Args.At(i), &c.digits); ok {
			c.Reply.Bulk(value)
		} else {
			c.Reply.Null()
		}
	}
}

// hExists is HEXISTS key field.
func hExists(c *Call) {
	var h store.Hash
	if c.readHash(&h) {
		c.replyWhether(h.Has(c.Args.At(2)))
	}
}

// hLen is HLEN key.
func hLen(c *Call) {
	var h store.Hash
	if c.readHash(&h) {
		c.Reply.Int(int64(h.Len()))
	}
}

// hStrLen is HSTRLEN key field.
func hStrLen(c *Call) {
	var h store.Hash
	if c.readHash(&h) {
		value, _ := h.Get(c.Args.At(2), &c.digits)
		c.Reply.Int(int64(len(value)))
	}
}

// hGetAll is HGETALL key.
func hGetAll(c *Call) {
	var h store.Hash
	if !c.readHash(&h) {
		return
	}
	c.Reply.Map(h.Len())
	h.Each(&c.scratch, func(field, value []byte) {
		c.Reply.Bulk(field)
		c.Reply.Bulk(value)
	})
}

// hKeys is HKEYS key.
func hKeys(c *Call) {
	var h store.Hash
	if !c.readHash(&h) {
		return
	}
	c.Reply.Array(h.Len())
	h.Each(&c.scratch, func(field, _ []byte) { c.Reply.Bulk(field) })
}

// hVals is HVALS key.
func hVals(c *Call) {
	var h store.Hash
	if !c.readHash(&h) {
		return
	}
	c.Reply.Array(h.Len())
	h.Each(&c.scratch, func(_, value []byte) { c.Reply.Bulk(value) })
}

// hSet is HSET key field value [field value ...].
func hSet(c *Call) {
	if added, ok := c.setFields(); ok {
		c.Reply.Int(int64(added))
	}
}

// hMSet is HMSET key field value [field value ...]: HSET of old, which does not
// tell how many fields are new.
func hMSet(c *Call) {
	if _, ok := c.setFields(); ok {
		c.Reply.OK()
	}
}

// setFields sets each field to the value behind it, and tells how many fields are
// new. An error is the reply.
func (c *Call) setFields() (added int, ok bool) {
	if c.Args.Len()%2 != 0 {
		c.Reply.Error(resp.ErrWrongArity, c.Command.FullName)
		return 0, false
	}
	var h store.Hash
	if !c.writeHash(&h) {
		return 0, false
	}
	for i := 2; i < c.Args.Len(); i += 2 {
		if h.Set(c.Args.At(i), c.Args.At(i+1)) {
			added++
		}
	}
	c.Sink.Modified(c.DB, c.Args.At(1), eventHSet, (c.Args.Len()-2)/2)
	c.effectAsIs()
	return added, true
}

// hSetNX is HSETNX key field value.
func hSetNX(c *Call) {
	var h store.Hash
	if !c.writeHash(&h) {
		return
	}
	field := c.Args.At(2)
	if h.Has(field) {
		c.Reply.Int(0)
		return
	}
	h.Set(field, c.Args.At(3))
	c.Sink.Modified(c.DB, c.Args.At(1), eventHSet, 1)
	c.effectAsIs()
	c.Reply.Int(1)
}

// hDel is HDEL key field [field ...].
func hDel(c *Call) {
	var h store.Hash
	if c.writeHash(&h) {
		deleted := c.countEach(h.Delete)
		c.replyRemoved(h.Entry(), h.Len(), eventHDel, deleted)
	}
}
