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

	// Current numbers the calling thread (sys.Threads), for the debug mode to
	// tell the owner from others; nil: threads are not told apart. A call by
	// number 0, from outside all threads, passes.
	Current func() int
}

// Heap is an allocator and its memory. All methods belong to the owning
// thread, but for Size, Prefetch and the views of blocks that the calling
// thread was handed.
type Heap struct {
	base    unsafe.Pointer // address of Ref 0, a multiple of PageSize
	debug   *debug         // nil outside the debug mode
	checks  bool           // debug is not nil: what every view looks at
	chunks  []*chunk       // page descriptors; nil where the heap has not grown to
	bins    [classCount]bin
	blocks  uint64 // in use by callers
	bytes   uint64 // usable bytes of these
	runs    runBins
	machine machine
	none    page       // stands for the current page of a class that has none
	remotes []*Remote  // of the threads that free what is handed to them
	inboxes []*inboxes // by chunk, like the page descriptors
	arrived uint32     // first of the pages taken from announced, 0 for none
	taken   frees      // what the owner has taken out of inboxes

	// Other threads write it: not in the cache line of the owner's counters.
	_         [64]byte
	announced sys.Uint32 // first page whose inbox the owner is to look at, 0 for none
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
		inboxes: make([]*inboxes, chunks),
		none:    page{bump: PageSize},
		machine: machine{memory: o.Memory, hook: o.Hook, staleIn: make([]uint16, chunks), reserved: pages, committed: 1, step: 1},
	}
	h.announced.Init(o.Hook, 0)
	for c := range h.bins {
		h.bins[c] = newBin(class(c), &h.none)
	}
	if o.Debug {
		h.debug, h.checks = newDebug(h, o, chunks), true
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
	h.base, h.chunks, h.inboxes = nil, nil, nil
}

// Own makes the calling thread the owner; before, the thread that called New
// is. What the heap is handed over with must order the two threads' calls.
func (h *Heap) Own() {
	if h.debug != nil {
		h.debug.own()
	}
}

// Live is the usable bytes and the number of the blocks in use: allocated, and
// not freed. Blocks that other threads freed are in use until the owner has
// collected them; PendingFree tells how many those are.
func (h *Heap) Live() (bytes, blocks uint64) {
	if h.debug != nil {
		h.debug.mustOwn("Live")
	}
	return h.bytes, h.blocks
}

// Size is the usable length of the block r, in bytes: UsableSize of the size
// it was asked for with.
func (h *Heap) Size(r Ref) int {
	if h.debug != nil {
		h.check(r, 0)
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
