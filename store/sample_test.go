package store

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// fair draws often enough to meet each key 400 times on the mean, and checks
// that none was met much more or less: with the seeds that tests have, five
// standard deviations are 100.
func (f fixture) fair(t *testing.T) {
	t.Helper()
	const each = 400
	met := map[string]int{}
	for range each * f.Len() {
		met[string(f.RandomEntry().Key())]++
	}
	if len(met) != f.Len() {
		t.Fatalf("%d of %d keys were met", len(met), f.Len())
	}
	for name, n := range met {
		if math.Abs(float64(n-each)) > 5*math.Sqrt(each) {
			t.Errorf("%q was met %d times, want about %d", name, n, each)
		}
	}
}

func TestRandomEntriesAreFair(t *testing.T) {
	for _, keys := range []int{1, 2, 7, 30, 200} {
		f := newFixture(t)
		f.fill(0, keys)
		f.fair(t)
	}
}

// Keys in long chains are no rarer, and those beside them neither.
func TestRandomEntriesOfChainsAreFair(t *testing.T) {
	f := newFixture(t)
	f.fill(0, 40)
	for i := range 40 {
		f.set(f.colliding(i), "v")
	}
	for f.Rehash(1) {
	}
	f.fair(t)
}

// Half of the buckets have moved: those of both tables count alike.
func TestRandomEntriesAreFairInMidRehash(t *testing.T) {
	f := newFixture(t)
	f.fill(0, 400)
	for i := 400; !f.rehashing(); i++ {
		f.set(name16(i), "v")
	}
	f.Rehash(int(f.active.mask+1) / 2)
	f.fair(t)
	if !f.rehashing() {
		t.Error("the rehash is over")
	}
}

// A chain of the target may be longer than any of the active table: keys that
// came when their bucket had moved.
func TestRandomEntriesOfChainsInTheTargetAreFair(t *testing.T) {
	f := newFastFixture(t)
	for i := 0; !f.rehashing() || f.active.mask < 511; i++ {
		f.set(name16(i), "v")
	}
	for home := f.key(f.colliding(0)).Hash & f.active.mask; f.moved <= home; {
		f.Rehash(1)
	}
	for i := range 20 {
		f.set(f.colliding(i), "v")
	}
	if !f.rehashing() || f.target.chained <= f.active.chained {
		t.Fatalf("chains of %d buckets in the target, of %d in the active table", f.target.chained, f.active.chained)
	}
	f.fair(t)
}

// Where hardly a bucket has an entry one is found all the same.
func TestRandomEntryOfASparseTable(t *testing.T) {
	f := newFastFixture(t)
	const keys = 200_000
	f.fill(0, keys)
	for f.Rehash(1000) {
	}
	f.delete(3, keys-3)
	met := map[string]bool{}
	for range 200 {
		met[string(f.RandomEntry().Key())] = true
	}
	if len(met) != 3 {
		t.Errorf("%d of 3 keys were met", len(met))
	}
}

func TestRandomEntryOfNothing(t *testing.T) {
	f := newFixture(t)
	if f.RandomEntry().Exists() {
		t.Error("an empty database has an entry")
	}
	f.set("key", "v")
	f.Delete(f.find("key"))
	if f.RandomEntry().Exists() {
		t.Error("a database that was emptied has an entry")
	}
}

func TestRandomBelow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		random := newRandom(rapid.Uint64().Draw(t, "seed"))
		n := rapid.Uint64Min(1).Draw(t, "n")
		if number := random.below(n); number >= n {
			t.Fatalf("%d is not below %d", number, n)
		}
	})
}
