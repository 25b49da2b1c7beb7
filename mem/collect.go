package mem

import "fmt"

// stepsPerRefill bounds what Alloc collects when a page is used up: 16 looks
// at pages that another thread has just written to, some 3 us.
const stepsPerRefill = 16

// pagesPerStep is how many pages of a run go back to the heap in the time that
// one list of blocks takes.
const pagesPerStep = 64

// Collect takes back blocks that other threads freed and tells how many. It
// takes at most about limit steps, of which each is the blocks of a page, 64
// pages of a large block, or in debug mode one block: 1000 steps are some
// 200 us, and up to 900 us where nothing is in a cache. A page that is not
// wholly freed waits (see the package comment) while another thread is about to
// free more. So 0 does not tell that all is collected, PendingFree does, but
// then it is no use to ask again at once. Alloc collects, too, whenever a page
// is used up; a thread that gets back more than it allocates calls Collect once
// a turn.
func (h *Heap) Collect(limit int) int {
	if h.debug != nil {
		h.debug.mustOwn("Collect")
	}
	before := h.taken.blocks
	if h.sent().blocks == before {
		return 0
	}
	left := h.collectAnnounced(limit)
	if !h.moreFollows() {
		h.collectWaiting(left)
	}
	return int(h.taken.blocks - before)
}

// PendingFree is the usable bytes and the number of the blocks that other
// threads have freed and sent home, and the owner has yet to collect. They are
// part of Live.
func (h *Heap) PendingFree() (bytes, blocks uint64) {
	if h.debug != nil {
		h.debug.mustOwn("PendingFree")
	}
	sent := h.sent()
	return sent.bytes - h.taken.bytes, sent.blocks - h.taken.blocks
}

// Collected is the usable bytes of all that other threads have freed and the owner
// has collected, since the heap was made.
func (h *Heap) Collected() uint64 {
	if h.debug != nil {
		h.debug.mustOwn("Collected")
	}
	return h.taken.bytes
}

// sent is what all other threads have ever sent home.
func (h *Heap) sent() (sum frees) {
	for _, r := range h.remotes {
		sum.bytes += r.published.bytes.Load()
		sum.blocks += r.published.blocks.Load()
	}
	return sum
}

// moreFollows tells whether another thread is in the middle of a job.
func (h *Heap) moreFollows() bool {
	for _, r := range h.remotes {
		if r.published.busy.Load() != 0 {
			return true
		}
	}
	return false
}

// collectAnnounced looks at the pages that were announced, in so many steps,
// and tells how many are left.
func (h *Heap) collectAnnounced(limit int) (left int) {
	for limit > 0 {
		p := h.nextAnnounced()
		if p == nil {
			break
		}
		limit -= h.look(p)
	}
	return limit
}

// nextAnnounced takes a page off those announced; nil when there is none. The
// pages taken from the shared list together are kept in a list of the owner's.
func (h *Heap) nextAnnounced() *page {
	if h.arrived == 0 {
		if h.announced.Load() == 0 {
			return nil
		}
		h.arrived = h.announced.Swap(0)
	}
	p := h.pageAt(h.arrived)
	h.arrived = p.nextAnnounced
	return p
}

// look collects an announced page if all its blocks are freed, and lets it wait
// until they are if not. It tells how many steps that were.
func (h *Heap) look(p *page) (steps int) {
	word := &h.inbox(p.number).list
	for {
		list := freedList(word.Load())
		if list.count() >= int(p.live) {
			word.Store(0) // all are in it, so nobody adds to it
			if h.waits(p) {
				h.unwait(p)
			}
			return h.takeBack(p, list)
		}
		if word.CompareAndSwap(uint64(list), uint64(list.wanting(int(p.live)))) {
			if !h.waits(p) {
				h.wait(p)
			}
			return 1
		}
	}
}

// takeBack frees the blocks of a list, which the owner has taken out of its
// page's inbox, and tells how many steps that were.
func (h *Heap) takeBack(p *page, list freedList) (steps int) {
	count := list.count()
	if count > int(p.live) {
		panic(fmt.Sprintf("mem: %d blocks of page %d were freed, %d are live", count, p.number, p.live))
	}
	h.taken.blocks += uint64(count)
	h.taken.bytes += uint64(count * h.sizeIn(p))
	if h.debug != nil {
		h.debug.collect(p, list)
		return count
	}
	steps = 1 + int(p.length)/pagesPerStep
	h.uncount(p, count)
	if count == int(p.live) {
		h.releaseAll(p)
	} else {
		h.absorb(p, list)
	}
	return steps
}

// releaseAll frees every block of a page or run at once.
func (h *Heap) releaseAll(p *page) {
	if p.class >= classCount {
		h.releaseRun(p)
		return
	}
	before := p.live
	h.empty(p)
	h.settle(p, before)
}

// absorb makes a list of some of a page's blocks available: before its free
// ones, if these are a list, too.
func (h *Heap) absorb(p *page, list freedList) {
	before := p.live
	if p.class >= firstMapped {
		h.absorbMapped(p, list)
	} else {
		h.absorbListed(p, list)
	}
	p.live -= uint16(list.count())
	if before == p.capacity {
		h.settle(p, before)
	}
}

func (h *Heap) absorbListed(p *page, list freedList) {
	if p.free != 0 {
		*h.linkIn(p.start() + list.last().offset()) = link(p.free)
	}
	p.free = uint16(list.first())
}
