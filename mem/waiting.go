package mem

// A page of which other threads have freed some blocks waits: until all its
// blocks are freed, and it goes back as a whole; until blocks of its class are
// needed; or until all Remotes are flushed. The pages of a class that wait form
// a list, the oldest first. So a page is looked at twice when other threads
// free all its blocks in whatever order, and its blocks not at all.

// ripeShare is the part of a page that must have been freed for Alloc to take
// it instead of a new page: less room would not be worth keeping the page from
// going back as a whole. Only the page that has waited longest is looked at.
const ripeShare = 8

// waits tells whether a page is in its class's list of pages that wait. A run,
// of one block, never is.
func (h *Heap) waits(p *page) bool {
	i := h.inbox(p.number)
	return i.next|i.previous != 0 || p.class < classCount && h.bins[p.class].oldest == p.number
}

// wait puts a page last among those of its class that wait.
func (h *Heap) wait(p *page) {
	b, i := &h.bins[p.class], h.inbox(p.number)
	i.previous = b.newest
	if b.newest != 0 {
		h.inbox(b.newest).next = p.number
	} else {
		b.oldest = p.number
	}
	b.newest = p.number
}

// unwait takes a page out of that list.
func (h *Heap) unwait(p *page) {
	b, i := &h.bins[p.class], h.inbox(p.number)
	if i.previous != 0 {
		h.inbox(i.previous).next = i.next
	} else {
		b.oldest = i.next
	}
	if i.next != 0 {
		h.inbox(i.next).previous = i.previous
	} else {
		b.newest = i.previous
	}
	i.next, i.previous = 0, 0
}

// takeOldest collects the page of a class that has waited longest, if that
// gives room enough, and tells whether it did.
func (h *Heap) takeOldest(c class) bool {
	oldest := h.bins[c].oldest
	if oldest == 0 {
		return false
	}
	p := h.pageAt(oldest)
	freed := freedList(h.inbox(oldest).list.Load()).count()
	return freed*ripeShare >= int(p.capacity) && h.takeWaiting(p) != 0
}

// takeWaiting collects a page that waits, and tells how many steps that were:
// 0 if its list was announced, so that it is to be collected another way.
func (h *Heap) takeWaiting(p *page) (steps int) {
	word := &h.inbox(p.number).list
	for {
		list := freedList(word.Load())
		if list.announced() {
			return 0
		}
		if word.CompareAndSwap(uint64(list), 0) {
			h.unwait(p)
			return h.takeBack(p, list)
		}
	}
}

// collectWaiting collects pages that wait, in so many steps.
func (h *Heap) collectWaiting(limit int) {
	for c := range h.bins {
		for limit > 0 && h.bins[c].oldest != 0 {
			steps := h.takeWaiting(h.pageAt(h.bins[c].oldest))
			if steps == 0 {
				break
			}
			limit -= steps
		}
	}
}
