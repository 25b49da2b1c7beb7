package store

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"seedis/mem"
	"seedis/store/listpack"
)

// listScenario is a list beside its model, driven by rapid.
type listScenario struct {
	fixture
	model [][]byte
	deep  bool // the list was long
}

const listName = "list"

func (s *listScenario) list() List {
	key := s.key(listName)
	return s.List(key, s.Find(key))
}

// listLimits are small, so that nodes part and meet again all the time, or are of
// bytes.
var listLimits = []int{1, 2, 3, 3, 5, 100, 0, -1, -2, -5, -1 << 31, 1<<31 - 1}

// listElement is often one of few, sometimes long enough for a node of its own.
func listElement(t *rapid.T) []byte {
	switch rapid.IntRange(0, 9).Draw(t, "kind") {
	case 0:
		return []byte(strconv.FormatInt(rapid.Int64().Draw(t, "integer"), 10))
	case 1:
		return rapid.SliceOfN(rapid.Byte(), 0, 100).Draw(t, "bytes")
	case 2:
		length := rapid.SampledFrom([]int{63, 64, 1000, 3000, 4074, 4085, 8169, 8178, 9000, 70_000}).Draw(t, "length")
		return bytes.Repeat([]byte("L"), length+rapid.IntRange(-3, 3).Draw(t, "more"))
	}
	return []byte(rapid.SampledFrom([]string{"", "a", "b", "0", "1", "007", "-0", "+1", "-1", "9223372036854775807"}).Draw(t, "few"))
}

func (s *listScenario) end(t *rapid.T) End { return End(rapid.IntRange(0, 1).Draw(t, "end")) }

func (s *listScenario) index(t *rapid.T) int {
	return rapid.IntRange(0, len(s.model)-1).Draw(t, "index")
}

// push adds a few elements in turn, often enough for several nodes.
func (s *listScenario) push(t *rapid.T) {
	end, elements := s.end(t), rapid.SliceOfN(rapid.Custom(listElement), 1, 4).Draw(t, "elements")
	for i := range rapid.SampledFrom([]int{1, 1, 3, 12, 60}).Draw(t, "times") {
		s.pushOne(end, elements[i%len(elements)])
	}
}

func (s *listScenario) pushOne(end End, element []byte) {
	l := s.list()
	l.Push(end, element)
	if end == Head {
		s.model = slices.Insert(s.model, 0, element)
	} else {
		s.model = append(s.model, element)
	}
}

// drop takes elements from an end, having looked at the outermost.
func (s *listScenario) drop(t *rapid.T) {
	if len(s.model) == 0 {
		return
	}
	end, count := s.end(t), rapid.IntRange(1, min(len(s.model), 30)).Draw(t, "count")
	var scratch [Digits]byte
	l, want := s.list(), s.model[0]
	if end == Tail {
		want = s.model[len(s.model)-1]
	}
	if got := l.Peek(end, &scratch); !bytes.Equal(got, want) {
		t.Fatalf("at the end is %.40q, want %.40q", got, want)
	}
	if end == Head {
		s.model = s.model[count:]
	} else {
		s.model = s.model[:len(s.model)-count]
	}
	if len(s.model) == 0 {
		l.Remove()
	} else {
		l.Drop(end, count)
	}
}

func (s *listScenario) set(t *rapid.T) {
	if len(s.model) > 0 {
		l, index, element := s.list(), s.index(t), listElement(t)
		l.Set(index, element)
		s.model[index] = element
	}
}

func (s *listScenario) insert(t *rapid.T) {
	if len(s.model) == 0 {
		return
	}
	l, pivot, element := s.list(), listElement(t), listElement(t)
	if rapid.Bool().Draw(t, "one of them") {
		pivot = s.model[s.index(t)]
	}
	behind := rapid.IntRange(0, 1).Draw(t, "behind")
	at := slices.IndexFunc(s.model, func(e []byte) bool { return bytes.Equal(e, pivot) })
	if ok := l.Insert(pivot, element, behind == 1); ok != (at >= 0) {
		t.Fatalf("inserted beside %.40q: %v", pivot, ok)
	}
	if at >= 0 {
		s.model = slices.Insert(s.model, at+behind, element)
	}
}

func (s *listScenario) removeEqual(t *rapid.T) {
	if len(s.model) == 0 {
		return
	}
	l, element, from := s.list(), s.model[s.index(t)], s.end(t)
	most := rapid.SampledFrom([]int{1, 2, 5, 1 << 40}).Draw(t, "most")
	var kept [][]byte
	removed := 0
	for i := range s.model {
		e := s.model[i]
		if from == Tail {
			e = s.model[len(s.model)-1-i]
		}
		if bytes.Equal(e, element) && removed < most {
			removed++
		} else {
			kept = append(kept, e)
		}
	}
	if from == Tail {
		slices.Reverse(kept)
	}
	s.model = kept
	if got := l.RemoveEqual(element, from, most); got != removed {
		t.Fatalf("%d were removed, want %d", got, removed)
	}
	if l.Len() == 0 {
		l.Remove()
	}
}

func (s *listScenario) trim(t *rapid.T) {
	if len(s.model) == 0 {
		return
	}
	l, index := s.list(), s.index(t)
	count := rapid.IntRange(1, len(s.model)-index).Draw(t, "count")
	l.Trim(index, count)
	s.model = s.model[index : index+count]
}

func (s *listScenario) rotate(t *rapid.T) {
	if len(s.model) == 0 {
		return
	}
	from := s.end(t)
	if rapid.Bool().Draw(t, "a plain one") {
		s.pushOne(from, bytes.Repeat([]byte("P"), 70_000))
	}
	l := s.list()
	for range rapid.IntRange(1, 5).Draw(t, "times") {
		l.Rotate(from)
		if last := len(s.model) - 1; from == Head {
			s.model = append(s.model[1:], s.model[0])
		} else {
			s.model = slices.Insert(s.model[:last], 0, s.model[last])
		}
	}
}

// copy lets the list go on as a copy of itself.
func (s *listScenario) copy(*rapid.T) {
	if e := s.find(listName); e.Exists() {
		other := s.key("other")
		s.Copy(other, s.Find(other), e)
		s.Delete(s.find(listName))
		s.Rename(other, s.find("other"), s.key(listName), Entry{})
	}
}

func (s *listScenario) findEqual(t *rapid.T) {
	if len(s.model) == 0 {
		return
	}
	l, element, from := s.list(), s.model[s.index(t)], s.end(t)
	most := rapid.IntRange(0, len(s.model)+1).Draw(t, "most")
	var got, want []int
	l.Find(element, from, most, func(distance int) bool {
		got = append(got, distance)
		return len(got) < 3
	})
	for i := range min(most, len(s.model)) {
		e := s.model[i]
		if from == Tail {
			e = s.model[len(s.model)-1-i]
		}
		if bytes.Equal(e, element) && len(want) < 3 {
			want = append(want, i)
		}
	}
	if !slices.Equal(got, want) {
		t.Fatalf("%.40q is at %d from the end %d, want %d", element, got, from, want)
	}
}

// check compares all of the list, and walks through it from any place.
func (s *listScenario) check(t *rapid.T) {
	l := s.list()
	if l.Exists() != (len(s.model) > 0) || l.Len() != len(s.model) {
		t.Fatalf("there are %d elements, want %d", l.Len(), len(s.model))
	}
	if !l.Exists() {
		return
	}
	s.deep = s.deep || l.isLong()
	if e := l.Entry(); e.Type() != ListType || e.Encoding().String() != "quicklist" {
		t.Fatalf("a %v in a %v", e.Type(), e.Encoding())
	}
	index := rapid.IntRange(0, len(s.model)).Draw(t, "from")
	var scratch [Digits]byte
	for w, i := l.Walk(index), index; i < len(s.model); i++ {
		if got := w.Next(&scratch); !bytes.Equal(got, s.model[i]) {
			t.Fatalf("element %d is %.40q, want %.40q", i, got, s.model[i])
		}
	}
	for w, i := l.Walk(index), index-1; i >= 0; i-- {
		if got := w.Previous(&scratch); !bytes.Equal(got, s.model[i]) {
			t.Fatalf("element %d is %.40q, want %.40q", i, got, s.model[i])
		}
	}
	if index < len(s.model) && !bytes.Equal(l.At(index, &scratch), s.model[index]) {
		t.Fatalf("element %d is not what it should be", index)
	}
	s.audit(t)
}

// auditList checks what a list promises itself, and returns how many blocks its
// nodes have, a header and the contents each, and its segments.
func auditList(t fataler, l *List) (blocks int) {
	t.Helper()
	bytes, elements := l.db.limits.listNode()
	if !l.isLong() {
		p := l.bytes()
		if !listpack.Valid(p) || listpack.Len(p) == 0 || len(p) > bytes || listpack.Len(p) > elements {
			t.Fatalf("a short list has %d elements in %d bytes", listpack.Len(p), len(p))
		}
		return 0
	}
	c, nodes, length := *l.chain, 0, 0
	previous, heap := mem.Nil, l.db.heap
	for name := c.ends[Head]; name != mem.Nil; name = l.neighbour(name, Tail) {
		nodes++
		length += l.count(name)
		if l.neighbour(name, Head) != previous {
			t.Fatalf("node %d does not know its neighbour", nodes)
		}
		previous = name
		n := l.db.listNode(name)
		p, isPlain := l.node(name)
		var packed listpack.Value
		packed.Encode(p)
		isOutermost := name == c.ends[Head] || name == c.ends[Tail] // it may have been wide
		switch size := heap.Size(n.block); {
		case isOutermost && size > mem.UsableSize(max(bytes, len(p))):
			t.Fatalf("%d bytes at an end are in a block of %d", len(p), size)
		case len(p) > size-int(n.gap) || !isOutermost && len(p) < size/3:
			t.Fatalf("%d bytes, behind %d, are in a block of %d", len(p), n.gap, size)
		case isPlain && (n.count != 1 || n.gap != 0 || listpack.EmptySize+packed.Size() <= bytes):
			t.Fatalf("a plain node of %d elements, %d bytes", n.count, len(p))
		case !isPlain && (!listpack.Valid(p) || listpack.Len(p) == 0 || len(p) > bytes || listpack.Len(p) > elements):
			t.Fatalf("a node has %d elements in %d bytes", listpack.Len(p), len(p))
		case !isPlain && listpack.Len(p) != int(n.count):
			t.Fatalf("a node has %d elements, its header tells of %d", listpack.Len(p), n.count)
		}
	}
	if previous != c.ends[Tail] || nodes != l.Nodes() || length != l.Len() || nodes == 0 {
		t.Fatalf("the chain has %d nodes of %d elements, its root tells of %d and %d", nodes, length, l.Nodes(), l.Len())
	}
	return 2*nodes + auditSegments(t, l)
}

func TestListModel(t *testing.T) {
	long := 0
	rapid.Check(t, func(t *rapid.T) {
		f := open(t, true)
		s := &listScenario{fixture: f}
		limits := defaultLimits
		limits.ListNode = rapid.SampledFrom(listLimits).Draw(t, "limit")
		f.keyspace.SetLimits(limits)
		t.Repeat(map[string]func(*rapid.T){
			"push": s.push, "push more": s.push, "drop": s.drop, "set": s.set, "insert": s.insert,
			"remove": s.removeEqual, "trim": s.trim, "rotate": s.rotate, "copy": s.copy, "find": s.findEqual,
			"": s.check,
		})
		if s.deep {
			long++
		}
		f.close(t)
	})
	if long == 0 && !testing.Short() {
		t.Error("no list ever became long")
	}
}

// TestListNodes tells how many nodes lists have.
func TestListNodes(t *testing.T) {
	for _, test := range []struct {
		limit, elements, length, nodes int
	}{
		{-2, 1, 8178, 1},
		{-2, 1, 8179, 1}, // plain
		{-2, 2, 8179, 2},
		{-2, 2, 3000, 1},
		{-2, 3, 3000, 2},
		{-1, 2, 3000, 2},
		{-5, 20, 3000, 1},
		{-2, 2728, 1, 1},
		{-2, 2729, 1, 2},
		{-5, 21843, 1, 1},
		{-5, 21844, 1, 2},
		{-9, 20, 3000, 1},
		{-5, 22, 3000, 2},
		{0, 3, 1, 3},
		{1, 3, 1, 3},
		{2, 3, 1, 2},
		{1 << 40, 800, 8, 1},
		{1 << 40, 900, 8, 2},
	} {
		t.Run(fmt.Sprint(test), func(t *testing.T) {
			f := newFixture(t)
			limits := defaultLimits
			limits.ListNode = test.limit
			f.keyspace.SetLimits(limits)
			key := f.key("l")
			l := f.List(key, Entry{})
			for range test.elements {
				l.Push(Tail, []byte(strings.Repeat("x", test.length)))
			}
			if l.Nodes() != test.nodes {
				t.Errorf("%d nodes", l.Nodes())
			}
		})
	}
}

// TestLimitsOfNodesMayChange: a node that is over a new limit takes no more, and
// can still be changed in any way.
func TestLimitsOfNodesMayChange(t *testing.T) {
	f := newFixture(t)
	key := f.key("l")
	l := f.List(key, Entry{})
	for i := range 2000 {
		l.Push(Tail, []byte(strconv.Itoa(i)))
	}
	limits := defaultLimits
	limits.ListNode = 2
	f.keyspace.SetLimits(limits)
	l.Set(1000, []byte(strings.Repeat("x", 20)))
	l.Set(1001, []byte("1"))
	l.Insert([]byte("500"), []byte("new"), false)
	l.RemoveEqual([]byte("7"), Tail, 1)
	l.Push(Head, []byte("first"))
	l.Rotate(Head)
	l.Trim(400, 1000)
	if l.Len() != 1000 {
		t.Errorf("%d elements", l.Len())
	}
}

// TestARemovedListStartsAnew: what is pushed to it then is another one, and short.
func TestARemovedListStartsAnew(t *testing.T) {
	f := newFixture(t)
	l := f.fillList("l", Tail, 10_000)
	l.Remove()
	if l.Exists() || l.Len() != 0 {
		t.Errorf("it has %d elements", l.Len())
	}
	l.Push(Head, []byte("first"))
	if again := f.List(f.key("l"), f.find("l")); l.isLong() || again.isLong() || again.Len() != 1 {
		t.Errorf("it has %d elements in %d nodes", again.Len(), again.Nodes())
	}
}

// TestRemovalsBeginAtTheirEnd: in one node and over several.
func TestRemovalsBeginAtTheirEnd(t *testing.T) {
	for _, limit := range []int{-2, 3} {
		for from, want := range []string{"bbaba", "ababb"} {
			f := newFixture(t)
			limits := defaultLimits
			limits.ListNode = limit
			f.keyspace.SetLimits(limits)
			l := f.List(f.key("l"), Entry{})
			for _, element := range []byte("abababa") {
				l.Push(Tail, []byte{element})
			}
			l.RemoveEqual([]byte("a"), End(from), 2)
			var scratch [Digits]byte
			var got []byte
			for w := l.Walk(0); len(got) < l.Len(); {
				got = append(got, w.Next(&scratch)...)
			}
			if string(got) != want {
				t.Errorf("limit %d, from end %d: %s is left, want %s", limit, from, got, want)
			}
		}
	}
}
