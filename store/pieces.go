package store

import "seedis/mem"

// Piece is the bytes of a collection that is in one piece, a view: Redis's own
// listpack or intset, as Redis writes it into a file. ok tells whether it is.
func (e Entry) Piece() (piece []byte, ok bool) {
	h := e.header()
	if h.encoding().rooted() || e.Type() == String {
		return nil, false
	}
	return e.value(h), true
}

// EachNode visits the nodes of the list from its head: each is a listpack, or the
// text of an element that is too long for one. It is a view, good for the one
// visit.
func (l *List) EachNode(visit func(node []byte)) {
	if !l.isLong() {
		visit(l.bytes())
		return
	}
	for name := l.chain.ends[Head]; name != mem.Nil; name = l.db.listNode(name).beside[Tail] {
		node, _ := l.db.nodeContents(name)
		visit(node)
	}
}
