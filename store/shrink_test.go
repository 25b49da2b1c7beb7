package store

import (
	"strconv"
	"testing"

	"seedis/mem"
)

// crowd is how many elements a collection begins with that is going to lose all
// but one in 10,000 of them.
const (
	crowd    = 300_000
	survived = crowd / 10_000
)

// boundedBy demands that a key takes at most 64 bytes for each of its elements,
// which are short, and 4 KiB, when so many accesses have been made.
func (f fixture) boundedBy(t *testing.T, name string, accesses int, access func(i int)) {
	t.Helper()
	for i := range accesses {
		access(i)
	}
	e := f.find(name)
	if used, most := e.Usage(0), survived*64+4096; used > most {
		t.Errorf("%d elements take %d bytes, want at most %d", survived, used, most)
	}
	f.audit(t)
}

// accessesAfter is how many accesses may pass until a collection of so few
// elements is down to its size: as many as it has elements.
const accessesAfter = survived

// However the elements go, the memory that they took goes with them.
func TestMemoryGoesWithTheElements(t *testing.T) {
	if testing.Short() {
		t.Skip("a million elements")
	}
	member := func(i int) []byte { return []byte(strconv.Itoa(i) + "m") }
	zset := func(f fixture) ZSet {
		z := f.ZSet(f.key("z"), Entry{})
		for i := range crowd {
			z.Add(member(i), float64(i), 0)
		}
		return z
	}
	t.Run("by a range", func(t *testing.T) {
		f := newFastFixture(t)
		z := zset(f)
		z.DeleteRange(survived/2, crowd-survived)
		f.boundedBy(t, "z", accessesAfter, func(i int) { z.Score(member(i)) })
	})
	t.Run("by small ranges", func(t *testing.T) {
		f := newFastFixture(t)
		z := zset(f)
		for z.Len() > survived {
			z.DeleteRange(0, min(7, z.Len()-survived))
		}
		f.boundedBy(t, "z", accessesAfter, func(i int) { z.Score(member(i)) })
	})
	t.Run("one by one", func(t *testing.T) {
		f := newFastFixture(t)
		h := f.Hash(f.key("h"), Entry{})
		for i := range crowd {
			h.Set(member(i), nil)
		}
		for i := survived; i < crowd; i++ {
			h.Delete(member(i))
		}
		f.boundedBy(t, "h", accessesAfter, func(i int) { h.Has(member(i)) })
	})
	t.Run("by lot", func(t *testing.T) {
		f := newFastFixture(t)
		set := f.Set(f.key("s"), Entry{})
		for i := range crowd {
			set.Add(member(i))
		}
		var digits [Digits]byte
		for set.Len() > survived {
			set.Delete(set.Sample(&digits))
		}
		f.boundedBy(t, "s", accessesAfter, func(int) { set.Sample(&digits) })
	})
}

// A range of half a table's elements is enough for the table to shrink, when
// nothing but the deletion itself does it.
func TestARangeShrinksTheTable(t *testing.T) {
	f := newFixture(t)
	z := f.ZSet(f.key("z"), Entry{})
	for i := range 2000 {
		z.Add([]byte(name16(i)), float64(i), 0)
	}
	before := z.ranking().members.active.mask + 1
	z.DeleteRange(0, 1990)
	if after := z.ranking().members.active.mask + 1; after > before/8 {
		t.Errorf("of %d buckets for 2000 elements %d are left for 10", before, after)
	}
	f.audit(t)
}

// The end of a rehash begins the next one if the table is still sparse: reading
// alone brings it down, whichever way it is done.
func TestReadingBringsASparseTableDown(t *testing.T) {
	readers := []func(set *Set){
		func(set *Set) { set.Has([]byte("other")) },
		func(set *Set) { set.Sample(new([Digits]byte)) },
		func(set *Set) { set.Choose(1, new(Scratch), func([]byte) {}) },
	}
	for _, read := range readers {
		readSparse(t, read)
	}
}

// readSparse reads a set from which nearly all was taken without a step of its
// rehash, and demands that it comes down.
func readSparse(t *testing.T, read func(set *Set)) {
	t.Helper()
	f := newFixture(t)
	set := f.Set(f.key("s"), Entry{})
	for i := range 3000 {
		set.Add([]byte(name16(i)))
	}
	s, d := f.space, set.dict()
	for d.rehash(s, 1) {
	}
	for i := 3; i < 3000; i++ { // none of these steps
		key := f.key(name16(i))
		ref := d.lookup(s, key)
		d.remove(s, key.Hash, ref)
		d.length--
		f.heap.Free(ref)
	}
	d.shrinkIfSparse(s)
	buckets := int(d.active.mask + 1)
	for range buckets {
		read(&set)
	}
	if d.active.mask+1 != firstBuckets || d.rehashing() {
		t.Errorf("3 elements are in %d buckets after %d accesses", d.active.mask+1, buckets)
	}
	f.audit(t)
}

// A small hash with a block of its own gives memory back when it loses fields.
func TestABlockShrinksWithItsFields(t *testing.T) {
	f := newFixture(t)
	f.keyspace.SetLimits(Limits{HashListpackEntries: 10_000, HashListpackValue: 64})
	h := f.Hash(f.key("h"), Entry{})
	for i := range 1000 {
		h.Set([]byte(name16(i)), []byte("value"))
	}
	full := h.Entry().Usage(0)
	for i := 100; i < 1000; i++ {
		h.Delete([]byte(name16(i)))
	}
	if left := h.Entry().Usage(0); left > full/5 || h.isLarge() {
		t.Errorf("1000 fields took %d bytes, 100 take %d", full, left)
	}
}

// What an entry remembers of its use stays with it when it grows, gets a block of
// its own and is converted, in whatever it is tracked.
func TestTheClockSurvivesGrowthAndConversion(t *testing.T) {
	for _, kind := range []Type{ListType, SetType, ZSetType, HashType} {
		f := newFixture(t)
		f.keyspace.Track(Tracking{Frequency: true})
		f.put(kind, "key", "1")
		for range 50 {
			f.find("key").Touch() // without a LogFactor each counts
		}
		want, seen := f.find("key").Frequency(), map[mem.Ref]bool{}
		for i := range 5000 {
			f.put(kind, "key", strconv.Itoa(i))
			e := f.find("key")
			if seen[e.ref] = true; e.Frequency() != want {
				t.Fatalf("a %v of %d elements, %v: used %d times, want %d", kind, i, e.Encoding(), e.Frequency(), want)
			}
		}
		if e := f.find("key"); !e.Encoding().rooted() || len(seen) < 3 {
			t.Errorf("a %v has moved %d times and is %v", kind, len(seen), e.Encoding())
		}
	}
}

// One pair that is larger than half of what a listpack may hold is in one piece
// if the limits allow it; what would not fit is not.
func TestWhatALonelyListpackTakes(t *testing.T) {
	f := newFixture(t)
	h := f.Hash(f.key("h"), Entry{})
	for _, test := range []struct {
		texts int
		fits  bool
	}{{1 << 29, true}, {1<<30 - 7, true}, {1<<30 - 6, false}} {
		if h.fitsListpack(test.texts) != test.fits {
			t.Errorf("texts of %d bytes fit: %v", test.texts, !test.fits)
		}
	}
	h.Set([]byte("f"), []byte("v"))
	if length := len(h.bytes()); !h.fitsListpack(1<<30-length) || h.fitsListpack(1<<30-length+1) {
		t.Errorf("what a hash of %d bytes takes more", length)
	}
}
