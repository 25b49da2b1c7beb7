package commands

import (
	"seedis/resp"
	"seedis/store"
)

// setOptions are the words behind SET's value. Of the words for an expiry at
// most one kind occurs.
type setOptions struct {
	notExists bool // NX
	exists    bool // XX
	get       bool // GET
	keepTTL   bool // KEEPTTL
	unit      expiryUnit
	// expiry is the argument that has the time, 0 for no expiry.
	expiry int
}

// set is SET key value [NX | XX] [GET] [EX s | PX ms | EXAT s | PXAT ms |
// KEEPTTL].
func set(c *Call) {
	var options setOptions
	if !options.parse(c) {
		c.Reply.Error(resp.ErrSyntax)
		return
	}
	at := store.NoExpiry
	if options.expiry != 0 {
		var ok bool
		if at, ok = c.expiryAt(options.expiry, options.unit); !ok {
			return
		}
	}
	key, value := c.Key(1), c.Args.At(2)
	e, ok := options.admit(c, key)
	if !ok {
		return
	}
	if options.expiry != 0 {
		c.setUntil(key, e, value, at)
	} else {
		if options.keepTTL && e.Exists() {
			at = e.ExpireAt()
		}
		c.DB.SetString(key, e, value, at)
		c.Sink.Modified(c.DB, key.Bytes, eventSet)
		options.effect(c)
	}
	if !options.get {
		c.Reply.OK()
	}
}

// admit looks the key up and tells whether NX or XX let the value be set. GET
// is answered here, and a refusal too.
func (o *setOptions) admit(c *Call, key store.Key) (store.Entry, bool) {
	var e store.Entry
	if o.get {
		e = c.read(key)
		c.replyString(e)
	} else {
		e = c.write(key)
	}
	refused := o.notExists && e.Exists() || o.exists && !e.Exists()
	if refused && !o.get {
		c.Reply.Null()
	}
	return e, !refused
}

// effect sends a SET without an expiry as it came, but for GET: nobody reads
// the reply of an effect.
func (o *setOptions) effect(c *Call) {
	argv := append(c.argv[:0], c.Args.At(0), c.Args.At(1), c.Args.At(2))
	for i := 3; i < c.Args.Len(); i++ {
		if !c.isWord(i, "get") {
			argv = append(argv, c.Args.At(i))
		}
	}
	c.effect(argv)
}

// parse reads the options, and tells whether they are known and fit together.
func (o *setOptions) parse(c *Call) bool {
	for i := 3; i < c.Args.Len(); i++ {
		switch {
		case c.isWord(i, "nx") && !o.exists:
			o.notExists = true
		case c.isWord(i, "xx") && !o.notExists:
			o.exists = true
		case c.isWord(i, "get"):
			o.get = true
		case c.isWord(i, "keepttl") && o.expiry == 0:
			o.keepTTL = true
		default:
			unit, ok := expiryUnitNamed(c.Args.At(i))
			clashes := o.keepTTL || o.expiry != 0 && unit != o.unit
			if !ok || clashes || i+1 == c.Args.Len() {
				return false
			}
			i++
			o.unit, o.expiry = unit, i
		}
	}
	return true
}
