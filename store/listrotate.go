package store

import (
	"seedis/mem"
	"seedis/store/listpack"
)

// Rotate takes the element at an end and adds it at the other.
func (l *List) Rotate(from End) {
	name := l.outermost(from)
	p, isPlain := l.node(name)
	switch {
	case name == l.outermost(from.other()):
		if !isPlain {
			l.rotateWithin(p, from)
		}
	case isPlain:
		s, c := l.db.space, l.chain
		passed := c.ends[from.other()]
		s.unlink(c, name)
		if from == Head {
			s.link(c, passed, name, mem.Nil)
		} else {
			s.link(c, mem.Nil, name, passed)
		}
		s.fitNode(passed)
	default:
		// The view outlives Push, which touches the other end's node only.
		l.Push(from.other(), l.Peek(from, &l.db.digits))
		l.Drop(from, 1)
	}
}

// rotateWithin is Rotate of a list in one listpack: the entry changes its place as
// it is.
func (l *List) rotateWithin(p []byte, from End) {
	first, end, last := listpack.First(p), listpack.End(p), listpack.Last(p)
	size := end - last
	if from == Head {
		size = listpack.EntrySize(p, first)
	}
	heap := l.db.heap
	aside := heap.Alloc(size)
	entry := heap.Bytes(aside, size)
	if from == Head {
		copy(entry, p[first:])
		copy(p[first:], p[first+size:end])
		copy(p[end-size:], entry)
	} else {
		copy(entry, p[last:])
		copy(p[first+size:], p[first:last])
		copy(p[first:], entry)
	}
	heap.Free(aside)
}
