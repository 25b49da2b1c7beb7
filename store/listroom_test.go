package store

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"seedis/mem"
)

// fillNodes makes a list of so many nodes, each of which takes three elements.
func (s *listScenario) fillNodes(nodes int) {
	limits := defaultLimits
	limits.ListNode = 3
	s.keyspace.SetLimits(limits)
	for i := range 3 * nodes {
		s.pushOne(End(i%2), fmt.Appendf(nil, "element %04d", i))
	}
}

// Whatever happens to a list about as long as one must be whose ends keep their room,
// it has its elements, and no node within it has more room than it should.
func TestLongListModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := open(t, true)
		s := &listScenario{fixture: f}
		s.fillNodes(wideChain + rapid.IntRange(-3, 30).Draw(t, "nodes"))
		// Far fewer steps than a short list has: each looks at all elements.
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			steps := []func(*rapid.T){s.push, s.drop, s.drop, s.rotate, s.insert, s.set, s.trim, s.removeEqual}
			rapid.SampledFrom(steps).Draw(t, "step")(t)
			s.check(t)
		}
		f.close(t)
	})
}

// outermostBlock is the contents of the node at an end.
func (s *listScenario) outermostBlock(end End) (name, block mem.Ref) {
	l := s.list()
	name = l.outermost(end)
	return name, s.listNode(name).block
}

// The contents of a node at an end of a long list stay in one block from its first
// element to its last, and to its first again.
func TestEndsOfALongListStayWhereTheyAre(t *testing.T) {
	for _, end := range []End{Head, Tail} {
		s := &listScenario{fixture: newFastFixture(t)}
		l := s.fillList("list", Tail, 4*wideChain*safeNode/8)
		if l.Nodes() < wideChain {
			t.Fatalf("the list has only %d nodes", l.Nodes())
		}
		for before := l.Nodes(); l.Nodes() == before; {
			l.Push(end, benchValue)
		}
		name, block := s.outermostBlock(end)
		for nodes := l.Nodes(); l.Nodes() == nodes; l.Push(end, benchValue) {
			if _, now := s.outermostBlock(end); now != block {
				t.Fatalf("end %d: the node has another block with %d elements", end, l.count(name))
			}
		}
		l.Drop(end, 1)
		for ; l.count(name) > 1; l.Drop(end, 1) {
			if _, now := s.outermostBlock(end); now != block {
				t.Fatalf("end %d: the node has another block with %d elements left", end, l.count(name))
			}
		}
		s.audit(t)
	}
}

// A short list gives the room at its ends back.
func TestEndsOfAShortListShrink(t *testing.T) {
	for _, end := range []End{Head, Tail} {
		s := &listScenario{fixture: newFixture(t)}
		l := s.fillList("list", end, wideChain/4*safeNode/8)
		for name := l.outermost(end); l.outermost(end) == name; {
			l.Drop(end, 1)
		}
		name := l.outermost(end)
		for l.count(name) > 1 {
			l.Drop(end, 1)
			if n := s.listNode(name); s.heap.Size(n.block) > max(64, 3*int(n.length)) {
				t.Fatalf("end %d: %d bytes are in a block of %d", end, n.length, s.heap.Size(n.block))
			}
		}
		s.audit(t)
	}
}
