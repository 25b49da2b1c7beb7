package sys

import "unsafe"

// Memory is address space outside the Go heap (mmap(2)). All sizes and
// addresses are multiples of 64 KiB.
type Memory interface {
	// Reserve sets aside size bytes of address space that hold nothing yet.
	Reserve(size uintptr) (unsafe.Pointer, Errno)
	// Commit makes part of a reserved range readable and writable, filled
	// with zero bytes. ENOMEM when the machine refuses.
	Commit(p unsafe.Pointer, size uintptr) Errno
	// Discard gives the memory behind a committed part back to the machine;
	// the part stays committed and reads as zero bytes (madvise(2)
	// MADV_DONTNEED).
	Discard(p unsafe.Pointer, size uintptr) Errno
	// Release ends a whole reservation. No reference into it may remain.
	Release(p unsafe.Pointer, size uintptr) Errno
}
