//go:build unix

package real

import (
	"unsafe"

	"golang.org/x/sys/unix"

	"seedis/sys"
)

// granule is the unit of sys.Memory: sizes and addresses are multiples of it.
const granule = 64 << 10

// Memory hands out address space outside the Go heap. It has no state, so the
// simulated machine can be given one too.
type Memory struct{}

var _ sys.Memory = Memory{}

// Reserve maps size bytes that may not be touched yet (mmap(2) PROT_NONE), at
// a multiple of 64 KiB. reserveOnly keeps the range out of the kernel's account of
// promised memory.
func (Memory) Reserve(size uintptr) (unsafe.Pointer, sys.Errno) {
	mustBeWhole(size)
	// The kernel aligns to its own page, so a granule more is mapped, and what
	// sticks out at either end is given back.
	base, err := unix.MmapPtr(-1, 0, nil, size+granule, unix.PROT_NONE,
		unix.MAP_PRIVATE|unix.MAP_ANON|reserveOnly)
	if err != nil {
		return nil, errnoOf(err)
	}
	before := -uintptr(base) % granule
	aligned := unsafe.Add(base, before)
	unmap(base, before)
	unmap(unsafe.Add(aligned, size), granule-before)
	return aligned, sys.OK
}

// Release unmaps a whole reservation.
func (Memory) Release(p unsafe.Pointer, size uintptr) sys.Errno {
	mustBeWhole(uintptr(p) | size)
	return errnoOf(unix.MunmapPtr(p, size))
}

func mustBeWhole(sizeOrAddress uintptr) {
	if sizeOrAddress%granule != 0 {
		panic("real: memory is asked for in parts that are no multiple of 64 KiB")
	}
}

// unmap returns an end of a fresh mapping. That can only fail when the process
// has reached its limit of mappings; the end then stays reserved and unused.
func unmap(p unsafe.Pointer, size uintptr) {
	if size == 0 {
		return
	}
	if err := unix.MunmapPtr(p, size); err != nil && err != unix.ENOMEM {
		panic("real: munmap of a fresh mapping failed: " + err.Error())
	}
}
