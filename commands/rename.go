package commands

import (
	"bytes"

	"seedis/resp"
	"seedis/store"
)

// rename is RENAME key newkey.
func rename(c *Call) {
	from, to, e, ok := c.parseRename()
	if !ok {
		return
	}
	if !bytes.Equal(from.Bytes, to.Bytes) {
		c.rename(e, from, to, c.write(to))
	}
	c.Reply.OK()
}

// renameNX is RENAMENX key newkey. A key has its own name, so it is not renamed
// to that.
func renameNX(c *Call) {
	from, to, e, ok := c.parseRename()
	if !ok {
		return
	}
	if bytes.Equal(from.Bytes, to.Bytes) || c.write(to).Exists() {
		c.Reply.Int(0)
		return
	}
	c.rename(e, from, to, store.Entry{})
	c.Reply.Int(1)
}

// parseRename looks up the key to be renamed; if there is none, the error is
// the reply.
func (c *Call) parseRename() (from, to store.Key, e store.Entry, ok bool) {
	from, to = c.Key(1), c.Key(2)
	e = c.write(from)
	if !e.Exists() {
		c.Reply.Error(resp.ErrNoSuchKey)
	}
	return from, to, e, e.Exists()
}

// rename gives the entry another key, in place of before.
func (c *Call) rename(e store.Entry, from, to store.Key, before store.Entry) {
	c.DB.Rename(from, e, to, before)
	c.Sink.Modified(c.DB, from.Bytes, eventRenameFrom, 0)
	c.Sink.Modified(c.DB, to.Bytes, eventRenameTo, 1)
	c.effectAsIs()
}
