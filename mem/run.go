package mem

import "math/bits"

// exactBins is how long free runs may be, in pages, to have a bin for their
// very length; longer ones, over 4 MiB, share a bin to a doubling.
const exactBins = 64

// runBins is the free runs by length. A free run is bordered by pages in use:
// two that meet become one. Its first and its last page know its length.
type runBins struct {
	first    [exactBins + 26]uint32 // of each bin's list; 26 doublings reach 2^32 pages
	nonEmpty [2]uint64              // a bit for each bin
}

// runBin is the bin of free runs of so many pages.
func runBin(pages int) int {
	if pages <= exactBins {
		return pages - 1
	}
	return exactBins + bits.Len(uint(pages)) - 7 // 65 to 127 have 7 bits
}

// atLeast is the first bin from bin on that has a run, or -1.
func (f *runBins) atLeast(bin int) int {
	for word := bin / 64; word < len(f.nonEmpty); word++ {
		if left := f.nonEmpty[word] >> (bin % 64); left != 0 {
			return bin + bits.TrailingZeros64(left)
		}
		bin = (word + 1) * 64
	}
	return -1
}

// addRun makes the pages of a run, all of classFree, a free run of its own.
// The lower of a list's first two goes first: filling the heap from its low
// end leaves the high end to Scavenge.
func (h *Heap) addRun(first *page, pages int) {
	h.pageAt(first.number + uint32(pages) - 1).length = uint32(pages)
	first.length = uint32(pages)
	bin := runBin(pages)
	head := &h.runs.first[bin]
	if *head != 0 && *head < first.number {
		h.insertAfter(h.pageAt(*head), first)
		return
	}
	h.push(head, first)
	h.runs.nonEmpty[bin/64] |= 1 << (bin % 64)
}

func (h *Heap) removeRun(first *page) {
	bin := runBin(int(first.length))
	head := &h.runs.first[bin]
	h.unlink(head, first)
	if *head == 0 {
		h.runs.nonEmpty[bin/64] &^= 1 << (bin % 64)
	}
}

// findRun is a free run of at least so many pages, the shortest bin's first,
// or nil.
func (h *Heap) findRun(pages int) *page {
	bin := runBin(pages)
	if pages > exactBins {
		// The runs of this bin may be too short. Each is over 4 MiB, so there
		// are few.
		for number := h.runs.first[bin]; number != 0; {
			p := h.pageAt(number)
			if int(p.length) >= pages {
				return p
			}
			number = p.next
		}
		bin++
	}
	if bin = h.runs.atLeast(bin); bin < 0 {
		return nil
	}
	return h.pageAt(h.runs.first[bin])
}

// claim takes so many pages in a row out of the free runs, growing the heap if
// need be, and gives the first; nil when there is no memory. With zeroed, they
// hold zero bytes.
func (h *Heap) claim(pages int, zeroed bool) *page {
	if pages >= h.machine.reserved {
		return nil // no bin is for such a length
	}
	first := h.findRun(pages)
	if first == nil {
		if !h.grow(pages) {
			return nil
		}
		first = h.findRun(pages)
	}
	h.removeRun(first)
	if rest := int(first.length) - pages; rest > 0 {
		h.addRun(h.pageAt(first.number+uint32(pages)), rest)
	}
	first.length = uint32(pages)
	h.use(first.number, pages, zeroed)
	return first
}

// giveBack makes the run that starts at first free, one with its neighbours.
func (h *Heap) giveBack(first *page) {
	if h.debug != nil {
		h.debug.close(first)
	}
	pages := int(first.length)
	h.unuse(first.number, pages)
	h.join(first.number, pages)
}

// join adds free pages to the free runs, making one of what meets.
func (h *Heap) join(number uint32, pages int) {
	if before := h.pageAt(number - 1); before.class == classFree {
		number -= before.length
		pages += int(before.length)
		h.removeRun(h.pageAt(number))
	}
	if end := number + uint32(pages); int(end) < h.machine.committed {
		if after := h.pageAt(end); after.class == classFree {
			pages += int(after.length)
			h.removeRun(after)
		}
	}
	h.addRun(h.pageAt(number), pages)
}
