package store

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"seedis/sys"
)

// fair draws often enough to meet each key 400 times on the mean, and checks
// that none was met much more or less: with the seeds that tests have, five
// standard deviations are 100.
func (f fixture) fair(t *testing.T) {
	t.Helper()
	const each = 400
	met := map[string]int{}
	for range each * f.Len() {
		met[string(f.entryKey(f.draw(f.space)))]++
	}
	demandFair(t, met, f.Len(), each)
}

// demandFair demands that each of so many keys was met about as often as the mean
// says.
func demandFair(t *testing.T, met map[string]int, keys, each int) {
	t.Helper()
	if len(met) != keys {
		t.Fatalf("%d of %d keys were met", len(met), keys)
	}
	for name, n := range met {
		if math.Abs(float64(n-each)) > 5*math.Sqrt(float64(each)) {
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

// An entry with much empty room before it is no likelier than others: in a table
// that is about to shrink.
func TestRandomEntriesOfSparseTablesAreFair(t *testing.T) {
	f := newFastFixture(t)
	f.fill(0, 5000)
	for left := 5000; f.marks[sys.MarkTableShrank] == 0; left-- {
		f.delete(left-1, 1)
	}
	f.fair(t)
}

// Nor while such a table comes down, which the draws themselves let it.
func TestRandomEntriesOfShrinkingTablesAreFair(t *testing.T) {
	const keys, left, each = 3000, 40, 400
	met := map[string]int{}
	f := newFastFixture(t)
	f.fill(0, keys)
	f.delete(left, keys-left)
	for range each {
		for range left {
			met[string(f.RandomEntry().Key())]++
		}
		if !f.rehashing() { // it is down: up with it
			f.fill(left, keys-left)
			f.delete(left, keys-left)
		}
	}
	demandFair(t, met, left, each)
}

// Sets of elements drawn at once are as fair, however full the table is.
func TestChosenElementsAreFair(t *testing.T) {
	const each = 400
	for _, test := range []struct{ added, left, count int }{
		{300, 300, 3}, {300, 300, 60}, {300, 300, 150}, {4000, 60, 5}, {4000, 60, 40},
	} {
		f := newFastFixture(t)
		set := f.Set(f.key("set"), Entry{})
		for i := range test.added {
			set.Add([]byte(name16(i)))
		}
		for i := test.left; i < test.added; i++ {
			set.Delete([]byte(name16(i)))
		}
		met := map[string]int{}
		for range each * test.left / test.count {
			set.Choose(test.count, new(Scratch), func(member []byte) { met[string(member)]++ })
		}
		demandFair(t, met, test.left, each)
	}
}

// However many keys go, and though nobody looks them up before, the table follows:
// a random entry is never sought among many more buckets than there are entries.
func TestRemovalsNeverGetAheadOfTheTable(t *testing.T) {
	f := newFastFixture(t)
	const keys = 200_000
	var entries []Entry
	for i := range keys {
		entries = append(entries, f.set(name16(i), "v"))
	}
	for i, e := range entries[3:] {
		f.Delete(e)
		if left := keys - 1 - i; f.homeBuckets() > uint64(max(5*left, 2*firstBuckets)) {
			t.Fatalf("%d entries in %d home buckets", left, f.homeBuckets())
		}
	}
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
