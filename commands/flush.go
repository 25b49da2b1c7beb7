package commands

import (
	"seedis/resp"
	"seedis/store"
)

// dbSize is DBSIZE. It counts keys past their time that nobody has met yet.
func dbSize(c *Call) { c.Reply.Int(int64(c.DB.Len())) }

// flushDB is FLUSHDB [ASYNC | SYNC].
func flushDB(c *Call) {
	if !c.flushModeOK() {
		return
	}
	c.flush(c.DB)
	c.effectAsIs()
	c.Reply.OK()
}

// flushAll is FLUSHALL [ASYNC | SYNC].
func flushAll(c *Call) {
	if !c.flushModeOK() {
		return
	}
	for i := range c.Keyspace.Databases() {
		c.flush(c.Keyspace.DB(i))
	}
	c.effectAsIs()
	c.Reply.OK()
}

// flush empties a database. Also of one that was empty the flush is told, as
// Redis repeats every flush elsewhere, where there may be keys.
func (c *Call) flush(db *store.DB) {
	c.Sink.Flushing(db)
	db.Clear()
}

// flushModeOK checks the argument that may follow; the error is the reply. Both
// modes free the memory before the reply.
func (c *Call) flushModeOK() bool {
	n := c.Args.Len()
	if n == 1 || n == 2 && (c.isWord(1, "async") || c.isWord(1, "sync")) {
		return true
	}
	c.Reply.Error(resp.ErrSyntax)
	return false
}
