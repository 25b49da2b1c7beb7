package store

import "seedis/mem"

// nodeSize is the size of every node, in bytes. In a trial with a million members
// of 14 bytes and random scores (time of a Xeon at 2.6 GHz, the better of two
// runs), an operation on a random member cost:
//
//	node    rank    score + 1   remove and insert   tree, a member
//	 512   536 ns      811 ns             1401 ns      23.3 bytes
//	 768   494 ns      837 ns             1434 ns      21.8 bytes
//	1024   522 ns      788 ns             1477 ns      21.2 bytes
//	2048   528 ns      767 ns             1289 ns      20.3 bytes
//
// Most of that is waiting for memory, whatever the size, and 1 KiB is where
// larger nodes begin to save less than a byte a member. The first and last nodes
// may be nearly empty, which is worse with larger ones.
const nodeSize = 1024

const (
	// What a node has beside its entries, and each entry, in bytes.
	leafHeader, leafEntry   = 24, 16
	innerHeader, innerEntry = 8, 32

	leafCapacity  = (nodeSize - leafHeader) / leafEntry   // 62
	innerCapacity = (nodeSize - innerHeader) / innerEntry // 31

	// A node with less is joined with a neighbour, or given some of its
	// entries. It is less than the half that a split leaves, so that a node
	// that was just split or joined has a way to go before the reverse.
	leafLeast  = leafCapacity * 2 / 5
	innerLeast = innerCapacity * 2 / 5

	// leafShares is how much a leaf may hold that is to take pairs from a full
	// neighbour. A fuller one would take few, and be full itself soon.
	leafShares = leafCapacity * 7 / 8
)

// leaf holds pairs in two arrays, so that a search reads few cache lines, and is
// linked with the leaves beside it.
type leaf struct {
	count    int
	next     mem.Ref
	previous mem.Ref
	scores   [leafCapacity]float64
	refs     [leafCapacity]mem.Ref
}

// inner holds its branches, in the order of what lies below them.
type inner struct {
	count    int
	scores   [innerCapacity]float64 // of the least pair below each child
	children [innerCapacity]mem.Ref
	counts   [innerCapacity]int     // of pairs below
	refs     [innerCapacity]mem.Ref // of the least pair below
}

func (t *tree) newLeaf(heap *mem.Heap) mem.Ref {
	ref := heap.Alloc(nodeSize)
	l := mem.At[leaf](heap, ref)
	l.count, l.next, l.previous = 0, mem.Nil, mem.Nil
	t.nodes++
	return ref
}

func (t *tree) newInner(heap *mem.Heap) mem.Ref {
	ref := heap.Alloc(nodeSize)
	mem.At[inner](heap, ref).count = 0
	t.nodes++
	return ref
}

// open makes a gap of one pair, to be filled.
func (l *leaf) open(index int) {
	shift(l.scores[:l.count+1], index, index+1)
	shift(l.refs[:l.count+1], index, index+1)
	l.count++
}

// close takes pairs out.
func (l *leaf) close(index, count int) {
	shift(l.scores[:l.count], index+count, index)
	shift(l.refs[:l.count], index+count, index)
	l.count -= count
}

// shift moves what stands at from and behind it to another place.
func shift[T any](entries []T, from, to int) { copy(entries[to:], entries[from:]) }

// move lets a pair have another place among the others, and another score.
func (l *leaf) move(from, to int, score float64) {
	ref := l.refs[from]
	if from < to {
		copy(l.scores[from:to], l.scores[from+1:])
		copy(l.refs[from:to], l.refs[from+1:])
	} else {
		copy(l.scores[to+1:from+1], l.scores[to:])
		copy(l.refs[to+1:from+1], l.refs[to:])
	}
	l.scores[to], l.refs[to] = score, ref
}

// find is the place of an element that is in the leaf. It compares Refs: a scan
// of all that tie takes less than a look at one element.
func (l *leaf) find(score float64, ref mem.Ref) int {
	for i := countBelow(l.scores[:l.count], score); i < l.count && l.scores[i] == score; i++ {
		if l.refs[i] == ref {
			return i
		}
	}
	panic("store: an element is not in the order of its sorted set")
}

// isEdge tells whether the leaf is the tree's first or last. Such a one is filled
// from one end, or emptied from it, and may hold as little as one pair.
func (l *leaf) isEdge() bool { return l.next == mem.Nil || l.previous == mem.Nil }

// lacks tells whether the leaf holds less than it should.
func (l *leaf) lacks() bool { return l.count == 0 || l.count < leafLeast && !l.isEdge() }

// covers tells whether the bound, the new place of the leaf's element at from,
// is in this leaf still. The leaf beside it is read only where its own pairs
// do not tell.
func (l *leaf) covers(heap *mem.Heap, b *treeBound, from int) bool {
	last := l.count - 1
	if b.score < l.scores[from] {
		if l.previous == mem.Nil || from > 0 && b.follows(heap, l.scores[0], l.refs[0]) {
			return true
		}
		other := mem.At[leaf](heap, l.previous)
		return b.follows(heap, other.scores[other.count-1], other.refs[other.count-1])
	}
	if l.next == mem.Nil || from < last && !b.follows(heap, l.scores[last], l.refs[last]) {
		return true
	}
	other := mem.At[leaf](heap, l.next)
	return !b.follows(heap, other.scores[0], other.refs[0])
}

// distribute moves pairs between two neighbours until the left one holds goal.
func (l *leaf) distribute(right *leaf, goal int) {
	distribute(l.scores[:], right.scores[:], l.count, right.count, goal)
	distribute(l.refs[:], right.refs[:], l.count, right.count, goal)
	l.count, right.count = goal, l.count+right.count-goal
}

// distribute moves entries from the front of right to the end of left, or back,
// until left holds goal.
func distribute[T any](left, right []T, leftCount, rightCount, goal int) {
	if goal >= leftCount {
		n := copy(left[leftCount:goal], right)
		copy(right, right[n:rightCount])
		return
	}
	copy(right[leftCount-goal:], right[:rightCount])
	copy(right, left[goal:leftCount])
}

// open makes a gap of one branch, to be filled.
func (n *inner) open(index int) {
	shift(n.scores[:n.count+1], index, index+1)
	shift(n.children[:n.count+1], index, index+1)
	shift(n.counts[:n.count+1], index, index+1)
	shift(n.refs[:n.count+1], index, index+1)
	n.count++
}

// close takes a branch out.
func (n *inner) close(index int) {
	shift(n.scores[:n.count], index+1, index)
	shift(n.children[:n.count], index+1, index)
	shift(n.counts[:n.count], index+1, index)
	shift(n.refs[:n.count], index+1, index)
	n.count--
}

// set fills a branch in.
func (n *inner) set(index int, child mem.Ref, count int, score float64, ref mem.Ref) {
	n.children[index], n.counts[index] = child, count
	n.scores[index], n.refs[index] = score, ref
}

// total is the number of pairs below.
func (n *inner) total() int {
	total := 0
	for _, count := range n.counts[:n.count] {
		total += count
	}
	return total
}

// distribute moves branches between two neighbours until the left one holds goal.
func (n *inner) distribute(right *inner, goal int) {
	distribute(n.scores[:], right.scores[:], n.count, right.count, goal)
	distribute(n.children[:], right.children[:], n.count, right.count, goal)
	distribute(n.counts[:], right.counts[:], n.count, right.count, goal)
	distribute(n.refs[:], right.refs[:], n.count, right.count, goal)
	n.count, right.count = goal, n.count+right.count-goal
}
