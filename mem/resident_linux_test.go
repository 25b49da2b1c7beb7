package mem

import (
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
)

// These tests ask the kernel what is in memory, which each system tells in its own
// way.

func TestFreshZeroedBlockIsNotTouched(t *testing.T) {
	h := newHeap(t, Options{})
	for _, size := range []int{PageSize, 512 << 10, 8 << 20} {
		if in := resident(t, h.Bytes(h.AllocZeroed(size), size)); in != 0 {
			t.Errorf("%d of %d bytes are resident", in, size)
		}
	}
	if h.memory.discarded != 0 {
		t.Errorf("%d fresh pages were discarded", h.memory.discarded)
	}
}

func TestLargeZeroedBlockTakesNoMemoryUntilUsed(t *testing.T) {
	const size = 64 << 20
	h := newHeap(t, Options{})
	for _, what := range []string{"fresh", "recycled"} {
		r := h.AllocZeroed(size)
		view := h.Bytes(r, size)
		if in := resident(t, view); in != 0 {
			t.Fatalf("%s: %d bytes are resident", what, in)
		}
		view[size/2] = 1
		if in := resident(t, view); in == 0 || in > 4<<20 {
			t.Fatalf("%s: %d bytes are resident after one was written", what, in)
		}
		h.Free(r)
	}
}

// resident is how many bytes of a block are in memory (mincore(2)).
func resident(t *testing.T, block []byte) int {
	t.Helper()
	const kernelPage = 4096
	vector := make([]byte, len(block)/kernelPage)
	if _, _, errno := unix.Syscall(unix.SYS_MINCORE, uintptr(unsafe.Pointer(unsafe.SliceData(block))),
		uintptr(len(block)), uintptr(unsafe.Pointer(unsafe.SliceData(vector)))); errno != 0 {
		t.Fatal(errno)
	}
	in := 0
	for _, flags := range vector {
		in += int(flags&1) * kernelPage
	}
	return in
}
