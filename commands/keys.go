package commands

import "seedis/store"

// del is DEL key [key ...].
func del(c *Call) { c.deleteKeys(c.Lazy.UserDel) }

// unlink is UNLINK key [key ...].
func unlink(c *Call) { c.deleteKeys(true) }

// deleteKeys deletes the keys that all arguments are.
func (c *Call) deleteKeys(lazily bool) {
	deleted := int64(0)
	for i := 1; i < c.Args.Len(); i++ {
		key := c.Key(i)
		e := c.write(key)
		if !e.Exists() {
			continue
		}
		remove(e, lazily)
		c.Sink.Modified(c.DB, key.Bytes, eventDel, 1)
		deleted++
	}
	if deleted > 0 {
		c.effectAsIs()
	}
	c.Reply.Int(deleted)
}

// end deletes the entry of a key as its own command's only effect.
func (c *Call) end(e store.Entry, key []byte, lazily bool) {
	remove(e, lazily)
	c.Sink.Modified(c.DB, key, eventDel, 1)
	c.effect(append(c.argv, removalWord(lazily), key))
}

// remove deletes an entry. What takes long to free is left to the background if it is
// done lazily.
func remove(e store.Entry, lazily bool) {
	if lazily {
		e.DB().Unlink(e)
	} else {
		e.DB().Delete(e)
	}
}

// removalWord is the command that does the same elsewhere.
func removalWord(lazily bool) []byte {
	if lazily {
		return wordUnlink
	}
	return wordDel
}

// exists is EXISTS key [key ...]: a key that is named twice counts twice.
func exists(c *Call) { c.replyCount((*Call).peek) }

// touch is TOUCH key [key ...]: EXISTS that counts as a use.
func touch(c *Call) { c.replyCount((*Call).read) }

// replyWhether replies with 1 or 0.
func (c *Call) replyWhether(is bool) {
	if is {
		c.Reply.Int(1)
	} else {
		c.Reply.Int(0)
	}
}

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

// randomKey is RANDOMKEY. Keys past their time that it meets are deleted.
func randomKey(c *Call) {
	e := c.DB.RandomEntry()
	for draws := 1; e.Exists() && IsExpired(e, c.Now); draws++ {
		if c.Frozen && draws == drawsMax {
			e = c.livingFrom(e)
			break
		}
		c.Expire(e)
		e = c.DB.RandomEntry()
	}
	if !e.Exists() {
		c.Reply.Null()
		return
	}
	c.Reply.Bulk(e.Key())
}

// drawsMax is how many keys RANDOMKEY draws where those past their time stay
// (dbRandomKey's maxtries). If one key in twenty lives, none of so many does
// once in 170 times.
const drawsMax = 100

// livingFrom is the next entry that is not past its time, in the order of SCAN
// and beginning anew at its end; the zero Entry if there is none. It takes time
// in proportion to the keys on the way.
func (c *Call) livingFrom(e store.Entry) store.Entry {
	var living store.Entry
	note := func(e store.Entry) {
		if !living.Exists() && !IsExpired(e, c.Now) {
			living = e
		}
	}
	// The entry is in the bucket of its hash, where the first round begins.
	cursor := c.Keyspace.Key(e.Key()).Hash
	for round := 0; round < 2 && !living.Exists(); {
		if cursor = c.DB.Scan(cursor, note); cursor == 0 {
			round++
		}
	}
	return living
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
