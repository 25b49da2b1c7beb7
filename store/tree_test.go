package store

import (
	"bytes"
	"cmp"
	"fmt"
	"math"
	"slices"
	"testing"

	"seedis/mem"
)

// comparePairs is the order of a sorted set. Zeroes are equal whatever their
// sign.
func comparePairs(heap *mem.Heap, a, b pair) int {
	return cmp.Or(cmp.Compare(a.score, b.score), bytes.Compare(elementKey(heap, a.ref), elementKey(heap, b.ref)))
}

// newMember makes the element of a sorted set's member.
func newMember(heap *mem.Heap, key []byte) mem.Ref {
	size := lengthSize(len(key)) + len(key)
	ref := heap.Alloc(size + 8)
	copy(putLength(heap.Bytes(ref, size), len(key)), key)
	return ref
}

// orderFixture is a tree beside what it should hold, a sorted slice.
type orderFixture struct {
	heap  *mem.Heap
	order tree
	pairs []pair
}

func newOrderFixture(t testing.TB) *orderFixture {
	f := &orderFixture{heap: newFixture(t).heap}
	t.Cleanup(f.free)
	return f
}

func (f *orderFixture) free() {
	f.order.free(f.heap)
	for _, pair := range f.pairs {
		f.heap.Free(pair.ref)
	}
	f.pairs = nil
}

// place is where a pair belongs in the slice, and whether it is there.
func (f *orderFixture) place(p pair) (int, bool) {
	return slices.BinarySearchFunc(f.pairs, p, func(a, b pair) int { return comparePairs(f.heap, a, b) })
}

// insert adds a new member.
func (f *orderFixture) insert(score float64, key string) {
	p := pair{score, newMember(f.heap, []byte(key))}
	i, _ := f.place(p)
	f.pairs = slices.Insert(f.pairs, i, p)
	f.order.insert(f.heap, score, p.ref)
}

func (f *orderFixture) removeAt(rank int) {
	p := f.pairs[rank]
	f.pairs = slices.Delete(f.pairs, rank, rank+1)
	f.order.remove(f.heap, p.score, p.ref)
	f.heap.Free(p.ref)
}

// removeRange frees the members first, as a set does that takes them out of its
// hash table meanwhile.
func (f *orderFixture) removeRange(first, count int) {
	for _, p := range f.pairs[first : first+count] {
		f.heap.Free(p.ref)
	}
	f.pairs = slices.Delete(f.pairs, first, first+count)
	f.order.removeRange(f.heap, first, count)
}

func (f *orderFixture) updateAt(rank int, score float64) {
	p := f.pairs[rank]
	f.pairs = slices.Delete(f.pairs, rank, rank+1)
	f.order.update(f.heap, p.score, p.ref, score)
	p.score = score
	i, _ := f.place(p)
	f.pairs = slices.Insert(f.pairs, i, p)
}

// check compares the tree with the slice. Signs of zeroes count here.
func (f *orderFixture) check(t fataler) {
	t.Helper()
	got := auditTree(t, f.heap, &f.order)
	same := func(a, b pair) bool {
		return math.Float64bits(a.score) == math.Float64bits(b.score) && a.ref == b.ref
	}
	if !slices.EqualFunc(got, f.pairs, same) {
		t.Fatalf("the tree holds %v, not %v", got, f.pairs)
	}
}

// checkRanks compares what the tree says about each of its pairs.
func (f *orderFixture) checkRanks(t fataler) {
	t.Helper()
	for rank, p := range f.pairs {
		if got := f.order.rank(f.heap, p.score, p.ref); got != rank {
			t.Fatalf("%v has rank %d, not %d", p, got, rank)
		}
		c := f.order.forward(f.heap, f.order.at(f.heap, rank), 1)
		if c.left != 1 || c.ref() != p.ref || c.score() != p.score {
			t.Fatalf("at rank %d is %x, not %v", rank, c.ref(), p)
		}
	}
}

// checkBound compares a bound's rank, and the way to both sides of it, with
// those of the slice.
func (f *orderFixture) checkBound(t fataler, b treeBound, before func(pair) bool) {
	t.Helper()
	want := 0
	for want < len(f.pairs) && before(f.pairs[want]) {
		want++
	}
	position := f.order.seek(f.heap, b)
	if position.rank != want {
		t.Fatalf("before %+v lie %d of %d, not %d", b, position.rank, len(f.pairs), want)
	}
	f.checkWalks(t, position)
}

// checkWalks reads to both ends from a position, and less far.
func (f *orderFixture) checkWalks(t fataler, position treePosition) {
	t.Helper()
	for _, count := range []int{0, 1, cursorBatch, 100, len(f.pairs) + 1} {
		forward := f.pairs[position.rank:min(len(f.pairs), position.rank+count)]
		if got := walked(f.order.forward(f.heap, position, count)); !slices.Equal(got, forward) {
			t.Fatalf("%d forward of rank %d are %v, not %v", count, position.rank, got, forward)
		}
		backward := slices.Clone(f.pairs[max(0, position.rank-count):position.rank])
		slices.Reverse(backward)
		if got := walked(f.order.backward(f.heap, position, count)); !slices.Equal(got, backward) {
			t.Fatalf("%d backward of rank %d are %v, not %v", count, position.rank, got, backward)
		}
	}
}

func walked(c treeCursor) []pair {
	pairs := []pair{}
	for ; c.left > 0; c.next() {
		pairs = append(pairs, pair{c.score(), c.ref()})
	}
	return pairs
}

// A node is a block of mem without a rest.
func TestNodesFillTheirBlocks(t *testing.T) {
	if mem.UsableSize(nodeSize) != nodeSize {
		t.Errorf("a node of %d bytes takes %d", nodeSize, mem.UsableSize(nodeSize))
	}
	f := newOrderFixture(t)
	for _, ref := range []mem.Ref{f.order.newLeaf(f.heap), f.order.newInner(f.heap)} {
		mem.At[leaf](f.heap, ref) // of debug mode: panics if it is too large
		mem.At[inner](f.heap, ref)
		f.order.freeNode(f.heap, ref)
	}
}

// enough is as many pairs as make a tree of three levels.
const enough = leafCapacity * innerCapacity * 2

// orders is ways to go through n things.
var orders = []struct {
	name  string
	order func(n int) []int
}{
	{"ascending", func(n int) []int { return slices.Sorted(slices.Values(scrambled(n))) }},
	{"descending", func(n int) []int {
		order := slices.Sorted(slices.Values(scrambled(n)))
		slices.Reverse(order)
		return order
	}},
	{"random", scrambled},
	{"from the middle", func(n int) []int {
		order := make([]int, n)
		for i := range order {
			order[i] = (i + n/2) % n
		}
		return order
	}},
}

// A tree that was filled in any order can be emptied in any, and is in order all
// the while.
func TestFillAndEmpty(t *testing.T) {
	for _, fill := range orders {
		for _, empty := range orders {
			t.Run(fill.name+" then "+empty.name, func(t *testing.T) { fillAndEmpty(t, fill.order(enough), empty.order(enough)) })
		}
	}
}

func fillAndEmpty(t *testing.T, fill, empty []int) {
	f := newOrderFixture(t)
	const checks = 7
	refs := make([]mem.Ref, enough)
	for n, i := range fill {
		refs[i] = newMember(f.heap, fmt.Append(nil, i))
		f.order.insert(f.heap, float64(i), refs[i])
		if n%(enough/checks) == 0 {
			auditTree(t, f.heap, &f.order)
		}
	}
	for i, ref := range refs {
		f.pairs = append(f.pairs, pair{float64(i), ref})
	}
	f.check(t)
	f.checkRanks(t)
	if f.order.height != 2 {
		t.Errorf("%d pairs make a tree of height %d", enough, f.order.height)
	}
	for n, i := range empty {
		f.order.remove(f.heap, float64(i), refs[i])
		f.heap.Free(refs[i])
		if n%(enough/checks) == 0 {
			auditTree(t, f.heap, &f.order)
		}
	}
	f.pairs = nil
	f.check(t)
	if _, blocks := f.heap.Live(); blocks != 0 {
		t.Errorf("an empty tree leaves %d blocks", blocks)
	}
}

// Members whose scores come in order leave full nodes behind, from both sides.
func TestOrderedInsertionFillsNodes(t *testing.T) {
	for _, fill := range []struct {
		name  string
		score func(i int) float64
		most  float64 // bytes for a member
	}{
		{"ascending", func(i int) float64 { return float64(i) }, 18},
		{"descending", func(i int) float64 { return float64(-i) }, 18},
		{"random", func(i int) float64 { return float64(scramble(uint64(i))) }, 24},
	} {
		f := newOrderFixture(t)
		for i := range 10 * enough {
			p := pair{fill.score(i), newMember(f.heap, fmt.Append(nil, i))}
			f.pairs = append(f.pairs, p)
			f.order.insert(f.heap, p.score, p.ref)
		}
		auditTree(t, f.heap, &f.order)
		if cost := float64(f.order.bytes()) / float64(f.order.length); cost > fill.most {
			t.Errorf("%s: %.2f bytes for a member", fill.name, cost)
		}
	}
}

// What a command does to a tree that fits its nodes leaves the Go heap alone.
func TestTreeAllocatesNothing(t *testing.T) {
	f := &orderFixture{heap: newFastFixture(t).heap}
	t.Cleanup(f.free)
	for i := range enough {
		f.insert(float64(i%100), fmt.Sprint("member", i))
	}
	key := []byte("member100")
	i := 0
	for _, operation := range []struct {
		what string
		run  func(p pair)
	}{
		{"rank", func(p pair) { f.order.rank(f.heap, p.score, p.ref) }},
		{"update", func(p pair) {
			f.order.update(f.heap, p.score, p.ref, p.score+50)
			f.order.update(f.heap, p.score+50, p.ref, p.score)
		}},
		{"replace", func(p pair) {
			f.order.remove(f.heap, p.score, p.ref)
			f.order.insert(f.heap, p.score, p.ref)
		}},
		{"seek", func(p pair) { f.order.seek(f.heap, afterScore(p.score)) }},
		{"seek a key", func(p pair) { f.order.seek(f.heap, beforeKey(key)) }},
		{"walk", func(p pair) {
			for c := f.order.backward(f.heap, f.order.at(f.heap, i), 100); c.left > 0; c.next() {
				p.score += c.score()
			}
		}},
	} {
		allocations := testing.AllocsPerRun(2000, func() {
			i = (i + 1) % len(f.pairs)
			operation.run(f.pairs[i])
		})
		if allocations != 0 {
			t.Errorf("%s: %v allocations", operation.what, allocations)
		}
	}
	f.check(t)
}

// What a caller must not do ends in a panic, not in a wrong order.
func TestTreeRefusesMisuse(t *testing.T) {
	f := newOrderFixture(t)
	f.insert(1, "present")
	present := f.pairs[0].ref
	for what, misuse := range map[string]func(){
		"not a number":    func() { f.order.insert(f.heap, math.NaN(), present) },
		"another score":   func() { f.order.remove(f.heap, 2, present) },
		"a rank too far":  func() { f.order.at(f.heap, 2) },
		"a range too far": func() { f.order.removeRange(f.heap, 0, 2) },
	} {
		t.Run(what, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("nothing panicked")
				}
			}()
			misuse()
		})
	}
	f.check(t)
}
