package commands

import "seedis/resp"

// dbSize is DBSIZE. It counts keys past their time that nobody has met yet.
func dbSize(c *Call) { c.Reply.Int(int64(c.DB.Len())) }

// flushDB is FLUSHDB [ASYNC | SYNC].
func flushDB(c *Call) {
	lazily, ok := c.flushMode()
	if !ok {
		return
	}
	c.Sink.Flushing(c.DB)
	if lazily {
		c.DB.Abandon()
	} else {
		c.DB.Clear()
	}
	c.effectAsIs()
	c.Reply.OK()
}

// flushAll is FLUSHALL [ASYNC | SYNC]. Also of a database that was empty the flush is
// told, as Redis repeats every flush elsewhere, where there may be keys.
func flushAll(c *Call) {
	lazily, ok := c.flushMode()
	if !ok {
		return
	}
	for i := range c.Keyspace.Databases() {
		c.Sink.Flushing(c.Keyspace.DB(i))
	}
	if lazily {
		c.Keyspace.Abandon()
	} else {
		c.Keyspace.Clear()
	}
	c.effectAsIs()
	c.Reply.OK()
}

// flushMode is how the argument that may follow wants memory to be freed; without it
// the configuration decides. If it is wrong, the error is the reply.
func (c *Call) flushMode() (lazily, ok bool) {
	switch n := c.Args.Len(); {
	case n == 1:
		return c.Lazy.UserFlush, true
	case n == 2 && c.isWord(1, "async"):
		return true, true
	case n == 2 && c.isWord(1, "sync"):
		return false, true
	}
	c.Reply.Error(resp.ErrSyntax)
	return false, false
}
