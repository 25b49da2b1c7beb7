package mem

import (
	"bytes"
	"fmt"
)

const (
	// poisonNew fills a new block that need not be zero, poisonFreed a freed
	// one. As lengths or Refs, both lead far out of any heap.
	poisonNew   = 0xa5
	poisonFreed = 0xdb

	// poisonLimit is how much of a block is poisoned at most, in bytes: a
	// large table must not take up memory just by being freed.
	poisonLimit = PageSize

	// quarantineBlocks and quarantineBytes bound the blocks kept from reuse.
	// The first bounds the number drawn from the seed; the second keeps a few
	// large blocks from using up a small machine.
	quarantineBlocks = 256
	quarantineBytes  = 1 << 20
)

// debug is the state of the debug mode. It belongs to the owner of the heap,
// but for the block states, which other threads read, and change on a remote
// free.
type debug struct {
	heap       *Heap
	current    func() int                 // numbers the calling thread
	owner      int                        // the thread that owns the heap
	states     []*[chunkPages]blockStates // of pages in use
	quarantine []Ref                      // a ring; its length is drawn from the seed
	oldest     int                        // of the ring
	held       int                        // blocks in quarantine
	heldBytes  int                        // usable bytes of these
}

func newDebug(h *Heap, o Options, chunks int) *debug {
	d := &debug{
		heap:       h,
		current:    o.Current,
		states:     make([]*[chunkPages]blockStates, chunks),
		quarantine: make([]Ref, 1+mix(o.Seed)%quarantineBlocks),
	}
	if d.current == nil {
		d.current = func() int { return noThread }
	}
	d.own()
	return d
}

// mix spreads a seed, as seeds are often small (the finalizer of MurmurHash3).
func mix(x uint64) uint64 {
	x = (x ^ x>>33) * 0xff51afd7ed558ccd
	x = (x ^ x>>33) * 0xc4ceb9fe1a85ec53
	return x ^ x>>33
}

func (d *debug) addChunk(index uint32) { d.states[index] = new([chunkPages]blockStates) }

// statesOf is where the states of a page's blocks are kept.
func (d *debug) statesOf(number uint32) *blockStates {
	return &d.states[number/chunkPages][number%chunkPages]
}

// open begins to keep the states of a page's blocks.
func (d *debug) open(p *page) { *d.statesOf(p.number) = newBlockStates(int(p.capacity)) }

// close ends it: from now on, no Ref into the page is good.
func (d *debug) close(p *page) { *d.statesOf(p.number) = nil }

func (d *debug) alloc(size int) Ref {
	d.mustOwn("Alloc")
	r := d.heap.take(size)
	d.begin(r)
	d.poison(r, poisonNew)
	return r
}

func (d *debug) allocZeroed(size int) Ref {
	d.mustOwn("AllocZeroed")
	r := d.heap.takeZeroed(size)
	d.begin(r)
	return r
}

// begin notes that the block r was given out.
func (d *debug) begin(r Ref) { d.change("alloc", r, blockFree, blockLive) }

func (d *debug) free(r Ref) {
	d.mustOwn("Free")
	d.change("free", r, blockLive, blockQuarantined)
	d.confine(r)
}

// freeRemote runs on the thread that frees. The link of the remote list will
// overwrite the first bytes of the poison.
func (d *debug) freeRemote(remote *Remote, r Ref) {
	d.mustUse(remote)
	d.change("remote free", r, blockLive, blockRemote)
	d.poison(r, poisonFreed)
}

// collect is the owner's half of freeRemote, for a list of blocks.
func (d *debug) collect(p *page, list freedList) {
	next := list.first()
	for range list.count() {
		if next == 0 {
			panic(fmt.Sprintf("mem: the list of blocks freed in page %d ends early", p.number))
		}
		r := p.start() + next.offset()
		next = *d.heap.linkIn(r)
		d.inspect(r, linkBytes)
		d.change("collect", r, blockRemote, blockQuarantined)
		d.confine(r)
	}
	if next != 0 {
		panic(fmt.Sprintf("mem: the list of blocks freed in page %d does not end", p.number))
	}
}

// confine poisons a freed block and puts it in quarantine, from which the
// oldest are let go to make room.
func (d *debug) confine(r Ref) {
	h := d.heap
	p := h.page(r)
	h.uncount(p, 1)
	d.poison(r, poisonFreed)
	if d.held == len(d.quarantine) {
		d.letGo()
	}
	d.quarantine[(d.oldest+d.held)%len(d.quarantine)] = r
	d.held++
	d.heldBytes += h.sizeIn(p)
	for d.heldBytes > quarantineBytes {
		d.letGo()
	}
}

// letGo makes the block longest in quarantine available again.
func (d *debug) letGo() {
	r := d.quarantine[d.oldest]
	p := d.heap.page(r)
	d.inspect(r, 0)
	d.oldest = (d.oldest + 1) % len(d.quarantine)
	d.held--
	d.heldBytes -= d.heap.sizeIn(p)
	d.change("reuse", r, blockQuarantined, blockFree)
	d.heap.release(p, r)
}

// drain lets go of all blocks in quarantine.
func (d *debug) drain() {
	for d.held > 0 {
		d.letGo()
	}
}

// poisoned is the part of a block that is poisoned.
func (d *debug) poisoned(r Ref) []byte {
	return d.heap.raw(r, min(d.heap.sizeIn(d.heap.page(r)), poisonLimit))
}

// poison fills a block with a pattern: what is filled is copied to behind it, which
// is ten times as fast as byte by byte.
func (d *debug) poison(r Ref, pattern byte) {
	block := d.poisoned(r)
	block[0] = pattern
	for filled := 1; filled < len(block); filled *= 2 {
		copy(block[filled:], block[:filled])
	}
}

// inspect panics if a freed block was written to, from an offset on. A block is all
// one pattern if it begins with that, and is the same when moved by a byte.
func (d *debug) inspect(r Ref, from int) {
	block := d.poisoned(r)[from:]
	if last := len(block) - 1; last < 0 || block[0] == poisonFreed && bytes.Equal(block[1:], block[:last]) {
		return
	}
	for i, b := range block {
		if b != poisonFreed {
			panic(fmt.Sprintf("mem: %s was written to after its free, at offset %d", d.describe(r), from+i))
		}
	}
}

// check panics unless r is the start of a live block of at least end bytes.
func (h *Heap) check(r Ref, end uintptr) {
	d := h.debug
	if state := d.state(r); state != blockLive {
		panic(fmt.Sprintf("mem: access to %s, which is %s", d.describe(r), state))
	}
	if size := h.sizeIn(h.page(r)); end > uintptr(size) {
		panic(fmt.Sprintf("mem: access to %s up to byte %d of %d", d.describe(r), int(end), size))
	}
}

// describe names a block for a message: Ref, size class and page.
func (d *debug) describe(r Ref) string {
	number := uint64(r / PageSize)
	if number >= uint64(d.heap.machine.reserved) || d.heap.chunks[number/chunkPages] == nil {
		return fmt.Sprintf("Ref %#x (page %d, out of the heap)", uint64(r), number)
	}
	p := d.heap.page(r)
	switch {
	case p.class < classCount:
		return fmt.Sprintf("Ref %#x (page %d, class of %d bytes)", uint64(r), number, p.class.size())
	case p.class == classRun:
		return fmt.Sprintf("Ref %#x (page %d, run of %d pages)", uint64(r), number, p.length)
	}
	return fmt.Sprintf("Ref %#x (page %d, no blocks start there)", uint64(r), number)
}
