package store

import (
	"encoding/binary"
	"fmt"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"

	"seedis/mem"
	"seedis/sys"
)

// mapping is a machine's memory for tests: one mapping that the kernel fills in
// as it is touched.
type mapping struct {
	bytes    []byte
	discards int // calls of Discard
}

const alignment = 64 << 10

func (m *mapping) Reserve(size uintptr) (unsafe.Pointer, sys.Errno) {
	bytes, err := unix.Mmap(-1, 0, int(size)+alignment, unix.PROT_READ|unix.PROT_WRITE,
		unix.MAP_PRIVATE|unix.MAP_ANON|unix.MAP_NORESERVE)
	if err != nil {
		panic(err)
	}
	m.bytes = bytes
	start := unsafe.Pointer(unsafe.SliceData(bytes))
	return unsafe.Add(start, -uintptr(start)&(alignment-1)), sys.OK
}

func (m *mapping) Commit(unsafe.Pointer, uintptr) sys.Errno { return sys.OK }

func (m *mapping) Discard(p unsafe.Pointer, size uintptr) sys.Errno {
	m.discards++
	if err := unix.Madvise(unsafe.Slice((*byte)(p), size), unix.MADV_DONTNEED); err != nil {
		panic(err)
	}
	return sys.OK
}

func (m *mapping) Release(unsafe.Pointer, uintptr) sys.Errno {
	if err := unix.Munmap(m.bytes); err != nil {
		panic(err)
	}
	return sys.OK
}

// marks counts the marks that a test has seen.
type marks [sys.MarkCount]int

func (m *marks) Mark(mark sys.Mark) { m[mark]++ }

func (m *marks) add(other *marks) {
	for mark, n := range other {
		m[mark] += n
	}
}

// demand fails a test in which something that should happen sometimes never
// did. A short test makes too few runs to be sure of any.
func (m *marks) demand(t testing.TB, wanted ...sys.Mark) {
	t.Helper()
	if testing.Short() {
		return
	}
	for _, mark := range wanted {
		if m[mark] == 0 {
			t.Errorf("never came up: %v", mark)
		}
	}
}

// fixture is a keyspace on a heap of its own. Its database 0 is the one that
// the tests use.
type fixture struct {
	*DB
	keyspace *Keyspace
	heap     *mem.Heap
	memory   *mapping
	marks    *marks
}

const testSeed = 42

// fataler is testing.TB or rapid.T.
type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
}

// open makes a fixture; close ends it and demands that nothing is left.
func open(t fataler, debug bool) fixture {
	t.Helper()
	memory := new(mapping)
	heap, err := mem.New(mem.Options{Memory: memory, Reserve: 4 << 30, Debug: debug, Seed: testSeed})
	if err != nil {
		t.Fatalf("%v", err)
	}
	seen := new(marks)
	keyspace := New(heap, seen, testSeed, 2)
	return fixture{DB: keyspace.DB(0), keyspace: keyspace, heap: heap, memory: memory, marks: seen}
}

func (f fixture) close(t fataler) {
	t.Helper()
	for i := range f.keyspace.Databases() {
		f.keyspace.DB(i).Clear()
	}
	if bytes, blocks := f.heap.Live(); bytes != 0 || blocks != 0 {
		t.Fatalf("%d bytes in %d blocks are left after Clear: %v", bytes, blocks, f.heap.Leaks())
	}
	if err := f.heap.Check(); err != nil {
		t.Fatalf("%v", err)
	}
	f.heap.Close()
}

// newFixture is a fixture in debug mode, closed with the test.
func newFixture(t testing.TB) fixture {
	f := open(t, true)
	t.Cleanup(func() { f.close(t) })
	return f
}

// newFastFixture is one outside debug mode, as in production.
func newFastFixture(t testing.TB) fixture {
	f := open(t, false)
	t.Cleanup(func() { f.close(t) })
	return f
}

// in is the fixture with another of its databases.
func (f fixture) in(index int) fixture {
	f.DB = f.keyspace.DB(index)
	return f
}

func (f fixture) key(name string) Key { return f.keyspace.Key([]byte(name)) }

func (f fixture) find(name string) Entry { return f.Find(f.key(name)) }

func (f fixture) set(name, value string) Entry {
	key := f.key(name)
	return f.SetString(key, f.Find(key), []byte(value), NoExpiry)
}

func (f fixture) append(name, suffix string) int {
	key := f.key(name)
	return f.Append(key, f.Find(key), []byte(suffix))
}

// fill sets so many keys of 16 bytes, from number first on.
func (f fixture) fill(first, count int) {
	for i := first; i < first+count; i++ {
		f.set(name16(i), "v")
	}
}

func (f fixture) delete(first, count int) {
	for i := first; i < first+count; i++ {
		f.Delete(f.find(name16(i)))
	}
}

func name16(i int) string { return fmt.Sprintf("key:%012d", i) }

func text16(e Entry) string {
	var scratch [Digits]byte
	return string(e.Text(&scratch))
}

// colliding is the i-th of any number of keys that all have the same hash: its
// first half cancels the secret that it is multiplied with, which only who
// knows the seed can do.
func (f fixture) colliding(i int) string {
	var name [16]byte
	binary.LittleEndian.PutUint64(name[:], f.secret.first)
	binary.LittleEndian.PutUint64(name[8:], uint64(i))
	return string(name[:])
}
