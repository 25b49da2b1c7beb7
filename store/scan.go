package store

import (
	"math/bits"

	"seedis/mem"
	"seedis/sys"
)

// scan visits the entries of one bucket with its chain, and returns the cursor
// of the next; a scan begins with 0 and is over when 0 comes back. visit must not
// change the dict. A cursor holds no state: any number of scans may run, and none
// need end.
//
// Every key that is there from the first step to the last is visited at least
// once, whatever else comes and goes, and however the table grows and shrinks
// between the steps. That follows from the order of the buckets, which is
// Redis's: the cursor counts up in its reversed bits, from the highest bit of
// the index to the lowest. The buckets already visited are then those whose
// index, read backwards, is below the cursor read backwards. Doubling a table
// splits each bucket into indexes that differ in a higher bit, neighbours in
// that order; so a bucket lies on the same side of the cursor as the buckets of
// any other size that its entries come from or go to, except for the one the
// cursor stands in, which is visited again.
//
// While a rehash runs, a step visits a group: one bucket of the smaller table and
// all buckets of the larger that its index is split into. scan moves no bucket.
func (d *dict) scan(s *space, cursor uint64, visit func(mem.Ref)) uint64 {
	if d.length == 0 {
		return 0
	}
	if d.rehashing() {
		s.marks.Mark(sys.MarkRehashUnderScan)
	}
	var room group
	mask := d.groupMask()
	for _, home := range d.gather(s, cursor&mask, room[:0]) {
		s.visitChain(home, visit)
	}
	return nextCursor(cursor, mask)
}

// nextCursor adds one to the reversed bits under the mask.
func nextCursor(cursor, mask uint64) uint64 {
	return bits.Reverse64(bits.Reverse64(cursor|^mask) + 1)
}
