package store

import (
	"math"
	"unsafe"

	"seedis/mem"
	"seedis/store/listpack"
)

// A node of a long list is two blocks, a header and the contents:
//
//	 0            16        24      32       40    44      46
//	+------------+---------+-------+--------+-----+-------+-------+--+
//	| neighbours | segment | block | length | gap | count | plain |  |
//	+------------+---------+-------+--------+-----+-------+-------+--+
//	                           |
//	                           v
//	                       +-------+-----------------------+------+
//	                       | (gap) | listpack, or the text | room |
//	                       +-------+-----------------------+------+
//
// Who looks for an element passes by many nodes and reads their headers alone.
// Those of a list that grew at an end lie side by side, so that a thousand of them
// fill 48 KiB of cache; were each beside its contents, it would cost a miss of the
// cache and of the TLB. A header never moves: its Ref is the name of the node.
//
// The contents are 8192 bytes at the most unless configured otherwise, so that a
// full node fills its block. An element that is too long for that has a node of its
// own, which has its text and is called plain. No node is empty. The gap is room at
// the front: what is added or removed at the head moves the header of the listpack
// and nothing else.
type listNode struct {
	beside  [2]mem.Ref // the neighbour towards each end, or Nil
	segment mem.Ref    // that counts the node (listsegment.go)
	block   mem.Ref    // the contents
	length  uint64     // of the listpack or the text, in bytes
	gap     uint32     // bytes
	count   uint16     // elements: 64 KiB of listpack hold less than 32768
	isPlain bool
}

// What the numbers of list-max-listpack-size stand for, as Redis has it.
const (
	safeNode       = 8 << 10 // bytes that a node of so many elements may have at most
	leastNode      = 4 << 10 // bytes for -1; each number below doubles them
	lowestNodeSize = -5
)

// listNode is how large a node may become: its listpack in bytes, and in elements.
// It may always have one element.
func (l *Limits) listNode() (bytes, elements int) {
	if l.ListNode >= 0 {
		return safeNode, max(l.ListNode, 1)
	}
	return leastNode << (-max(l.ListNode, lowestNodeSize) - 1), math.MaxInt
}

// takesNew tells whether a listpack may take the value, beside no other.
func (l *List) takesNew(v *listpack.Value) bool {
	bytes, _ := l.db.limits.listNode()
	return listpack.EmptySize+v.Size() <= bytes
}

// takes tells whether a node may take one value more.
func (l *List) takes(name mem.Ref, v *listpack.Value) bool {
	p, isPlain := l.node(name)
	bytes, elements := l.db.limits.listNode()
	return !isPlain && len(p)+v.Size() <= bytes && l.count(name) < elements
}

func (s *space) listNode(name mem.Ref) *listNode { return mem.At[listNode](s.heap, name) }

// nodeContents is the listpack of a node of a long list, or the text of a plain one:
// a view that may be written.
func (s *space) nodeContents(name mem.Ref) (p []byte, isPlain bool) {
	n := s.listNode(name)
	return s.contents(n), n.isPlain
}

// contents is nodeContents, whichever they are.
func (s *space) contents(n *listNode) []byte {
	return s.heap.Slice(n.block, int(n.gap), int(n.length))
}

// node is nodeContents of a node of any list.
func (l *List) node(name mem.Ref) (p []byte, isPlain bool) {
	if name == mem.Nil {
		return l.bytes(), false
	}
	return l.db.nodeContents(name)
}

// count is how many elements a node has.
func (l *List) count(name mem.Ref) int {
	if name == mem.Nil {
		return listpack.Len(l.bytes())
	}
	return int(l.db.listNode(name).count)
}

// newNode makes a node without neighbours, of so many elements, with so many bytes
// to be filled.
func (s *space) newNode(length, count int, isPlain bool) (name mem.Ref, p []byte) {
	name = s.heap.Alloc(int(unsafe.Sizeof(listNode{})))
	block := s.heap.Alloc(length)
	*s.listNode(name) = listNode{block: block, length: uint64(length), count: uint16(count), isPlain: isPlain}
	return name, s.heap.Bytes(block, length)
}

// freeNode frees the two blocks of a node.
func (s *space) freeNode(name mem.Ref) {
	s.heap.Free(s.listNode(name).block)
	s.heap.Free(name)
}

// newElementNode makes a node of one element.
func (l *List) newElementNode(element []byte, v *listpack.Value) mem.Ref {
	s := l.db.space
	if !l.takesNew(v) {
		name, text := s.newNode(len(element), 1, true)
		copy(text, element)
		return name
	}
	name, p := s.newNode(listpack.EmptySize+v.Size(), 1, false)
	listpack.Init(p[:listpack.EmptySize])
	listpack.Append(p, v)
	return name
}

// newEntriesNode makes a node of so many entries, as they stand in a listpack.
func (s *space) newEntriesNode(entries []byte, count int) mem.Ref {
	name, p := s.newNode(listpack.EmptySize+len(entries), count, false)
	listpack.Init(p[:listpack.EmptySize])
	listpack.InsertEntries(p, listpack.HeaderSize, entries, count)
	return name
}

// push adds a value at an end of a node, if the node may take it and has the room
// there.
func (c *chain) push(s *space, name mem.Ref, end End, v *listpack.Value) bool {
	n, more := s.listNode(name), v.Size()
	gap, length := int(n.gap), int(n.length)
	bytes, elements := s.limits.listNode()
	if n.isPlain || length+more > bytes || int(n.count) >= elements ||
		end == Head && gap < more || end == Tail && gap+length+more > s.heap.Size(n.block) {
		return false
	}
	c.count(s, n, 1)
	n.length += uint64(more)
	if end == Head {
		n.gap -= uint32(more)
		listpack.Prepend(s.heap.Slice(n.block, gap-more, length+more), v)
	} else {
		listpack.Append(s.heap.Slice(n.block, gap, length+more), v)
	}
	return true
}

// drop removes so many elements from an end of a node, which has more.
func (c *chain) drop(s *space, n *listNode, end End, count int) {
	c.count(s, n, -count)
	p := s.contents(n)
	var rest []byte
	if end == Tail {
		rest = listpack.Curtail(p, listpack.Seek(p, -count), count)
	} else {
		rest = listpack.Behead(p, listpack.Seek(p, count), count)
		n.gap += uint32(len(p) - len(rest))
	}
	if c.isWide(n) {
		n.length = uint64(len(rest))
		return
	}
	s.resizeContents(n, len(rest))
}

// insertAtEnd adds a value that the node may take at its end.
func (l *List) insertAtEnd(name mem.Ref, end End, v *listpack.Value) {
	if name == mem.Nil {
		at := listpack.First(l.bytes())
		if end == Tail {
			at = listpack.End(l.bytes())
		}
		l.insertWithin(name, at, v)
		return
	}
	s := l.db.space
	if !l.chain.push(s, name, end, v) {
		s.makeRoom(s.listNode(name), end, v.Size())
		if !l.chain.push(s, name, end, v) {
			panic("store: a node has no room for what it may take")
		}
	}
}

// insertWithin adds a value that the node may take before the entry at an offset.
func (l *List) insertWithin(name mem.Ref, at int, v *listpack.Value) {
	p, _ := l.node(name)
	l.countWithin(name, 1)
	p = l.resizeNode(name, len(p)+v.Size())
	listpack.Insert(p, at, v)
}

// resizeNode makes a node so many bytes long, and returns them. What is cut off is
// lost, what is new is to be filled.
func (l *List) resizeNode(name mem.Ref, length int) []byte {
	if name == mem.Nil {
		return l.resize(length)
	}
	return l.db.resizeContents(l.db.listNode(name), length)
}

// resizeContents is resizeNode of a node of a long list.
func (s *space) resizeContents(n *listNode, length int) []byte {
	kept := min(length, int(n.length))
	switch has := s.heap.Size(n.block); {
	case length > has:
		s.move(n, s.roomy(length), kept, Tail)
	case length < has/2:
		s.move(n, length, kept, Tail)
	case int(n.gap)+length > has:
		s.shift(n, kept, Tail)
	}
	n.length = uint64(length)
	return s.contents(n)
}

// fitNode gives back what a node has over that is not going to be filled soon.
func (s *space) fitNode(name mem.Ref) {
	if name == mem.Nil {
		return
	}
	n := s.listNode(name)
	if length := int(n.length); mem.UsableSize(length) < s.heap.Size(n.block) {
		s.move(n, length, length, Tail)
	}
}
