package commands

import "seedis/store"

// del is DEL key [key ...], and UNLINK: memory is freed at once by both.
func del(c *Call) {
	deleted := int64(0)
	for i := 1; i < c.Args.Len(); i++ {
		key := c.Key(i)
		e := c.write(key)
		if !e.Exists() {
			continue
		}
		c.DB.Delete(e)
		c.Sink.Modified(c.DB, key.Bytes, eventDel)
		deleted++
	}
	if deleted > 0 {
		c.effectAsIs()
	}
	c.Reply.Int(deleted)
}

// exists is EXISTS key [key ...]: a key that is named twice counts twice.
func exists(c *Call) { c.replyCount((*Call).peek) }

// touch is TOUCH key [key ...]: EXISTS that counts as a use.
func touch(c *Call) { c.replyCount((*Call).read) }

// replyCount replies with how many of the keys a lookup finds.
func (c *Call) replyCount(lookup func(*Call, store.Key) store.Entry) {
	count := int64(0)
	for i := 1; i < c.Args.Len(); i++ {
		if lookup(c, c.Key(i)).Exists() {
			count++
		}
	}
	c.Reply.Int(count)
}

// randomTries is how many keys past their time RANDOMKEY passes over where they
// stay, before it names one: there may be no other (dbRandomKey's maxtries).
const randomTries = 100

// randomKey is RANDOMKEY. Keys past their time that it meets are deleted.
func randomKey(c *Call) {
	e := c.DB.RandomEntry(c.Keyspace.Random())
	for tries := 1; e.Exists() && IsExpired(e, c.Now) && !(c.Frozen && tries == randomTries); tries++ {
		c.Expire(e)
		e = c.DB.RandomEntry(c.Keyspace.Random())
	}
	if !e.Exists() {
		c.Reply.Null()
		return
	}
	c.Reply.Bulk(e.Key())
}

// typeOf is TYPE key.
func typeOf(c *Call) {
	e := c.peek(c.Key(1))
	if !e.Exists() {
		c.Reply.SimpleString("none")
		return
	}
	c.Reply.SimpleString(e.Type().String())
}
