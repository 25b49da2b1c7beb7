package store

import "seedis/mem"

// descendWithRoom goes to the leaf that the bound lies in, and splits full inner
// nodes on its way: when the leaf must be split, its parent has room.
func (t *tree) descendWithRoom(heap *mem.Heap, b *treeBound, p *treePath) mem.Ref {
	if t.isRootFull(heap) {
		t.addRoot(heap)
	}
	ref, isLast := t.root, true
	for height := t.height; height > 0; height-- {
		node := mem.At[inner](heap, ref)
		index := node.child(heap, b)
		if height > 1 && mem.At[inner](heap, node.children[index]).count == innerCapacity {
			t.splitInner(heap, node, index, isLast && index == node.count-1)
			if b.follows(heap, node.scores[index+1], node.refs[index+1]) {
				index++
			}
		}
		isLast = isLast && index == node.count-1
		p.push(node, index)
		ref = node.children[index]
	}
	prefetchLeaf(heap, ref)
	return ref
}

func (t *tree) isRootFull(heap *mem.Heap) bool {
	if t.height == 0 {
		return mem.At[leaf](heap, t.root).count == leafCapacity
	}
	return mem.At[inner](heap, t.root).count == innerCapacity
}

// addRoot puts a root above the present one, which is about to be split.
func (t *tree) addRoot(heap *mem.Heap) {
	ref := t.newInner(heap)
	root := mem.At[inner](heap, ref)
	root.open(0)
	if t.height == 0 {
		l := mem.At[leaf](heap, t.root)
		root.set(0, t.root, t.length, l.scores[0], l.refs[0])
	} else {
		node := mem.At[inner](heap, t.root)
		root.set(0, t.root, t.length, node.scores[0], node.refs[0])
	}
	t.root = ref
	t.height++
}

// splitInner splits a full node in two. The last of its level keeps all it can:
// where scores ascend, nothing will come to it again.
func (t *tree) splitInner(heap *mem.Heap, parent *inner, index int, isLast bool) {
	ref := t.newInner(heap)
	left, right := mem.At[inner](heap, parent.children[index]), mem.At[inner](heap, ref)
	goal := innerCapacity / 2
	if isLast {
		goal = innerCapacity - 2
	}
	left.distribute(right, goal)
	total := right.total()
	parent.counts[index] -= total
	parent.open(index + 1)
	parent.set(index+1, ref, total, right.scores[0], right.refs[0])
}

// overflow finds room for a pair that belongs at index of a full leaf, and
// returns where it goes now. A pair at an end of the tree gets a new leaf and
// leaves the full one full. Elsewhere, a neighbour below the same parent that
// has room takes some pairs; else the leaf is split.
func (t *tree) overflow(heap *mem.Heap, p *treePath, ref mem.Ref, index int) (*leaf, int) {
	full := mem.At[leaf](heap, ref)
	step := &p.steps[p.depth-1]
	parent := step.node
	if full.next == mem.Nil && index == full.count {
		step.index++
		return t.addLeaf(heap, parent, step.index, ref, mem.Nil), 0
	}
	if full.previous == mem.Nil && index == 0 {
		return t.addLeaf(heap, parent, step.index, mem.Nil, ref), 0
	}
	switch i := step.index; {
	case i+1 < parent.count && parent.counts[i+1] <= leafShares:
	case i > 0 && parent.counts[i-1] <= leafShares:
		step.index--
		index += parent.counts[i-1]
	default:
		t.addLeaf(heap, parent, i+1, ref, full.next)
	}
	left, right := t.leaves(heap, parent, step.index)
	left.distribute(right, (left.count+right.count)/2)
	parent.refresh(step.index, left, right)
	if index <= left.count {
		return left, index
	}
	step.index++
	return right, index - left.count
}

// addLeaf puts an empty leaf between two others, of which one may be Nil, and
// below the parent. Its least pair is set when it has one.
func (t *tree) addLeaf(heap *mem.Heap, parent *inner, index int, previous, next mem.Ref) *leaf {
	ref := t.newLeaf(heap)
	l := mem.At[leaf](heap, ref)
	l.previous, l.next = previous, next
	if previous != mem.Nil {
		mem.At[leaf](heap, previous).next = ref
	}
	if next != mem.Nil {
		mem.At[leaf](heap, next).previous = ref
	}
	parent.open(index)
	parent.set(index, ref, 0, 0, mem.Nil)
	return l
}

// leaves is the children of a parent at index and behind it.
func (t *tree) leaves(heap *mem.Heap, parent *inner, index int) (left, right *leaf) {
	return mem.At[leaf](heap, parent.children[index]), mem.At[leaf](heap, parent.children[index+1])
}

// refresh tells the parent about two leaves that gave each other pairs.
func (n *inner) refresh(index int, left, right *leaf) {
	n.counts[index], n.counts[index+1] = left.count, right.count
	n.scores[index+1], n.refs[index+1] = right.scores[0], right.refs[0]
}

// underflow mends a leaf that lacks pairs, and the nodes above that lack branches
// then.
func (t *tree) underflow(heap *mem.Heap, p *treePath, l *leaf) {
	if p.depth == 0 {
		if l.count == 0 {
			t.free(heap)
		}
		return
	}
	step := p.steps[p.depth-1]
	left := max(0, step.index-1)
	t.mendLeaves(heap, step.node, left)
	if left == step.index {
		l := mem.At[leaf](heap, step.node.children[left])
		p.setLeast(l.scores[0], l.refs[0])
	}
	for i := p.depth - 1; i > 0 && p.steps[i].node.count < innerLeast; i-- {
		above := p.steps[i-1]
		t.mendInners(heap, above.node, max(0, above.index-1))
	}
	if root := mem.At[inner](heap, t.root); root.count == 1 {
		ref := t.root
		t.root = root.children[0]
		t.height--
		t.freeNode(heap, ref)
	}
}

// mendLeaves joins two leaves if one can hold all, or evens them out.
func (t *tree) mendLeaves(heap *mem.Heap, parent *inner, index int) {
	left, right := t.leaves(heap, parent, index)
	total := left.count + right.count
	if total > leafCapacity {
		left.distribute(right, total/2)
		parent.refresh(index, left, right)
		return
	}
	left.distribute(right, total)
	left.next = right.next
	if left.next != mem.Nil {
		mem.At[leaf](heap, left.next).previous = parent.children[index]
	}
	parent.counts[index] = total
	t.freeNode(heap, parent.children[index+1])
	parent.close(index + 1)
}

// mendInners joins two inner nodes if one can hold all, or evens them out.
func (t *tree) mendInners(heap *mem.Heap, parent *inner, index int) {
	left := mem.At[inner](heap, parent.children[index])
	right := mem.At[inner](heap, parent.children[index+1])
	branches := left.count + right.count
	pairs := parent.counts[index] + parent.counts[index+1]
	if branches > innerCapacity {
		left.distribute(right, branches/2)
		parent.counts[index] = left.total()
		parent.counts[index+1] = pairs - parent.counts[index]
		parent.scores[index+1], parent.refs[index+1] = right.scores[0], right.refs[0]
		return
	}
	left.distribute(right, branches)
	parent.counts[index] = pairs
	t.freeNode(heap, parent.children[index+1])
	parent.close(index + 1)
}
