package mem

import (
	"encoding/binary"
	"math"
	"runtime"
	"slices"
	"sync"
	"testing"

	"seedis/sys/real"
)

func TestRemoteFreeIsLiveUntilCollected(t *testing.T) {
	inBothModes(t, func(t *testing.T, o Options) {
		h := newHeap(t, o)
		a, b, c := h.Alloc(64), h.Alloc(64), h.Alloc(3*PageSize)
		h.freeRemote(a)
		h.freeRemote(b)
		h.freeRemote(c)
		if bytes, blocks := h.Live(); bytes != 128+3*PageSize || blocks != 3 {
			t.Fatalf("live: %d bytes, %d blocks", bytes, blocks)
		}
		if bytes, blocks := h.PendingFree(); bytes != 128+3*PageSize || blocks != 3 {
			t.Fatalf("pending: %d bytes, %d blocks", bytes, blocks)
		}
		if n := h.Collect(10); n != 3 {
			t.Fatalf("collected %d", n)
		}
		if bytes, blocks := h.PendingFree(); bytes != 0 || blocks != 0 {
			t.Fatalf("pending: %d bytes, %d blocks", bytes, blocks)
		}
		mustBeEmpty(t, h)
	})
}

func TestRemoteSendsHomeAllThatItHoldsByFlush(t *testing.T) {
	inBothModes(t, func(t *testing.T, o Options) {
		h := newHeap(t, o)
		for size := 1; size <= MaxClass; size *= 2 {
			h.remote.Free(h.Alloc(size))
		}
		if _, blocks := h.PendingFree(); blocks != 0 {
			t.Fatalf("%d blocks pending, of pages that have one", blocks)
		}
		h.remote.Flush()
		if _, blocks := h.PendingFree(); blocks != 16 {
			t.Fatalf("%d blocks pending", blocks)
		}
		h.remote.Flush()
		h.collectAll(t)
		mustBeEmpty(t, h)
	})
}

// Large blocks that other threads have freed are used again before the heap grows.
func TestLargeBlocksComeHomeWhenOneIsNeeded(t *testing.T) {
	h := newHeap(t, Options{})
	const size = 64 * PageSize
	h.remote.Free(h.Alloc(size))
	for range 20 {
		h.remote.Flush()
		before := h.Mapped()
		block := h.Alloc(size)
		if after := h.Mapped(); after != before {
			t.Fatalf("the heap grew from %d to %d bytes though a block of that size had been freed", before, after)
		}
		h.remote.Free(block)
	}
	h.remote.Flush()
	h.collectAll(t)
	mustBeEmpty(t, h)
}

// A block of another page that has the same place among the chains drives out
// those that were gathered.
func TestRemoteSendsHomeAChainThatMustGive(t *testing.T) {
	h := newHeap(t, Options{})
	blocks := fullPages(h, 1+openChains)
	h.remote.Free(blocks[0])
	h.remote.Free(blocks[1])
	h.remote.Free(blocks[len(blocks)-1])
	if bytes, count := h.PendingFree(); bytes != 128 || count != 2 {
		t.Fatalf("%d bytes in %d blocks pending", bytes, count)
	}
	for _, r := range blocks[2 : len(blocks)-1] {
		h.remote.Free(r)
	}
	h.remote.Flush()
	h.collectAll(t)
	mustBeEmpty(t, h)
}

// TestRemotesShareAPage has several Remotes free the blocks of one page by
// turns, so that their chains meet in its inbox.
func TestRemotesShareAPage(t *testing.T) {
	inBothModes(t, func(t *testing.T, o Options) {
		h := newHeap(t, o)
		remotes := []*Remote{h.remote, h.NewRemote(), h.NewRemote()}
		for i, r := range fullPages(h, 2) {
			remotes[i%3].Free(r)
			if i%100 == 0 {
				remotes[i/100%3].Flush()
				mustCheck(t, h)
			}
		}
		for _, remote := range remotes {
			remote.Flush()
		}
		mustCheck(t, h)
		h.collectAll(t)
		mustBeEmpty(t, h)
	})
}

// TestThreadsFreeRemotely has the owner hand blocks to threads which read and
// free them, while it goes on allocating, freeing and collecting. Under -race
// it shows that these may go on at once.
func TestThreadsFreeRemotely(t *testing.T) {
	inBothModes(t, func(t *testing.T, o Options) {
		const threads, perThread = 3, 20_000
		kernel, err := real.New()
		if err != nil {
			t.Fatal(err)
		}
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		o.Current = kernel.Current
		h := newHeap(t, o)
		var group sync.WaitGroup
		var handed [threads]chan Ref
		for i := range handed {
			handed[i] = make(chan Ref, 256)
			remote := h.NewRemote()
			group.Add(1)
			kernel.Start("freeing", func() {
				defer group.Done()
				readAndFree(t, h, remote, handed[i])
			})
		}
		for i := range perThread {
			handOut(h, i, handed[:])
		}
		for _, to := range handed {
			close(to)
		}
		group.Wait()
		h.collectAll(t)
		mustBeEmpty(t, h)
	})
}

// handOut allocates a block for each thread, and sees to the heap now and then.
func handOut(h testHeap, i int, handed []chan Ref) {
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

// readAndFree is what a thread does with the blocks that it is handed.
func readAndFree(t *testing.T, h testHeap, remote *Remote, handed chan Ref) {
	freed := 0
	for r := range handed {
		if got := binary.LittleEndian.Uint64(h.Bytes(r, 8)); got != uint64(r) {
			t.Errorf("block %#x holds %#x", r, got)
		}
		if h.Size(r) < 8 {
			t.Errorf("block %#x of %d bytes", r, h.Size(r))
		}
		remote.Free(r)
		if freed++; freed%50 == 0 {
			remote.Flush()
		}
	}
	remote.Flush()
}

func TestAtomicStepsCallTheHook(t *testing.T) {
	steps := 0
	h := newHeap(t, Options{Hook: func() { steps++ }})
	r := h.Alloc(8)
	steps = 0
	h.remote.Free(r)
	if steps != 1 { // busy
		t.Fatalf("a block that is gathered takes %d atomic steps", steps)
	}
	h.remote.Flush()
	if steps != 8 { // two counters, load and swap of the page's list, then of the pages announced; not busy
		t.Fatalf("a chain takes %d atomic steps", steps)
	}
}

// TestRemoteFreesMeet has a second thread free a block at each of the atomic
// steps of a remote free and its collection: before the step, that is between
// any two.
func TestRemoteFreesMeet(t *testing.T) {
	for at, met := 1, true; met; at++ {
		met = meetAt(t, at)
	}
}

// meetAt has the second thread come at one step, and tells whether there was
// such a step.
func meetAt(t *testing.T, at int) (met bool) {
	var h testHeap
	var other *Remote
	var second Ref
	step := math.MinInt // no thread is about yet
	h = newHeap(t, Options{Hook: func() {
		if step++; step == at {
			other.Free(second)
			other.Flush()
		}
	}})
	other = h.NewRemote()
	first, third := h.Alloc(64), h.Alloc(64)
	second = h.Alloc(64)

	step = 0
	h.freeRemote(first)
	collected := h.Collect(10)
	h.remote.Free(third)
	h.remote.Flush()
	collected += h.Collect(10)
	met = step >= at
	step = math.MinInt
	if _, pending := h.PendingFree(); met && collected+int(pending) != 3 {
		t.Fatalf("step %d: collected %d, pending %d", at, collected, pending)
	}
	if !met {
		h.Free(second)
	}
	mustCheck(t, h)
	h.collectAll(t)
	mustBeEmpty(t, h)
	return met
}

// fullPages fills so many pages with blocks of 64 bytes.
func fullPages(h testHeap, pages int) (blocks []Ref) {
	for range pages * classOf(64).capacity() {
		blocks = append(blocks, h.Alloc(64))
	}
	return blocks
}

func TestListsAreJoinedAtTheirEnds(t *testing.T) {
	one, two := listOf(9, 17, 2), listOf(65, 129, 8192).wanting(8192)
	for _, test := range []struct {
		name                       string
		list                       freedList
		first, last, count, wanted int
	}{
		{"a list", one, 9, 17, 2, 0},
		{"before none", one.before(0), 9, 17, 2, 0},
		{"before another", one.before(two), 9, 129, 8194, 8192},
		{"wanting less", two.wanting(1), 65, 129, 8192, 1},
	} {
		l := test.list
		got := []int{int(l.first()), int(l.last()), l.count(), l.wanted()}
		if want := []int{test.first, test.last, test.count, test.wanted}; !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", test.name, got, want)
		}
	}
}
