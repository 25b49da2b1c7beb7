package commands

import (
	"seedis/resp"
	"seedis/store"
)

// getRange is GETRANGE key start end, and SUBSTR, its old name. Both ends are
// part of the range; a negative one counts from the end of the string.
func getRange(c *Call) {
	start, ok := c.integer(2)
	if !ok {
		return
	}
	end, ok := c.integer(3)
	if !ok {
		return
	}
	e, ok := c.readAs(store.String, c.Key(1))
	if !ok {
		return
	}
	if !e.Exists() {
		c.Reply.Bulk(nil)
		return
	}
	c.Reply.Bulk(substring(e.Text(&c.digits), start, end))
}

// substring is the part of text that a range names. An end before the beginning
// of the text means its first byte, unless the range is turned around.
func substring(text []byte, start, end int64) []byte {
	length := int64(len(text))
	if start < 0 && end < 0 && start > end {
		return nil
	}
	if start < 0 {
		start = max(0, length+start)
	}
	if end < 0 {
		end = max(0, length+end)
	}
	end = min(end, length-1)
	if start > end {
		return nil
	}
	return text[start : end+1]
}

// setRange is SETRANGE key offset value. Between the old end and the offset
// come bytes of 0; no value writes nothing, wherever.
func setRange(c *Call) {
	offset, ok := c.integer(2)
	if !ok {
		return
	}
	if offset < 0 {
		c.Reply.Error(resp.ErrOffsetOutOfRange)
		return
	}
	key, value := c.Key(1), c.Args.At(3)
	e, ok := c.writeAs(store.String, key)
	if !ok {
		return
	}
	if len(value) == 0 {
		length := 0
		if e.Exists() {
			length = e.StringLen()
		}
		c.Reply.Int(int64(length))
		return
	}
	// The sum of the two may be past 64 bits.
	if offset > c.MaxBulk-int64(len(value)) {
		c.Reply.Error(resp.ErrStringTooLong)
		return
	}
	_, text := c.DB.Writable(key, e, int(offset)+len(value))
	copy(text[offset:], value)
	c.Sink.Modified(c.DB, key.Bytes, eventRange, 1)
	c.effectAsIs()
	c.Reply.Int(int64(len(text)))
}
