package store

import (
	"seedis/mem"
	"seedis/store/listpack"
)

// At is the element with an index of 0 to Len less one, a view. The digits of an
// integer are written to scratch.
func (l *List) At(index int, scratch *[Digits]byte) []byte {
	w := l.Walk(index)
	return w.Next(scratch)
}

// Set puts an element, which is no view of the list, in place of the one with an
// index of 0 to Len less one.
func (l *List) Set(index int, element []byte) {
	var v listpack.Value
	v.Encode(element)
	w := l.Walk(index)
	w.forth()
	if l.replace(&w, &v) {
		return
	}
	if w.name == mem.Nil {
		l.convert()
		w.enter(l.outermost(Head))
	}
	before, behind := l.cut(&w)
	l.putAmong(before, behind, element, &v)
}

// replace is Set of an element that may stay in its node.
func (l *List) replace(w *ListWalk, v *listpack.Value) bool {
	if w.isPlain || !l.takesNew(v) {
		return false
	}
	growth := listpack.Growth(w.p, w.at, v)
	if bytes, _ := l.db.limits.listNode(); growth > 0 && len(w.p)+growth > bytes {
		return false
	}
	p, length := w.p, len(w.p)+growth
	if growth > 0 {
		p = l.resizeNode(w.name, length)
	}
	listpack.Replace(p, w.at, v)
	if growth < 0 {
		l.resizeNode(w.name, length)
	}
	return true
}

// cut removes the element of a long list that the walk stands before, and returns
// the nodes between which it was: one may be Nil, the outside.
func (l *List) cut(w *ListWalk) (before, behind mem.Ref) {
	if l.count(w.name) == 1 {
		beside := l.db.listNode(w.name).beside
		l.removeNode(w.name)
		return beside[Head], beside[Tail]
	}
	l.countWithin(w.name, -1)
	l.resizeNode(w.name, len(w.p)-listpack.Delete(w.p, w.at, 1))
	return l.split(w.name, w.at)
}

// Insert adds an element before or behind the first one that equals pivot, and
// tells whether there is one. The element is no view of the list.
func (l *List) Insert(pivot, element []byte, isBehind bool) bool {
	w, ok := l.search(pivot)
	if !ok {
		return false
	}
	if isBehind {
		w.pass()
	}
	var v listpack.Value
	v.Encode(element)
	if l.takes(w.name, &v) {
		l.insertWithin(w.name, w.at, &v)
		return true
	}
	if w.name == mem.Nil {
		l.convert()
		w.enter(l.outermost(Head))
	}
	before, behind := l.split(w.name, w.at)
	l.putAmong(before, behind, element, &v)
	return true
}

// search is the place before the first element that equals the given one.
func (l *List) search(element []byte) (w ListWalk, ok bool) {
	var v listpack.Value
	v.Encode(element)
	for w = l.Walk(0); !w.meet(element, &v); w.enter(w.space.listNode(w.name).beside[Tail]) {
		if w.name == l.outermost(Tail) {
			return w, false
		}
	}
	return w, true
}

// meet goes to the place before the node's first element that equals the given
// one, if there is one.
func (w *ListWalk) meet(element []byte, v *listpack.Value) bool {
	w.at = w.first
	if w.isPlain {
		return w.is(element, v)
	}
	at := listpack.Find(w.p, w.at, v, 0)
	if at == listpack.None {
		return false
	}
	w.at = at
	return true
}

// putAmong is put between two nodes that have been one, or have lost elements.
// What that leaves small is joined with what is beyond.
func (l *List) putAmong(before, behind mem.Ref, element []byte, v *listpack.Value) {
	beyond := [2]mem.Ref{l.neighbour(before, Head), l.neighbour(behind, Tail)}
	l.put(before, behind, element, v)
	if beyond[Tail] != mem.Nil {
		l.merge(l.neighbour(beyond[Tail], Head), beyond[Tail])
	}
	if beyond[Head] != mem.Nil {
		l.merge(beyond[Head], l.neighbour(beyond[Head], Tail))
	}
}

// neighbour is the one towards an end; the outside has none.
func (l *List) neighbour(name mem.Ref, end End) mem.Ref {
	if name == mem.Nil {
		return mem.Nil
	}
	return l.db.listNode(name).beside[end]
}

// Trim keeps so many elements from an index on, at least one, and removes all
// others.
func (l *List) Trim(index, count int) {
	l.Drop(Tail, l.Len()-index-count)
	l.Drop(Head, index)
	if l.isLong() {
		l.mergeTowards(Tail, l.outermost(Head))
		l.mergeTowards(Head, l.outermost(Tail))
	}
}
