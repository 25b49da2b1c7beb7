package store

import "seedis/mem"

// A region is neighbouring home buckets of a table. A table of several counts the marks
// that each has with its chains, from the first one on:
//
//	home buckets   +-----+-----+-- ... --+-----+-----+-- ... --+-----+--
//	               |          region 0         |          region 1
//	               +-----+-----+-- ... --+-----+-----+-- ... --+-----+--
//	marked         | marks in region 0         | marks in region 1
//	               +---------------------------+------------------------
//
// So an entry with an expiry is found in time however rare such entries are: whoever
// looks for one passes by regions that have none, each by a look at its counts, and
// looks at the buckets of two in vain at the most. With 10 million keys, of which one
// expires, that is 10 to 20 microseconds instead of 20 milliseconds. Half of it are the
// 1,000 looks at counts that are taken on the mean, 6 nanoseconds each: with a billion
// keys these would be 0.8 milliseconds, and twice as much at the worst. So a region that
// is passed by counts as a bucket: who looks at a few buckets at a time passes by a few
// regions, and only who must find one passes by all.
//
// The bytes are one in 16 Ki of the buckets'. A table of one region counts nothing:
// the database knows.
const (
	regionBuckets   = 1 << 10 // home buckets, a page of mem
	regionCountSize = 4       // bytes
)

// regions is how many regions a table has.
func (t *table) regions() int { return int(t.mask/regionBuckets) + 1 }

// countMarks takes note of marks that came to the chain of a home bucket, or that
// went if it is a negative number.
func (t *table) countMarks(heap *mem.Heap, index uint64, marks int) {
	if t.mask < regionBuckets {
		return
	}
	if t.marked == mem.Nil {
		t.marked = heap.AllocZeroed(t.regions() * regionCountSize)
	}
	*t.marksIn(heap, index) += uint32(marks)
}

// marksIn is the count of the region that a home bucket is in.
func (t *table) marksIn(heap *mem.Heap, index uint64) *uint32 {
	return mem.AtOffset[uint32](heap, t.marked, int(index/regionBuckets*regionCountSize))
}

// hasMarks tells whether there may be marks in the region of a home bucket.
func (t *table) hasMarks(heap *mem.Heap, index uint64) bool {
	return t.mask < regionBuckets || t.marked != mem.Nil && *t.marksIn(heap, index) != 0
}

// nextRegion is the first group of the region after that of a group.
func nextRegion(group uint64) uint64 { return group&^(regionBuckets-1) + regionBuckets }

// isBarren tells whether a group, and so the rest of its region, is known to have no
// entry with an expiry.
func (db *DB) isBarren(group uint64) bool {
	size := db.groupMask() + 1
	for _, t := range [...]*table{&db.active, &db.target} {
		for at := group; t.exists() && at <= t.mask; at += size {
			if t.hasMarks(db.heap, at) {
				return false
			}
		}
	}
	return true
}
