package commands

import (
	"seedis/resp"
	"seedis/store"
)

// hRandField is HRANDFIELD key [count [WITHVALUES]]. A count below 0 asks for so
// many fields of which any may come again.
func hRandField(c *Call) {
	if c.Args.Len() == 2 {
		c.replyOneField()
		return
	}
	count, ok := c.randomCount(2)
	if !ok {
		return
	}
	withValues := c.Args.Len() == 4 && c.isWord(3, "withvalues")
	switch {
	case c.Args.Len() > 3 && !withValues:
		c.Reply.Error(resp.ErrSyntax)
		return
	case withValues && !canDouble(count):
		c.Reply.Error(resp.ErrCountOutOfRange)
		return
	}
	var h store.Hash
	switch {
	case !c.readHash(&h):
	case !h.Exists() || count == 0:
		c.Reply.Array(0)
	case count > 0:
		c.replyChosen(&h, int(min(count, int64(h.Len()))), withValues)
	default:
		c.replyDrawn(-count, withValues, func() {
			h.Sample(&c.scratch, func(field, value []byte) { c.replyPair(field, value, withValues) })
		})
	}
}

func (c *Call) replyOneField() {
	var h store.Hash
	switch {
	case !c.readHash(&h):
	case !h.Exists():
		c.Reply.Null()
	default:
		h.Sample(&c.scratch, func(field, _ []byte) { c.Reply.Bulk(field) })
	}
}

// replyChosen replies with count different fields.
func (c *Call) replyChosen(h *store.Hash, count int, withValues bool) {
	c.replyPairs(count, withValues)
	h.Choose(count, &c.scratch, func(field, value []byte) { c.replyPair(field, value, withValues) })
}

// replyPair is one element of a reply of them or of pairs, see replyPairs.
func (c *Call) replyPair(first, second []byte, pairs bool) {
	if pairs && c.Reply.Protocol() == 3 {
		c.Reply.Array(2)
	}
	c.Reply.Bulk(first)
	if pairs {
		c.Reply.Bulk(second)
	}
}
