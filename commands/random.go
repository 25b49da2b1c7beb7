package commands

import (
	"math"

	"seedis/resp"
)

// drawnMost is how many elements are drawn for one reply that may have the same
// ones again. So many of a byte each are a reply of 7/8 of a GiB. Redis draws on
// until it has no memory left, and answers nobody meanwhile; so would we, as a
// reply is only sent when it is complete.
const drawnMost = 1 << 27

// randomCount is argument i as how many elements are to be drawn. An error is the
// reply. The lowest integer has no opposite.
func (c *Call) randomCount(i int) (int64, bool) { return c.integerIn(i, -math.MaxInt64, math.MaxInt64) }

// canDouble tells whether twice so many elements can be counted.
func canDouble(count int64) bool { return count >= -math.MaxInt64/2 && count <= math.MaxInt64/2 }

// replyDrawn replies with what draw writes, count times, as a list of elements or
// of pairs. What is dropped need not be drawn.
func (c *Call) replyDrawn(count int64, pairs bool, draw func()) {
	if count > drawnMost {
		c.Reply.Error(resp.ErrCountOutOfRange)
		return
	}
	c.replyPairs(int(count), pairs)
	for range count {
		if c.Reply.Dropping() {
			return
		}
		draw()
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
