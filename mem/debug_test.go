package mem

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
)

// mustPanic runs f, which must panic with a text that begins so.
func mustPanic(t *testing.T, text string, f func()) {
	t.Helper()
	defer func() {
		t.Helper()
		if panicked := fmt.Sprint(recover()); !strings.HasPrefix(panicked, text) {
			t.Errorf("panic %q, want %q", panicked, text)
		}
	}()
	f()
}

func TestDebugFindsMisuse(t *testing.T) {
	const block = "Ref 0x10000 (page 1, class of 64 bytes)"
	for _, test := range []struct {
		name   string
		text   string
		misuse func(h testHeap, r Ref)
	}{
		{"double free", "mem: free of " + block + ", which is freed (in quarantine)", func(h testHeap, r Ref) {
			h.Free(r)
			h.Free(r)
		}},
		{"free after a remote free", "mem: free of " + block + ", which is freed by another thread", func(h testHeap, r Ref) {
			h.freeRemote(r)
			h.Free(r)
		}},
		{"double remote free", "mem: remote free of " + block + ", which is freed by another thread", func(h testHeap, r Ref) {
			h.freeRemote(r)
			h.freeRemote(r)
		}},
		{"free of the middle", "mem: free of Ref 0x10008 (page 1, class of 64 bytes), which is not the start of a block",
			func(h testHeap, r Ref) { h.Free(r + 8) }},
		{"free of nothing", "mem: free of Ref 0x0 (page 0, no blocks start there), which is not the start of a block",
			func(h testHeap, r Ref) { h.Free(Nil) }},
		{"free beyond the heap", "mem: free of Ref 0x10000000000 (page 16777216, out of the heap), which is not the start of a block",
			func(h testHeap, r Ref) { h.Free(1 << 40) }},
		{"free of what was never allocated", "mem: free of Ref 0x10040 (page 1, class of 64 bytes), which is free",
			func(h testHeap, r Ref) { h.Free(r + 64) }},
		{"view of nothing", "mem: access to Ref 0x0 (page 0, no blocks start there), which is not the start of a block",
			func(h testHeap, r Ref) { h.Bytes(Nil, 1) }},
		{"view of freed", "mem: access to " + block + ", which is freed (in quarantine)", func(h testHeap, r Ref) {
			h.Free(r)
			h.Bytes(r, 1)
		}},
		{"typed view of freed", "mem: access to " + block + ", which is freed (in quarantine)", func(h testHeap, r Ref) {
			h.Free(r)
			_ = *At[uint32](h.Heap, r)
		}},
		{"slice of the middle", "mem: access to Ref 0x10008 (page 1, class of 64 bytes), which is not the start of a block",
			func(h testHeap, r Ref) { h.Slice(r+8, 0, 8) }},
		{"size of freed", "mem: access to " + block, func(h testHeap, r Ref) {
			h.freeRemote(r)
			h.Size(r)
		}},
		{"view too long", "mem: access to " + block + " up to byte 65 of 64", func(h testHeap, r Ref) { h.Bytes(r, 65) }},
		{"slice too long", "mem: access to " + block + " up to byte 65 of 64", func(h testHeap, r Ref) { h.Slice(r, 60, 5) }},
		{"too many words", "mem: access to " + block + " up to byte 72 of 64", func(h testHeap, r Ref) { h.Words(r, 9) }},
		{"typed view too long", "mem: access to " + block + " up to byte 80 of 64", func(h testHeap, r Ref) { At[[10]uint64](h.Heap, r) }},
		{"typed part too long", "mem: access to " + block + " up to byte 68 of 64", func(h testHeap, r Ref) { AtOffset[uint64](h.Heap, r, 60) }},
		{"inside a run", "mem: free of Ref 0x30000 (page 3, no blocks start there), which is not the start of a block",
			func(h testHeap, r Ref) { h.Free(h.Alloc(2*PageSize) + PageSize) }},
	} {
		t.Run(test.name, func(t *testing.T) {
			h := newHeap(t, Options{Debug: true})
			r := h.Alloc(64)
			mustPanic(t, test.text, func() { test.misuse(h, r) })
		})
	}
}

func TestDebugFindsWritesAfterFree(t *testing.T) {
	h := newHeap(t, Options{Debug: true, Seed: 3})
	r := h.Alloc(100)
	view := h.Bytes(r, 100)
	h.Free(r)
	view[33] = 0
	mustPanic(t, "mem: Ref 0x10000 (page 1, class of 104 bytes) was written to after its free, at offset 33", func() {
		for range quarantineBlocks + 1 {
			h.Free(h.Alloc(100))
		}
	})
	view[33] = poisonFreed // the rest of the test is to find no more

	r = h.Alloc(1000)
	view = h.Bytes(r, 1000)
	h.freeRemote(r)
	view[999] = 0
	mustPanic(t, fmt.Sprintf("mem: Ref %#x (page %d, class of 1024 bytes) was written to after its free, at offset 999", uint64(r), r/PageSize),
		func() { h.Collect(1) })
	view[999] = poisonFreed
}

func TestDebugFindsWritesAfterFreeAtClose(t *testing.T) {
	h, err := New(Options{Memory: newTestMemory(), Reserve: 1 << 20, Debug: true})
	if err != nil {
		t.Fatal(err)
	}
	r := h.Alloc(16)
	view := h.Bytes(r, 16)
	h.Free(r)
	view[15]++
	mustPanic(t, "mem: Ref 0x10000 (page 1, class of 16 bytes) was written to after its free, at offset 15", h.Close)
	view[15]--
	h.Close()
}

func TestDebugPoisonsWhatIsNotZeroed(t *testing.T) {
	h := newHeap(t, Options{Debug: true})
	view := h.Bytes(h.Alloc(24), 24)
	if i := slices.IndexFunc(view, func(b byte) bool { return b != poisonNew }); i >= 0 {
		t.Fatalf("a new block holds %x", view)
	}
}

func TestQuarantineIsDrawnFromTheSeed(t *testing.T) {
	lengths := map[int]bool{}
	for seed := range uint64(200) {
		h := newHeap(t, Options{Debug: true, Seed: seed})
		length := len(h.debug.quarantine)
		if length < 1 || length > quarantineBlocks {
			t.Fatalf("seed %d: %d blocks", seed, length)
		}
		lengths[length] = true

		first := h.Alloc(32)
		h.Free(first)
		frees := 1
		for next := h.Alloc(32); next != first; next = h.Alloc(32) {
			h.Free(next)
			frees++
		}
		if frees != length+1 {
			t.Fatalf("seed %d: a block was used again after %d frees, quarantine of %d", seed, frees, length)
		}
	}
	if len(lengths) < 50 {
		t.Fatalf("200 seeds drew %d lengths", len(lengths))
	}
}

func TestQuarantineHoldsLittleMemory(t *testing.T) {
	h := newHeap(t, Options{Debug: true, Seed: 1})
	for range 100 {
		h.Free(h.Alloc(quarantineBytes / 2))
		h.Free(h.Alloc(quarantineBytes * 2))
	}
	if mapped := h.Mapped(); mapped > 8*quarantineBytes {
		t.Fatalf("%d bytes mapped", mapped)
	}
	mustBeEmpty(t, h)
}

func TestLeaks(t *testing.T) {
	h := newHeap(t, Options{Debug: true})
	var kept []Ref
	for size := 8; size < 4*PageSize; size *= 2 {
		kept = append(kept, h.Alloc(size))
		h.Free(h.Alloc(size))
	}
	h.freeRemote(h.Alloc(8))
	slices.Sort(kept)
	if leaks := h.Leaks(); !slices.Equal(leaks, kept) {
		t.Fatalf("leaks %#x, kept %#x", leaks, kept)
	}
	for range 200 {
		h.Alloc(8)
	}
	if leaks := h.Leaks(); len(leaks) != 100 {
		t.Fatalf("%d leaks reported", len(leaks))
	}
	if leaks := newHeap(t, Options{}).Leaks(); leaks != nil {
		t.Fatalf("leaks %x outside the debug mode", leaks)
	}
}

func TestSmallHeapIsCheap(t *testing.T) {
	h := newHeap(t, Options{Debug: true, Reserve: 1 << 40})
	h.Alloc(1)
	described := 0
	for _, c := range h.chunks {
		if c != nil {
			described++
		}
	}
	if described != 1 || h.Mapped() != PageSize {
		t.Fatalf("%d chunks, %d bytes mapped for one block", described, h.Mapped())
	}
	if n := h.Scavenge(math.MaxInt); n != 0 {
		t.Fatalf("scavenged %d pages in use", n)
	}
}
