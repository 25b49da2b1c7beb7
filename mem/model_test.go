package mem

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// block is what the model knows of a block in use.
type block struct {
	size int
	fill byte
}

// model is a heap and what must be true of it.
type model struct {
	heap   testHeap
	blocks map[Ref]block
	next   byte // fills the next block
	away   int  // blocks freed remotely, ever
}

// TestHeapAgainstModel does whatever an owner and its helpers may do, in any
// order, and compares with a map of blocks.
func TestHeapAgainstModel(t *testing.T) {
	for _, debug := range []bool{false, true} {
		t.Run(fmt.Sprintf("debug=%t", debug), func(t *testing.T) {
			rapid.Check(t, func(r *rapid.T) {
				o := Options{Memory: newTestMemory(), Reserve: 256 << 20, Debug: debug, Seed: rapid.Uint64().Draw(r, "seed")}
				h, err := New(o)
				if err != nil {
					r.Fatal(err)
				}
				defer h.Close()
				m := &model{heap: testHeap{h, o.Memory.(*testMemory), h.NewRemote()}, blocks: map[Ref]block{}}
				r.Repeat(map[string]func(*rapid.T){
					"alloc":      m.alloc,
					"allocMany":  m.allocMany,
					"free":       m.free,
					"freeMany":   m.freeMany,
					"freeRemote": m.freeRemote,
					"flush":      m.flush,
					"collect":    m.collect,
					"scavenge":   m.scavenge,
					"memory":     m.setLimit,
					"":           m.check,
				})
				m.end(r)
			})
		})
	}
}

func drawSize(t *rapid.T) int {
	return rapid.OneOf(
		rapid.IntRange(1, 300),
		rapid.IntRange(1, largestListed),
		rapid.IntRange(largestListed+1, MaxClass+100),
		rapid.IntRange(1, 100*PageSize),
	).Draw(t, "size")
}

// add allocates a block, unless the machine refuses, and fills its ends.
func (m *model) add(t *rapid.T, size int, zeroed bool) {
	r, granted := m.tryAlloc(size, zeroed)
	if !granted {
		return
	}
	if _, exists := m.blocks[r]; exists {
		t.Fatalf("block %#x was given twice", r)
	}
	if m.heap.Size(r) != UsableSize(size) {
		t.Fatalf("block of %d bytes has %d, not %d", size, m.heap.Size(r), UsableSize(size))
	}
	view := m.heap.Bytes(r, size)
	for i := 0; zeroed && i < size; i++ {
		if view[i] != 0 {
			t.Fatalf("byte %d of %d at %#x is not zero", i, size, r)
		}
	}
	m.next++
	m.blocks[r] = block{size, m.next}
	for _, i := range m.probes(size) {
		view[i] = m.next
	}
}

func (m *model) tryAlloc(size int, zeroed bool) (r Ref, granted bool) {
	defer func() {
		panicked := recover()
		if _, refused := panicked.(OutOfMemory); panicked != nil && !refused {
			panic(panicked)
		}
	}()
	if zeroed {
		return m.heap.AllocZeroed(size), true
	}
	return m.heap.Alloc(size), true
}

// probes is where a block is filled and compared: the ends of each page.
func (m *model) probes(size int) (at []int) {
	const ends = 512
	for i := range size {
		if i%PageSize < ends || i%PageSize >= PageSize-ends || i >= size-ends {
			at = append(at, i)
		}
	}
	return at
}

// take removes a block from the model, after comparing what it holds.
func (m *model) take(t *rapid.T) Ref {
	if len(m.blocks) == 0 {
		t.Skip("no block")
	}
	refs := slices.Sorted(maps.Keys(m.blocks))
	r := refs[rapid.IntRange(0, len(refs)-1).Draw(t, "block")]
	m.compare(t, r)
	delete(m.blocks, r)
	return r
}

func (m *model) compare(t *rapid.T, r Ref) {
	b := m.blocks[r]
	view := m.heap.Bytes(r, b.size)
	for _, i := range m.probes(b.size) {
		if view[i] != b.fill {
			t.Fatalf("byte %d of %d at %#x is %#x, was %#x", i, b.size, r, view[i], b.fill)
		}
	}
}

func (m *model) alloc(t *rapid.T) { m.add(t, drawSize(t), rapid.Bool().Draw(t, "zeroed")) }

func (m *model) allocMany(t *rapid.T) {
	size := rapid.OneOf(rapid.IntRange(500, largestListed), rapid.IntRange(largestListed+1, MaxClass)).Draw(t, "size")
	for range rapid.IntRange(1, 50).Draw(t, "count") {
		m.add(t, size, false)
	}
}

func (m *model) free(t *rapid.T) { m.heap.Free(m.take(t)) }

func (m *model) freeMany(t *rapid.T) {
	remote := rapid.Bool().Draw(t, "remote")
	stride := rapid.IntRange(1, 4).Draw(t, "stride")
	for i, r := range slices.Sorted(maps.Keys(m.blocks)) {
		if i%stride != 0 {
			continue
		}
		m.compare(t, r)
		delete(m.blocks, r)
		if remote {
			m.away++
			m.heap.remote.Free(r)
		} else {
			m.heap.Free(r)
		}
	}
}

func (m *model) freeRemote(t *rapid.T) {
	m.heap.remote.Free(m.take(t))
	m.away++
}

func (m *model) flush(t *rapid.T) { m.heap.remote.Flush() }

func (m *model) collect(t *rapid.T) {
	_, before := m.heap.PendingFree()
	collected := m.heap.Collect(rapid.IntRange(0, 20).Draw(t, "limit"))
	if _, after := m.heap.PendingFree(); before-after != uint64(collected) {
		t.Fatalf("collected %d, pending went from %d to %d", collected, before, after)
	}
}

func (m *model) scavenge(t *rapid.T) {
	pages := rapid.IntRange(0, 200).Draw(t, "pages")
	mapped := m.heap.Mapped()
	n := m.heap.Scavenge(pages)
	if n > pages || m.heap.Mapped() != mapped-uint64(n)*PageSize {
		t.Fatalf("scavenged %d pages of %d, mapped %d of %d", n, pages, m.heap.Mapped(), mapped)
	}
}

// setLimit makes the machine refuse memory, or stop refusing it.
func (m *model) setLimit(t *rapid.T) {
	m.heap.memory.limit = 1 << 40
	if rapid.Bool().Draw(t, "refuse") {
		m.heap.memory.limit = m.heap.memory.committed + uintptr(rapid.IntRange(0, 20).Draw(t, "pages"))*PageSize
	}
}

func (m *model) check(t *rapid.T) {
	if err := m.heap.Check(); err != nil {
		t.Fatal(err)
	}
	bytes, last := uint64(0), Ref(0)
	for _, r := range slices.Sorted(maps.Keys(m.blocks)) {
		if r < last {
			t.Fatalf("block %#x lies in the one that ends at %#x", r, last)
		}
		usable := UsableSize(m.blocks[r].size)
		last = r + Ref(usable)
		bytes += uint64(usable)
	}
	liveBytes, liveBlocks := m.heap.Live()
	pendingBytes, pendingBlocks := m.heap.PendingFree()
	heldBytes, heldBlocks := m.heap.remote.held()
	liveBytes, liveBlocks = liveBytes-heldBytes, liveBlocks-heldBlocks
	if liveBytes-pendingBytes != bytes || liveBlocks-pendingBlocks != uint64(len(m.blocks)) {
		t.Fatalf("live %d bytes in %d blocks, pending %d in %d; the model has %d in %d",
			liveBytes, liveBlocks, pendingBytes, pendingBlocks, bytes, len(m.blocks))
	}
}

// held is the blocks that a Remote has not sent home.
func (r *Remote) held() (bytes, blocks uint64) {
	for _, c := range r.chains {
		if c.count != 0 {
			blocks += uint64(c.count)
			bytes += uint64(c.count * r.heap.sizeIn(r.heap.pageAt(c.page)))
		}
	}
	return bytes, blocks
}

// end frees everything and expects an empty heap.
func (m *model) end(t *rapid.T) {
	for _, r := range slices.Sorted(maps.Keys(m.blocks)) {
		m.compare(t, r)
		m.heap.Free(r)
	}
	m.heap.remote.Flush()
	if freed := m.heap.sent().blocks; freed != uint64(m.away) {
		t.Fatalf("%d blocks were freed remotely, %d counted", m.away, freed)
	}
	m.heap.reclaim()
	if err := m.heap.Check(); err != nil {
		t.Fatal(err)
	}
	if bytes, blocks := m.heap.Live(); bytes != 0 || blocks != 0 {
		t.Fatalf("%d bytes in %d blocks are left", bytes, blocks)
	}
	if m.heap.machine.committed > 1 && int(m.heap.pageAt(1).length) != m.heap.machine.committed-1 {
		t.Fatal("an empty heap is not one free run")
	}
}
