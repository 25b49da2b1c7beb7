package commands

import (
	"math"

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
	h, ok := c.readHash()
	switch {
	case !ok:
	case !h.Exists() || count == 0:
		c.Reply.Array(0)
	case count > 0:
		c.replyChosen(&h, int(min(count, int64(h.Len()))), withValues)
	default:
		c.replySamples(&h, -count, withValues)
	}
}

func (c *Call) replyOneField() {
	h, ok := c.readHash()
	switch {
	case !ok:
	case !h.Exists():
		c.Reply.Null()
	default:
		h.Sample(&c.scratch, func(field, _ []byte) { c.Reply.Bulk(field) })
	}
}

// randomCount is argument i as how many elements are to be drawn. An error is the
// reply. The lowest integer has no opposite.
func (c *Call) randomCount(i int) (int64, bool) { return c.integerIn(i, -math.MaxInt64, math.MaxInt64) }

// canDouble tells whether twice so many elements can be counted.
func canDouble(count int64) bool { return count >= -math.MaxInt64/2 && count <= math.MaxInt64/2 }

// replyChosen replies with count different fields.
func (c *Call) replyChosen(h *store.Hash, count int, withValues bool) {
	c.replyPairs(count, withValues)
	h.Choose(count, &c.scratch, func(field, value []byte) { c.replyPair(field, value, withValues) })
}

// replySamples replies with count fields, each drawn from all of them. A client
// that is gone needs no more.
func (c *Call) replySamples(h *store.Hash, count int64, withValues bool) {
	c.replyPairs(int(count), withValues)
	for range count {
		if c.Reply.Dropping() {
			return
		}
		h.Sample(&c.scratch, func(field, value []byte) { c.replyPair(field, value, withValues) })
	}
}

// replyPairs begins a reply of count elements, or of pairs of them: in RESP3 each
// pair is an array.
func (c *Call) replyPairs(count int, pairs bool) {
	if pairs && c.Reply.Protocol() == 2 {
		count *= 2
	}
	c.Reply.Array(count)
}

// replyPair is one of these.
func (c *Call) replyPair(first, second []byte, pairs bool) {
	if pairs && c.Reply.Protocol() == 3 {
		c.Reply.Array(2)
	}
	c.Reply.Bulk(first)
	if pairs {
		c.Reply.Bulk(second)
	}
}
