package commands

import (
	"seedis/resp"
	"seedis/store"
	"seedis/sys"
)

// read looks a key up for its value: it counts a hit or a miss, and the entry
// has been used now. A key past its time is deleted and does not exist.
func (c *Call) read(key store.Key) store.Entry {
	e := c.write(key)
	c.count(e.Exists())
	return e
}

// peek is read for what is no use of a value: whether there is one, its type,
// its lifetime.
func (c *Call) peek(key store.Key) store.Entry {
	e := c.find(c.DB, key, false)
	c.count(e.Exists())
	return e
}

// readAs is read by a command that takes values of one type. A value of another
// makes the error the reply.
func (c *Call) readAs(t store.Type, key store.Key) (store.Entry, bool) {
	e := c.read(key)
	return e, c.isA(t, e)
}

// writeAs is write by such a command.
func (c *Call) writeAs(t store.Type, key store.Key) (store.Entry, bool) {
	e := c.write(key)
	return e, c.isA(t, e)
}

// isA tells whether an entry is of the type, or does not exist. If it is of
// another, the error is the reply.
func (c *Call) isA(t store.Type, e store.Entry) bool {
	if e.Exists() && e.Type() != t {
		c.Reply.Error(resp.ErrWrongType)
		return false
	}
	return true
}

// count counts a hit or a miss.
func (c *Call) count(hit bool) {
	if hit {
		c.Stats.KeyspaceHits++
	} else {
		c.Stats.KeyspaceMisses++
	}
}

// write looks a key up to change it: read without the statistics.
func (c *Call) write(key store.Key) store.Entry { return c.writeIn(c.DB, key) }

// writeIn is write in another database.
func (c *Call) writeIn(db *store.DB, key store.Key) store.Entry { return c.find(db, key, true) }

// find looks a key up and deletes one past its time. If it is a use of the
// entry, that is noted.
func (c *Call) find(db *store.DB, key store.Key, use bool) store.Entry {
	e := db.Find(key)
	switch {
	case !e.Exists():
	case IsExpired(e, c.Now):
		c.Expire(e)
		return store.Entry{}
	case use:
		e.Touch()
	}
	return e
}

// IsExpired tells whether an entry is past its time at now, in milliseconds
// since 1970. In its last millisecond it still exists, though it can no longer
// be given that time (see pastDue).
func IsExpired(e store.Entry, now int64) bool {
	at := e.ExpireAt()
	return at != store.NoExpiry && at < now
}

// Expire deletes an entry that is past its time, whatever its database. For the
// rest of the house this is a write like any other, whichever command finds the
// entry. While the dataset stands still, only a command that writes deletes it.
func (c *Call) Expire(e store.Entry) {
	if c.Frozen && c.Command.Flags&Write == 0 {
		return
	}
	c.Stats.ExpiredKeys++
	c.Marks.Mark(sys.MarkKeyExpired)
	if c.TimeExpiry != nil {
		c.TimeExpiry(func() { c.depart(e, c.Lazy.Expire, eventExpired) })
		return
	}
	c.depart(e, c.Lazy.Expire, eventExpired)
}
