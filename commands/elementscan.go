package commands

import (
	"strconv"

	"seedis/glob"
	"seedis/resp"
	"seedis/store"
)

// hScan is HSCAN key cursor [MATCH pattern] [COUNT count].
func hScan(c *Call) { c.scanElements(store.HashType) }

// sScan is SSCAN key cursor [MATCH pattern] [COUNT count].
func sScan(c *Call) { c.scanElements(store.SetType) }

// zScan is ZSCAN key cursor [MATCH pattern] [COUNT count].
func zScan(c *Call) { c.scanElements(store.ZSetType) }

func (c *Call) scanElements(t store.Type) {
	var scan elementScan
	if scan.begin(c, t) {
		scan.reply(c)
	}
}

// elementScan is a step of HSCAN, SSCAN or ZSCAN: a walk over some elements of a
// collection. It is made twice, to count what it finds and to reply with it: a
// walk changes nothing, so that both are alike.
type elementScan struct {
	scanOptions
	entry  store.Entry
	cursor uint64
}

// begin reads the arguments and looks the collection up. If there is none, or an
// error, that is the reply; without a key, nobody looks at the options.
func (s *elementScan) begin(c *Call, t store.Type) (ok bool) {
	if s.cursor, ok = parseCursor(c.Args.At(2)); !ok {
		c.Reply.Error(resp.ErrInvalidCursor)
		return false
	}
	if s.entry, ok = c.readAs(t, c.Key(1)); !ok {
		return false
	}
	if !s.entry.Exists() {
		c.Reply.Array(2)
		c.Reply.BulkString("0")
		c.Reply.Array(0)
		return false
	}
	s.count = defaultCount
	return s.parse(c, 3)
}

// reply takes the step. Other than members of a set, elements come with what
// belongs to them.
func (s *elementScan) reply(c *Call) {
	found, pairs := 0, s.entry.Type() != store.SetType
	cursor := s.take(c, func(_, _ []byte) { found++ })
	if pairs {
		found *= 2
	}
	c.Reply.Array(2)
	c.Reply.Bulk(strconv.AppendUint(c.digits[:0], cursor, 10))
	c.Reply.Array(found)
	s.take(c, func(element, value []byte) {
		c.Reply.Bulk(element)
		if pairs {
			c.Reply.Bulk(value)
		}
	})
}

// take walks until it has seen as many elements as are asked for, and visits
// those that match.
func (s *elementScan) take(c *Call, visit func(element, value []byte)) uint64 {
	seen, cursor := int64(0), s.cursor
	for parts := int64(0); ; parts++ {
		cursor = s.walk(c, cursor, func(element, value []byte) {
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

// walk visits a part of the elements, each with what belongs to it, and returns
// the cursor of the next part.
func (s *elementScan) walk(c *Call, cursor uint64, visit func(element, value []byte)) uint64 {
	switch s.entry.Type() {
	case store.HashType:
		h := c.DB.Hash(store.Key{}, s.entry)
		return h.Scan(cursor, &c.scratch, visit)
	case store.SetType:
		set := c.setOf(s.entry)
		return set.Scan(cursor, &c.scratch, func(member []byte) { visit(member, nil) })
	default:
		z := c.DB.ZSet(store.Key{}, s.entry)
		return z.Scan(cursor, &c.scratch, visit)
	}
}
