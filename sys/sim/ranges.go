package sim

import (
	"unsafe"

	"seedis/sys"
)

// Ranges is a sys.Memory that keeps released ranges for the next machine: a
// campaign of thousands of runs asks Linux for address space a few times. It
// belongs to one goroutine at a time, like the machines that use it.
type Ranges struct {
	memory sys.Memory
	ranges []*addressRange
}

// addressRange is a range that Linux gave.
type addressRange struct {
	base  unsafe.Pointer
	size  uintptr
	inUse bool

	// What is committed, in this use of the range or an earlier one: offsets,
	// sorted, apart from each other.
	committed []extent
}

type extent struct{ start, end uintptr }

var _ sys.Memory = (*Ranges)(nil)

// NewRanges returns an empty pool over memory.
func NewRanges(memory sys.Memory) *Ranges { return &Ranges{memory: memory} }

// Reserve hands out a range of exactly this size, a released one if there is.
func (r *Ranges) Reserve(size uintptr) (unsafe.Pointer, sys.Errno) {
	for _, a := range r.ranges {
		if !a.inUse && a.size == size {
			a.inUse = true
			return a.base, sys.OK
		}
	}
	base, errno := r.memory.Reserve(size)
	if errno == sys.OK {
		r.ranges = append(r.ranges, &addressRange{base: base, size: size, inUse: true})
	}
	return base, errno
}

// Commit asks Linux only for what no earlier use has committed.
func (r *Ranges) Commit(p unsafe.Pointer, size uintptr) sys.Errno {
	a := r.of(p)
	start := uintptr(p) - uintptr(a.base)
	if a.holds(extent{start, start + size}) {
		return sys.OK
	}
	errno := r.memory.Commit(p, size)
	if errno == sys.OK {
		a.add(extent{start, start + size})
	}
	return errno
}

// Discard passes through.
func (r *Ranges) Discard(p unsafe.Pointer, size uintptr) sys.Errno {
	return r.memory.Discard(p, size)
}

// Release empties a range, so that the next user finds zero bytes, and keeps
// it.
func (r *Ranges) Release(p unsafe.Pointer, size uintptr) sys.Errno {
	a := r.of(p)
	if a.base != p || a.size != size {
		return sys.EINVAL
	}
	for _, e := range a.committed {
		if errno := r.memory.Discard(unsafe.Add(a.base, e.start), e.end-e.start); errno != sys.OK {
			return errno
		}
	}
	a.inUse = false
	return sys.OK
}

// Close returns all ranges to Linux. None may be in use.
func (r *Ranges) Close() sys.Errno {
	for _, a := range r.ranges {
		if a.inUse {
			panic("sim: Ranges closed while a range is in use")
		}
		if errno := r.memory.Release(a.base, a.size); errno != sys.OK {
			return errno
		}
	}
	r.ranges = nil
	return sys.OK
}

func (r *Ranges) of(p unsafe.Pointer) *addressRange {
	for _, a := range r.ranges {
		if offset := uintptr(p) - uintptr(a.base); a.inUse && offset < a.size {
			return a
		}
	}
	panic("sim: memory that was not reserved")
}

func (a *addressRange) holds(e extent) bool {
	for _, c := range a.committed {
		if c.start <= e.start && e.end <= c.end {
			return true
		}
	}
	return false
}

// add merges e with the extents that it touches.
func (a *addressRange) add(e extent) {
	first := 0
	for first < len(a.committed) && a.committed[first].end < e.start {
		first++
	}
	after := first
	for after < len(a.committed) && a.committed[after].start <= e.end {
		e.start = min(e.start, a.committed[after].start)
		e.end = max(e.end, a.committed[after].end)
		after++
	}
	if first == after {
		a.committed = append(a.committed, extent{})
		copy(a.committed[first+1:], a.committed[first:])
	} else {
		a.committed = append(a.committed[:first+1], a.committed[after:]...)
	}
	a.committed[first] = e
}
