package store

import (
	"strings"
	"testing"
)

// Nothing here may allocate on the Go heap. The heap's own page descriptors do,
// once for each 64 MiB or so, so each operation is averaged over many runs.
func TestNothingAllocates(t *testing.T) {
	f := newFastFixture(t)
	name := []byte("key:000000000000")
	long := []byte(strings.Repeat("v", 3000))
	var scratch [Digits]byte
	visited := 0
	visit := func(e Entry) { visited += len(e.Key()) }
	cursor := uint64(0)
	number := 0
	next := func() Key {
		for n, i := number, len(name)-1; i > 3; n, i = n/10, i-1 {
			name[i] = byte('0' + n%10)
		}
		number++
		return f.keyspace.Key(name)
	}
	f.fill(0, 1000)
	again := func() Key { return f.keyspace.Key(name) }
	for _, operation := range []struct {
		what string
		run  func()
	}{
		{"grow", func() { key := next(); f.SetString(key, f.Find(key), name, NoExpiry) }},
		{"find", func() { f.PrefetchBucket(again().Hash); f.PrefetchEntry(again().Hash); f.Find(again()).Text(&scratch) }},
		{"replace", func() { key := again(); f.SetString(key, f.Find(key), name, NoExpiry) }},
		{"enlarge", func() { key := again(); f.SetString(key, f.Find(key), long, NoExpiry) }},
		{"append", func() { f.Append(again(), f.Find(again()), name) }},
		{"integer", func() {
			key := again()
			f.SetInt(key, f.Find(key), int64(number), 7).Text(&scratch)
			f.Append(key, f.Find(key), name)
		}},
		{"expire", func() { f.ClearExpire(f.SetExpire(f.Find(again()), 7)) }},
		{"scan", func() { cursor = f.Scan(cursor, visit) }},
		{"touch", func() { f.Find(again()).Touch() }},
		{"random", func() { f.RandomEntry() }},
		{"rename", func() {
			other := f.keyspace.Key(long[:20])
			e := f.Rename(again(), f.Find(again()), other, f.Find(other))
			f.Rename(other, e, again(), Entry{})
		}},
		{"copy and move", func() {
			e := f.Find(again())
			other := f.keyspace.Key(long[:30])
			e = f.Copy(other, f.Find(other), e)
			f.in(1).Delete(f.Move(other, e, f.in(1).DB))
		}},
		{"swap", func() { f.keyspace.Swap(0, 1); f.keyspace.Swap(1, 0) }},
		{"shrink", func() {
			number--
			key := next()
			number--
			if e := f.Find(key); e.Exists() {
				f.Delete(e)
			}
			f.ResizeIfSparse()
		}},
	} {
		if n := testing.AllocsPerRun(20_000, operation.run); n != 0 {
			t.Errorf("%s: %v allocations", operation.what, n)
		}
	}
}
