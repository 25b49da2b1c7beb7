package store

import "testing"

func TestOverheadIsWhatKeysCostBesideThemselves(t *testing.T) {
	f := newFixture(t)
	expect := func(when string, want int) {
		t.Helper()
		if got := f.Overhead(); got != uint64(want) {
			t.Errorf("%s: %d bytes, want %d", when, got, want)
		}
	}
	expect("an empty database", 0)
	f.fill(0, 4)
	const four = 4*headerSize + firstBuckets*bucketSize
	expect("four keys", four)
	f.SetExpire(f.find(name16(0)), 1)
	expect("one of them expires", four+expirySize)
	for i := 4; !f.rehashing(); i++ {
		f.fill(i, 1)
	}
	f.audit(t) // of the links
	expect("while the table doubles", f.Len()*headerSize+expirySize+(3*firstBuckets+f.links)*bucketSize)
	f.Clear()
	expect("emptied", 0)
}

// Two regions count their marks as soon as there is one.
func TestOverheadOfRegions(t *testing.T) {
	f := newFastFixture(t)
	f.fillTwoRegions(t)
	before := f.Overhead()
	f.SetExpire(f.find(name16(0)), 1)
	if got, want := f.Overhead(), before+expirySize+2*regionCountSize; got != want {
		t.Errorf("%d bytes, want %d", got, want)
	}
}

// 20 keys of one hash have 6 places in each of three buckets, and two behind.
func TestOverheadOfChains(t *testing.T) {
	f := newFixture(t)
	for i := range 20 {
		f.set(f.colliding(i), "v")
	}
	if got, want := f.Overhead(), uint64(20*headerSize+(firstBuckets+3)*bucketSize); got != want {
		t.Errorf("%d bytes, want %d", got, want)
	}
	f.Delete(f.find(f.colliding(7)))
	if got, want := f.Overhead(), uint64(19*headerSize+(firstBuckets+2)*bucketSize); got != want {
		t.Errorf("%d bytes without one of them, want %d", got, want)
	}
}
