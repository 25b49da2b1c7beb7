package store

import (
	"unsafe"

	"seedis/mem"
)

// segment is neighbouring nodes of a long list that are counted together. Every
// node is in one. Who looks for an element passes by whole segments first, and by
// the nodes of one then:
//
//	+---------+                    +---------+
//	| segment |<------------------>| segment |<--> ...
//	+---------+                    +---------+
//	     | first                        | first
//	     v                              v
//	+--------+     +--------+      +--------+
//	| header |<--> | header |<---> | header |<--> ...
//	+--------+     +--------+      +--------+
//
// One that has become small stays so: to pass by it is no dearer than by a node.
type segment struct {
	beside [2]mem.Ref // the neighbour towards each end, or Nil
	first  mem.Ref    // the node nearest to the head
	nodes  uint64
	length uint64 // elements
}

// segmentNodes is how many nodes a segment may have: of a million short elements,
// in a thousand nodes, there are as many segments as nodes in each.
const segmentNodes = 64

func (s *space) segmentAt(ref mem.Ref) *segment { return mem.At[segment](s.heap, ref) }

// newSegment makes a segment that has no node yet, only the name of its first.
func (s *space) newSegment(first mem.Ref) mem.Ref {
	ref := s.heap.Alloc(int(unsafe.Sizeof(segment{})))
	*s.segmentAt(ref) = segment{first: first}
	return ref
}

// enlist counts a node, whose neighbours it has by now, in the segment of one of
// them, or in a new one if it is alone.
func (s *space) enlist(name mem.Ref) {
	n := s.listNode(name)
	switch {
	case n.beside[Head] != mem.Nil:
		n.segment = s.listNode(n.beside[Head]).segment
	case n.beside[Tail] != mem.Nil:
		n.segment = s.listNode(n.beside[Tail]).segment
		s.segmentAt(n.segment).first = name
	default:
		n.segment = s.newSegment(name)
	}
	g := s.segmentAt(n.segment)
	g.nodes++
	g.length += uint64(n.count)
	if g.nodes > segmentNodes {
		s.halve(n.segment)
	}
}

// delist is the reverse of enlist.
func (s *space) delist(name mem.Ref) {
	n := s.listNode(name)
	g := s.segmentAt(n.segment)
	g.nodes--
	g.length -= uint64(n.count)
	switch {
	case g.nodes == 0:
		s.joinSegments(g.beside[Head], g.beside[Tail])
		s.heap.Free(n.segment)
	case g.first == name:
		g.first = n.beside[Tail]
	}
}

// halve gives the first half of a segment's nodes to a new one.
func (s *space) halve(ref mem.Ref) {
	g := s.segmentAt(ref)
	made := s.newSegment(g.first)
	half := s.segmentAt(made)
	for half.nodes < g.nodes {
		n := s.listNode(g.first)
		n.segment = made
		half.nodes++
		half.length += uint64(n.count)
		g.first = n.beside[Tail]
		g.nodes--
	}
	g.length -= half.length
	s.joinSegments(g.beside[Head], made)
	s.joinSegments(made, ref)
}

// joinSegments makes two segments neighbours. One that is Nil is the outside.
func (s *space) joinSegments(before, behind mem.Ref) {
	if before != mem.Nil {
		s.segmentAt(before).beside[Tail] = behind
	}
	if behind != mem.Nil {
		s.segmentAt(behind).beside[Head] = before
	}
}

// outermostSegment is the segment at an end of a chain, or Nil if that has no node.
func (s *space) outermostSegment(c *chain, end End) mem.Ref {
	if c.ends[end] == mem.Nil {
		return mem.Nil
	}
	return s.listNode(c.ends[end]).segment
}

// find is the segment that has the element with an index of 0 to less than the
// length, and its index there. It is looked for from the nearer end.
func (c *chain) find(s *space, index int) (g *segment, within int) {
	if index <= int(c.length)/2 {
		g = s.segmentAt(s.outermostSegment(c, Head))
		for index >= int(g.length) {
			index -= int(g.length)
			g = s.segmentAt(g.beside[Tail])
		}
		return g, index
	}
	g = s.segmentAt(s.outermostSegment(c, Tail))
	index -= int(c.length - g.length)
	for index < 0 {
		g = s.segmentAt(g.beside[Head])
		index += int(g.length)
	}
	return g, index
}

// find is the node of a segment that has the element with an index there, and its
// index in that.
func (g *segment) find(s *space, index int) (name mem.Ref, within int) {
	name = g.first
	n := s.listNode(name)
	for index >= int(n.count) {
		index -= int(n.count)
		name = n.beside[Tail]
		n = s.listNode(name)
	}
	return name, index
}
