package store

import (
	"seedis/mem"
	"seedis/store/listpack"
)

// List is the list of a key: elements in an order, which is changed most at its
// ends. See collection for what a command may do with it. A short one is a
// listpack, which may become as large as a node of a long one:
//
//	+--------+-----------+-----------+-- ... --+-----------+-----+
//	| header | element 0 | element 1 |         | element n | end |
//	+--------+-----------+-----------+-- ... --+-----------+-----+
//
// A long list is a chain of such nodes (listchain.go, listnode.go). It stays a chain
// when it becomes shorter.
//
// What follows speaks of nodes in both cases: the one node of a short list has the
// name mem.Nil.
type List struct {
	collection
	chain *chain // the root of a long list, which never moves; nil for any other
}

// List is the list of the key, whose entry is a list or does not exist.
func (db *DB) List(key Key, e Entry) (l List) {
	l.Open(db, key, e)
	return l
}

// Open makes l, a zero List, what DB.List returns.
func (l *List) Open(db *DB, key Key, e Entry) {
	l.collection.Open(db, key, e)
	if e.Exists() && e.Encoding() == Chunked {
		l.chain = db.chainAt(l.root())
	}
}

// DraftList is a list that is to become the key's: see collection.
func (db *DB) DraftList(key Key) List {
	return List{collection: collection{db: db, key: key, draft: true}}
}

// Remove removes the entry, with all that it has.
func (l *List) Remove() {
	l.collection.Remove()
	l.chain = nil
}

// End is an end of a list.
type End uint8

// The ends.
const (
	Head End = iota
	Tail
)

func (e End) other() End { return Tail - e }

func (l *List) isLong() bool { return l.chain != nil }

// Len is the number of elements.
func (l *List) Len() int {
	switch {
	case l.isLong():
		return int(l.chain.length)
	case !l.Exists():
		return 0
	}
	return listpack.Len(l.bytes())
}

// Nodes is the number of pieces in which the list is kept; there is a list.
func (l *List) Nodes() int {
	if l.isLong() {
		return int(l.chain.nodes)
	}
	return 1
}

// Push adds an element at an end. It is no view of the list.
func (l *List) Push(end End, element []byte) {
	var v listpack.Value
	v.Encode(element)
	if !l.isLong() {
		if l.pushShort(end, &v) {
			return
		}
		l.convert()
	}
	outermost := l.chain.ends[end]
	switch {
	case outermost != mem.Nil && l.chain.push(l.db.space, outermost, end, &v):
	case end == Head:
		l.put(mem.Nil, outermost, element, &v)
	default:
		l.put(outermost, mem.Nil, element, &v)
	}
}

// pushShort is Push if the list is short afterwards.
func (l *List) pushShort(end End, v *listpack.Value) bool {
	switch {
	case !l.Exists() && l.takesNew(v):
		p := l.create(ListType, Quicklist, listpack.EmptySize+v.Size())
		listpack.Init(p[:listpack.EmptySize])
		listpack.Append(p, v)
	case l.Exists() && l.takes(mem.Nil, v):
		l.insertAtEnd(mem.Nil, end, v)
	default:
		return false
	}
	return true
}

// Peek is the element at an end, a view; there is one. The digits of an integer
// are written to scratch.
func (l *List) Peek(end End, scratch *[Digits]byte) []byte {
	p, isPlain := l.node(l.outermost(end))
	if isPlain {
		return p
	}
	at := listpack.First(p)
	if end == Tail {
		at = listpack.Last(p)
	}
	text, _ := listpack.Text(p, at, scratch)
	return text
}

// Drop removes so many elements from an end, and at most all but one: who takes
// them all calls Remove.
func (l *List) Drop(end End, count int) {
	for count > 0 {
		name := l.outermost(end)
		has := l.count(name)
		if count < has {
			l.dropWithin(name, end, count)
			return
		}
		l.removeNode(name)
		count -= has
	}
}

// dropWithin is Drop of less than all that a node has.
func (l *List) dropWithin(name mem.Ref, end End, count int) {
	if name != mem.Nil {
		l.chain.drop(l.db.space, l.db.listNode(name), end, count)
		return
	}
	p := l.bytes()
	at := listpack.First(p)
	if end == Tail {
		at = listpack.Seek(p, -count)
	}
	l.resize(len(p) - listpack.Delete(p, at, count))
}

// outermost is the node at an end.
func (l *List) outermost(end End) mem.Ref {
	if l.isLong() {
		return l.chain.ends[end]
	}
	return mem.Nil
}
