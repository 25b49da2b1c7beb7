package mem

import (
	"fmt"
	"math"
	"unsafe"
)

// bin is the pages of one size class that have room.
type bin struct {
	current *page  // where blocks are taken; the one page of the class that may be empty
	size    uint32 // of a block, in bytes
	end     uint32 // offset where a page's last block ends
	partial uint32 // first of the other pages with room, 0 for none
	oldest  uint32 // of the pages that wait, 0 for none: see waiting.go
	newest  uint32 // of these
}

func newBin(c class, none *page) bin {
	size := c.size()
	return bin{current: none, size: uint32(size), end: uint32(c.capacity() * size)}
}

// Alloc gives a block of at least size bytes, size >= 1. What it holds is
// unspecified; in debug mode, a poison pattern. Blocks are aligned to 8 bytes,
// those whose usable size is a multiple of 64 to 64 bytes, and those over
// MaxClass to PageSize. It panics with OutOfMemory when there is no memory.
func (h *Heap) Alloc(size int) Ref {
	if h.debug != nil {
		return h.debug.alloc(size)
	}
	return h.take(size)
}

// AllocZeroed is Alloc of a block filled with zero bytes. A large one comes as
// zero bytes from the machine where it can, so that a part that is never used
// never takes up memory.
func (h *Heap) AllocZeroed(size int) Ref {
	if h.debug != nil {
		return h.debug.allocZeroed(size)
	}
	return h.takeZeroed(size)
}

func (h *Heap) takeZeroed(size int) Ref {
	if size > MaxClass {
		return h.takeRun(size, true)
	}
	r := h.take(size)
	clear(h.raw(r, size))
	return r
}

// take gives a block. Freed blocks go first, so that the end of a page is not
// touched before it is needed. What is too large for a list branches off where
// runs do: small blocks do not pay for maps.
func (h *Heap) take(size int) Ref {
	if uint(size-1) >= largestListed {
		return h.takeMapped(size)
	}
	c := classOf(size)
	b := &h.bins[c]
	p := b.current
	if p.free == 0 && p.bump >= b.end {
		p = h.refill(c)
	}
	r := p.start()
	if p.free != 0 {
		r += link(p.free).offset()
		p.free = uint16(*h.linkIn(r))
	} else {
		r += Ref(p.bump)
		p.bump += b.size
	}
	h.count(p, b.size)
	return r
}

// count adds a block of page p, of so many bytes, to those in use.
func (h *Heap) count(p *page, bytes uint32) {
	p.live++
	h.blocks++
	h.bytes += uint64(bytes)
}

// takeRun gives a block of whole pages.
func (h *Heap) takeRun(size int, zeroed bool) Ref {
	if size < 1 {
		panic(fmt.Sprintf("mem: an allocation of %d bytes", size))
	}
	h.collectAnnounced(stepsPerRefill)
	p := h.claim(pagesOf(size), zeroed)
	if p == nil {
		h.reclaim()
		p = h.claim(pagesOf(size), zeroed)
	}
	if p == nil {
		panic(OutOfMemory{size})
	}
	h.assign(p, classRun, 1)
	p.live = 1
	h.blocks++
	h.bytes += uint64(p.length) * PageSize
	return p.start()
}

// Free ends the block r. Owner only.
func (h *Heap) Free(r Ref) {
	if h.debug != nil {
		h.debug.free(r)
		return
	}
	p := h.page(r)
	h.uncount(p, 1)
	h.release(p, r)
}

// uncount takes blocks of page p from those in use.
func (h *Heap) uncount(p *page, blocks int) {
	h.blocks -= uint64(blocks)
	h.bytes -= uint64(blocks * h.sizeIn(p))
}

// release makes a block's memory available again.
func (h *Heap) release(p *page, r Ref) {
	if p.class >= firstMapped {
		h.releaseMapped(p, r)
		return
	}
	*h.linkIn(r) = link(p.free)
	p.free = uint16(linkOf(r))
	h.vacated(p)
}

// vacated notes that a block of a page of a size class has become available.
func (h *Heap) vacated(p *page) {
	before := p.live
	p.live--
	if before == p.capacity || before == 1 {
		h.settle(p, before)
	}
}

func (h *Heap) releaseRun(p *page) {
	if p.class != classRun {
		panic(fmt.Sprintf("mem: free of what is no block, in page %d", p.number))
	}
	p.live = 0
	h.giveBack(p)
}

// settle finds the right list for a page of a size class that was full or is
// now empty; before is how many blocks were live. The current page is in no
// list, and may be empty: a class that allocates and frees one block does not
// take and return a page each time.
func (h *Heap) settle(p *page, before uint16) {
	b := &h.bins[p.class]
	switch {
	case p == b.current:
	case p.live != 0:
		h.push(&b.partial, p)
	default:
		if before != p.capacity {
			h.unlink(&b.partial, p)
		}
		h.giveBack(p)
	}
}

// refill makes a page with room the current one of its class.
func (h *Heap) refill(c class) *page {
	h.collectAnnounced(stepsPerRefill)
	p := h.pageWithRoom(c)
	if p == nil {
		h.reclaim()
		p = h.pageWithRoom(c)
	}
	if p == nil {
		panic(OutOfMemory{c.size()})
	}
	h.bins[c].current = p
	return p
}

// pageWithRoom finds a page for blocks of a class: the current one if it has
// got room meanwhile, a partial one, one that waits, a new one; nil when there
// is no memory.
func (h *Heap) pageWithRoom(c class) *page {
	b := &h.bins[c]
	if p := b.current; p.free != 0 || p.bump < b.end {
		return p
	}
	if b.partial != 0 {
		p := h.pageAt(b.partial)
		h.unlink(&b.partial, p)
		return p
	}
	if h.takeOldest(c) {
		return h.pageWithRoom(c)
	}
	p := h.claim(1, false)
	if p != nil {
		h.assign(p, c, c.capacity())
	}
	return p
}

// assign gives a claimed page, or the first of several, its class.
func (h *Heap) assign(p *page, c class, capacity int) {
	p.class, p.capacity = c, uint16(capacity)
	h.empty(p)
	if h.debug != nil {
		h.debug.open(p)
	}
}

// empty makes all blocks of a page, or a run, free, as if none had been used.
func (h *Heap) empty(p *page) {
	p.free, p.live, p.bump = 0, 0, 0
	if p.class >= firstMapped && p.class < classCount {
		p.free, p.bump = uint16(allFree(p.capacity)), h.bins[p.class].end
	}
}

// reclaim gathers what can be freed before an allocation fails: the blocks
// that other threads freed, those in quarantine, and the pages kept empty.
func (h *Heap) reclaim() {
	h.collectAnnounced(math.MaxInt)
	h.collectWaiting(math.MaxInt)
	if h.debug != nil {
		h.debug.drain()
	}
	h.retireEmpty()
}

// retireEmpty returns the current pages that hold no block.
func (h *Heap) retireEmpty() {
	for c := range h.bins {
		b := &h.bins[c]
		if p := b.current; p != &h.none && p.live == 0 {
			b.current = &h.none
			h.giveBack(p)
		}
	}
}

// linkIn is where the freed block r holds the link of the next one.
func (h *Heap) linkIn(r Ref) *link { return (*link)(unsafe.Add(h.base, r)) }
