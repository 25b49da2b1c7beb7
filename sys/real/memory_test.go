//go:build linux

package real

import (
	"bytes"
	"runtime/debug"
	"testing"
	"unsafe"

	"seedis/sys"
)

func reserve(t *testing.T, size uintptr) unsafe.Pointer {
	t.Helper()
	base, errno := Memory{}.Reserve(size)
	mustOK(t, errno)
	if uintptr(base)%granule != 0 {
		t.Fatalf("%p is no multiple of 64 KiB", base)
	}
	return base
}

func allZero(part []byte) bool { return len(bytes.Trim(part, "\x00")) == 0 }

func TestCommittedMemoryIsZeroAndAgainAfterDiscard(t *testing.T) {
	var m Memory
	const size = 16 * granule
	base := reserve(t, size)
	part := unsafe.Add(base, 3*granule)
	mustOK(t, m.Commit(part, 2*granule))
	view := bytesAt(part, 2*granule)
	if !allZero(view) {
		t.Fatal("fresh memory is not zero")
	}
	for i := range view {
		view[i] = 0xAB
	}
	mustOK(t, m.Discard(part, granule))
	if !allZero(view[:granule]) {
		t.Error("a discarded part kept its bytes")
	}
	if !bytes.Equal(view[granule:], bytes.Repeat([]byte{0xAB}, granule)) {
		t.Error("the part beside it lost its bytes")
	}
	view[0] = 1 // it is still committed
	mustOK(t, m.Release(base, size))
}

func TestReservedMemoryFaultsUntilCommitted(t *testing.T) {
	base := reserve(t, granule)
	defer Memory{}.Release(base, granule)
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if recover() == nil {
			t.Error("a reserved byte could be written")
		}
	}()
	*(*byte)(base) = 1
}

func TestReservationsOfOddNumbersOfGranulesAreAligned(t *testing.T) {
	for granules := uintptr(1); granules < 8; granules++ {
		defer Memory{}.Release(reserve(t, granules*granule), granules*granule)
	}
}

func TestALargeReservationCostsNothing(t *testing.T) {
	const size = 1 << 40
	mustOK(t, Memory{}.Release(reserve(t, size), size))
}

func TestMemoryErrors(t *testing.T) {
	var m Memory
	_, errno := m.Reserve(1 << 62)
	want(t, errno, sys.ENOMEM)
	base := reserve(t, granule)
	mustOK(t, m.Release(base, granule))
	want(t, m.Commit(base, granule), sys.ENOMEM)
	want(t, m.Discard(base, granule), sys.ENOMEM)
}

func TestPartsThatAreNotWholeAreRefused(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("4096 bytes were reserved")
		}
	}()
	Memory{}.Reserve(4096)
}
