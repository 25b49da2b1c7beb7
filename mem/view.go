package mem

import "unsafe"

// The views below spell out what they share, the check of the debug mode and
// the address: a call between them would keep them from being inlined, and the
// whole server goes through here. For the same reason they ask one flag, and the
// check is a method of the heap: so the least functions around a view are inlined,
// too, which is worth 7% of a GET.

// Bytes is a view of the first n bytes of the block r.
func (h *Heap) Bytes(r Ref, n int) []byte {
	if h.checks {
		h.check(r, uintptr(n))
	}
	return unsafe.Slice((*byte)(unsafe.Add(h.base, r)), n)
}

// Slice is a view of n bytes of the block r, from offset on.
func (h *Heap) Slice(r Ref, offset, n int) []byte {
	if h.checks {
		h.check(r, uintptr(offset+n))
	}
	return unsafe.Slice((*byte)(unsafe.Add(h.base, int(r)+offset)), n)
}

// Words is a view of the first n words, of 8 bytes each, of the block r.
func (h *Heap) Words(r Ref, n int) []uint64 {
	if h.checks {
		h.check(r, uintptr(8*n))
	}
	return unsafe.Slice((*uint64)(unsafe.Add(h.base, r)), n)
}

// At is a view of the block r as a T. T holds no pointer of any kind and needs
// no alignment above 8 bytes.
func At[T any](h *Heap, r Ref) (view *T) {
	if h.checks {
		h.check(r, unsafe.Sizeof(*view))
	}
	return (*T)(unsafe.Add(h.base, r))
}

// AtOffset is a view of a part of the block r as a T. The offset is a multiple
// of T's alignment.
func AtOffset[T any](h *Heap, r Ref, offset int) (view *T) {
	if h.checks {
		h.check(r, uintptr(offset)+unsafe.Sizeof(*view))
	}
	return (*T)(unsafe.Add(h.base, int(r)+offset))
}

// Prefetch hints that the cache line at r is about to be read. Here alone r
// may lie inside a block, and the block may be gone: a hint never faults.
func (h *Heap) Prefetch(r Ref) { prefetch(uintptr(h.base) + uintptr(r)) }

// raw is Bytes without the checks of the debug mode.
func (h *Heap) raw(r Ref, n int) []byte {
	return unsafe.Slice((*byte)(unsafe.Add(h.base, r)), n)
}
