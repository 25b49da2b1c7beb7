package store

import (
	"testing"

	"seedis/sys"
)

// progress is how far a database has rehashed.
type progress struct {
	table table
	moved uint64
}

func (f fixture) progress() progress { return progress{f.active, f.moved} }

// movedSince is how many buckets were moved since before.
func (f fixture) movedSince(before progress) int {
	if f.active.buckets == before.table.buckets {
		return int(f.moved - before.moved)
	}
	return int(before.table.mask+1-before.moved) + int(f.moved)
}

// A command does the share of one lookup and one change, however large the
// table is.
func TestEachAccessMovesAConstantNumberOfBuckets(t *testing.T) {
	f := newFastFixture(t)
	most := 0
	access := func(what func()) {
		before := f.progress()
		what()
		most = max(most, f.movedSince(before))
	}
	const keys = 50_000
	for i := range keys {
		access(func() { f.set(name16(i), "v") })
	}
	for i := range keys {
		access(func() { f.Delete(f.find(name16(i))) })
		access(f.ResizeIfSparse)
	}
	if most != movesPerStep+movesPerRemoval {
		t.Errorf("a command moved %d buckets, want at most %d", most, movesPerStep+movesPerRemoval)
	}
	if f.marks[sys.MarkTableGrew] < 10 || f.marks[sys.MarkTableShrank] < 4 {
		t.Errorf("the table grew %d times and shrank %d times", f.marks[sys.MarkTableGrew], f.marks[sys.MarkTableShrank])
	}
}

// A bucket of the target is not touched before the moving reaches it: what the heap
// writes into new blocks in debug mode is still there.
func TestARehashClearsWhatItReaches(t *testing.T) {
	const poison = 0xa5a5_a5a5_a5a5_a5a5
	grow := func(f fixture) {
		for i := 1000; !f.rehashing(); i++ {
			f.set(name16(i), "v")
		}
	}
	shrink := func(f fixture) {
		for i := 0; !f.rehashing(); i++ {
			f.delete(i, 1)
		}
	}
	for _, begin := range []func(fixture){grow, shrink} {
		f := newFixture(t)
		f.fill(0, 1000)
		for f.Rehash(1) {
		}
		begin(f)
		for more := true; more; more = f.Rehash(1) {
			held := 0
			for index := range f.target.mask + 1 {
				if b := f.target.bucket(f.heap, index); f.holds(&f.target, index) {
					held++
				} else if b.meta != poison {
					t.Fatalf("bucket %d is written before %d have moved", index, f.moved)
				}
			}
			if uint64(held) != f.reached() {
				t.Fatalf("%d buckets of the target have a meaning, not %d", held, f.reached())
			}
			f.audit(t)
		}
	}
}

// Insertions alone, without the lookups before them, finish a growing table
// long before it is full.
func TestGrowthIsFinishedBeforeTheNext(t *testing.T) {
	f := newFastFixture(t)
	for i := range 20_000 {
		key := f.key(name16(i))
		f.SetString(key, Entry{}, []byte("v"), NoExpiry)
		if f.rehashing() && f.Len() > f.target.capacity() {
			t.Fatalf("at %d keys a rehash is not finished", f.Len())
		}
	}
	f.audit(t)
}

// The same where it is hardest: a table that has just begun to shrink.
func TestShrinkingIsFinishedBeforeGrowth(t *testing.T) {
	for size := range 12 {
		f := newFastFixture(t)
		keys := firstBuckets << size * 5
		f.fill(0, keys)
		for f.Rehash(1) {
		}
		for i := keys - 1; f.Len()*100 >= f.active.capacity()*sparsePercent; i-- {
			f.delete(i, 1)
		}
		f.ResizeIfSparse()
		f.audit(t)
		for i := keys; f.rehashing(); i++ {
			f.SetString(f.key(name16(i)), Entry{}, []byte("v"), NoExpiry)
			if f.rehashing() && f.Len() > f.target.capacity() {
				t.Fatalf("at %d keys a rehash to %d buckets is not finished", f.Len(), f.target.mask+1)
			}
		}
		f.audit(t)
	}
}

// An empty database comes down to nothing in one go, an almost empty one to its
// first table in a few rounds.
func TestSparseTablesShrink(t *testing.T) {
	f := newFixture(t)
	f.fill(0, 10_000)
	f.delete(1, 9_999)
	for range 10 {
		f.ResizeIfSparse()
		for f.Rehash(100) {
		}
		f.audit(t)
	}
	if f.active.mask+1 != firstBuckets || text16(f.find(name16(0))) != "v" {
		t.Errorf("one key is left in %d buckets", f.active.mask+1)
	}
	f.delete(0, 1)
	f.ResizeIfSparse()
	if _, blocks := f.heap.Live(); blocks != 0 {
		t.Errorf("an empty database has %d blocks", blocks)
	}
}

// A database that is emptied while it rehashes gives up both tables.
func TestEmptiedInMidRehash(t *testing.T) {
	f := newFixture(t)
	f.fill(0, 1000)
	for i := 1000; !f.rehashing() || f.moved == 0; i++ {
		f.set(name16(i), "v")
	}
	for i := 0; f.Len() > 0; i++ {
		key := f.key(name16(i))
		if ref := f.lookup(f.space, key); ref != 0 {
			f.remove(f.space, key.Hash, ref)
			f.length--
			f.free(Entry{f.DB, ref})
		}
	}
	f.ResizeIfSparse()
	if _, blocks := f.heap.Live(); blocks != 0 || f.rehashing() {
		t.Errorf("an empty database has %d blocks", blocks)
	}
}

// Clear in the middle of a rehash frees what has been moved and what has not.
func TestClearInMidRehash(t *testing.T) {
	f := newFixture(t)
	for i := 0; f.moved < 100; i++ {
		f.SetExpire(f.set(name16(i), "v"), 1)
	}
	f.Clear()
	if _, blocks := f.heap.Live(); blocks != 0 || f.Len() != 0 || f.Expires() != 0 {
		t.Errorf("%d blocks, %d keys, %d expiries after Clear", blocks, f.Len(), f.Expires())
	}
}

// Tables of 2^16 buckets and more are rehashed from what their slots hold,
// without a look at the entries: every key must be found where that led, both
// when such a table grows and when it shrinks.
func TestLargeTables(t *testing.T) {
	if testing.Short() {
		t.Skip("a million keys")
	}
	f := newFastFixture(t)
	const keys = 1_000_000
	f.fill(0, keys)
	f.audit(t)
	left := keys
	for ; !f.rehashing(); left-- {
		f.delete(left-1, 1)
	}
	if f.active.mask < 1<<slotHashFrom || f.grows() {
		t.Fatalf("a table of %d buckets does not shrink", f.active.mask+1)
	}
	for f.Rehash(1000) {
	}
	f.audit(t)
	for i := range left {
		if !f.find(name16(i)).Exists() {
			t.Fatalf("key %d is lost", i)
		}
	}
}
