package mem

import (
	"testing"
	"unsafe"

	"seedis/sys"
)

// BenchmarkAllocFree is the shortest life of a small block.
func BenchmarkAllocFree(b *testing.B) {
	h := newHeap(b, Options{})
	for b.Loop() {
		h.Free(h.Alloc(64))
	}
}

// BenchmarkChurn replaces one of many blocks of several sizes at a time.
func BenchmarkChurn(b *testing.B) {
	h := newHeap(b, Options{})
	var blocks [4096]Ref
	for i := range blocks {
		blocks[i] = h.Alloc(16 + i%256)
	}
	i := 0
	for b.Loop() {
		i = (i*1103515245 + 12345) & (len(blocks) - 1)
		h.Free(blocks[i])
		blocks[i] = h.Alloc(16 + i%256)
	}
}

// BenchmarkAt reads a word through a Ref.
func BenchmarkAt(b *testing.B) {
	h := newHeap(b, Options{})
	r := h.AllocZeroed(64)
	sum := uint64(0)
	for b.Loop() {
		sum += *At[uint64](h.Heap, r)
	}
	if sum != 0 {
		b.Fatal("the block was zero")
	}
}

// BenchmarkRemote frees every block as another thread would.
func BenchmarkRemote(b *testing.B) {
	h := newHeap(b, Options{})
	for b.Loop() {
		h.freeRemote(h.Alloc(64))
	}
}

// pooledMemory hands out one range again and again, as simulated machines do.
type pooledMemory struct {
	*testMemory
	base unsafe.Pointer
}

func (m pooledMemory) Reserve(uintptr) (unsafe.Pointer, sys.Errno) { return m.base, sys.OK }

func (m pooledMemory) Commit(p unsafe.Pointer, size uintptr) sys.Errno {
	if m.committed != 0 {
		return sys.OK
	}
	return m.testMemory.Commit(p, size)
}

// BenchmarkNew is what a simulated machine pays for a heap and its first block.
func BenchmarkNew(b *testing.B) {
	memory := newTestMemory()
	base, _ := memory.Reserve(1 << 30)
	pooled := pooledMemory{memory, base}
	for b.Loop() {
		h, err := New(Options{Memory: pooled, Reserve: 1 << 30, Debug: true})
		if err != nil {
			b.Fatal(err)
		}
		h.Alloc(64)
	}
}
