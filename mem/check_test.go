package mem

import (
	"strings"
	"testing"
)

// TestCheckFindsDamage damages a heap of known shape, one thing at a time:
// page 1 has blocks of 64 bytes, one live and one free; pages 2 and 3 are a
// run; pages 4 and up are free, some stale.
func TestCheckFindsDamage(t *testing.T) {
	for _, test := range []struct {
		text   string
		damage func(h testHeap)
	}{
		{"page 2 believes to be page 9", func(h testHeap) { h.pageAt(2).number = 9 }},
		{"page 2 begins a run of 0", func(h testHeap) { h.pageAt(2).length = 0 }},
		{"page 3 is not a part of the run at 2", func(h testHeap) { h.pageAt(3).class = classRun }},
		{"page 2 of 2 has class 5", func(h testHeap) { h.pageAt(2).class = 5 }},
		{"page 5 is not free", func(h testHeap) { h.pageAt(5).class = classRun }},
		{"the free run of 4 pages at 4 ends in one of 3", func(h testHeap) { h.pageAt(7).length = 3 }},
		{"the free runs that meet at page 5 are not one", func(h testHeap) {
			h.removeRun(h.pageAt(4))
			h.addRun(h.pageAt(4), 1)
			h.addRun(h.pageAt(5), 3)
		}},
		{"page 1 has offset 8 in its free list", func(h testHeap) { h.pageAt(1).free = 9 }},
		{"page 1 has offset 64 in its free list", func(h testHeap) {
			*h.linkIn(PageSize + 64) = linkOf(PageSize + 64)
		}},
		{"page 1 began 2 blocks, 3 live, 1 free", func(h testHeap) { h.pageAt(1).live = 3 }},
		{"1 partial pages of class 7, 0 listed", func(h testHeap) { h.bins[7].current = &h.none }},
		{"page 1 is in a list where it does not belong", func(h testHeap) { h.bins[7].partial = 1 }},
		{"page 4 is in a list where it does not belong", func(h testHeap) { h.pageAt(4).previous = 1 }},
		{"page 4 is free, and has blocks in its inbox", func(h testHeap) { h.inbox(4).list.Store(1) }},
		{"page 1 has link 9 in its inbox", func(h testHeap) { h.inbox(1).list.Store(uint64(listOf(9, 9, 1))) }},
		{"page 1 has link 65 in its inbox", func(h testHeap) { h.inbox(1).list.Store(uint64(listOf(65, 65, 1))) }},
		{"page 1, 1 blocks live, has 1 in its inbox up to link 65, found up to 1 before 0", func(h testHeap) {
			*h.linkIn(PageSize) = 0
			h.inbox(1).list.Store(uint64(listOf(1, 65, 1)))
		}},
		{"page 1, 1 blocks live, has 1 in its inbox up to link 1, found up to 1 before 1", func(h testHeap) {
			*h.linkIn(PageSize) = 1
			h.inbox(1).list.Store(uint64(listOf(1, 1, 1)))
		}},
		{"page 1 waits: true, for 0 blocks", func(h testHeap) { h.wait(h.pageAt(1)) }},
		{"page 1 waits: false, for 5 blocks", func(h testHeap) { h.inbox(1).list.Store(uint64(freedList(0).wanting(5))) }},
		{"page 2 waits where it does not belong", func(h testHeap) { h.bins[7].oldest = 2 }},
		{"0 pages of class 7 wait, 0 listed up to 0, not 1", func(h testHeap) { h.bins[7].newest = 1 }},
		{"1 free runs, 0 of them in bins", func(h testHeap) { h.removeRun(h.pageAt(4)) }},
		{"bin 3 has 1 free runs, marked false", func(h testHeap) { h.runs.nonEmpty[0] = 0 }},
		{"2 blocks counted", func(h testHeap) { h.bytes++ }},
		{"3 blocks counted", func(h testHeap) { h.blocks++ }},
		{"pages in use 4, found 3", func(h testHeap) { h.machine.inUse++ }},
		{"stale pages 2, by chunk 2, found 1", func(h testHeap) { h.pageAt(4).memory = fresh }},
		{"stale pages 2, by chunk 3, found 2", func(h testHeap) { h.machine.staleIn[0]++ }},
		{"discarded 1, found 0", func(h testHeap) { h.machine.discarded++ }},
		{"chunk 0 has stale pages, above -1", func(h testHeap) { h.machine.highest-- }},
	} {
		memory := newTestMemory()
		inner, err := New(Options{Memory: memory, Reserve: 8 * PageSize})
		if err != nil {
			t.Fatal(err)
		}
		h := testHeap{inner, memory, inner.NewRemote()}
		h.Alloc(64)
		r := h.Alloc(64)
		h.Alloc(2 * PageSize)
		h.Free(r)
		h.Free(h.Alloc(2 * PageSize))
		for h.machine.committed < 8 {
			h.grow(h.machine.committed)
		}
		mustCheck(t, h)
		test.damage(h)
		if err := h.Check(); err == nil || !strings.Contains(err.Error(), test.text) {
			t.Errorf("Check found %v, not that %s", err, test.text)
		}
		h.Close()
	}
}

func TestFreeOfNoBlock(t *testing.T) {
	h := newHeap(t, Options{})
	r := h.Alloc(3 * PageSize)
	mustPanic(t, "mem: free of what is no block, in page 0", func() { h.Free(Nil) })
	mustPanic(t, "mem: free of what is no block, in page 2", func() { h.Free(r + PageSize) })
}
