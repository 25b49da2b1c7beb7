package mem

import (
	"math"
	"testing"
	"unsafe"

	"seedis/sys"
	"seedis/sys/real"
)

// testMemory is the machine's memory for tests, with a limit on what is committed,
// and checks of what the heap asks for.
type testMemory struct {
	real      real.Memory
	base      uintptr
	size      uintptr
	limit     uintptr // bytes that may be committed
	committed uintptr // bytes committed so far, from page 1 on
	discarded int     // pages, all calls together
	refuse    sys.Errno
}

func newTestMemory() *testMemory { return &testMemory{limit: 1 << 40} }

func (m *testMemory) Reserve(size uintptr) (unsafe.Pointer, sys.Errno) {
	if m.refuse != sys.OK {
		return nil, m.refuse
	}
	base, errno := m.real.Reserve(size)
	if errno != sys.OK {
		panic(errno)
	}
	m.base, m.size = uintptr(base), size
	return base, sys.OK
}

func (m *testMemory) Commit(p unsafe.Pointer, size uintptr) sys.Errno {
	if size == 0 || size%PageSize != 0 || uintptr(p) != m.base+PageSize+m.committed || m.committed+size+PageSize > m.size {
		panic("commit out of order")
	}
	if m.committed+size > m.limit {
		return sys.ENOMEM
	}
	if errno := m.real.Commit(p, size); errno != sys.OK {
		panic(errno)
	}
	m.committed += size
	return sys.OK
}

func (m *testMemory) Discard(p unsafe.Pointer, size uintptr) sys.Errno {
	if m.refuse != sys.OK {
		return m.refuse
	}
	offset := uintptr(p) - m.base
	if size == 0 || size%PageSize != 0 || offset%PageSize != 0 || offset < PageSize || offset+size > PageSize+m.committed {
		panic("discard of what is not committed")
	}
	if errno := m.real.Discard(p, size); errno != sys.OK {
		panic(errno)
	}
	m.discarded += int(size / PageSize)
	return sys.OK
}

func (m *testMemory) Release(p unsafe.Pointer, size uintptr) sys.Errno {
	if uintptr(p) != m.base || size != m.size {
		panic("release of another range")
	}
	if errno := m.real.Release(p, size); errno != sys.OK {
		panic(errno)
	}
	return sys.OK
}

// testHeap is a heap and the memory it lives in.
type testHeap struct {
	*Heap
	memory *testMemory
	remote *Remote
}

// freeRemote frees a block as another thread would, and sends it home.
func (h testHeap) freeRemote(r Ref) {
	h.remote.Free(r)
	h.remote.Flush()
}

// collectAll collects what other threads have freed, now that they are done.
func (h testHeap) collectAll(t testing.TB) {
	t.Helper()
	h.Collect(math.MaxInt)
	if bytes, blocks := h.PendingFree(); bytes != 0 || blocks != 0 {
		t.Fatalf("%d bytes in %d blocks are not collected", bytes, blocks)
	}
}

// newHeap makes a heap that is closed with the test.
func newHeap(t testing.TB, o Options) testHeap {
	t.Helper()
	memory := newTestMemory()
	o.Memory = memory
	if o.Reserve == 0 {
		o.Reserve = 1 << 30
	}
	h, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.Close)
	return testHeap{h, memory, h.NewRemote()}
}

// inBothModes runs a test without and with the debug mode.
func inBothModes(t *testing.T, test func(t *testing.T, o Options)) {
	t.Run("plain", func(t *testing.T) { test(t, Options{}) })
	t.Run("debug", func(t *testing.T) { test(t, Options{Debug: true, Seed: 7}) })
}

func mustCheck(t testing.TB, h testHeap) {
	t.Helper()
	if err := h.Check(); err != nil {
		t.Fatal(err)
	}
}

// mustBeEmpty checks that nothing is in use.
func mustBeEmpty(t testing.TB, h testHeap) {
	t.Helper()
	mustCheck(t, h)
	if bytes, blocks := h.Live(); bytes != 0 || blocks != 0 {
		t.Fatalf("%d bytes in %d blocks live in an empty heap: %v", bytes, blocks, h.Leaks())
	}
}
