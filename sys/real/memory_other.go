//go:build unix && !linux

package real

import (
	"unsafe"

	"golang.org/x/sys/unix"

	"seedis/sys"
)

// Commit puts fresh pages in the place of a part (mmap(2) MAP_FIXED). mprotect(2)
// would not do on illumos, where what was reserved without a claim to swap space
// gets none later either, and ends the process when there is none.
func (Memory) Commit(p unsafe.Pointer, size uintptr) sys.Errno {
	mustBeWhole(uintptr(p) | size)
	return freshPages(p, size)
}

// Discard puts fresh pages in the place of a part, too: only on Linux does a page
// that madvise(2) gave away read as zero bytes.
func (Memory) Discard(p unsafe.Pointer, size uintptr) sys.Errno {
	mustBeWhole(uintptr(p) | size)
	return freshPages(p, size)
}

// freshPages lets go of the pages of a part in the same step in which it maps new
// ones, which are filled with zero bytes. Where they are promised only if there
// is room for them, EAGAIN tells that there is none (illumos, mmap(2)).
func freshPages(p unsafe.Pointer, size uintptr) sys.Errno {
	_, err := unix.MmapPtr(-1, 0, p, size, unix.PROT_READ|unix.PROT_WRITE,
		unix.MAP_PRIVATE|unix.MAP_ANON|unix.MAP_FIXED)
	if err == unix.EAGAIN {
		return sys.ENOMEM
	}
	return errnoOf(err)
}
