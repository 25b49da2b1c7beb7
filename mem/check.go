package mem

import "fmt"

// audit is what a walk over all pages has counted.
type audit struct {
	freeRuns  int
	partial   [classCount]int
	waiting   [classCount]int
	blocks    uint64
	bytes     uint64
	inUse     int
	stale     int
	discarded int
}

// Check verifies that pages, lists and counters agree, and tells the first
// contradiction. It visits every page and every free block. Owner only.
func (h *Heap) Check() error {
	if h.debug != nil {
		h.debug.mustOwn("Check")
	}
	var a audit
	wasFree := false
	for number := 1; number < h.machine.committed; {
		p := h.pageAt(uint32(number))
		if int(p.number) != number {
			return fmt.Errorf("mem: page %d believes to be page %d", number, p.number)
		}
		if err := h.checkPages(&a, p); err != nil {
			return err
		}
		isFree := p.class == classFree
		if !isFree {
			a.inUse += int(p.length)
		}
		if isFree && wasFree {
			return fmt.Errorf("mem: the free runs that meet at page %d are not one", number)
		}
		wasFree = isFree
		number += int(p.length)
	}
	if err := h.checkLists(&a); err != nil {
		return err
	}
	return h.checkCounters(&a)
}

// checkPages checks the page, or the run of pages, that starts at p.
func (h *Heap) checkPages(a *audit, p *page) error {
	end := p.number + p.length
	if p.length == 0 || int(end) > h.machine.committed {
		return fmt.Errorf("mem: page %d begins a run of %d", p.number, p.length)
	}
	switch {
	case p.class == classFree:
		a.freeRuns++
		if last := h.pageAt(end - 1); last.length != p.length {
			return fmt.Errorf("mem: the free run of %d pages at %d ends in one of %d", p.length, p.number, last.length)
		}
		return h.checkFreeRun(a, p)
	case p.class == classRun:
		a.blocks++
		a.bytes += uint64(p.length) * PageSize
		for number := p.number + 1; number < end; number++ {
			if h.pageAt(number).class != classInside {
				return fmt.Errorf("mem: page %d is not a part of the run at %d", number, p.number)
			}
		}
	case p.class < classCount && p.length == 1:
		return h.checkBlocks(a, p)
	default:
		return fmt.Errorf("mem: page %d of %d has class %d", p.number, p.length, p.class)
	}
	return nil
}

func (h *Heap) checkFreeRun(a *audit, p *page) error {
	for number := p.number; number < p.number+p.length; number++ {
		inside := h.pageAt(number)
		if inside.class != classFree {
			return fmt.Errorf("mem: page %d is not free, but the run at %d", number, p.number)
		}
		switch inside.memory {
		case used:
			a.stale++
		case discarded:
			a.discarded++
		}
		if h.inbox(number).list.Load() != 0 {
			return fmt.Errorf("mem: page %d is free, and has blocks in its inbox", number)
		}
	}
	return nil
}

// checkBlocks checks a page of a size class.
func (h *Heap) checkBlocks(a *audit, p *page) error {
	b := &h.bins[p.class]
	seen := make([]bool, p.capacity)
	checkFree := h.checkFreeList
	if p.class >= firstMapped {
		checkFree = h.checkFreeMap
	}
	free, err := checkFree(p, seen)
	if err != nil {
		return err
	}
	if begun := int(p.bump / b.size); begun != free+int(p.live) || begun > int(p.capacity) {
		return fmt.Errorf("mem: page %d began %d blocks, %d live, %d free", p.number, begun, p.live, free)
	}
	if err := h.checkInbox(a, p, seen); err != nil {
		return err
	}
	a.blocks += uint64(p.live)
	a.bytes += uint64(p.live) * uint64(b.size)
	switch {
	case p == b.current:
	case p.live == 0:
		return fmt.Errorf("mem: page %d is empty and not returned", p.number)
	case p.live < p.capacity:
		a.partial[p.class]++
	}
	return nil
}

// checkFreeList checks the list of a page's free blocks, and marks and counts them.
func (h *Heap) checkFreeList(p *page, seen []bool) (free int, err error) {
	size := h.bins[p.class].size
	for l := link(p.free); l != 0; free++ {
		offset := l.offset()
		block := uint32(offset) / size
		if uint32(offset)%size != 0 || uint32(offset) >= p.bump || seen[block] {
			return 0, fmt.Errorf("mem: page %d has offset %d in its free list", p.number, offset)
		}
		seen[block] = true
		l = *h.linkIn(p.start() + offset)
	}
	return free, nil
}

// checkFreeMap does the same for a map.
func (h *Heap) checkFreeMap(p *page, seen []bool) (free int, err error) {
	if p.bump != h.bins[p.class].end {
		return 0, fmt.Errorf("mem: page %d has a map, and blocks from offset %d on outside it", p.number, p.bump)
	}
	m := freeMap(p.free)
	if m&^allFree(p.capacity) != 0 {
		return 0, fmt.Errorf("mem: page %d of %d blocks has the map %b", p.number, p.capacity, m)
	}
	for ; m != 0; m = m.withoutFirst() {
		seen[m.first()] = true
		free++
	}
	return free, nil
}

// checkInbox checks the list of the blocks that other threads freed in a page of
// a size class. They may add to it meanwhile, but what is in it stays.
func (h *Heap) checkInbox(a *audit, p *page, seen []bool) error {
	size := h.bins[p.class].size
	list := freedList(h.inbox(p.number).list.Load())
	next, last := list.first(), link(0)
	for range list.count() {
		block := uint32(next.offset()) / size
		if next == 0 || uint32(next.offset())%size != 0 || uint32(next.offset()) >= p.bump || seen[block] {
			return fmt.Errorf("mem: page %d has link %d in its inbox", p.number, next)
		}
		seen[block] = true
		last, next = next, *h.linkIn(p.start() + next.offset())
	}
	if next != 0 || last != list.last() || list.count() > int(p.live) {
		return fmt.Errorf("mem: page %d, %d blocks live, has %d in its inbox up to link %d, found up to %d before %d",
			p.number, p.live, list.count(), list.last(), last, next)
	}
	if waits := h.waits(p); waits != (list.wanted() != 0) {
		return fmt.Errorf("mem: page %d waits: %t, for %d blocks", p.number, waits, list.wanted())
	}
	if list.wanted() != 0 {
		a.waiting[p.class]++
	}
	return nil
}

// checkWaiting checks the list of the pages of a class that wait.
func (h *Heap) checkWaiting(a *audit, c int) error {
	b := &h.bins[c]
	listed, previous := 0, uint32(0)
	for number := b.oldest; number != 0; listed++ {
		i := h.inbox(number)
		if int(h.pageAt(number).class) != c || i.previous != previous {
			return fmt.Errorf("mem: page %d waits where it does not belong", number)
		}
		number, previous = i.next, number
	}
	if listed != a.waiting[c] || previous != b.newest {
		return fmt.Errorf("mem: %d pages of class %d wait, %d listed up to %d, not %d",
			a.waiting[c], c, listed, previous, b.newest)
	}
	return nil
}

// checkLists checks that the lists hold the pages that belong there.
func (h *Heap) checkLists(a *audit) error {
	free := 0
	for bin, first := range h.runs.first {
		listed, err := h.checkList(first, func(p *page) bool {
			return p.class == classFree && runBin(int(p.length)) == bin
		})
		if err != nil {
			return err
		}
		if marked := h.runs.nonEmpty[bin/64]>>(bin%64)&1 != 0; marked != (listed > 0) {
			return fmt.Errorf("mem: bin %d has %d free runs, marked %t", bin, listed, marked)
		}
		free += listed
	}
	if free != a.freeRuns {
		return fmt.Errorf("mem: %d free runs, %d of them in bins", a.freeRuns, free)
	}
	for c := range h.bins {
		b := &h.bins[c]
		listed, err := h.checkList(b.partial, func(p *page) bool {
			return int(p.class) == c && p.live < p.capacity && p != b.current
		})
		if err != nil {
			return err
		}
		if listed != a.partial[c] {
			return fmt.Errorf("mem: %d partial pages of class %d, %d listed", a.partial[c], c, listed)
		}
		if err := h.checkWaiting(a, c); err != nil {
			return err
		}
	}
	return nil
}

// checkList checks that the pages of a list belong there, and counts them.
func (h *Heap) checkList(first uint32, belongs func(*page) bool) (int, error) {
	count := 0
	for number, previous := first, uint32(0); number != 0; count++ {
		p := h.pageAt(number)
		if !belongs(p) || p.previous != previous {
			return 0, fmt.Errorf("mem: page %d is in a list where it does not belong", number)
		}
		number, previous = p.next, number
	}
	return count, nil
}

func (h *Heap) checkCounters(a *audit) error {
	blocks, bytes := h.blocks, h.bytes
	if h.debug != nil {
		blocks += uint64(h.debug.held)
		bytes += uint64(h.debug.heldBytes)
	}
	if blocks != a.blocks || bytes != a.bytes {
		return fmt.Errorf("mem: %d bytes in %d blocks counted, %d in %d found", bytes, blocks, a.bytes, a.blocks)
	}
	m := &h.machine
	chunks := 0
	for index, stale := range m.staleIn {
		chunks += int(stale)
		if stale != 0 && index > m.highest {
			return fmt.Errorf("mem: chunk %d has stale pages, above %d", index, m.highest)
		}
	}
	if m.inUse != a.inUse {
		return fmt.Errorf("mem: pages in use %d, found %d", m.inUse, a.inUse)
	}
	if m.stale != a.stale || chunks != a.stale || m.discarded != a.discarded {
		return fmt.Errorf("mem: stale pages %d, by chunk %d, found %d; discarded %d, found %d",
			m.stale, chunks, a.stale, m.discarded, a.discarded)
	}
	return nil
}
