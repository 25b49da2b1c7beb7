package commands

import (
	"slices"

	"seedis/resp"
	"seedis/store"
)

// selection is some of the members of a set: a mark for each member of it, in the
// order in which they are visited. What they are is read when their number is known,
// with which a reply begins, and for which a set has a table made.
type selection struct {
	of    *store.Members
	marks []uint64
	count int
	limit int64 // of the marks that are wanted; 0 is none
}

// selectionOf is a selection of a set, of nothing yet, in the scratch for one.
func (c *Call) selectionOf(of *store.Members, limit int64) selection {
	words := (of.Len() + 63) / 64
	s := selection{of: of, marks: slices.Grow(c.marked, words)[:words], limit: limit}
	clear(s.marks)
	return s
}

// mark selects the member that is visited as number i, and tells whether that is
// enough.
func (s *selection) mark(i int) (enough bool) {
	s.marks[i/64] |= 1 << (i % 64)
	s.count++
	return int64(s.count) == s.limit
}

// each visits the selected members. Each is a view, good for the one visit.
func (s *selection) each(c *Call, visit func(member []byte)) {
	i := -1
	s.of.Each(&c.scratch, func(member []byte) bool {
		i++
		if s.marks[i/64]>>(i%64)&1 != 0 {
			visit(member)
		}
		return true
	})
}

// areIntegers tells whether all members are integers. Then a set of them would be an
// intset, if it is not too large, and have them in order.
func (s *selection) areIntegers(c *Call) bool {
	are, i := true, -1
	s.of.Each(&c.scratch, func(member []byte) bool {
		i++
		if s.marks[i/64]>>(i%64)&1 != 0 {
			_, are = resp.ParseInt(member)
		}
		return are
	})
	return are
}

// replyDifference is replySelection in the order in which Redis has it, which makes a
// set of the difference.
func (c *Call) replyDifference(s *selection) {
	if !s.areIntegers(c) {
		c.replySelection(s)
		return
	}
	result := c.DB.DraftSet(store.Key{})
	result.Reserve(s.count)
	s.each(c, func(member []byte) { result.Add(member) })
	c.replySet(&result)
	c.marked = kept(s.marks)
}

// replySelection replies with the members, and gives the scratch back.
func (c *Call) replySelection(s *selection) {
	c.Reply.Set(s.count)
	s.each(c, c.Reply.Bulk)
	c.marked = kept(s.marks)
}

// storeSelection lets the first key have the members, or nothing, and gives the
// scratch back.
func (c *Call) storeSelection(s *selection, event Event) {
	result := c.DB.DraftSet(c.Key(1))
	result.Reserve(s.count)
	s.each(c, func(member []byte) { result.Add(member) })
	c.storeSet(&result, event)
	c.marked = kept(s.marks)
}
