package commands

import (
	"bytes"

	"seedis/resp"
	"seedis/store"
)

// copyOptions are the words behind COPY's keys.
type copyOptions struct {
	db      *store.DB // the one to copy to
	replace bool
}

// copyKey is COPY source destination [DB destination-db] [REPLACE].
func copyKey(c *Call) {
	options := copyOptions{db: c.DB}
	if !options.parse(c) {
		return
	}
	source, target := c.Key(1), c.Key(2)
	if options.db == c.DB && bytes.Equal(source.Bytes, target.Bytes) {
		c.Reply.Error(resp.ErrSameObject)
		return
	}
	e := c.read(source)
	if !e.Exists() {
		c.Reply.Int(0)
		return
	}
	before := c.writeIn(options.db, target)
	if before.Exists() && !options.replace {
		c.Reply.Int(0)
		return
	}
	options.db.Copy(target, before, e)
	c.Sink.Modified(options.db, target.Bytes, eventCopyTo, 1)
	c.effectAsIs()
	c.Reply.Int(1)
}

// parse reads the options; an error is the reply.
func (o *copyOptions) parse(c *Call) bool {
	for i := 3; i < c.Args.Len(); i++ {
		switch {
		case c.isWord(i, "replace"):
			o.replace = true
		case c.isWord(i, "db") && i+1 < c.Args.Len():
			i++
			var ok bool
			if o.db, ok = c.Database(i); !ok {
				return false
			}
		default:
			c.Reply.Error(resp.ErrSyntax)
			return false
		}
	}
	return true
}
