package store

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"seedis/mem"
)

// blockOfValue is the value's own block, or Nil.
func blockOfValue(e Entry) mem.Ref {
	if h := e.header(); h.flags&isExternal != 0 {
		return e.external(h).block
	}
	return mem.Nil
}

func TestRenameLeavesALargeValueWhereItIs(t *testing.T) {
	f := newFixture(t)
	f.set("b", "replaced")
	e := f.SetExpire(f.set("a", strings.Repeat("v", 100_000)), 77)
	block, at := blockOfValue(e), f.key("a")
	for _, name := range []string{"b", strings.Repeat("w", 300), "c"} {
		to := f.key(name)
		e = f.Rename(at, e, to, f.Find(to))
		at = to
		if blockOfValue(e) != block || e != f.find(name) || e.ExpireAt() != 77 || e.StringLen() != 100_000 {
			t.Errorf("as %.10q: the value is in %x, was in %x", name, blockOfValue(e), block)
		}
		f.audit(t)
	}
	if f.Len() != 1 {
		t.Errorf("%d keys are left of two", f.Len())
	}
}

func TestRenameToItselfIsAMistake(t *testing.T) {
	f := newFixture(t)
	e := f.set("a", "v")
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	f.Rename(f.key("a"), e, f.key("a"), e)
}

func TestMoveLeavesTheBlocksWhereTheyAre(t *testing.T) {
	f := newFixture(t)
	to := f.in(1)
	for _, value := range []string{"12", "text", strings.Repeat("v", 5000)} {
		e := f.SetExpire(f.set(value, value), 5)
		bytes, blocks := f.heap.Live()
		moved := f.Move(f.key(value), e, to.DB)
		if moved.ref != e.ref || moved != to.find(value) || f.find(value).Exists() || text16(moved) != value {
			t.Errorf("%.10q is not what it was", value)
		}
		if now, count := f.heap.Live(); count > blocks+1 || now > bytes+firstBuckets*bucketSize {
			t.Errorf("%.10q: %d blocks became %d", value, blocks, count)
		}
	}
	if f.Len() != 0 || f.Expires() != 0 || to.Len() != 3 || to.Expires() != 3 {
		t.Errorf("%d keys and %d expiries are left, %d and %d arrived", f.Len(), f.Expires(), to.Len(), to.Expires())
	}
	f.audit(t)
}

func TestCopyKeepsTheEncodingAndNoRoom(t *testing.T) {
	f := newFixture(t)
	for _, value := range []string{"12", "text", strings.Repeat("v", 5000)} {
		raw := f.set("raw", value)
		f.Append(f.key("raw"), raw, nil)
		for _, name := range []string{"set", "raw"} {
			f.set("set", value)
			source := f.find(name)
			copied := f.Copy(f.key("copy"), f.find("copy"), source)
			if copied.Encoding() != source.Encoding() || text16(copied) != value || text16(f.find(name)) != value {
				t.Errorf("%s %.10q: %v became %v", name, value, source.Encoding(), copied.Encoding())
			}
			if block := blockOfValue(copied); block != mem.Nil && block == blockOfValue(source) {
				t.Errorf("%s %.10q shares its value's block", name, value)
			}
		}
	}
	f.audit(t)
}

// Swapped contents stay in the middle of their rehashes, and databases keep
// their numbers.
func TestSwap(t *testing.T) {
	f := newFixture(t)
	other := f.in(1)
	for i := 0; f.moved < 20; i++ {
		f.SetExpire(f.set(name16(i), "zero"), 5)
	}
	keys := f.Len()
	other.set("one", "one")
	f.keyspace.Swap(0, 1)
	f.audit(t)
	if f.Len() != 1 || f.Expires() != 0 || other.Len() != keys || other.Expires() != keys || !other.rehashing() {
		t.Errorf("%d and %d keys, want 1 and %d", f.Len(), other.Len(), keys)
	}
	if f.Index() != 0 || other.Index() != 1 || text16(f.find("one")) != "one" || text16(other.find(name16(0))) != "zero" {
		t.Error("the contents are not those of the other")
	}
	f.keyspace.Swap(1, 1)
	f.audit(t)
	if f.keyspace.Swap(0, 1); f.Len() != keys || other.Len() != 1 {
		t.Errorf("swapped back: %d and %d keys", f.Len(), other.Len())
	}
}

// resident is the memory that the process has of the machine, in bytes.
func resident(t *testing.T) int {
	t.Helper()
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		t.Skip(err)
	}
	pages, err := strconv.Atoi(strings.Fields(string(text))[1])
	if err != nil {
		t.Fatal(err)
	}
	return pages * os.Getpagesize()
}

// One byte at the end of 512 MiB costs the pages around it (SETRANGE, SETBIT),
// whether the key is new or not, and again after the memory was used.
func TestManyZerosTakeUpNoMemory(t *testing.T) {
	const length = 512 << 20
	f := newFastFixture(t)
	before := resident(t)
	for _, name := range []string{"new", "short", "long", "new"} {
		switch name {
		case "short":
			f.set(name, "some text")
		case "long":
			f.set(name, strings.Repeat("v", 5000))
		}
		key := f.key(name)
		_, b := f.Writable(key, f.Find(key), length)
		b[length-1] = 'x'
		if len(b) != length || b[length/2] != 0 {
			t.Errorf("%s: %d bytes, in their middle %q", name, len(b), b[length/2])
		}
		f.Delete(f.find(name))
	}
	if grown := resident(t) - before; grown > 32<<20 {
		t.Errorf("512 MiB of zeros take up %d MiB", grown>>20)
	}
}
