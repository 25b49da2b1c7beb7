package mem

import (
	"encoding/binary"
	"math"
	"sync"
	"testing"
)

func TestRemoteFreeIsLiveUntilCollected(t *testing.T) {
	inBothModes(t, func(t *testing.T, o Options) {
		h := newHeap(t, o)
		a, b, c := h.Alloc(64), h.Alloc(64), h.Alloc(3*PageSize)
		h.FreeRemote(a)
		h.FreeRemote(c)
		if bytes, blocks := h.Live(); bytes != 128+3*PageSize || blocks != 3 {
			t.Fatalf("live: %d bytes, %d blocks", bytes, blocks)
		}
		if bytes, blocks := h.PendingFree(); bytes != 64+3*PageSize || blocks != 2 {
			t.Fatalf("pending: %d bytes, %d blocks", bytes, blocks)
		}
		if n := h.Collect(10); n != 2 {
			t.Fatalf("collected %d", n)
		}
		if bytes, blocks := h.PendingFree(); bytes != 0 || blocks != 0 {
			t.Fatalf("pending: %d bytes, %d blocks", bytes, blocks)
		}
		if bytes, blocks := h.Live(); bytes != 64 || blocks != 1 {
			t.Fatalf("live: %d bytes, %d blocks", bytes, blocks)
		}
		h.Free(b)
		mustBeEmpty(t, h)
	})
}

// fullPages fills so many pages with blocks of 64 bytes.
func fullPages(h testHeap, pages int) (blocks []Ref) {
	for range pages * classOf(64).capacity() {
		blocks = append(blocks, h.Alloc(64))
	}
	return blocks
}

func TestWholePageReturnsAtOnce(t *testing.T) {
	h := newHeap(t, Options{})
	blocks := fullPages(h, 3)
	for _, r := range blocks {
		h.FreeRemote(r)
	}
	for page := 1; page <= 3; page++ {
		if n := h.Collect(1); n != 1024 {
			t.Fatalf("page %d: collected %d blocks in one step", page, n)
		}
		mustCheck(t, h)
	}
	mustBeEmpty(t, h)
	if h.machine.stale != 2 {
		t.Fatalf("%d pages returned, want all but the one kept", h.machine.stale)
	}
}

func TestListBecomesFreeListOfFullPage(t *testing.T) {
	h := newHeap(t, Options{})
	blocks := fullPages(h, 2)
	for _, r := range blocks[:1000] {
		h.FreeRemote(r)
	}
	if n := h.Collect(1); n != 1000 {
		t.Fatalf("collected %d blocks in one step", n)
	}
	mustCheck(t, h)
	mapped := h.Mapped()
	for range 1000 {
		h.Alloc(64)
	}
	if h.Mapped() != mapped {
		t.Fatal("collected blocks were not used")
	}
	mustCheck(t, h)
}

func TestCollectStopsAtItsLimit(t *testing.T) {
	inBothModes(t, func(t *testing.T, o Options) {
		h := newHeap(t, o)
		blocks := fullPages(h, 2)
		h.Free(blocks[0]) // the page has a free list: the remote one must be walked
		for _, r := range blocks[1:101] {
			h.FreeRemote(r)
		}
		for _, want := range []int{0, 30, 30, 30, 10, 0} {
			limit := min(want, 1) * 30
			if n := h.Collect(limit); n != want {
				t.Fatalf("collected %d of a limit of %d, want %d", n, limit, want)
			}
			mustCheck(t, h)
			_, pending := h.PendingFree()
			if _, live := h.Live(); live-pending != 2048-101 {
				t.Fatalf("%d live, %d of them pending", live, pending)
			}
		}
	})
}

func TestAllocCollectsByItself(t *testing.T) {
	inBothModes(t, func(t *testing.T, o Options) {
		h := newHeap(t, o)
		most := uint64(0)
		for range 100_000 {
			h.FreeRemote(h.Alloc(200))
			most = max(most, h.Mapped())
		}
		if most > 64*PageSize {
			t.Fatalf("%d bytes mapped for one block at a time", most)
		}
	})
}

// TestThreadsFreeRemotely has the owner hand blocks to threads which read and
// free them, while it goes on allocating, freeing and collecting. Under -race
// it shows that these may go on at once.
func TestThreadsFreeRemotely(t *testing.T) {
	inBothModes(t, func(t *testing.T, o Options) {
		const threads, perThread = 3, 20_000
		h := newHeap(t, o)
		var group sync.WaitGroup
		var handed [threads]chan Ref
		for i := range handed {
			handed[i] = make(chan Ref, 256)
			group.Go(func() {
				for r := range handed[i] {
					view := h.Bytes(r, 8)
					if got := binary.LittleEndian.Uint64(view); got != uint64(r) {
						t.Errorf("block %#x holds %#x", r, got)
					}
					if h.Size(r) < 8 {
						t.Errorf("block %#x of %d bytes", r, h.Size(r))
					}
					h.FreeRemote(r)
				}
			})
		}
		for i := range perThread {
			for _, to := range handed {
				r := h.Alloc(8 + i%500)
				if i%1000 == 0 {
					h.Free(r)
					r = h.Alloc(MaxClass + 1)
				}
				binary.LittleEndian.PutUint64(h.Bytes(r, 8), uint64(r))
				to <- r
			}
			if i%100 == 0 {
				h.Collect(10)
				h.PendingFree()
			}
		}
		for _, to := range handed {
			close(to)
		}
		group.Wait()
		for h.Collect(math.MaxInt) != 0 {
		}
		mustBeEmpty(t, h)
	})
}

func TestAtomicStepsCallTheHook(t *testing.T) {
	steps := 0
	h := newHeap(t, Options{Hook: func() { steps++ }})
	r := h.Alloc(8)
	steps = 0
	h.FreeRemote(r)
	if steps != 4 { // load and swap of the page's list, then of the pages pending
		t.Fatalf("a remote free takes %d atomic steps", steps)
	}
}

// TestRemoteFreesMeet has another thread free a block at each of the atomic
// steps of a remote free and its collection: before the step, that is between
// any two.
func TestRemoteFreesMeet(t *testing.T) {
	const steps = 7 // four of FreeRemote, three of Collect
	for at := 1; at <= steps; at++ {
		var h testHeap
		var second Ref
		step := math.MinInt // no thread is about yet
		h = newHeap(t, Options{Hook: func() {
			if step++; step == at {
				h.FreeRemote(second)
			}
		}})
		first, third := h.Alloc(64), h.Alloc(64)
		second = h.Alloc(64)

		step = 0
		h.FreeRemote(first)
		collected := h.Collect(10)
		if step < steps {
			t.Fatalf("%d atomic steps", step)
		}
		if _, pending := h.PendingFree(); collected+int(pending) != 2 {
			t.Fatalf("step %d: collected %d, pending %d", at, collected, pending)
		}
		h.Collect(10)
		mustCheck(t, h)
		h.Free(third)
		mustBeEmpty(t, h)
	}
}
