package mem

import (
	"encoding/binary"
	"math/rand/v2"
	"testing"
	"time"

	"seedis/sys/real"
	"seedis/sys/sim"
)

// lives is how many seeds TestSeedsOfFrees runs. The bugs planted so far, in
// each step of the protocol, were found by one of the first twenty.
const lives = 200

// TestSeedsOfFrees runs an owner and threads that free on the simulated
// machine, which switches and stalls them at any atomic step.
func TestSeedsOfFrees(t *testing.T) {
	for seed := range uint64(lives) {
		if err := newLife(seed).run(); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
	}
}

// life is a heap and the threads about it. One thread of a simulated machine
// runs at a time and is switched at its steps only, so plain fields will do.
type life struct {
	machine *sim.Machine
	random  *rand.Rand
	heap    *Heap
	own     []Ref // blocks that the owner has kept
	threads []*freeingThread
	sizes   []int // of this life's blocks: few to a page, so that pages fill
	ended   bool  // the owner hands out no more
}

// freeingThread frees what it is handed.
type freeingThread struct {
	life   *life
	remote *Remote
	handed []Ref
	idle   bool // it has freed and flushed all it was handed
}

func newLife(seed uint64) *life {
	l := &life{random: rand.New(rand.NewPCG(seed, 5))}
	stalls := []string{"none", "stall:0.005/50µs", "stall:0.01/50µs"}[seed%3]
	l.machine = sim.New(sim.Options{Seed: seed, Memory: real.Memory{}, Faults: sim.MustFaults(stalls)})
	l.sizes = make([]int, 1+l.random.IntN(3))
	for i := range l.sizes {
		l.sizes[i] = []int{700, 3000, 4096, 8000, 16_000, 20_000, MaxClass, 70_000}[l.random.IntN(8)]
	}
	heap, err := New(Options{
		Memory: l.machine, Hook: l.machine.Hook(), Reserve: 1 << 30,
		Debug: seed%2 == 0, Seed: seed, Current: l.machine.Current,
	})
	if err != nil {
		panic(err)
	}
	l.heap = heap
	return l
}

func (l *life) run() error {
	defer l.machine.ReleaseMemory()
	l.machine.Start("owner", l.owner)
	for range 1 + l.random.IntN(2) {
		f := &freeingThread{life: l, remote: l.heap.NewRemote(), idle: true}
		l.threads = append(l.threads, f)
		l.machine.Start("freeing", f.run)
	}
	return l.machine.Run()
}

// owner does what an owner does, by chance.
func (l *life) owner() {
	l.heap.Own()
	for range 150 {
		switch l.random.IntN(8) {
		case 0, 1:
			l.allocate()
		case 2, 3:
			l.handOver()
		case 4:
			l.freeOwn()
		case 5:
			l.heap.Collect(l.random.IntN(20))
		case 6:
			l.heap.Scavenge(l.random.IntN(5))
		case 7:
			l.inspect()
		}
	}
	for len(l.own) > 0 {
		l.handOver()
	}
	l.ended = true
	l.end()
}

func (l *life) allocate() {
	for range 1 + l.random.IntN(20) {
		r := l.heap.Alloc(l.sizes[l.random.IntN(len(l.sizes))])
		l.own = append(l.own, r)
		binary.LittleEndian.PutUint64(l.heap.Bytes(r, 16)[8:], uint64(r))
	}
}

// takeOut takes one of the owner's blocks, after looking whether it still holds
// what was written there.
func (l *life) takeOut() Ref {
	i, last := l.random.IntN(len(l.own)), len(l.own)-1
	r := l.own[i]
	l.own[i], l.own = l.own[last], l.own[:last]
	l.compare(r)
	return r
}

func (l *life) compare(r Ref) {
	if got := binary.LittleEndian.Uint64(l.heap.Bytes(r, 16)[8:]); got != uint64(r) {
		l.machine.Fail("block %#x holds %#x", r, got)
	}
}

func (l *life) handOver() {
	to := l.threads[l.random.IntN(len(l.threads))]
	for range min(len(l.own), l.random.IntN(30)) {
		to.idle = false
		to.handed = append(to.handed, l.takeOut())
	}
}

func (l *life) freeOwn() {
	for range min(len(l.own), l.random.IntN(5)) {
		l.heap.Free(l.takeOut())
	}
}

// inspect checks the heap, and its counters if nobody frees right now: what is
// live and not the owner's must be pending. Otherwise it is at most that.
func (l *life) inspect() {
	if err := l.heap.Check(); err != nil {
		l.machine.Fail("%v", err)
	}
	_, live := l.heap.Live()
	if _, pending := l.heap.PendingFree(); pending > live-uint64(len(l.own)) {
		l.machine.Fail("%d blocks pending, %d live, %d the owner's", int64(pending), live, len(l.own))
	}
	for _, f := range l.threads {
		if !f.idle {
			return
		}
	}
	ownBytes := uint64(0)
	for _, r := range l.own {
		ownBytes += uint64(l.heap.Size(r))
	}
	bytes, blocks := l.heap.Live()
	pendingBytes, pendingBlocks := l.heap.PendingFree()
	if bytes-pendingBytes != ownBytes || blocks-pendingBlocks != uint64(len(l.own)) {
		l.machine.Fail("%d bytes in %d blocks live, %d in %d pending, %d in %d the owner's",
			bytes, blocks, pendingBytes, pendingBlocks, ownBytes, len(l.own))
	}
}

// end waits for the others and expects an empty heap after a collection.
func (l *life) end() {
	for _, f := range l.threads {
		for !f.idle {
			l.machine.Sleep(time.Microsecond)
		}
	}
	l.inspect()
	l.heap.Collect(1 << 20)
	l.inspect()
	if bytes, blocks := l.heap.Live(); blocks != 0 {
		l.machine.Fail("%d bytes in %d blocks are left", bytes, blocks)
	}
	l.heap.Close()
}

func (f *freeingThread) run() {
	l := f.life
	for !l.ended || len(f.handed) > 0 {
		if len(f.handed) == 0 {
			f.remote.Flush()
			f.idle = len(f.handed) == 0
			l.machine.Sleep(time.Microsecond)
			continue
		}
		r := f.handed[0]
		f.handed = f.handed[1:]
		l.compare(r)
		f.remote.Free(r)
		if l.random.IntN(10) == 0 {
			f.remote.Flush()
		}
	}
	f.remote.Flush()
	f.idle = true
}
