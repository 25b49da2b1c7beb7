package store

import "testing"

func TestOverheadIsWhatKeysCostBesideThemselves(t *testing.T) {
	f := newFixture(t)
	expect := func(when string, want int) {
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
	expect("while the table doubles", f.Len()*headerSize+expirySize+3*firstBuckets*bucketSize)
	f.Clear()
	expect("emptied", 0)
}
