package store

import (
	"seedis/mem"
)

// treeAuditor walks a tree and checks everything that it promises itself
// between two calls.
type treeAuditor struct {
	*tree
	heap     *mem.Heap
	nodes    uint32
	leaves   []mem.Ref // from left to right
	elements []pair    // in the tree's order
}

// pair is an element in the order of a set.
type pair struct {
	score float64
	ref   mem.Ref
}

// auditTree is the pairs of a tree that is as it should be.
func auditTree(t fataler, heap *mem.Heap, order *tree) []pair {
	t.Helper()
	a := treeAuditor{tree: order, heap: heap}
	if order.root == mem.Nil {
		if *order != (tree{}) {
			t.Fatalf("a tree without a root is %+v", *order)
		}
		return nil
	}
	n := a.node(t, order.root, order.height, true, true)
	if n != order.length || n != len(a.elements) || a.nodes != order.nodes {
		t.Fatalf("the tree says %d pairs in %d nodes; there are %d in %d", order.length, order.nodes, len(a.elements), a.nodes)
	}
	a.links(t)
	a.sorted(t)
	return a.elements
}

// node checks a node and what lies below, and counts the pairs. It is told
// whether it is the first and the last of its level.
func (a *treeAuditor) node(t fataler, ref mem.Ref, height uint32, first, last bool) int {
	t.Helper()
	a.nodes++
	if height == 0 {
		return a.leaf(t, ref, first, last)
	}
	n := mem.At[inner](a.heap, ref)
	least := innerLeast
	if first || last {
		least = 2
	}
	if n.count < least || n.count > innerCapacity {
		t.Fatalf("an inner node at height %d has %d children", height, n.count)
	}
	total := 0
	for i, child := range n.children[:n.count] {
		from := len(a.elements)
		pairs := a.node(t, child, height-1, first && i == 0, last && i == n.count-1)
		if pairs != n.counts[i] {
			t.Fatalf("a branch at height %d counts %d pairs and has %d", height, n.counts[i], pairs)
		}
		if least := a.elements[from]; n.scores[i] != least.score || n.refs[i] != least.ref {
			t.Fatalf("a branch at height %d says that its least is %v, %x; it is %v", height, n.scores[i], n.refs[i], least)
		}
		total += pairs
	}
	return total
}

func (a *treeAuditor) leaf(t fataler, ref mem.Ref, first, last bool) int {
	t.Helper()
	l := mem.At[leaf](a.heap, ref)
	least := leafLeast
	if first || last {
		least = 1
	}
	if l.count < least || l.count > leafCapacity {
		t.Fatalf("a leaf has %d pairs", l.count)
	}
	a.leaves = append(a.leaves, ref)
	for i, score := range l.scores[:l.count] {
		a.elements = append(a.elements, pair{score, l.refs[i]})
	}
	return l.count
}

func (a *treeAuditor) links(t fataler) {
	t.Helper()
	previous := mem.Nil
	for i, ref := range a.leaves {
		next := mem.Nil
		if i+1 < len(a.leaves) {
			next = a.leaves[i+1]
		}
		l := mem.At[leaf](a.heap, ref)
		if l.previous != previous || l.next != next {
			t.Fatalf("leaf %d of %d is linked with %x and %x, not %x and %x",
				i, len(a.leaves), l.previous, l.next, previous, next)
		}
		previous = ref
	}
}

func (a *treeAuditor) sorted(t fataler) {
	t.Helper()
	for i := 1; i < len(a.elements); i++ {
		if comparePairs(a.heap, a.elements[i-1], a.elements[i]) >= 0 {
			t.Fatalf("pairs %d and %d are not in order: %v, %v", i-1, i, a.elements[i-1], a.elements[i])
		}
	}
}
