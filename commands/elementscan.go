package commands

import (
	"strconv"

	"seedis/glob"
	"seedis/resp"
	"seedis/store"
)

// hScan is HSCAN key cursor [MATCH pattern] [COUNT count].
func hScan(c *Call) {
	var scan elementScan
	if e, ok := scan.begin(c, store.HashType); ok {
		h := c.DB.Hash(c.Key(1), e)
		scan.reply(c, h.Scan, true)
	}
}

// elementScan is a step of HSCAN, SSCAN or ZSCAN: a walk over some elements of a
// collection. It is made twice, to count what it finds and to reply with it: a
// walk changes nothing, so that both are alike.
type elementScan struct {
	scanOptions
	cursor uint64
}

// elementWalk visits a part of a collection's elements, each with what belongs to
// it, and returns the cursor of the next part.
type elementWalk func(cursor uint64, scratch *store.Scratch, visit func(element, value []byte)) uint64

// begin reads the arguments and looks the collection up. If there is none, or an
// error, that is the reply; without a key, nobody looks at the options.
func (s *elementScan) begin(c *Call, t store.Type) (e store.Entry, ok bool) {
	if s.cursor, ok = parseCursor(c.Args.At(2)); !ok {
		c.Reply.Error(resp.ErrInvalidCursor)
		return e, false
	}
	if e, ok = c.readAs(t, c.Key(1)); !ok {
		return e, false
	}
	if !e.Exists() {
		c.Reply.Array(2)
		c.Reply.BulkString("0")
		c.Reply.Array(0)
		return e, false
	}
	s.count = defaultCount
	return e, s.parse(c, 3)
}

// reply takes the step. With pairs, each element comes with its value.
func (s *elementScan) reply(c *Call, walk elementWalk, pairs bool) {
	found := 0
	cursor := s.take(walk, &c.scratch, func(_, _ []byte) { found++ })
	if pairs {
		found *= 2
	}
	c.Reply.Array(2)
	c.Reply.Bulk(strconv.AppendUint(c.digits[:0], cursor, 10))
	c.Reply.Array(found)
	s.take(walk, &c.scratch, func(element, value []byte) {
		c.Reply.Bulk(element)
		if pairs {
			c.Reply.Bulk(value)
		}
	})
}

// take walks until it has seen as many elements as are asked for, and visits
// those that match.
func (s *elementScan) take(walk elementWalk, scratch *store.Scratch, visit func(element, value []byte)) uint64 {
	seen, cursor := int64(0), s.cursor
	for parts := int64(0); ; parts++ {
		cursor = walk(cursor, scratch, func(element, value []byte) {
			seen++
			if s.pattern == nil || glob.Match(s.pattern, element, false) {
				visit(element, value)
			}
		})
		if cursor == 0 || seen >= s.count || parts/stepsPerKey >= s.count {
			return cursor
		}
	}
}
