package commands

import (
	"seedis/store"
	"seedis/sys"
)

// read looks a key up for its value, and counts a hit or a miss. A key past
// its time is deleted and does not exist.
func (c *Call) read(key store.Key) store.Entry {
	e := c.write(key)
	c.count(e.Exists())
	return e
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
func (c *Call) write(key store.Key) store.Entry {
	e := c.DB.Find(key)
	if e.Exists() && IsExpired(e, c.Now) {
		c.Expire(e)
		return store.Entry{}
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

// Expire deletes an entry of c.DB that is past its time. For the rest of the
// house this is a write like any other, whoever finds the entry: a lookup, or
// the server's search for expired keys.
func (c *Call) Expire(e store.Entry) {
	key := append(c.gone, e.Key()...)
	c.DB.Delete(e)
	c.Stats.ExpiredKeys++
	c.Marks.Mark(sys.MarkKeyExpired)
	c.Sink.Modified(c.DB, key, eventExpired)
	c.effectDel(key)
	c.gone = kept(key)
}
