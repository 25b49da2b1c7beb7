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
	expiry    expiryOption
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
	if options.expiry.given() {
		var ok bool
		if at, ok = c.expiryAt(options.expiry.argument, options.expiry.unit); !ok {
			return
		}
	}
	key, value := c.Key(1), c.Args.At(2)
	e, ok := options.admit(c, key)
	if !ok {
		return
	}
	if options.expiry.given() {
		c.setUntil(key, e, value, at)
	} else {
		if options.keepTTL && e.Exists() {
			at = e.ExpireAt()
		}
		c.DB.SetString(key, e, value, at)
		c.Sink.Modified(c.DB, key.Bytes, eventSet, 1)
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
		var ok bool
		if e, ok = c.readAs(store.String, key); !ok {
			return e, false
		}
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
		case c.isWord(i, "keepttl") && !o.expiry.given():
			o.keepTTL = true
		case o.keepTTL || !o.expiry.parse(c, i):
			return false
		default:
			i++
		}
	}
	return true
}

// expiryOption is the time among the options of SET and GETEX: its unit, and the
// argument that has it, 0 if there is none.
type expiryOption struct {
	unit     expiryUnit
	argument int
}

func (o *expiryOption) given() bool { return o.argument != 0 }

// parse reads the option whose word is argument i, and tells whether it is one
// and complete. The same word may come again, and its last time counts.
func (o *expiryOption) parse(c *Call, i int) bool {
	unit, ok := expiryUnitNamed(c.Args.At(i))
	if !ok || o.given() && unit != o.unit || i+1 == c.Args.Len() {
		return false
	}
	o.unit, o.argument = unit, i+1
	return true
}
