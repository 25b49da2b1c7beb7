package store

import (
	"math"

	"seedis/mem"
)

// tree is the order of a large sorted set: a B+ tree of pairs of a score and the
// Ref of the member's element, that knows how many pairs lie below each branch.
//
//	               +--------------------------------+
//	inner          | least, count, child | ...      |   least: score and Ref
//	               +-----------|--------------------+   of the first pair below
//	               +-----------v--------------------+
//	inner          | least, count, child | ...      |
//	               +-----------|--------------------+
//	       +-------------------v---+   +-----------------------+
//	leaf <-| score, element | ...  |<->| score, element | ...  |->
//	       +-----------------------+   +-----------------------+
//
// The order is by score, and among equal scores by the members' bytes. An
// element is read where scores tie, and nowhere else: most searches touch the
// nodes alone.
//
// The tree owns its nodes, and the elements belong to the set. An element stays
// where it is, its key as it is, while the tree holds it. The least pair of
// a branch is one that lies below it, so no node refers to an element that has
// left the tree.
//
// The zero tree is empty and owns no block. It holds no pointer, so that it can
// lie in a block itself.
type tree struct {
	root   mem.Ref // a leaf when height is 0
	length int     // pairs
	height uint32  // levels of inner nodes
	nodes  uint32
}

// bytes is what the tree's nodes take, in bytes.
func (t *tree) bytes() int { return int(t.nodes) * nodeSize }

// insert adds an element that the tree does not hold. The score is not NaN.
func (t *tree) insert(heap *mem.Heap, score float64, ref mem.Ref) {
	if math.IsNaN(score) {
		panic("store: a sorted set was given a score that is not a number")
	}
	if t.root == mem.Nil {
		t.root = t.newLeaf(heap)
	}
	var p treePath
	b := atElement(score, ref)
	node := t.descendWithRoom(heap, &b, &p)
	l := mem.At[leaf](heap, node)
	index := b.count(heap, l.scores[:l.count], l.refs[:])
	if l.count == leafCapacity {
		l, index = t.overflow(heap, &p, node, index)
	}
	l.open(index)
	l.scores[index], l.refs[index] = score, ref
	p.add(1)
	t.length++
	if index == 0 {
		p.setLeast(score, ref)
	}
}

// remove takes out an element that the tree holds at this score.
func (t *tree) remove(heap *mem.Heap, score float64, ref mem.Ref) {
	var p treePath
	b := atElement(score, ref)
	l := mem.At[leaf](heap, t.descend(heap, &b, &p))
	t.cut(heap, &p, l, l.find(score, ref), 1)
}

// removeRange takes out the elements of so many ranks, from first on, all of
// which there are. It reads no element: their owner may have freed them.
func (t *tree) removeRange(heap *mem.Heap, first, count int) {
	if first < 0 || count < 0 || count > t.length-first {
		panic("store: a range to remove goes beyond its sorted set")
	}
	for count > 0 {
		var p treePath
		node, index := t.descendTo(heap, first, &p)
		l := mem.At[leaf](heap, node)
		n := min(count, l.count-index)
		t.cut(heap, &p, l, index, n)
		count -= n
	}
}

// cut takes pairs out of the leaf that the path leads to.
func (t *tree) cut(heap *mem.Heap, p *treePath, l *leaf, index, count int) {
	l.close(index, count)
	p.add(-count)
	t.length -= count
	if index == 0 && l.count > 0 {
		p.setLeast(l.scores[0], l.refs[0])
	}
	if l.lacks() {
		t.underflow(heap, p, l)
	}
}

// update gives an element that the tree holds another score. One that stays
// between the leaves beside its own moves within that leaf, as most do whose
// score is counted up by little.
func (t *tree) update(heap *mem.Heap, score float64, ref mem.Ref, newScore float64) {
	var p treePath
	b := atElement(score, ref)
	l := mem.At[leaf](heap, t.descend(heap, &b, &p))
	from := l.find(score, ref)
	b = atElement(newScore, ref)
	if !l.covers(heap, &b, from) {
		t.cut(heap, &p, l, from, 1)
		t.insert(heap, newScore, ref)
		return
	}
	to := from
	if newScore < score {
		to = b.count(heap, l.scores[:from], l.refs[:])
	} else {
		to += b.count(heap, l.scores[from+1:l.count], l.refs[from+1:])
	}
	l.move(from, to, newScore)
	if from == 0 || to == 0 {
		p.setLeast(l.scores[0], l.refs[0])
	}
}

// free frees the nodes and leaves the tree empty.
func (t *tree) free(heap *mem.Heap) {
	f := freeing{heap: heap, to: heap, left: math.MaxInt}
	t.freeNodes(&f)
	*t = tree{}
}

// freeNodes frees nodes from the last leaf on, and tells whether none is left. Each
// is taken out of the one above, which is the last when it has no branch any more.
func (t *tree) freeNodes(f *freeing) bool {
	for t.root != mem.Nil && f.left > 0 {
		var above *inner
		ref := t.root
		for height := t.height; height > 0; height-- {
			node := mem.At[inner](f.heap, ref)
			if node.count == 0 {
				break
			}
			above, ref = node, node.children[node.count-1]
		}
		if above == nil {
			t.root = mem.Nil
		} else {
			above.count--
		}
		f.free(ref)
	}
	return t.root == mem.Nil
}

func (t *tree) freeNode(heap *mem.Heap, ref mem.Ref) {
	heap.Free(ref)
	t.nodes--
}
