package store

import (
	"bytes"

	"seedis/mem"
)

// treeBound is a gap in the order, told by what lies before it.
type treeBound struct {
	score float64
	key   []byte
	ref   mem.Ref // of the element whose key it is, where key is not yet known
	kind  boundKind
}

type boundKind uint8

const (
	boundBeforeScore boundKind = iota // lower scores lie before it
	boundAfterScore                   // this score, too
	boundAtElement                    // lower scores, and of this one the keys up to the element's
	boundBeforeKey                    // lower keys, whatever their score
	boundAfterKey                     // this key, too
)

// beforeScore is the bound in front of the first score that is not less.
func beforeScore(score float64) treeBound {
	return treeBound{score: score, kind: boundBeforeScore}
}

// afterScore is the bound behind the last score that is not greater.
func afterScore(score float64) treeBound {
	return treeBound{score: score, kind: boundAfterScore}
}

// beforeKey is the bound in front of the first key that is not less, in a tree
// whose scores are all equal. Like Redis, it does not ask whether they are.
func beforeKey(key []byte) treeBound { return treeBound{key: key, kind: boundBeforeKey} }

// afterKey is the bound behind the last key that is not greater.
func afterKey(key []byte) treeBound { return treeBound{key: key, kind: boundAfterKey} }

// atElement is the bound behind the element, or where it would be.
func atElement(score float64, ref mem.Ref) treeBound {
	return treeBound{score: score, ref: ref, kind: boundAtElement}
}

// count is how many of the pairs lie before the bound.
func (b *treeBound) count(heap *mem.Heap, scores []float64, refs []mem.Ref) int {
	switch b.kind {
	case boundBeforeScore:
		return countBelow(scores, b.score)
	case boundAfterScore:
		return countUpTo(scores, b.score)
	case boundAtElement:
		low := countBelow(scores, b.score)
		if low == len(scores) || scores[low] != b.score {
			return low
		}
		high := low + countUpTo(scores[low:], b.score)
		return low + b.countKeys(heap, refs[low:high])
	}
	return b.countKeys(heap, refs[:len(scores)])
}

// follows tells whether the pair lies before the bound, which is at an element.
func (b *treeBound) follows(heap *mem.Heap, score float64, ref mem.Ref) bool {
	return score < b.score || score == b.score && b.followsKey(heap, ref)
}

// followsKey tells whether the element does where its score does not tell.
func (b *treeBound) followsKey(heap *mem.Heap, ref mem.Ref) bool {
	if b.key == nil && b.kind == boundAtElement {
		b.key = elementKey(heap, b.ref)
	}
	order := bytes.Compare(elementKey(heap, ref), b.key)
	return order < 0 || order == 0 && b.kind != boundBeforeKey
}

// countKeys is how many of the elements, whose keys ascend, lie before the bound.
func (b *treeBound) countKeys(heap *mem.Heap, refs []mem.Ref) int {
	low, high := 0, len(refs)
	for low < high {
		middle := (low + high) / 2
		if b.followsKey(heap, refs[middle]) {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low
}

// countBelow is how many of the scores, which ascend, are less than score. It
// branches on what it finds, which is as good as random: what a processor reads
// ahead on a guess is worth more than the wrong guesses cost. Without branches,
// changes among a million members took a fifth longer.
func countBelow(scores []float64, score float64) int {
	low := 0
	for n := len(scores); n > 0; n /= 2 {
		next := low + n - n/2
		if scores[low+n/2] < score {
			low = next
		}
	}
	return low
}

// countUpTo is how many of the scores are not greater than score.
func countUpTo(scores []float64, score float64) int {
	low := 0
	for n := len(scores); n > 0; n /= 2 {
		next := low + n - n/2
		if scores[low+n/2] <= score {
			low = next
		}
	}
	return low
}

// maxHeight bounds the levels of inner nodes. A heap has room for 2^37 nodes of
// 1 KiB, and all but the root and those at the right edge have at least
// innerLeast children: 12 levels hold over 2^38.
const maxHeight = 12

// treePath is the way from the root to a leaf: each inner node, and which child.
// It is good until the tree is changed by another way.
type treePath struct {
	depth int
	steps [maxHeight]treeStep
}

type treeStep struct {
	node  *inner
	index int
}

func (p *treePath) push(node *inner, index int) {
	p.steps[p.depth] = treeStep{node, index}
	p.depth++
}

// add counts pairs that came to the leaf, or went.
func (p *treePath) add(pairs int) {
	for _, step := range p.steps[:p.depth] {
		step.node.counts[step.index] += pairs
	}
}

// rank is how many pairs lie before the leaf.
func (p *treePath) rank() int {
	rank := 0
	for _, step := range p.steps[:p.depth] {
		for _, count := range step.node.counts[:step.index] {
			rank += count
		}
	}
	return rank
}

// setLeast tells the nodes above the leaf its least pair.
func (p *treePath) setLeast(score float64, ref mem.Ref) {
	for i := p.depth - 1; i >= 0; i-- {
		step := &p.steps[i]
		step.node.scores[step.index], step.node.refs[step.index] = score, ref
		if step.index > 0 {
			return
		}
	}
}

// child is which child the bound lies in: the last one whose least pair is before
// it, or the first of all.
func (n *inner) child(heap *mem.Heap, b *treeBound) int {
	return max(0, b.count(heap, n.scores[:n.count], n.refs[:])-1)
}

// descend goes to the leaf that the bound lies in.
func (t *tree) descend(heap *mem.Heap, b *treeBound, p *treePath) mem.Ref {
	ref := t.root
	for range t.height {
		node := mem.At[inner](heap, ref)
		index := node.child(heap, b)
		p.push(node, index)
		ref = node.children[index]
	}
	prefetchLeaf(heap, ref)
	return ref
}

// prefetchLeaf asks for the part of a leaf that a search reads, all at once. A
// search would wait for one line to know the next.
func prefetchLeaf(heap *mem.Heap, ref mem.Ref) {
	const searched = leafHeader + 8*leafCapacity
	for offset := 0; offset < searched; offset += cacheLine {
		heap.Prefetch(ref + mem.Ref(offset))
	}
}

// descendTo goes to the leaf that holds the pair of a rank, and finds its place
// there. The rank may be the tree's length: the end of the last leaf.
func (t *tree) descendTo(heap *mem.Heap, rank int, p *treePath) (ref mem.Ref, index int) {
	ref = t.root
	for range t.height {
		node := mem.At[inner](heap, ref)
		child := 0
		for child < node.count-1 && rank >= node.counts[child] {
			rank -= node.counts[child]
			child++
		}
		p.push(node, child)
		ref = node.children[child]
	}
	return ref, rank
}

// treePosition is a gap between two pairs, or at an end of the tree. It is good
// until the tree changes.
type treePosition struct {
	rank  int     // of the pair behind the gap
	leaf  mem.Ref // Nil in an empty tree
	index int     // of the pair behind the gap; the leaf's count if that is in the next
}

// seek finds the bound.
func (t *tree) seek(heap *mem.Heap, b treeBound) treePosition {
	if t.root == mem.Nil {
		return treePosition{}
	}
	var p treePath
	ref := t.descend(heap, &b, &p)
	l := mem.At[leaf](heap, ref)
	index := b.count(heap, l.scores[:l.count], l.refs[:])
	return treePosition{rank: p.rank() + index, leaf: ref, index: index}
}

// at finds the gap in front of the pair of a rank, 0 to the tree's length.
func (t *tree) at(heap *mem.Heap, rank int) treePosition {
	if rank < 0 || rank > t.length {
		panic("store: a rank is beyond its sorted set")
	}
	if t.root == mem.Nil {
		return treePosition{}
	}
	var p treePath
	ref, index := t.descendTo(heap, rank, &p)
	return treePosition{rank: rank, leaf: ref, index: index}
}

// rank is how many elements lie before one that the tree holds at this score.
func (t *tree) rank(heap *mem.Heap, score float64, ref mem.Ref) int {
	var p treePath
	b := atElement(score, ref)
	l := mem.At[leaf](heap, t.descend(heap, &b, &p))
	return p.rank() + l.find(score, ref)
}
