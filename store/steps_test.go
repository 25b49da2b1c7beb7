package store

import (
	"strconv"
	"testing"
)

// movedSince is how many buckets a dict has moved since it had moved so many, of
// so large a table.
func movedSince(d *dict, moved, buckets uint64) uint64 {
	if d.active.mask+1 != buckets {
		return buckets - moved + d.moved // that table is done with
	}
	return d.moved - moved
}

// No access to a large collection moves more than a few buckets, whatever its
// size: each looks an element up and then inserts or deletes it, and both do their
// share. Nor does one clear a table.
func TestNoAccessPaysForARehash(t *testing.T) {
	elements := 5_000_000
	if testing.Short() {
		elements = 50_000
	}
	f := newFastFixture(t)
	set := f.Set(f.key("set"), Entry{})
	var text [Digits + 1]byte
	member := func(i int) []byte { return strconv.AppendInt(append(text[:0], 'm'), int64(i), 10) }
	most, rehashes := uint64(0), 0
	access := func(change func([]byte) bool, i int) {
		var moved, buckets uint64
		if set.Exists() {
			d := set.dict()
			moved, buckets = d.moved, d.active.mask+1
		}
		if !change(member(i)) {
			t.Fatalf("member %d changed nothing", i)
		}
		if d := set.dict(); buckets != 0 {
			most = max(most, movedSince(d, moved, buckets))
			if d.active.mask+1 != buckets {
				rehashes++
			}
		}
	}
	for i := range elements {
		access(set.Add, i)
	}
	grown := rehashes
	for i := range elements {
		access(set.Delete, i)
	}
	if f.memory.discards != 0 { // so is a large block cleared that had another's memory
		t.Errorf("%d tables were cleared as a whole", f.memory.discards)
	}
	if most > movesPerStep+movesPerRemoval {
		t.Errorf("an access has moved %d buckets", most)
	}
	if grown < 10 || rehashes-grown < 3 {
		t.Errorf("the table has grown %d times and shrunk %d times", grown, rehashes-grown)
	}
}
