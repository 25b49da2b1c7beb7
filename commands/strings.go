package commands

import (
	"seedis/resp"
	"seedis/store"
)

// get is GET key.
func get(c *Call) {
	if e, ok := c.readAs(store.String, c.Key(1)); ok {
		c.replyString(e)
	}
}

// replyString replies with the value of an entry, null if there is none.
func (c *Call) replyString(e store.Entry) {
	if !e.Exists() {
		c.Reply.Null()
		return
	}
	c.Reply.Bulk(e.Text(&c.digits))
}

// getSet is GETSET key value.
func getSet(c *Call) {
	key, value := c.Key(1), c.Args.At(2)
	e, ok := c.readAs(store.String, key)
	if !ok {
		return
	}
	c.replyString(e)
	c.DB.SetString(key, e, value, store.NoExpiry)
	c.Sink.Modified(c.DB, key.Bytes, eventSet, 1)
	c.effectSet(key.Bytes, value)
}

// getDel is GETDEL key.
func getDel(c *Call) {
	key := c.Key(1)
	e, ok := c.readAs(store.String, key)
	if !ok {
		return
	}
	c.replyString(e)
	if e.Exists() {
		c.end(e, key.Bytes, c.Lazy.UserDel)
	}
}

// setNX is SETNX key value.
func setNX(c *Call) {
	key := c.Key(1)
	e := c.write(key)
	if e.Exists() {
		c.Reply.Int(0)
		return
	}
	c.DB.SetString(key, e, c.Args.At(2), store.NoExpiry)
	c.Sink.Modified(c.DB, key.Bytes, eventSet, 1)
	c.effectAsIs()
	c.Reply.Int(1)
}

// setEx is SETEX key seconds value.
func setEx(c *Call) { c.setIn(inSeconds) }

// psetEx is PSETEX key milliseconds value.
func psetEx(c *Call) { c.setIn(inMilliseconds) }

// setIn gives the first key a value that lives for a span.
func (c *Call) setIn(unit expiryUnit) {
	at, ok := c.expiryAt(2, unit)
	if !ok {
		return
	}
	key, value := c.Key(1), c.Args.At(3)
	c.setUntil(key, c.write(key), value, at)
	c.Reply.OK()
}

// setUntil gives a key a value with an end, in milliseconds since 1970.
func (c *Call) setUntil(key store.Key, e store.Entry, value []byte, at int64) {
	c.DB.SetString(key, e, value, at)
	c.Sink.Modified(c.DB, key.Bytes, eventSet, 1)
	c.Sink.Modified(c.DB, key.Bytes, eventExpire, 0)
	c.effectSetUntil(key.Bytes, value, at)
}

// mget is MGET key [key ...]. What is no string is null, as if there were none.
func mget(c *Call) {
	c.Reply.Array(c.Args.Len() - 1)
	for i := 1; i < c.Args.Len(); i++ {
		e := c.read(c.Key(i))
		if !isString(e) {
			e = store.Entry{}
		}
		c.replyString(e)
	}
}

// mset is MSET key value [key value ...].
func mset(c *Call) {
	if c.arePairs() {
		c.setPairs()
		c.Reply.OK()
	}
}

// msetNX is MSETNX key value [key value ...]: all of the keys or none.
func msetNX(c *Call) {
	if !c.arePairs() {
		return
	}
	for i := 1; i < c.Args.Len(); i += 2 {
		if c.write(c.Key(i)).Exists() {
			c.Reply.Int(0)
			return
		}
	}
	c.setPairs()
	c.Reply.Int(1)
}

// arePairs tells whether each key has its value; otherwise the error is the
// reply.
func (c *Call) arePairs() bool {
	if c.Args.Len()%2 == 0 {
		c.Reply.Error(resp.ErrWrongArity, c.Command.FullName)
		return false
	}
	return true
}

// setPairs sets each key to the value behind it: one that is named twice has
// the last.
func (c *Call) setPairs() {
	for i := 1; i < c.Args.Len(); i += 2 {
		key := c.Key(i)
		c.DB.SetString(key, c.write(key), c.Args.At(i+1), store.NoExpiry)
		c.Sink.Modified(c.DB, key.Bytes, eventSet, 1)
	}
	c.effectAsIs()
}

// appendTo is APPEND key value. Only a string that exists can grow too long: a
// new one is an argument, which the parser has measured.
func appendTo(c *Call) {
	key, suffix := c.Key(1), c.Args.At(2)
	e, ok := c.writeAs(store.String, key)
	if !ok {
		return
	}
	if e.Exists() && int64(e.StringLen()+len(suffix)) > c.MaxBulk {
		c.Reply.Error(resp.ErrStringTooLong)
		return
	}
	length := c.DB.Append(key, e, suffix)
	c.Sink.Modified(c.DB, key.Bytes, eventAppend, 1)
	c.effectAsIs()
	c.Reply.Int(int64(length))
}

// strLen is STRLEN key.
func strLen(c *Call) {
	e, ok := c.readAs(store.String, c.Key(1))
	if !ok {
		return
	}
	length := 0
	if e.Exists() {
		length = e.StringLen()
	}
	c.Reply.Int(int64(length))
}
