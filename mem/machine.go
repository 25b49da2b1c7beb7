package mem

import (
	"unsafe"

	"seedis/sys"
)

// machine is the heap's dealings with the machine's memory. Pages 1 to
// committed-1 are committed; page 0 never is.
type machine struct {
	memory    sys.Memory
	hook      sys.Hook
	reserved  int      // size of the range, in pages
	committed int      // where the heap ends, in pages
	inUse     int      // pages that blocks lie in
	discarded int      // free pages whose memory the machine has back
	stale     int      // free pages that hold stale bytes: what Scavenge discards
	staleIn   []uint16 // of these, the ones in each chunk
	highest   int      // no chunk above this one has stale pages
	step      int      // pages to commit at once, if no more are needed
}

// largestStep is how many pages are committed at once at most: with 4 MiB, the
// calls cost nothing beside the faults of using the memory.
const largestStep = 4 << 20 / PageSize

// discardPages is the length of an allocation, in pages, from which on stale
// pages that must be zero are discarded and not cleared: clearing 1 MiB takes
// some 100 us, and a table of 64 MiB would stop the server for milliseconds.
const discardPages = 1 << 20 / PageSize

// Mapped is the bytes that the heap has of the machine: committed and not
// discarded. The machine may hold less, as it brings in pages at first use.
func (h *Heap) Mapped() uint64 {
	if h.debug != nil {
		h.debug.mustOwn("Mapped")
	}
	return uint64(h.machine.committed-1-h.machine.discarded) * PageSize
}

// Active is the bytes of the pages that blocks lie in. What it has over Live is
// the fragmentation within pages.
func (h *Heap) Active() uint64 {
	if h.debug != nil {
		h.debug.mustOwn("Active")
	}
	return uint64(h.machine.inUse) * PageSize
}

// Resident is the bytes that the machine holds for the heap: of the pages in
// use, and of free ones that were and that Scavenge has not given back yet.
func (h *Heap) Resident() uint64 {
	if h.debug != nil {
		h.debug.mustOwn("Resident")
	}
	return uint64(h.machine.inUse+h.machine.stale) * PageSize
}

// grow commits memory until there is a free run of so many pages. It tells
// whether it could.
func (h *Heap) grow(pages int) bool {
	m := &h.machine
	need := pages
	if last := h.lastPage(); last != nil && last.class == classFree {
		need -= int(last.length)
	}
	left := m.reserved - m.committed
	if need > left {
		return false
	}
	step := min(max(need, m.step), left)
	if !h.commit(step) {
		if step == need || !h.commit(need) {
			return false
		}
		step = need
	}
	m.step = min(m.step*2, largestStep)
	number := uint32(m.committed)
	m.committed += step
	h.describe(number, step)
	h.join(number, step)
	return true
}

// lastPage is the last committed page; nil before the first.
func (h *Heap) lastPage() *page {
	if h.machine.committed == 1 {
		return nil
	}
	return h.pageAt(uint32(h.machine.committed - 1))
}

func (h *Heap) commit(pages int) bool {
	m := &h.machine
	return m.memory.Commit(h.addressOf(m.committed), uintptr(pages)*PageSize) == sys.OK
}

func (h *Heap) addressOf(number int) unsafe.Pointer {
	return unsafe.Add(h.base, number*PageSize)
}

// describe sets up the descriptors of pages just committed.
func (h *Heap) describe(number uint32, pages int) {
	for end := number + uint32(pages); number < end; number++ {
		if h.chunks[number/chunkPages] == nil {
			h.addChunk(number / chunkPages)
		}
		p := h.pageAt(number)
		p.number, p.class = number, classFree
	}
}

// addChunk makes the descriptors of a chunk. Other threads look into it only
// for blocks handed to them after this.
func (h *Heap) addChunk(index uint32) {
	h.chunks[index] = new(chunk)
	if index == 0 {
		h.chunks[0][0].class = classInside // page 0 is not to be used or joined
	}
	h.inboxes[index] = newInboxes(h.machine.hook)
	if h.debug != nil {
		h.debug.addChunk(index)
	}
}

// use marks claimed pages as used, and zeroes them if asked to.
func (h *Heap) use(number uint32, pages int, zeroed bool) {
	if zeroed {
		h.zero(number, pages)
	}
	h.machine.inUse += pages
	for end := number + uint32(pages); number < end; number++ {
		p := h.pageAt(number)
		switch p.memory {
		case used:
			h.countStale(number, -1)
		case discarded:
			h.machine.discarded--
		}
		p.memory, p.class = used, classInside
	}
}

// unuse marks pages that are no longer in use as free and stale.
func (h *Heap) unuse(number uint32, pages int) {
	h.machine.inUse -= pages
	for end := number + uint32(pages); number < end; number++ {
		h.pageAt(number).class = classFree
		h.countStale(number, 1)
	}
}

func (h *Heap) countStale(number uint32, pages int) {
	index := int(number / chunkPages)
	h.machine.staleIn[index] += uint16(pages)
	h.machine.stale += pages
	h.machine.highest = max(h.machine.highest, index)
}

// zero makes claimed pages that hold stale bytes hold zero bytes. The others
// are not touched: they would take up memory.
func (h *Heap) zero(number uint32, pages int) {
	discard := pages >= discardPages
	for end := number + uint32(pages); number < end; {
		span := h.staleSpan(number, end)
		if span == 0 {
			number++
			continue
		}
		size := span * PageSize
		start := h.addressOf(int(number))
		if !discard || h.machine.memory.Discard(start, uintptr(size)) != sys.OK {
			clear(unsafe.Slice((*byte)(start), size))
		}
		number += uint32(span)
	}
}

// staleSpan is how many pages from number to end in a row hold stale bytes.
func (h *Heap) staleSpan(number, end uint32) int {
	span := 0
	for number+uint32(span) < end && h.pageAt(number+uint32(span)).memory == used {
		span++
	}
	return span
}

// Scavenge gives the memory of at most so many free pages back to the machine,
// from the high end of the heap, and tells how many. Pages that are soon used
// again are faulted in again, so it is for a timer and not for every turn. A
// page takes some 3 us, so that a slice of 16 is well below 1 ms.
func (h *Heap) Scavenge(pages int) int {
	if h.debug != nil {
		h.debug.mustOwn("Scavenge")
	}
	if h.machine.stale < pages {
		h.retireEmpty()
	}
	m := &h.machine
	done := 0
	for done < pages && m.stale > 0 {
		for m.staleIn[m.highest] == 0 {
			m.highest--
		}
		span := h.discardHighest(h.chunks[m.highest], pages-done)
		if span == 0 {
			break
		}
		done += span
	}
	return done
}

// discardHighest discards the highest stale pages in a row of a chunk that has
// some, at most limit, and tells how many: 0 when the machine refuses.
func (h *Heap) discardHighest(c *chunk, limit int) int {
	end := chunkPages
	for !c[end-1].stale() {
		end--
	}
	first := end - 1
	for first > 0 && end-first < limit && c[first-1].stale() {
		first--
	}
	span := c[first:end]
	number := span[0].number
	if h.machine.memory.Discard(h.addressOf(int(number)), uintptr(len(span))*PageSize) != sys.OK {
		return 0
	}
	for i := range span {
		span[i].memory = discarded
	}
	h.countStale(number, -len(span))
	h.machine.discarded += len(span)
	return len(span)
}

// stale tells whether p is free and holds stale bytes.
func (p *page) stale() bool { return p.class == classFree && p.memory == used }
