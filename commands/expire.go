package commands

import (
	"seedis/resp"
	"seedis/store"
)

// expire is EXPIRE key seconds [NX | XX | GT | LT].
func expire(c *Call) { c.setExpiry(inSeconds) }

// pexpire is PEXPIRE key milliseconds [NX | XX | GT | LT].
func pexpire(c *Call) { c.setExpiry(inMilliseconds) }

// expireAt is EXPIREAT key unix-time-seconds [NX | XX | GT | LT].
func expireAt(c *Call) { c.setExpiry(atSecond) }

// pexpireAt is PEXPIREAT key unix-time-milliseconds [NX | XX | GT | LT].
func pexpireAt(c *Call) { c.setExpiry(atMillisecond) }

// setExpiry gives a key an end. One that has come already is the key's end now.
func (c *Call) setExpiry(unit expiryUnit) {
	conditions, ok := c.parseConditions()
	if !ok {
		return
	}
	n, ok := c.integer(2)
	if !ok {
		return
	}
	at, ok := unit.at(n, c.Now)
	if !ok {
		c.Reply.Error(resp.ErrInvalidExpire, c.Command.FullName)
		return
	}
	key := c.Key(1)
	e := c.write(key)
	switch {
	case !e.Exists() || !conditions.hold(e.ExpireAt(), at):
		c.Reply.Int(0)
		return
	case c.pastDue(at):
		c.end(e, key.Bytes, c.Lazy.Expire)
	default:
		c.DB.SetExpire(e, at)
		c.Sink.Modified(c.DB, key.Bytes, eventExpire, 1)
		c.effectExpireAt(at)
	}
	c.Reply.Int(1)
}

// pastDue tells whether a key may no longer be told to end at a time, in
// milliseconds since 1970. The present millisecond is too late.
func (c *Call) pastDue(at int64) bool { return at <= c.Now }

// expireConditions are the options of EXPIRE: all that are set must hold.
type expireConditions struct {
	noExpiry  bool // NX: the key has no expiry
	hasExpiry bool // XX: the key has one
	later     bool // GT: the new one is later; no expiry is the latest
	sooner    bool // LT: the new one is sooner
}

// hold tells whether a key that ends at present may be made to end at next.
func (o expireConditions) hold(present, next int64) bool {
	endless := present == store.NoExpiry
	switch {
	case o.noExpiry && !endless, o.hasExpiry && endless:
		return false
	case o.later && (endless || next <= present):
		return false
	case o.sooner && !endless && next >= present:
		return false
	}
	return true
}

// parseConditions reads the options of EXPIRE; an error is the reply.
func (c *Call) parseConditions() (o expireConditions, ok bool) {
	for i := 3; i < c.Args.Len(); i++ {
		switch {
		case c.isWord(i, "nx"):
			o.noExpiry = true
		case c.isWord(i, "xx"):
			o.hasExpiry = true
		case c.isWord(i, "gt"):
			o.later = true
		case c.isWord(i, "lt"):
			o.sooner = true
		default:
			c.Reply.Error(resp.ErrUnsupportedOption, c.Args.At(i))
			return o, false
		}
	}
	switch {
	case o.noExpiry && (o.hasExpiry || o.later || o.sooner):
		c.Reply.Error(resp.ErrExpireNXWithOthers)
	case o.later && o.sooner:
		c.Reply.Error(resp.ErrExpireGTWithLT)
	default:
		return o, true
	}
	return o, false
}

// persist is PERSIST key.
func persist(c *Call) {
	key := c.Key(1)
	e := c.write(key)
	if !e.Exists() || e.ExpireAt() == store.NoExpiry {
		c.Reply.Int(0)
		return
	}
	c.DB.ClearExpire(e)
	c.Sink.Modified(c.DB, key.Bytes, eventPersist, 1)
	c.effectAsIs()
	c.Reply.Int(1)
}

// What TTL and PTTL tell of a key without a lifetime.
const (
	ttlNoKey    = -2
	ttlNoExpiry = -1
)

// ttl is TTL key: in seconds, rounded to the nearest.
func ttl(c *Call) { c.Reply.Int(toSeconds(c.lifetime(c.Now))) }

// pttl is PTTL key: in milliseconds.
func pttl(c *Call) { c.Reply.Int(c.lifetime(c.Now)) }

// expireTime is EXPIRETIME key: in seconds since 1970, rounded to the nearest.
func expireTime(c *Call) { c.Reply.Int(toSeconds(c.lifetime(0))) }

// pexpireTime is PEXPIRETIME key: in milliseconds since 1970.
func pexpireTime(c *Call) { c.Reply.Int(c.lifetime(0)) }

// lifetime is when the first key ends, in milliseconds since a time, or
// ttlNoKey or ttlNoExpiry.
func (c *Call) lifetime(since int64) int64 {
	e := c.peek(c.Key(1))
	if !e.Exists() {
		return ttlNoKey
	}
	if at := e.ExpireAt(); at != store.NoExpiry {
		return at - since
	}
	return ttlNoExpiry
}

// toSeconds rounds a lifetime. The sum may have 64 bits and no sign.
func toSeconds(lifetime int64) int64 {
	if lifetime < 0 {
		return lifetime
	}
	return int64((uint64(lifetime) + 500) / 1000)
}
