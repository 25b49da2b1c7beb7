package store

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"seedis/mem"
	"seedis/store/listpack"
)

// fillList pushes so many short elements.
func (f fixture) fillList(name string, end End, count int) List {
	l := f.List(f.key(name), f.find(name))
	var element [8]byte
	for i := range count {
		l.Push(end, strconv.AppendInt(append(element[:0], 'e'), int64(i%1_000_000), 10))
	}
	return l
}

// TestListsAllocateNothing: on the Go heap, that is.
func TestListsAllocateNothing(t *testing.T) {
	f := newFastFixture(t)
	var scratch [Digits]byte
	plain, number, text := []byte(strings.Repeat("p", 10_000)), []byte("12345"), []byte("text")
	for _, size := range []int{10, 10_000} {
		l := f.fillList(fmt.Sprint(size), Tail, size)
		found := 0
		visit := func(distance int) bool { found += distance; return true }
		for _, operation := range []struct {
			what string
			run  func()
		}{
			{"push and drop", func() { l.Push(Head, number); l.Peek(Head, &scratch); l.Drop(Head, 1) }},
			{"push and drop behind", func() { l.Push(Tail, text); l.Peek(Tail, &scratch); l.Drop(Tail, 1) }},
			{"index", func() { l.At(l.Len()/2, &scratch) }},
			{"walk", func() {
				for w, n := l.Walk(0), l.Len(); n > 0; n-- {
					w.Next(&scratch)
				}
			}},
			{"set", func() { l.Set(5, text); l.Set(5, number) }},
			{"insert and remove", func() { l.Insert(number, text, true); l.RemoveEqual(text, Head, 1) }},
			{"find", func() { l.Find(number, Tail, 100, visit) }},
			{"rotate", func() { l.Rotate(Head); l.Rotate(Tail) }},
			{"plain", func() { l.Push(Head, plain); l.Rotate(Head); l.RemoveEqual(plain, Tail, 1) }},
			{"trim", func() { l.Push(Tail, text); l.Push(Head, text); l.Trim(1, l.Len()-2) }},
		} {
			if n := testing.AllocsPerRun(200, operation.run); n != 0 {
				t.Errorf("%d elements: %s: %v allocations", size, operation.what, n)
			}
		}
	}
}

// TestLongListsAreDense: a long list takes hardly more memory than the listpacks
// in it, from whichever end it grew. redis-server's has 40 bytes for each 8 KiB.
func TestLongListsAreDense(t *testing.T) {
	for _, end := range []End{Head, Tail} {
		f := newFastFixture(t)
		const elements = 200_000
		before, _ := f.heap.Live()
		l := f.fillList("l", end, elements)
		after, _ := f.heap.Live()
		packed := 0
		for name := l.outermost(Head); name != mem.Nil; name = l.neighbour(name, Tail) {
			p, _ := l.node(name)
			packed += listpack.End(p) - listpack.First(p)
		}
		if over := float64(after-before)/float64(packed) - 1; over > 0.01 {
			t.Errorf("end %d: %d bytes for %d of elements, %.2f%% over", end, after-before, packed, 100*over)
		}
	}
}

var listSizes = []int{10, 1_000_000}

// eachList runs a benchmark of one operation on lists of several sizes.
func eachList(b *testing.B, operation func(l *List, i int)) {
	for _, size := range listSizes {
		f := newFastFixture(b)
		l := f.fillList("l", Tail, size)
		b.Run(fmt.Sprintf("elements=%d", size), func(b *testing.B) {
			for i := range b.N {
				operation(&l, i)
			}
		})
	}
}

func BenchmarkListQueue(b *testing.B) {
	for _, from := range []End{Head, Tail} {
		b.Run([]string{"lpop rpush", "rpop lpush"}[from], func(b *testing.B) {
			eachList(b, func(l *List, _ int) { l.Push(from.other(), benchValue[:8]); l.Drop(from, 1) })
		})
	}
}

// BenchmarkListGrow pushes a million elements, from nothing.
func BenchmarkListGrow(b *testing.B) {
	for _, end := range []End{Head, Tail} {
		b.Run([]string{"lpush", "rpush"}[end], func(b *testing.B) {
			const elements = 1_000_000
			for range b.N {
				f := newFastFixture(b)
				f.fillList("l", end, elements)
				bytes, _ := f.heap.Live()
				b.ReportMetric(float64(bytes)/elements, "bytes/element")
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*elements), "ns/element")
		})
	}
}

// anywhere is an index below a bound, far from that of the turn before: whatever
// the one has brought into the caches is of little use to the next.
func anywhere(i, bound int) int { return i * 618_033_989 % bound }

// BenchmarkListRange walks past 100 elements from anywhere on.
func BenchmarkListRange(b *testing.B) {
	var scratch [Digits]byte
	eachList(b, func(l *List, i int) {
		count := min(100, l.Len())
		w := l.Walk(anywhere(i, l.Len()-count+1))
		for range count {
			benchSink += len(w.Next(&scratch))
		}
	})
}

func BenchmarkListIndex(b *testing.B) {
	var scratch [Digits]byte
	eachList(b, func(l *List, i int) { benchSink += len(l.At(anywhere(i, l.Len()), &scratch)) })
}
