package store

import (
	"seedis/mem"
	"seedis/store/listpack"
)

// ListWalk is a place between two elements of a list, or outside of the outermost,
// from which it goes on in either direction. It is good until the list is changed.
type ListWalk struct {
	space      *space
	name       mem.Ref // of the node
	p          []byte  // what that has
	isPlain    bool
	first, end int // where its elements begin and end
	at         int
}

// Walk begins before the element with an index of 0 to Len.
func (l *List) Walk(index int) ListWalk {
	w := ListWalk{space: l.db.space}
	if !l.isLong() {
		w.stand(mem.Nil, l.bytes(), false)
		w.at = w.seek(index)
		return w
	}
	name, index := l.find(index)
	w.enter(name)
	w.at = w.seek(index)
	return w
}

// find is the node that has the element with an index, and its index there. Behind
// the last element is the end of the last node.
func (l *List) find(index int) (name mem.Ref, within int) {
	s, c := l.db.space, l.chain
	if index == int(c.length) {
		name = c.ends[Tail]
		return name, l.count(name)
	}
	g, index := c.find(s, index)
	return g.find(s, index)
}

// seek is the offset of the node's element with an index, or its end.
func (w *ListWalk) seek(index int) int {
	switch {
	case w.isPlain:
		return index
	case index == listpack.Len(w.p):
		return w.end
	}
	return listpack.Seek(w.p, index)
}

// enter goes to a node of a long list, without a place in it.
func (w *ListWalk) enter(name mem.Ref) {
	if name == mem.Nil {
		panic("store: a walk leaves its list")
	}
	p, isPlain := w.space.nodeContents(name)
	w.stand(name, p, isPlain)
}

func (w *ListWalk) stand(name mem.Ref, p []byte, isPlain bool) {
	w.name, w.p, w.isPlain = name, p, isPlain
	w.first, w.end = bounds(p, isPlain)
}

// leave goes to the neighbour towards an end.
func (w *ListWalk) leave(end End) {
	if w.name == mem.Nil {
		panic("store: a walk leaves its list")
	}
	w.enter(w.space.listNode(w.name).beside[end])
}

// Next goes past the next element and returns it, a view; there is one. The digits
// of an integer are written to scratch.
func (w *ListWalk) Next(scratch *[Digits]byte) (element []byte) {
	if w.at == w.end {
		w.leave(Tail)
		w.at = w.first
	}
	if w.isPlain {
		w.at = w.end
		return w.p
	}
	element, w.at = listpack.Text(w.p, w.at, scratch)
	return element
}

// Previous is Next in the other direction.
func (w *ListWalk) Previous(scratch *[Digits]byte) (element []byte) {
	w.back()
	if w.isPlain {
		return w.p
	}
	element, _ = listpack.Text(w.p, w.at, scratch)
	return element
}

// forth goes to the place before the next element; there is one.
func (w *ListWalk) forth() {
	if w.at == w.end {
		w.leave(Tail)
		w.at = w.first
	}
}

// back goes past the previous element.
func (w *ListWalk) back() {
	if w.at == w.first {
		w.leave(Head)
		w.at = w.end
	}
	if w.isPlain {
		w.at = w.first
	} else {
		w.at = listpack.Previous(w.p, w.at)
	}
}

// pass goes past the next element, before which the walk stands.
func (w *ListWalk) pass() {
	if w.isPlain {
		w.at = w.end
	} else {
		w.at = listpack.Next(w.p, w.at)
	}
}

// is tells whether the element behind the place, in the same node, is the wanted
// one.
func (w *ListWalk) is(element []byte, v *listpack.Value) bool {
	if w.isPlain {
		return string(w.p) == string(element)
	}
	return listpack.Is(w.p, w.at, v)
}

// Find visits the elements that equal the given one, of at most so many from an
// end on, by how many come before them from there. It ends when visit returns
// false.
func (l *List) Find(element []byte, from End, most int, visit func(distance int) bool) {
	most = min(most, l.Len())
	if most == 0 {
		return
	}
	var v listpack.Value
	v.Encode(element)
	if from == Head {
		w := l.Walk(0)
		for distance := range most {
			w.forth()
			if w.is(element, &v) && !visit(distance) {
				return
			}
			w.pass()
		}
		return
	}
	w := l.Walk(l.Len())
	for distance := range most {
		w.back()
		if w.is(element, &v) && !visit(distance) {
			return
		}
	}
}
