package store

import "seedis/mem"

// The contents of a node have room before or behind them, where they are going to
// grow, and change their place or their block to have it.

// makeRoom lets a node have all room that it has at one end, at least so many bytes.
func (s *space) makeRoom(n *listNode, end End, more int) {
	length := int(n.length)
	if size := length + more; size > s.heap.Size(n.block) {
		s.move(n, s.roomy(size), length, end)
	} else {
		s.shift(n, length, end)
	}
}

// roomy is the size of a block for a node that grows: half as much again, so that a
// byte is copied few times until the node is full.
func (s *space) roomy(size int) int {
	bytes, _ := s.limits.listNode()
	return max(size, min(size+size/2, bytes))
}

// wideChain is the nodes from which on a chain may have more room at its ends than is
// needed soon: two blocks more are below 1% of its memory.
const wideChain = 256

// isWide tells whether a node keeps its block however few elements it has left: one
// at an end of a long chain. What comes there fills it again, and what goes takes it
// along before long. Else it would be copied time and again on the way, which is 5% of
// what it costs to push an element.
func (c *chain) isWide(n *listNode) bool {
	return c.nodes >= wideChain && (n.beside[Head] == mem.Nil || n.beside[Tail] == mem.Nil)
}

// widen lets a new node that is wide have as large a block as its neighbour, which is
// full, with the room where it is going to grow.
func (s *space) widen(c *chain, n *listNode) {
	if n.isPlain || !c.isWide(n) {
		return
	}
	end := Head
	if n.beside[Tail] == mem.Nil {
		end = Tail
	}
	neighbour := s.listNode(n.beside[end.other()])
	bytes, _ := s.limits.listNode()
	if size := min(s.heap.Size(neighbour.block), bytes); size > s.heap.Size(n.block) {
		s.move(n, size, int(n.length), end)
	}
}

// gapFor is the gap of so many bytes in a block with all of its room at one end.
func gapFor(block, length int, room End) int {
	if room == Head {
		return block - length
	}
	return 0
}

// shift gives a node, of whose bytes so many count, all of its room at one end.
func (s *space) shift(n *listNode, length int, room End) {
	gap := gapFor(s.heap.Size(n.block), length, room)
	copy(s.heap.Slice(n.block, gap, length), s.heap.Slice(n.block, int(n.gap), length))
	n.gap = uint32(gap)
}

// move gives a node another block, and takes so many bytes of what it has along.
// The room that it has then is at one end.
func (s *space) move(n *listNode, size, length int, room End) {
	block := s.heap.Alloc(size)
	gap := gapFor(s.heap.Size(block), length, room)
	copy(s.heap.Slice(block, gap, length), s.heap.Slice(n.block, int(n.gap), length))
	s.heap.Free(n.block)
	n.block, n.gap = block, uint32(gap)
}
