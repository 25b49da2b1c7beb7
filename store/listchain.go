package store

import (
	"unsafe"

	"seedis/mem"
	"seedis/store/listpack"
	"seedis/sys"
)

// chain is the root of a long list:
//
//	+-------+      +------+      +--------+            +--------+
//	| entry |----->| root |----->| header |<--> ... <->| header |<--+
//	+-------+      +------+      +--------+            +--------+   |
//	                   |              |                     |       |
//	                   |              v                     v       |
//	                   |         +----------+          +----------+ |
//	                   |         | contents |          | contents | |
//	                   |         +----------+          +----------+ |
//	                   |                                            |
//	                   +--------------------------------------------+
//
// Segments, which are left out here, count them (listsegment.go).
//
// Neighbours that have become small are joined after a removal or an insertion
// among them, but for one at the ends: those of a queue come and go as a whole.
type chain struct {
	ends   [2]mem.Ref // the node at each end
	nodes  uint64
	length uint64 // elements
}

func (s *space) chainAt(root mem.Ref) *chain { return mem.At[chain](s.heap, root) }

// convert makes a short list, or one that is not yet, a long one. That has no
// node if there was no list: the first is to be put.
func (l *List) convert() {
	s := l.db.space
	root := s.heap.AllocZeroed(int(unsafe.Sizeof(chain{})))
	if l.Exists() {
		p := l.bytes()
		name, to := s.newNode(len(p), listpack.Len(p), false)
		copy(to, p)
		s.link(s.chainAt(root), mem.Nil, name, mem.Nil)
	}
	l.adopt(ListType, Chunked, root)
	l.chain = s.chainAt(root)
}

// countWithin counts elements that came to a node, or that went if it is negative:
// the listpack of a short list counts its own.
func (l *List) countWithin(name mem.Ref, elements int) {
	if name != mem.Nil {
		l.chain.count(l.db.space, l.db.listNode(name), elements)
	}
}

// count is countWithin a node of the chain.
func (c *chain) count(s *space, n *listNode, elements int) {
	n.count += uint16(elements)
	s.segmentAt(n.segment).length += uint64(elements)
	c.length += uint64(elements)
}

// put adds an element between two nodes that are neighbours, of which one may be
// Nil, the outside: to one that takes it, or in a node of its own.
func (l *List) put(before, behind mem.Ref, element []byte, v *listpack.Value) {
	switch {
	case before != mem.Nil && l.takes(before, v):
		l.insertAtEnd(before, Tail, v)
	case behind != mem.Nil && l.takes(behind, v):
		l.insertAtEnd(behind, Head, v)
	default:
		name := l.newElementNode(element, v)
		l.db.link(l.chain, before, name, behind)
		// Neither is at the end that it grew at any more.
		l.db.fitNode(before)
		l.db.fitNode(behind)
		l.db.widen(l.chain, l.db.listNode(name))
	}
}

// link puts a new node, with its elements, between two that are neighbours, of which
// one may be Nil, or both in a chain without nodes.
func (s *space) link(c *chain, before, name, behind mem.Ref) {
	s.join(c, before, name)
	s.join(c, name, behind)
	s.enlist(name)
	c.nodes++
	c.length += uint64(s.listNode(name).count)
}

// join makes two nodes neighbours. One that is Nil is the outside.
func (s *space) join(c *chain, before, behind mem.Ref) {
	if before == mem.Nil {
		c.ends[Head] = behind
	} else {
		s.listNode(before).beside[Tail] = behind
	}
	if behind == mem.Nil {
		c.ends[Tail] = before
	} else {
		s.listNode(behind).beside[Head] = before
	}
}

// removeNode takes a node out of the chain, with its elements.
func (l *List) removeNode(name mem.Ref) {
	l.db.unlink(l.chain, name)
	l.db.freeNode(name)
}

// unlink is the reverse of link.
func (s *space) unlink(c *chain, name mem.Ref) {
	n := s.listNode(name)
	s.join(c, n.beside[Head], n.beside[Tail])
	s.delist(name)
	c.nodes--
	c.length -= uint64(n.count)
}

// split parts a node before the entry at an offset, and returns the two nodes
// between which that is: one may be Nil, the outside.
func (l *List) split(name mem.Ref, at int) (before, behind mem.Ref) {
	s := l.db.space
	p, isPlain := s.nodeContents(name)
	beside := s.listNode(name).beside
	switch first, end := bounds(p, isPlain); at {
	case first:
		return beside[Head], name
	case end:
		return name, beside[Tail]
	}
	s.marks.Mark(sys.MarkNodeSplit)
	count := 0
	for next := at; next != listpack.End(p); next = listpack.Next(p, next) {
		count++
	}
	behind = s.newEntriesNode(p[at:listpack.End(p)], count)
	s.link(l.chain, name, behind, beside[Tail])
	l.countWithin(name, -count)
	l.resizeNode(name, len(listpack.Curtail(p, at, count)))
	return name, behind
}

// bounds are the offset of a node's first element and the one behind its last.
func bounds(p []byte, isPlain bool) (first, end int) {
	if isPlain {
		return 0, 1
	}
	return listpack.First(p), listpack.End(p)
}

// merge makes two neighbours one node if they fit into one. Either may be Nil,
// the outside.
func (l *List) merge(before, behind mem.Ref) {
	if before == mem.Nil || behind == mem.Nil {
		return
	}
	p, isPlain := l.db.nodeContents(before)
	q, isOtherPlain := l.db.nodeContents(behind)
	if isPlain || isOtherPlain {
		return
	}
	entries, count := q[listpack.First(q):listpack.End(q)], l.count(behind)
	bytes, elements := l.db.limits.listNode()
	if len(p)+len(entries) > bytes || l.count(before)+count > elements {
		return
	}
	l.db.marks.Mark(sys.MarkNodesMerged)
	at := listpack.End(p)
	p = l.resizeNode(before, len(p)+len(entries))
	listpack.InsertEntries(p, at, entries, count)
	l.countWithin(before, count)
	l.removeNode(behind)
}

// mergeTowards is merge of a node, or the outside, with its neighbour towards an
// end.
func (l *List) mergeTowards(end End, name mem.Ref) {
	if end == Head {
		l.merge(l.neighbour(name, Head), name)
	} else {
		l.merge(name, l.neighbour(name, Tail))
	}
}

// freeNodes frees nodes of a dead chain from its head on, each segment with its last
// one, and tells whether none is left. It looks at no contents, and nor does the heap
// where these are large.
func (c *chain) freeNodes(f *freeing) bool {
	for c.ends[Head] != mem.Nil && f.left > 0 {
		name := c.ends[Head]
		n := mem.At[listNode](f.heap, name)
		next := n.beside[Tail]
		if next == mem.Nil || mem.At[listNode](f.heap, next).segment != n.segment {
			f.free(n.segment)
		}
		f.free(n.block)
		f.free(name)
		c.ends[Head] = next
	}
	return c.ends[Head] == mem.Nil
}

// copyChain makes a copy of a root that is a chain, with all nodes.
func (s *space) copyChain(root mem.Ref) mem.Ref {
	made := s.heap.AllocZeroed(int(unsafe.Sizeof(chain{})))
	to := s.chainAt(made)
	for name := s.chainAt(root).ends[Head]; name != mem.Nil; {
		n := s.listNode(name)
		p, isPlain := s.nodeContents(name)
		copied, q := s.newNode(len(p), int(n.count), isPlain)
		copy(q, p)
		s.link(to, to.ends[Tail], copied, mem.Nil)
		name = n.beside[Tail]
	}
	return made
}
