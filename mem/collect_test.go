package mem

import (
	"math/rand/v2"
	"testing"
)

// keepBusy has another thread be in the middle of a job, whose end is the
// function that it gives.
func keepBusy(h testHeap) (flush func()) {
	other := h.NewRemote()
	other.Free(h.Alloc(100))
	return other.Flush
}

// mustCollect checks how many blocks a Collect of so many steps takes back.
func mustCollect(t *testing.T, h testHeap, limit, want int) {
	t.Helper()
	if n := h.Collect(limit); n != want {
		t.Fatalf("collected %d blocks in %d steps, want %d", n, limit, want)
	}
	mustCheck(t, h)
}

func TestWholePageReturnsAtOnce(t *testing.T) {
	h := newHeap(t, Options{})
	for _, r := range fullPages(h, 3) {
		h.remote.Free(r)
	}
	h.remote.Flush()
	for range 3 {
		mustCollect(t, h, 1, 1024)
	}
	mustBeEmpty(t, h)
	if h.machine.stale != 2 {
		t.Fatalf("%d pages returned, want all but the one kept", h.machine.stale)
	}
}

func TestPageWaitsUntilAllItsBlocksAreFreed(t *testing.T) {
	h := newHeap(t, Options{})
	flush := keepBusy(h)
	blocks := fullPages(h, 4)
	rand.New(rand.NewPCG(3, 4)).Shuffle(len(blocks), func(i, j int) { blocks[i], blocks[j] = blocks[j], blocks[i] })
	for i, r := range blocks {
		h.freeRemote(r)
		if collected := h.Collect(10); collected%1024 != 0 {
			t.Fatalf("collected %d blocks after %d were freed", collected, i+1)
		}
	}
	mustCheck(t, h)
	if _, live := h.Live(); live != 1 {
		t.Fatalf("%d blocks live", live)
	}
	flush()
	h.collectAll(t)
	mustBeEmpty(t, h)
}

func TestPageWaitsNoLongerWhenNoMoreFollows(t *testing.T) {
	inBothModes(t, func(t *testing.T, o Options) {
		h := newHeap(t, o)
		flush := keepBusy(h)
		for _, r := range fullPages(h, 2)[:100] {
			h.freeRemote(r)
		}
		mustCollect(t, h, 1000, 0)
		flush()
		mustCollect(t, h, 1000, 101)
		if _, live := h.Live(); live != 2048-100 {
			t.Fatalf("%d blocks live", live)
		}
	})
}

// The owner frees the rest of a page itself, so it never has as many blocks in
// its inbox as it was to wait for.
func TestOwnerFreesInAPageThatWaits(t *testing.T) {
	inBothModes(t, func(t *testing.T, o Options) {
		h := newHeap(t, o)
		flush := keepBusy(h)
		blocks := fullPages(h, 2)
		for _, r := range blocks[:500] {
			h.freeRemote(r)
		}
		mustCollect(t, h, 10, 0)
		for _, r := range blocks[500:] {
			h.Free(r)
			mustCheck(t, h)
		}
		flush()
		h.collectAll(t)
		mustBeEmpty(t, h)
	})
}

// The owner allocates in a page that waits for as many blocks as it had; when
// these are freed it waits for the others.
func TestOwnerAllocatesInAPageThatWaits(t *testing.T) {
	h := newHeap(t, Options{})
	flush := keepBusy(h)
	blocks := fullPages(h, 1)
	h.Free(blocks[0])
	for _, r := range blocks[1:400] {
		h.freeRemote(r)
	}
	mustCollect(t, h, 10, 0)
	last := h.Alloc(64)
	for _, r := range blocks[400:] {
		h.freeRemote(r)
		mustCollect(t, h, 10, 0)
	}
	h.freeRemote(last)
	mustCollect(t, h, 10, 1024)
	flush()
	mustCollect(t, h, 10, 1)
	mustBeEmpty(t, h)
}

func TestAllocTakesAPageThatWaitsBeforeANewOne(t *testing.T) {
	h := newHeap(t, Options{})
	blocks := fullPages(h, 3)
	active := h.Active()
	for _, r := range blocks[:200] {
		h.remote.Free(r)
	}
	for _, r := range blocks[1024:1800] {
		h.remote.Free(r)
	}
	h.remote.Flush()
	for range 976 {
		h.Alloc(64)
	}
	mustCheck(t, h)
	if _, pending := h.PendingFree(); pending != 0 || h.Active() != active {
		t.Fatalf("%d blocks pending, pages in use %d, were %d", pending, h.Active(), active)
	}
}

func TestAllocLeavesAPageThatHasHardlyAnyRoom(t *testing.T) {
	h := newHeap(t, Options{})
	blocks := fullPages(h, 2)
	active := h.Active()
	for _, r := range blocks[:1024/ripeShare-1] {
		h.remote.Free(r)
	}
	h.remote.Flush()
	r := h.Alloc(64)
	if h.Active() != active+PageSize {
		t.Fatal("a page with few freed blocks was taken")
	}
	h.Free(r)
	for _, r := range blocks[1024/ripeShare-1:] {
		h.remote.Free(r)
	}
	h.remote.Flush()
	h.Collect(10)
	mustBeEmpty(t, h)
}

func TestCollectStopsAtItsLimit(t *testing.T) {
	t.Run("plain", func(t *testing.T) {
		h := newHeap(t, Options{})
		for _, r := range fullPages(h, 5) {
			h.remote.Free(r)
		}
		h.remote.Flush()
		for _, limit := range []int{0, 2, 0, 1, 3} {
			mustCollect(t, h, limit, min(limit, 2)*1024)
		}
		const tenSteps = 10 * pagesPerStep * PageSize
		for _, r := range []Ref{h.Alloc(tenSteps), h.Alloc(tenSteps), h.Alloc(tenSteps)} {
			h.freeRemote(r)
		}
		mustCollect(t, h, 12, 2) // 11 steps each
		mustCollect(t, h, 1, 1)
		mustBeEmpty(t, h)
	})
	t.Run("debug", func(t *testing.T) {
		h := newHeap(t, Options{Debug: true})
		for _, r := range fullPages(h, 2) {
			h.remote.Free(r)
		}
		h.remote.Flush()
		mustCollect(t, h, 1000, 1024)
		mustCollect(t, h, 1000, 1024)
	})
}

func TestAllocCollectsByItself(t *testing.T) {
	inBothModes(t, func(t *testing.T, o Options) {
		h := newHeap(t, o)
		most := uint64(0)
		for range 100_000 {
			h.freeRemote(h.Alloc(200))
			most = max(most, h.Mapped())
		}
		if most > 64*PageSize {
			t.Fatalf("%d bytes mapped for one block at a time", most)
		}
	})
}

func TestMoreFreesThanBlocksAreNoticed(t *testing.T) {
	h := newHeap(t, Options{})
	r := h.Alloc(64)
	h.remote.Free(r)
	h.remote.Free(r)
	h.remote.Flush()
	mustPanic(t, "mem: 2 blocks of page 1 were freed, 1 are live", func() { h.Collect(1) })
}
