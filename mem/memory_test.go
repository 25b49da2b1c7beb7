package mem

import (
	"math"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"

	"seedis/sys"
)

// testMemory is the machine's memory for tests: mmap, with a limit on what is
// committed, and checks of what the heap asks for.
type testMemory struct {
	mapping   []byte
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
	mapping, err := unix.Mmap(-1, 0, int(size)+PageSize, unix.PROT_NONE, unix.MAP_PRIVATE|unix.MAP_ANON|unix.MAP_NORESERVE)
	if err != nil {
		panic(err)
	}
	start := unsafe.Pointer(unsafe.SliceData(mapping))
	base := unsafe.Add(start, -uintptr(start)&(PageSize-1))
	m.mapping, m.base, m.size = mapping, uintptr(base), size
	return base, sys.OK
}

func (m *testMemory) Commit(p unsafe.Pointer, size uintptr) sys.Errno {
	if size == 0 || size%PageSize != 0 || uintptr(p) != m.base+PageSize+m.committed || m.committed+size+PageSize > m.size {
		panic("commit out of order")
	}
	if m.committed+size > m.limit {
		return sys.ENOMEM
	}
	if err := unix.Mprotect(unsafe.Slice((*byte)(p), size), unix.PROT_READ|unix.PROT_WRITE); err != nil {
		panic(err)
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
	if err := unix.Madvise(unsafe.Slice((*byte)(p), size), unix.MADV_DONTNEED); err != nil {
		panic(err)
	}
	m.discarded += int(size / PageSize)
	return sys.OK
}

func (m *testMemory) Release(p unsafe.Pointer, size uintptr) sys.Errno {
	if uintptr(p) != m.base || size != m.size {
		panic("release of another range")
	}
	if err := unix.Munmap(m.mapping); err != nil {
		panic(err)
	}
	m.mapping = nil
	return sys.OK
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
