package mem

import "seedis/sys"

// A page's remote list is the blocks that other threads freed and the owner
// has not collected. Its head is one word: the link of the block freed last in
// the low 16 bits, the number of blocks in the high 16.
const (
	remoteLink  = 1<<16 - 1
	remoteBlock = 1 << 16
)

// collectedPerRefill bounds what Alloc collects when a page is used up: at a
// cache miss a block, some 10 us.
const collectedPerRefill = 128

// gathered is what is left of a remote list that the owner has taken.
type gathered struct {
	page  *page
	first link // 0 when nothing is left
	count int
}

// remoteList is the head of a page's remote list.
func (h *Heap) remoteList(number uint32) *sys.Uint32 {
	return &h.remote[number/chunkPages][number%chunkPages]
}

// FreeRemote ends the block r, from any thread but the owner: the caller must
// have been handed the block, and nobody uses it any more. The block counts as
// in use until the owner has collected it.
func (h *Heap) FreeRemote(r Ref) {
	if h.debug != nil {
		h.debug.freeRemote(r)
	}
	number := uint32(r / PageSize)
	list := h.remoteList(number)
	for {
		old := list.Load()
		*h.linkIn(r) = link(old & remoteLink)
		if list.CompareAndSwap(old, old&^remoteLink+remoteBlock|uint32(linkOf(r))) {
			if old == 0 {
				h.announce(number)
			}
			return
		}
	}
}

// announce puts a page whose remote list was empty among the pages pending.
// The list is not empty until the owner has taken the page off, so nobody else
// announces it meanwhile, and its remoteNext is the caller's.
func (h *Heap) announce(number uint32) {
	p := h.pageAt(number)
	for {
		old := h.pending.Load()
		p.remoteNext = old
		if h.pending.CompareAndSwap(old, number) {
			return
		}
	}
}

// Collect takes back blocks that other threads freed and tells how many.
// It stops at limit, but a list that goes back as a whole goes back at once,
// as that costs no more than one block. Alloc collects, too, whenever a page
// is used up; a thread that frees more than it allocates calls Collect.
func (h *Heap) Collect(limit int) int {
	collected := 0
	for collected < limit {
		if h.gathered.first != 0 {
			h.collectBlock()
			collected++
			continue
		}
		p := h.nextPending()
		if p == nil {
			break
		}
		collected += h.gather(p)
	}
	return collected
}

// nextPending takes a page off those pending; nil when there is none. The
// pages taken from the shared list together wait in a list of the owner's.
func (h *Heap) nextPending() *page {
	if h.waiting == 0 {
		if h.pending.Load() == 0 {
			return nil
		}
		h.waiting = h.pending.Swap(0)
	}
	p := h.pageAt(h.waiting)
	h.waiting = p.remoteNext
	return p
}

// gather takes a page's remote list. If the list is all the blocks of the
// page, or can be its free list, it goes back as a whole and gather tells how
// many blocks that were; otherwise they are left to collectBlock.
func (h *Heap) gather(p *page) int {
	head := h.remoteList(p.number).Swap(0)
	first, count := link(head&remoteLink), int(head/remoteBlock)
	switch {
	case h.debug == nil && count == int(p.live):
		h.uncount(p, count)
		h.releaseAll(p)
	case h.debug == nil && p.free == 0:
		h.uncount(p, count)
		h.adopt(p, first, count)
	default:
		h.gathered = gathered{p, first, count}
		return 0
	}
	return count
}

// releaseAll frees every block of a page or run at once.
func (h *Heap) releaseAll(p *page) {
	if p.class >= classCount {
		h.releaseRun(p)
		return
	}
	full := p.live == p.capacity
	p.free, p.live, p.bump = 0, 0, 0
	h.settle(p, full)
}

// adopt makes a list of freed blocks the free list of a page that has none.
func (h *Heap) adopt(p *page, first link, count int) {
	full := p.live == p.capacity
	p.free = first
	p.live -= uint16(count)
	if full {
		h.settle(p, full)
	}
}

// collectBlock frees the first block of those gathered.
func (h *Heap) collectBlock() {
	g := &h.gathered
	p, r := g.page, g.page.start()+g.first.offset()
	g.first = *h.linkIn(r)
	g.count--
	if h.debug != nil {
		h.debug.collect(r)
		return
	}
	h.uncount(p, 1)
	h.release(p, r)
}

// PendingFree is the usable bytes and the number of the blocks that other
// threads have freed and the owner has yet to collect. They are part of Live.
// Owner only.
func (h *Heap) PendingFree() (bytes, blocks uint64) {
	if h.gathered.first != 0 {
		blocks = uint64(h.gathered.count)
		bytes = blocks * uint64(h.sizeIn(h.gathered.page))
	}
	h.takePending()
	for number := h.waiting; number != 0; {
		p := h.pageAt(number)
		count := uint64(h.remoteList(number).Load() / remoteBlock)
		blocks += count
		bytes += count * uint64(h.sizeIn(p))
		number = p.remoteNext
	}
	return bytes, blocks
}

// takePending moves the pages pending to the owner's list, before those there.
func (h *Heap) takePending() {
	first := h.pending.Swap(0)
	if first == 0 {
		return
	}
	last := h.pageAt(first)
	for last.remoteNext != 0 {
		last = h.pageAt(last.remoteNext)
	}
	last.remoteNext = h.waiting
	h.waiting = first
}
