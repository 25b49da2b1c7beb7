package mem

import (
	"bytes"
	"errors"
	"math"
	"reflect"
	"testing"
	"unsafe"

	"seedis/sys"
)

func TestBlockKeepsItsBytes(t *testing.T) {
	inBothModes(t, func(t *testing.T, o Options) {
		h := newHeap(t, o)
		r := h.Alloc(100)
		copy(h.Bytes(r, 100), "first")
		copy(h.Slice(r, 90, 10), "last")
		*At[uint32](h.Heap, r) = 0x64636261 // "abcd" on a little-endian machine
		*AtOffset[uint64](h.Heap, r, 8) = 1<<64 - 1

		view := h.Bytes(r, 100)
		if !bytes.HasPrefix(view, []byte("abcdt")) || string(view[90:94]) != "last" || view[15] != 0xff {
			t.Fatalf("block holds %q", view)
		}
		if cap(view) != 100 || cap(h.Slice(r, 90, 10)) != 10 {
			t.Fatal("a view can be extended past its end")
		}
		if h.Size(r) != UsableSize(100) {
			t.Fatalf("Size %d", h.Size(r))
		}
		h.Free(r)
		mustBeEmpty(t, h)
	})
}

func TestLiveIsExact(t *testing.T) {
	inBothModes(t, func(t *testing.T, o Options) {
		h := newHeap(t, o)
		a, b, c := h.Alloc(1), h.Alloc(1000), h.AllocZeroed(PageSize+1)
		if bytes, blocks := h.Live(); bytes != 8+1024+2*PageSize || blocks != 3 {
			t.Fatalf("live: %d bytes, %d blocks", bytes, blocks)
		}
		h.Free(b)
		h.Free(c)
		if bytes, blocks := h.Live(); bytes != 8 || blocks != 1 {
			t.Fatalf("live: %d bytes, %d blocks", bytes, blocks)
		}
		h.Free(a)
		mustBeEmpty(t, h)
	})
}

func TestFreedBlockIsUsedAgainFirst(t *testing.T) {
	h := newHeap(t, Options{})
	a, b := h.Alloc(64), h.Alloc(64)
	h.Free(a)
	if c := h.Alloc(64); c != a {
		t.Fatalf("got %#x, freed %#x", c, a)
	}
	if d := h.Alloc(64); d <= b {
		t.Fatalf("got %#x after %#x", d, b)
	}
}

func TestEmptyPagesReturnButForOneOfAClass(t *testing.T) {
	h := newHeap(t, Options{})
	var blocks []Ref
	for range 10 * classOf(1024).capacity() {
		blocks = append(blocks, h.Alloc(1024))
	}
	for _, r := range blocks {
		h.Free(r)
	}
	mustBeEmpty(t, h)
	if h.machine.stale != 9 {
		t.Fatalf("%d pages returned of 10", h.machine.stale)
	}
	h.Free(h.Alloc(1024))
	if h.machine.stale != 9 {
		t.Fatal("one block's life moved a page")
	}
}

func TestFreeRunsJoin(t *testing.T) {
	orders := [][]int{{0, 1, 2}, {2, 1, 0}, {0, 2, 1}, {1, 0, 2}}
	for _, order := range orders {
		h := newHeap(t, Options{})
		runs := []Ref{h.Alloc(2 * PageSize), h.Alloc(3 * PageSize), h.Alloc(70 * PageSize)}
		after := h.Alloc(PageSize)
		for _, i := range order {
			h.Free(runs[i])
			mustCheck(t, h)
		}
		if whole := h.Alloc(75 * PageSize); whole != runs[0] {
			t.Errorf("freed in order %v: the whole is at %#x, not %#x", order, whole, runs[0])
		}
		h.Free(after)
		mustCheck(t, h)
	}
}

func TestLongRunsAreFoundInTheirBin(t *testing.T) {
	h := newHeap(t, Options{})
	var runs, walls []Ref
	for _, pages := range []int{70, 100, 90} { // all in one bin
		runs = append(runs, h.Alloc(pages*PageSize))
		walls = append(walls, h.Alloc(PageSize))
	}
	for _, r := range runs {
		h.Free(r)
	}
	mapped := h.Mapped()
	if r := h.Alloc(95 * PageSize); r != runs[1] {
		t.Fatalf("95 pages at %#x, not in the run of 100 at %#x", r, runs[1])
	}
	if h.Mapped() != mapped {
		t.Fatal("the heap grew with a run free")
	}
	for _, r := range walls {
		h.Free(r)
	}
	mustCheck(t, h)
}

func TestLowestPageIsUsedFirst(t *testing.T) {
	h := newHeap(t, Options{})
	var runs []Ref
	for range 8 {
		runs = append(runs, h.Alloc(PageSize))
	}
	for _, i := range []int{4, 0, 6} {
		h.Free(runs[i])
	}
	if r := h.Alloc(PageSize); r != runs[0] {
		t.Fatalf("page at %#x, lowest free at %#x", r, runs[0])
	}
}

func TestZeroedBlocks(t *testing.T) {
	for _, size := range []int{1, 64, 1000, MaxClass, MaxClass + 1, 10 * PageSize, 40 * PageSize} {
		inBothModes(t, func(t *testing.T, o Options) {
			h := newHeap(t, o)
			for range 3 {
				r := h.Alloc(size)
				view := h.Bytes(r, size)
				for i := range view {
					view[i] = 0xee
				}
				h.Free(r)
				r = h.AllocZeroed(size)
				if used := bytes.Trim(h.Bytes(r, size), "\x00"); len(used) != 0 {
					t.Fatalf("size %d: holds %.20q", size, used)
				}
				h.Free(r)
			}
		})
	}
}

func TestZeroedBlockWhenTheMachineDoesNotDiscard(t *testing.T) {
	h := newHeap(t, Options{})
	r := h.Alloc(2 << 20)
	h.Bytes(r, 2<<20)[1<<20] = 1
	h.Free(r)
	h.memory.refuse = sys.EINVAL
	if r = h.AllocZeroed(2 << 20); h.Bytes(r, 2<<20)[1<<20] != 0 {
		t.Fatal("the block is not zero")
	}
	h.Free(r)
	if n := h.Scavenge(10); n != 0 {
		t.Fatalf("%d pages scavenged of a machine that refuses", n)
	}
	mustBeEmpty(t, h)
}

func TestScavenge(t *testing.T) {
	h := newHeap(t, Options{})
	low, high := h.Alloc(10*PageSize), h.Alloc(1200*PageSize) // over a chunk's border
	view := h.Bytes(high, 1200*PageSize)
	view[0] = 1
	h.Free(high)
	mapped := h.Mapped()
	if n := h.Scavenge(7); n != 7 || h.memory.discarded != 7 {
		t.Fatalf("scavenged %d pages, discarded %d", n, h.memory.discarded)
	}
	if h.Mapped() != mapped-7*PageSize {
		t.Fatalf("mapped %d of %d bytes", h.Mapped(), mapped)
	}
	if view[0] != 1 {
		t.Fatal("the low end went first")
	}
	mustCheck(t, h)
	if n := h.Scavenge(math.MaxInt); n != 1193 {
		t.Fatalf("scavenged %d pages of 1193", n)
	}
	if n := h.Scavenge(math.MaxInt); n != 0 {
		t.Fatalf("scavenged %d pages of none", n)
	}
	h.Free(low)
	h.AllocZeroed(1210 * PageSize)
	if h.Mapped() != mapped {
		t.Fatalf("mapped %d of %d bytes with all in use again", h.Mapped(), mapped)
	}
	mustCheck(t, h)
}

func TestScavengeTakesPagesKeptEmpty(t *testing.T) {
	h := newHeap(t, Options{})
	h.Free(h.Alloc(8))
	h.Free(h.Alloc(500))
	mapped := h.Mapped()
	if n := h.Scavenge(10); n != 2 || h.Mapped() != mapped-2*PageSize {
		t.Fatalf("scavenged %d pages, %d bytes of %d are left", n, h.Mapped(), mapped)
	}
	mustBeEmpty(t, h)
}

func TestHeapGrowsInDoublingSteps(t *testing.T) {
	h := newHeap(t, Options{})
	var steps []int
	for last := uint64(0); len(steps) < 9; {
		h.Alloc(PageSize)
		if mapped := h.Mapped(); mapped != last {
			steps = append(steps, int(mapped-last)/PageSize)
			last = mapped
		}
	}
	for i, want := range []int{1, 2, 4, 8, 16, 32, 64, 64, 64} {
		if steps[i] != want {
			t.Fatalf("steps of %d pages", steps)
		}
	}
}

// outOfMemory runs f, which must panic with OutOfMemory.
func outOfMemory(t *testing.T, f func()) (e OutOfMemory) {
	t.Helper()
	defer func() {
		t.Helper()
		if err, ok := recover().(error); !ok || !errors.As(err, &e) {
			t.Fatalf("panic with %v", err)
		}
	}()
	f()
	t.Fatal("there was memory")
	return e
}

func TestMachineRefusesMemory(t *testing.T) {
	inBothModes(t, func(t *testing.T, o Options) {
		h := newHeap(t, o)
		h.memory.limit = 20 * PageSize
		var blocks []Ref
		e := outOfMemory(t, func() {
			for {
				blocks = append(blocks, h.Alloc(1000))
			}
		})
		if e.Size != 1024 || e.Error() != "mem: out of memory allocating 1024 bytes" {
			t.Fatalf("%v", e)
		}
		if want := 20 * classOf(1000).capacity(); len(blocks) != want {
			t.Fatalf("%d blocks before the end, want %d: all of the 20 pages", len(blocks), want)
		}
		mustCheck(t, h)
		outOfMemory(t, func() { h.Alloc(PageSize) })
		outOfMemory(t, func() { h.Alloc(8) })
		mustCheck(t, h)
		for _, r := range blocks {
			h.Free(r)
		}
		mustBeEmpty(t, h)
		h.Free(h.Alloc(20 * PageSize)) // even what is kept empty, or in quarantine
		h.memory.limit = 1 << 40
		h.Free(h.Alloc(21 * PageSize))
		mustBeEmpty(t, h)
	})
}

func TestRemoteFreesAreCollectedBeforeMemoryRunsOut(t *testing.T) {
	inBothModes(t, func(t *testing.T, o Options) {
		h := newHeap(t, o)
		h.memory.limit = 4 * PageSize
		var blocks []Ref
		outOfMemory(t, func() {
			for {
				blocks = append(blocks, h.Alloc(8))
			}
		})
		for i := 0; i < len(blocks); i += 2 {
			h.freeRemote(blocks[i])
		}
		for i := 0; i < len(blocks); i += 2 {
			blocks[i] = h.Alloc(8)
		}
		mustCheck(t, h)
		outOfMemory(t, func() { h.Alloc(8) })
	})
}

func TestRangeIsUsedUp(t *testing.T) {
	h := newHeap(t, Options{Reserve: 5*PageSize + 1})
	outOfMemory(t, func() { h.Alloc(5 * PageSize) }) // page 0 is not used
	outOfMemory(t, func() { h.Alloc(math.MaxInt) })
	r := h.Alloc(4 * PageSize)
	outOfMemory(t, func() { h.Alloc(1) })
	h.Free(r)
	mustBeEmpty(t, h)
}

func TestNewFails(t *testing.T) {
	memory := newTestMemory()
	memory.refuse = sys.ENOMEM
	if _, err := New(Options{Memory: memory, Reserve: 1 << 30}); !errors.Is(err, sys.ENOMEM) {
		t.Errorf("refused range: %v", err)
	}
	for _, reserve := range []uintptr{0, PageSize, 2*PageSize - 1, 1<<47 + PageSize} {
		if _, err := New(Options{Memory: newTestMemory(), Reserve: reserve}); err == nil {
			t.Errorf("a range of %d bytes was accepted", reserve)
		}
	}
}

func TestSizeBelowOneIsRefused(t *testing.T) {
	inBothModes(t, func(t *testing.T, o Options) {
		h := newHeap(t, o)
		for _, size := range []int{0, -1, math.MinInt} {
			mustPanic(t, "mem: an allocation of", func() { h.Alloc(size) })
			mustPanic(t, "mem: an allocation of", func() { h.AllocZeroed(size) })
		}
	})
}

func TestPrefetchOfAnythingIsHarmless(t *testing.T) {
	h := newHeap(t, Options{Debug: true})
	r := h.Alloc(100)
	for _, r := range []Ref{Nil, r, r + 64, 1 << 29, 1<<48 - 1, math.MaxUint64} {
		h.Prefetch(r)
	}
	h.Free(r)
	h.Prefetch(r)
}

func TestHotPathsAllocateNothing(t *testing.T) {
	h := newHeap(t, Options{})
	r := h.Alloc(100)
	blocks := make([]Ref, 0, 3000)
	allocations := testing.AllocsPerRun(10, func() {
		for size := 1; size < 3000; size++ {
			blocks = append(blocks, h.Alloc(size))
		}
		for i, r := range blocks {
			if i%2 == 0 {
				h.Free(r)
			} else {
				h.freeRemote(r)
			}
		}
		h.Collect(math.MaxInt)
		h.Free(h.AllocZeroed(1 << 20))
		h.Scavenge(10)
		_ = *At[uint64](h.Heap, r) + *AtOffset[uint64](h.Heap, r, 8)
		_ = append(h.Bytes(r, 10)[:0], h.Slice(r, 10, 1)...)
		blocks = blocks[:0]
	})
	if allocations != 0 {
		t.Fatalf("%v allocations", allocations)
	}
}

func TestDescriptorIsSmallAndHoldsNoPointer(t *testing.T) {
	if size := unsafe.Sizeof(page{}); size != 32 {
		t.Fatalf("a page descriptor has %d bytes; two are to share a cache line", size)
	}
	for _, field := range reflect.VisibleFields(reflect.TypeFor[page]()) {
		switch kind := field.Type.Kind(); kind {
		case reflect.Uint8, reflect.Uint16, reflect.Uint32:
		default:
			t.Errorf("field %s is a %v: the collector may have to look at it", field.Name, kind)
		}
	}
}
