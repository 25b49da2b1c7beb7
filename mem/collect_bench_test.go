package mem

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// benchBlocks is how many: with 56 bytes each, the entries of a large database.
const benchBlocks = 5_000_000

// freeOrders is how the blocks of a value may be met.
var freeOrders = []struct {
	name  string
	order func(blocks []Ref)
}{
	{"allocated", func([]Ref) {}},
	{"random", func(blocks []Ref) {
		rand.New(rand.NewPCG(1, 2)).Shuffle(len(blocks), func(i, j int) { blocks[i], blocks[j] = blocks[j], blocks[i] })
	}},
}

// BenchmarkRemoteLife has another thread free many blocks while the owner
// collects at every so many frees, and tells what each of the two spends on a
// block, and the owner's longest Collect.
func BenchmarkRemoteLife(b *testing.B) {
	for _, o := range freeOrders {
		for _, mixed := range []bool{false, true} {
			name := o.name
			if mixed {
				name += ", mixed sizes"
			}
			b.Run(name, func(b *testing.B) {
				for b.Loop() {
					remoteLife(b, mixed, o.order)
				}
			})
		}
	}
}

// threadTime is the processor time of this thread: other programs of the
// machine do not count. The thread is locked.
func threadTime(b *testing.B) time.Duration {
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &t); err != nil {
		b.Fatal(err)
	}
	return time.Duration(t.Nano())
}

func remoteLife(b *testing.B, mixed bool, order func([]Ref)) {
	const perTurn = 1000
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	h := newHeap(b, Options{Reserve: 8 << 30})
	blocks := make([]Ref, benchBlocks)
	for i := range blocks {
		size := 56
		if mixed {
			size = 24 + i*7919%100
		}
		blocks[i] = h.AllocZeroed(size) // faults the memory in
	}
	order(blocks)
	var freeing, collecting, longest time.Duration
	for len(blocks) > 0 {
		start := threadTime(b)
		n := min(perTurn, len(blocks))
		for _, r := range blocks[:n] {
			h.remote.Free(r)
		}
		blocks = blocks[n:]
		middle := threadTime(b)
		h.Collect(1000)
		took := threadTime(b) - middle
		freeing += middle - start
		collecting += took
		longest = max(longest, took)
	}
	h.remote.Flush()
	h.collectAll(b)
	mustBeEmpty(b, h)
	b.ReportMetric(float64(freeing.Nanoseconds())/benchBlocks, "ns/free")
	b.ReportMetric(float64(collecting.Nanoseconds())/benchBlocks, "ns/collected")
	b.ReportMetric(float64(longest.Microseconds()), "us/longest")
}

// BenchmarkLargeRun is the life of a large table: what Alloc and Free do for
// each of its pages, and what the first one costs, when the heap grows for it.
func BenchmarkLargeRun(b *testing.B) {
	for _, size := range []int{1 << 20, 64 << 20, 640 << 20} {
		b.Run(fmt.Sprintf("%d MiB", size>>20), func(b *testing.B) {
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			h := newHeap(b, Options{Reserve: 2 << 30})
			start := threadTime(b)
			r := h.Alloc(size)
			first := threadTime(b) - start
			h.Free(r)
			var allocating, freeing time.Duration
			for b.Loop() {
				start := threadTime(b)
				r := h.Alloc(size)
				middle := threadTime(b)
				h.Free(r)
				allocating += middle - start
				freeing += threadTime(b) - middle
			}
			b.ReportMetric(float64(first.Microseconds()), "us/first")
			b.ReportMetric(float64(allocating.Microseconds())/float64(b.N), "us/alloc")
			b.ReportMetric(float64(freeing.Microseconds())/float64(b.N), "us/free")
		})
	}
}

// BenchmarkScavenge gives back pages that were written to, so many a call.
func BenchmarkScavenge(b *testing.B) {
	for _, pages := range []int{1, 4, 16} {
		b.Run(fmt.Sprintf("%d pages", pages), func(b *testing.B) {
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			h := newHeap(b, Options{})
			var took time.Duration
			for b.Loop() {
				r := h.Alloc(16 * PageSize)
				clear(h.Bytes(r, 16*PageSize))
				h.Free(r)
				start := threadTime(b)
				for h.Scavenge(pages) != 0 {
				}
				took += threadTime(b) - start
			}
			b.ReportMetric(float64(took.Microseconds())/float64(16*b.N), "us/page")
		})
	}
}
