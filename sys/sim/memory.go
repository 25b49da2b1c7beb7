package sim

import (
	"unsafe"

	"seedis/sys"
)

// reservation is address space that the process holds.
type reservation struct {
	base      unsafe.Pointer
	size      uintptr
	committed uintptr
}

// Reserve, Commit, Discard and Release go to Options.Memory. Where memory lies
// differs from run to run, so addresses never enter the trace.
func (m *Machine) Reserve(size uintptr) (unsafe.Pointer, sys.Errno) {
	m.step()
	if m.refuses() {
		m.note(CallReserve, int64(size), 0, outcome(0, sys.ENOMEM))
		return nil, sys.ENOMEM
	}
	base, errno := m.options.Memory.Reserve(size)
	if errno == sys.OK {
		m.reservations = append(m.reservations, reservation{base: base, size: size})
	}
	m.note(CallReserve, int64(size), 0, outcome(0, errno))
	return base, errno
}

// Commit makes part of a reservation usable.
func (m *Machine) Commit(p unsafe.Pointer, size uintptr) sys.Errno {
	m.step()
	if m.refuses() {
		m.note(CallCommit, int64(size), 0, outcome(0, sys.ENOMEM))
		return sys.ENOMEM
	}
	errno := m.options.Memory.Commit(p, size)
	if errno == sys.OK {
		m.reservationOf(p).committed += size
	}
	m.note(CallCommit, int64(size), 0, outcome(0, errno))
	return errno
}

// Discard empties part of a reservation.
func (m *Machine) Discard(p unsafe.Pointer, size uintptr) sys.Errno {
	m.step()
	errno := m.options.Memory.Discard(p, size)
	m.note(CallDiscard, int64(size), 0, outcome(0, errno))
	return errno
}

// Release ends a reservation.
func (m *Machine) Release(p unsafe.Pointer, size uintptr) sys.Errno {
	m.step()
	r := m.reservationOf(p)
	if r.base != p || r.size != size {
		panic("sim: Release of part of a reservation")
	}
	last := len(m.reservations) - 1
	*r = m.reservations[last]
	m.reservations = m.reservations[:last]
	errno := m.options.Memory.Release(p, size)
	m.note(CallRelease, int64(size), 0, outcome(0, errno))
	return errno
}

// reservationOf finds the reservation that p lies in.
func (m *Machine) reservationOf(p unsafe.Pointer) *reservation {
	for i := range m.reservations {
		r := &m.reservations[i]
		if offset := uintptr(p) - uintptr(r.base); offset < r.size {
			return r
		}
	}
	panic("sim: memory that was not reserved")
}

// ReleaseMemory gives back to Options.Memory what a run has left reserved. It
// comes after Run, when nobody looks at the server's memory any more.
func (m *Machine) ReleaseMemory() {
	for len(m.reservations) > 0 {
		last := m.reservations[len(m.reservations)-1]
		if errno := m.Release(last.base, last.size); errno != sys.OK {
			panic("sim: Release: " + errno.Error())
		}
	}
}

// ReservedMemory is the address space that the process holds, in bytes.
func (m *Machine) ReservedMemory() uintptr {
	size := uintptr(0)
	for _, r := range m.reservations {
		size += r.size
	}
	return size
}

// residentSize is what the process has in RAM: its program and what it has
// committed.
func (m *Machine) residentSize() uint64 {
	size := uint64(programSize)
	for _, r := range m.reservations {
		size += uint64(r.committed)
	}
	return size
}
