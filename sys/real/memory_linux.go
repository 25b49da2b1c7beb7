package real

import (
	"unsafe"

	"golang.org/x/sys/unix"

	"seedis/sys"
)

// Commit makes a part readable and writable (mprotect(2)).
func (Memory) Commit(p unsafe.Pointer, size uintptr) sys.Errno {
	mustBeWhole(uintptr(p) | size)
	return errnoOf(unix.Mprotect(bytesAt(p, size), unix.PROT_READ|unix.PROT_WRITE))
}

// Discard gives a part's pages back; it reads as zero bytes afterwards.
func (Memory) Discard(p unsafe.Pointer, size uintptr) sys.Errno {
	mustBeWhole(uintptr(p) | size)
	return retry(func() error { return unix.Madvise(bytesAt(p, size), unix.MADV_DONTNEED) })
}

func bytesAt(p unsafe.Pointer, size uintptr) []byte {
	return unsafe.Slice((*byte)(p), size)
}
