package sim

import (
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"

	"seedis/sys"
)

// mapped is a sys.Memory over mmap(2) that counts what it is asked.
type mapped struct {
	reserves, commits, discards, releases int
}

func (x *mapped) Reserve(size uintptr) (unsafe.Pointer, sys.Errno) {
	x.reserves++
	p, err := unix.MmapPtr(-1, 0, nil, size, unix.PROT_NONE, unix.MAP_PRIVATE|unix.MAP_ANON)
	return p, errnoOf(err)
}

func (x *mapped) Commit(p unsafe.Pointer, size uintptr) sys.Errno {
	x.commits++
	return errnoOf(unix.Mprotect(unsafe.Slice((*byte)(p), size), unix.PROT_READ|unix.PROT_WRITE))
}

func (x *mapped) Discard(p unsafe.Pointer, size uintptr) sys.Errno {
	x.discards++
	return errnoOf(unix.Madvise(unsafe.Slice((*byte)(p), size), unix.MADV_DONTNEED))
}

func (x *mapped) Release(p unsafe.Pointer, size uintptr) sys.Errno {
	x.releases++
	return errnoOf(unix.MunmapPtr(p, size))
}

func errnoOf(err error) sys.Errno {
	if err == nil {
		return sys.OK
	}
	return sys.Errno(err.(unix.Errno))
}

const unit = 64 << 10

func TestMachineReleasesWhatARunLeaves(t *testing.T) {
	memory := &mapped{}
	m := simulate(t, Options{Memory: memory}, func(m *Machine) {
		small := m.Usage().ResidentSize
		p, errno := m.Reserve(16 * unit)
		must(m, "reserve", errno)
		must(m, "commit", m.Commit(unsafe.Add(p, unit), 2*unit))
		equal(m, "resident", m.Usage().ResidentSize-small, 2*unit)
		bytes := unsafe.Slice((*byte)(unsafe.Add(p, unit)), 2*unit)
		bytes[0], bytes[2*unit-1] = 1, 2
		must(m, "discard", m.Discard(unsafe.Add(p, unit), 2*unit))
		equal(m, "after discard", bytes[0]+bytes[2*unit-1], 0)
		q, errno := m.Reserve(unit)
		must(m, "reserve", errno)
		must(m, "release", m.Release(q, unit))
	})
	if memory.reserves != 2 || memory.releases != 1 {
		t.Errorf("%+v before ReleaseMemory", *memory)
	}
	m.ReleaseMemory()
	if memory.releases != 2 {
		t.Errorf("%+v after ReleaseMemory", *memory)
	}
}

// A wild write is a failure of its thread and not the end of the test binary.
func TestFaultOfMemoryIsAPanic(t *testing.T) {
	m := New(Options{Memory: &mapped{}})
	m.Start("wild", func() {
		p, _ := m.Reserve(unit)
		*(*byte)(p) = 1
	})
	contains(t, fails(t, m, FailurePanic).Error(), "wild", "invalid memory address")
	m.ReleaseMemory()
}

func TestWhereMemoryLiesIsNotInTheTrace(t *testing.T) {
	memory := NewRanges(&mapped{})
	var traces [2]uint64
	for i := range traces {
		m := simulate(t, Options{Memory: memory}, func(m *Machine) {
			p, _ := m.Reserve(4 * unit)
			must(m, "commit", m.Commit(p, unit))
		})
		traces[i] = m.Trace() // its range stays in use: the next one lies elsewhere
		defer m.ReleaseMemory()
	}
	if traces[0] != traces[1] {
		t.Error("two runs with memory at different places have different traces")
	}
}

func TestRangesAreReusedAndEmpty(t *testing.T) {
	under := &mapped{}
	r := NewRanges(under)
	var first unsafe.Pointer
	for round := range 5 {
		p, errno := r.Reserve(8 * unit)
		if errno != sys.OK || round > 0 && p != first {
			t.Fatalf("round %d: %v at another place", round, errno)
		}
		first = p
		for _, at := range []int{0, 3, 2, 6} {
			if errno := r.Commit(unsafe.Add(p, at*unit), unit); errno != sys.OK {
				t.Fatal(errno)
			}
			bytes := unsafe.Slice((*byte)(unsafe.Add(p, at*unit)), unit)
			if bytes[0] != 0 || bytes[unit-1] != 0 {
				t.Fatalf("round %d: the range is not empty", round)
			}
			bytes[0], bytes[unit-1] = 1, 1
		}
		if errno := r.Release(p, 8*unit); errno != sys.OK {
			t.Fatal(errno)
		}
	}
	if under.reserves != 1 || under.commits != 4 || under.discards != 5*3 {
		t.Errorf("Linux was asked %+v", *under)
	}
	if errno := r.Close(); errno != sys.OK || under.releases != 1 {
		t.Errorf("close: %v, %+v", errno, *under)
	}
}

func TestRangesOfOtherSizesAreOthers(t *testing.T) {
	r := NewRanges(&mapped{})
	a, _ := r.Reserve(unit)
	if errno := r.Release(a, 2*unit); errno != sys.EINVAL {
		t.Errorf("release of another size: %v", errno)
	}
	r.Release(a, unit)
	b, _ := r.Reserve(2 * unit)
	c, _ := r.Reserve(unit)
	if c != a || b == a {
		t.Error("a range of another size was handed out")
	}
	r.Release(b, 2*unit)
	r.Release(c, unit)
	if errno := r.Close(); errno != sys.OK {
		t.Error(errno)
	}
}
