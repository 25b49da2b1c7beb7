package commands

import (
	"seedis/resp"
	"seedis/store"
)

// getExOptions are the words behind GETEX's key: of the two at most one occurs.
type getExOptions struct {
	persist bool // PERSIST
	expiry  expiryOption
}

// getEx is GETEX key [EX s | PX ms | EXAT s | PXAT ms | PERSIST]. A time in the
// past is only looked at if there is a key, and is the key's end now.
func getEx(c *Call) {
	var options getExOptions
	if !options.parse(c) {
		c.Reply.Error(resp.ErrSyntax)
		return
	}
	key := c.Key(1)
	e, ok := c.readAs(store.String, key)
	if !ok {
		return
	}
	at := store.NoExpiry
	if e.Exists() && options.expiry.given() {
		at, ok = c.expiryAt(options.expiry.argument, options.expiry.unit)
	}
	if !ok {
		return
	}
	c.replyString(e)
	switch {
	case !e.Exists():
	case options.expiry.given():
		c.endAt(key, e, at)
	case options.persist && e.ExpireAt() != store.NoExpiry:
		c.DB.ClearExpire(e)
		c.Sink.Modified(c.DB, key.Bytes, eventPersist, 1)
		c.effect(append(c.argv, wordPersist, key.Bytes))
	}
}

// endAt gives a key an end, in milliseconds since 1970, or ends it now if that
// time has come.
func (c *Call) endAt(key store.Key, e store.Entry, at int64) {
	if c.pastDue(at) {
		c.end(e, key.Bytes, c.Lazy.Expire)
		return
	}
	c.DB.SetExpire(e, at)
	c.Sink.Modified(c.DB, key.Bytes, eventExpire, 1)
	c.effect(append(c.argv, wordPExpireAt, key.Bytes, c.decimal(at)))
}

// parse reads the options, and tells whether they are known and fit together.
func (o *getExOptions) parse(c *Call) bool {
	for i := 2; i < c.Args.Len(); i++ {
		switch {
		case c.isWord(i, "persist") && !o.expiry.given():
			o.persist = true
		case o.persist || !o.expiry.parse(c, i):
			return false
		default:
			i++
		}
	}
	return true
}
