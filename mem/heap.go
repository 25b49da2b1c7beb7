package mem

import (
	"fmt"
	"unsafe"

	"seedis/sys"
)

// Options says how a heap is made.
type Options struct {
	Memory  sys.Memory // where the heap gets its memory
	Hook    sys.Hook   // of the atomics shared with other threads; may be nil
	Reserve uintptr    // address space set aside, in bytes: bounds the heap
	Debug   bool       // find misuse: see the package comment
	Seed    uint64     // of the debug mode's quarantine size
}

// Heap is an allocator and its memory. All methods belong to the owning
// thread, but for FreeRemote, Size, Prefetch and the views of blocks that the
// calling thread was handed.
type Heap struct {
	base     unsafe.Pointer // address of Ref 0, a multiple of PageSize
	debug    *debug         // nil outside the debug mode
	chunks   []*chunk       // page descriptors; nil where the heap has not grown to
	bins     [classCount]bin
	blocks   uint64 // in use by callers
	bytes    uint64 // usable bytes of these
	runs     runBins
	machine  machine
	none     page     // stands for the current page of a class that has none
	waiting  uint32   // first of the pages taken from pending, 0 for none
	gathered gathered // the remote list being walked

	// Other threads write from here on: not in the cache line of the owner's
	// counters.
	_       [64]byte
	pending sys.Uint32                // first page that has remote frees, 0 for none
	remote  []*[chunkPages]sys.Uint32 // remote frees by page; see remoteList
}

// largestReserve is what a Ref can address (see Ref), in bytes.
const largestReserve = 1 << 47

// New makes an empty heap, which takes no memory from the machine before the
// first Alloc. It fails when the address space cannot be had.
func New(o Options) (*Heap, error) {
	reserve := o.Reserve / PageSize * PageSize
	if reserve < 2*PageSize || reserve > largestReserve {
		return nil, fmt.Errorf("mem: a heap of %d bytes: must be %d to %d", o.Reserve, 2*PageSize, uint64(largestReserve))
	}
	base, errno := o.Memory.Reserve(reserve)
	if errno != sys.OK {
		return nil, fmt.Errorf("mem: reserve %d bytes: %w", reserve, errno)
	}
	if uintptr(base)%PageSize != 0 {
		panic("mem: the machine reserved a range that is not aligned to 64 KiB")
	}
	pages := int(reserve / PageSize)
	chunks := (pages + chunkPages - 1) / chunkPages
	h := &Heap{
		base:    base,
		chunks:  make([]*chunk, chunks),
		remote:  make([]*[chunkPages]sys.Uint32, chunks),
		none:    page{bump: PageSize},
		machine: machine{memory: o.Memory, hook: o.Hook, staleIn: make([]uint16, chunks), reserved: pages, committed: 1, step: 1},
	}
	h.pending.Init(o.Hook, 0)
	for c := range h.bins {
		h.bins[c] = newBin(class(c), &h.none)
	}
	if o.Debug {
		h.debug = newDebug(h, o.Seed, chunks)
	}
	return h, nil
}

// Close releases the heap's address space. No view into it may remain. Blocks
// that are still in use go with it; a test asks Live or Leaks before.
func (h *Heap) Close() {
	if h.debug != nil {
		h.debug.drain() // finds late writes to freed blocks
	}
	errno := h.machine.memory.Release(h.base, uintptr(h.machine.reserved)*PageSize)
	if errno != sys.OK {
		panic("mem: the machine did not release a heap: " + errno.Error())
	}
	h.base, h.chunks, h.remote = nil, nil, nil
}

// Live is the usable bytes and the number of the blocks in use: allocated, and
// not freed. Blocks that other threads freed are in use until the owner has
// collected them; PendingFree tells how many those are.
func (h *Heap) Live() (bytes, blocks uint64) { return h.bytes, h.blocks }

// Size is the usable length of the block r, in bytes: UsableSize of the size
// it was asked for with.
func (h *Heap) Size(r Ref) int {
	if h.debug != nil {
		h.debug.check(r, 0)
	}
	return h.sizeIn(h.page(r))
}

// sizeIn is the usable length of the blocks in p, in bytes.
func (h *Heap) sizeIn(p *page) int {
	if p.class < classCount {
		return int(h.bins[p.class].size)
	}
	return int(p.length) * PageSize
}

// OutOfMemory is what Alloc panics with when the heap's range is used up or
// the machine refuses memory. The heap is whole and may be used further.
type OutOfMemory struct {
	Size int // bytes asked for; those of a size class rounded up to it
}

// Error tells the size that could not be had.
func (e OutOfMemory) Error() string {
	return fmt.Sprintf("mem: out of memory allocating %d bytes", e.Size)
}
