package store

import "seedis/mem"

// treeCursor reads pairs that follow one another, in either direction. While
// any are left it stands on one:
//
//	for c := t.forward(heap, position, 100); c.left > 0; c.next() {
//		use(c.score(), c.ref())
//	}
//
// It is good until the tree changes. Elements are asked for a batch ahead, as
// whoever walks over them reads their keys.
type treeCursor struct {
	heap  *mem.Heap
	leaf  *leaf
	index int
	step  int // 1 or -1
	stop  int // index at which the batch ends
	left  int // pairs to come, with the one it stands on
}

// cursorBatch is how many elements are asked for at once. A core keeps 10 to 16
// reads of memory under way.
const cursorBatch = 8

// forward reads count pairs behind the position.
func (t *tree) forward(heap *mem.Heap, from treePosition, count int) treeCursor {
	return t.walk(heap, from, from.index, 1, min(count, t.length-from.rank))
}

// backward reads count pairs before the position, the nearest first.
func (t *tree) backward(heap *mem.Heap, from treePosition, count int) treeCursor {
	return t.walk(heap, from, from.index-1, -1, min(count, from.rank))
}

func (t *tree) walk(heap *mem.Heap, from treePosition, index, step, count int) treeCursor {
	c := treeCursor{heap: heap, index: index, step: step, stop: index, left: count}
	if count > 0 {
		c.leaf = mem.At[leaf](heap, from.leaf)
		c.batch(0)
	}
	return c
}

func (c *treeCursor) score() float64 { return c.leaf.scores[c.index] }

func (c *treeCursor) ref() mem.Ref { return c.leaf.refs[c.index] }

// next steps to the next pair, if one is left.
func (c *treeCursor) next() {
	c.left--
	c.index += c.step
	if c.index == c.stop {
		c.batch(cursorBatch)
	}
}

// batch begins the next batch, in the next leaf if this one is at its end. It
// asks for the elements of this batch and the one behind it, but for those that
// were asked for already.
func (c *treeCursor) batch(asked int) {
	if c.left == 0 {
		return
	}
	if c.index < 0 || c.index == c.leaf.count {
		c.enter()
		asked = 0
	}
	inLeaf := c.index + 1
	if c.step > 0 {
		inLeaf = c.leaf.count - c.index
	}
	c.stop = c.index + c.step*min(cursorBatch, inLeaf)
	for i := asked; i < min(2*cursorBatch, inLeaf, c.left); i++ {
		c.heap.Prefetch(c.leaf.refs[c.index+c.step*i])
	}
}

// enter goes to the leaf that follows in the cursor's direction.
func (c *treeCursor) enter() {
	if c.step > 0 {
		c.leaf, c.index = mem.At[leaf](c.heap, c.leaf.next), 0
		return
	}
	c.leaf = mem.At[leaf](c.heap, c.leaf.previous)
	c.index = c.leaf.count - 1
}
