package store

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
