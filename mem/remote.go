package mem

import "seedis/sys"

// inbox is where a page gets back the blocks that other threads freed.
type inbox struct {
	list sys.Uint64 // a freedList

	// The pages of the page's class that wait; see waiting.go. Owner only.
	next, previous uint32
}

// inboxes is those of a chunk's pages.
type inboxes [chunkPages]inbox

func newInboxes(hook sys.Hook) *inboxes {
	inboxes := new(inboxes)
	if hook != nil {
		for i := range inboxes {
			inboxes[i].list.Init(hook, 0)
		}
	}
	return inboxes
}

// inbox is the inbox of a page.
func (h *Heap) inbox(number uint32) *inbox {
	return &h.inboxes[number/chunkPages][number%chunkPages]
}

// freedList is a list of freed blocks of a page in one word: the links of its
// first and its last block, their number, and the number at which the owner
// wants to look at it again, 16 bits each. As both ends are known, lists are
// joined without a walk. 0 is the empty list.
type freedList uint64

func listOf(first, last link, count int) freedList {
	return freedList(first) | freedList(last)<<16 | freedList(count)<<32
}

func (l freedList) first() link { return link(l) }
func (l freedList) last() link  { return link(l >> 16) }
func (l freedList) count() int  { return int(l >> 32 & 0xffff) }
func (l freedList) wanted() int { return int(l >> 48) }

// before is the list with another one after it. The caller has linked the last
// block to the first one of the other. It keeps what is wanted of the other.
func (l freedList) before(other freedList) freedList {
	last := other.last()
	if last == 0 {
		last = l.last()
	}
	joined := listOf(l.first(), last, l.count()+other.count())
	return joined | freedList(other.wanted())<<48
}

// wanting is the list with another number at which the owner looks again.
func (l freedList) wanting(count int) freedList {
	return l&(1<<48-1) | freedList(count)<<48
}

// announced tells whether the owner will look at the list, or does right now:
// it is new, or has reached what the owner wanted.
func (l freedList) announced() bool { return l != 0 && l.count() >= l.wanted() }

// openChains is how many pages a Remote gathers blocks of at a time. Blocks of
// 13 sizes, freed in the order in which they were allocated, take 25 ns each
// with 64 chains, and 40 to 80 with 1, 4 or 16; blocks freed in a random order
// wait for memory whatever their number.
const openChains = 64

// chain is blocks of one page that a Remote has gathered.
type chain struct {
	page  uint32 // 0 for none
	count int
	first link
	last  link
}

// frees counts blocks and their usable bytes.
type frees struct {
	bytes, blocks uint64
}

// Remote frees blocks for one thread that does not own their heap. The thread
// must have been handed the blocks, and nobody uses them any more. They count
// as in use until the owner has collected them. Blocks of one page that are
// freed close to each other go to the page together; what the Remote still
// holds goes there by Flush.
type Remote struct {
	heap   *Heap
	thread int // whose it is, in debug mode: who uses it first; 0 before
	chains [openChains]chain
	sent   frees // blocks that have left the chains
	busy   bool  // a block was freed since the last Flush

	// The same for the owner to read, in a cache line of its own.
	_         [64]byte
	published struct {
		bytes, blocks sys.Uint64
		busy          sys.Uint32
	}
	_ [64]byte
}

// NewRemote makes a Remote for a thread that is going to free blocks of the
// heap. Owner only; the thread uses it after the owner has handed it over.
func (h *Heap) NewRemote() *Remote {
	if h.debug != nil {
		h.debug.mustOwn("NewRemote")
	}
	r := &Remote{heap: h}
	r.published.bytes.Init(h.machine.hook, 0)
	r.published.blocks.Init(h.machine.hook, 0)
	r.published.busy.Init(h.machine.hook, 0)
	h.remotes = append(h.remotes, r)
	return r
}

// Free ends the block ref.
func (r *Remote) Free(ref Ref) {
	h := r.heap
	if h.debug != nil {
		h.debug.freeRemote(r, ref)
	}
	if !r.busy {
		r.busy = true
		r.published.busy.Store(1)
	}
	number, link := uint32(ref/PageSize), linkOf(ref)
	c := &r.chains[number%openChains]
	if c.page != number {
		r.send(c)
		*c = chain{page: number, last: link}
	}
	*h.linkIn(ref) = c.first
	c.first = link
	c.count++
}

// Flush sends home the blocks that the Remote still holds, and tells the owner
// that no more follow soon: a thread calls it at the end of a job, as a Flush
// in the middle costs the owner the chance to collect whole pages.
func (r *Remote) Flush() {
	if r.heap.debug != nil {
		r.heap.debug.mustUse(r)
	}
	for i := range r.chains {
		r.send(&r.chains[i])
	}
	if r.busy {
		r.busy = false
		r.published.busy.Store(0)
	}
}

// send puts a chain into the inbox of its page. It is counted before, so that
// the owner never finds more than was counted.
func (r *Remote) send(c *chain) {
	if c.count == 0 {
		return
	}
	r.count(c)
	h, number, list := r.heap, c.page, listOf(c.first, c.last, c.count)
	*c = chain{}
	word, last := &h.inbox(number).list, h.linkIn(Ref(number)*PageSize+list.last().offset())
	for {
		old := freedList(word.Load())
		*last = old.first()
		joined := list.before(old)
		if !word.CompareAndSwap(uint64(old), uint64(joined)) {
			continue
		}
		if joined.announced() && !old.announced() {
			h.announce(number)
		}
		return
	}
}

func (r *Remote) count(c *chain) {
	h := r.heap
	r.sent.blocks += uint64(c.count)
	r.sent.bytes += uint64(c.count * h.sizeIn(h.pageAt(c.page)))
	r.published.bytes.Store(r.sent.bytes)
	r.published.blocks.Store(r.sent.blocks)
}

// announce puts a page among those that the owner is to look at. Its list
// stays announced until the owner has taken the page off, so nobody else
// announces it meanwhile, and its nextAnnounced is the caller's.
func (h *Heap) announce(number uint32) {
	p := h.pageAt(number)
	for {
		old := h.announced.Load()
		p.nextAnnounced = old
		if h.announced.CompareAndSwap(old, number) {
			return
		}
	}
}
