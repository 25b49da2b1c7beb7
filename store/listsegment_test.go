package store

import (
	"slices"
	"strconv"
	"testing"

	"seedis/mem"
)

// auditSegments checks that the segments of a long list have all nodes, and returns
// how many there are.
func auditSegments(t fataler, l *List) (segments int) {
	t.Helper()
	s, c := l.db.space, l.chain
	name, previous := c.ends[Head], mem.Nil
	for ref := s.outermostSegment(c, Head); ref != mem.Nil; ref = s.segmentAt(ref).beside[Tail] {
		segments++
		g := *s.segmentAt(ref)
		if g.first != name || g.beside[Head] != previous || g.nodes == 0 || g.nodes > segmentNodes {
			t.Fatalf("segment %d has %d nodes, does not begin where it should", segments, g.nodes)
		}
		length := uint64(0)
		for range g.nodes {
			n := s.listNode(name)
			if n.segment != ref {
				t.Fatalf("a node is not in segment %d", segments)
			}
			length += uint64(n.count)
			name = n.beside[Tail]
		}
		if length != g.length {
			t.Fatalf("segment %d has %d elements, and counts %d", segments, length, g.length)
		}
		previous = ref
	}
	if name != mem.Nil {
		t.Fatalf("a node is in no segment")
	}
	return segments
}

// TestSegmentsFollowTheNodes: a list of many nodes grows at both ends and within,
// and becomes shorter within and at both ends, and every element is found.
func TestSegmentsFollowTheNodes(t *testing.T) {
	s := listScenario{fixture: newFixture(t)}
	limits := defaultLimits
	limits.ListNode = 1
	s.keyspace.SetLimits(limits)
	const many = 5 * segmentNodes
	element := func(i int) []byte { return strconv.AppendInt(nil, int64(i), 10) }
	for i := range many {
		s.pushOne(Tail, element(i))
		s.pushOne(Head, element(-1-i))
	}
	s.findAll(t)
	for i := range many {
		l := s.list()
		l.Insert(element(0), element(many+i), false)
		s.model = slices.Insert(s.model, many+i, element(many+i))
	}
	s.findAll(t)
	for i := range many - 1 {
		l := s.list()
		l.RemoveEqual(element(many+i), Tail, 1)
		s.model = slices.Delete(s.model, many, many+1)
	}
	s.findAll(t)
	for len(s.model) > 1 {
		l := s.list()
		l.Drop(Head, 1)
		s.model = s.model[1:]
		if len(s.model)%segmentNodes == 1 {
			s.findAll(t)
		}
	}
}

// findAll looks for every element of the list by its index.
func (s *listScenario) findAll(t *testing.T) {
	t.Helper()
	var scratch [Digits]byte
	l := s.list()
	for i, want := range s.model {
		if got := l.At(i, &scratch); string(got) != string(want) {
			t.Fatalf("element %d is %s, want %s", i, got, want)
		}
	}
	s.audit(t)
	if segments := auditSegments(t, &l); len(s.model) > segmentNodes && segments > 4*len(s.model)/segmentNodes {
		t.Fatalf("%d elements are in %d segments", len(s.model), segments)
	}
}
