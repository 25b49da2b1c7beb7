package store

import "seedis/mem"

// samplesMax bounds the places that sample looks at before it takes what is
// near. In a table that is about to shrink, one place in 27 has an entry if a
// chain has two buckets: all of so many are empty once in 16,000 times.
const samplesMax = 256

// sample is any entry, each as likely as every other, or Nil if there is none. It
// looks at places of which each might hold one entry, any place of any bucket of
// any chain, until one does. In a dict from which nearly all was deleted a moment
// ago, an entry with much empty room before it is more likely than others. It
// moves no bucket.
func (d *dict) sample(s *space) mem.Ref {
	if d.length == 0 {
		return mem.Nil
	}
	buckets := d.homeBuckets()
	places := bucketSlots * uint64(1+max(d.active.chained, d.target.chained))
	for range samplesMax {
		n := s.random.below(buckets * places)
		if ref := s.inChain(d.homeNumber(s, n/places), n%places); ref != mem.Nil {
			return ref
		}
	}
	n := s.random.below(buckets)
	for d.homeNumber(s, n).count() == 0 {
		n = (n + 1) % buckets
	}
	for b := d.homeNumber(s, n); ; {
		if ref := s.inChain(b, s.random.below(places)); ref != mem.Nil {
			return ref
		}
	}
}

// homeBuckets is the number of home buckets that may hold entries.
func (d *dict) homeBuckets() uint64 {
	n := d.active.mask + 1 - d.moved
	if d.rehashing() {
		n += d.target.mask + 1
	}
	return n
}

// homeNumber is the n-th of these: those of the active table that were not
// moved, then the target's.
func (d *dict) homeNumber(s *space, n uint64) *bucket {
	if left := d.active.mask + 1 - d.moved; n >= left {
		return d.target.bucket(s.heap, n-left)
	}
	return d.active.bucket(s.heap, d.moved+n)
}

// inChain is the entry in a place of the chain that begins with b, or Nil: places
// are counted through its buckets.
func (s *space) inChain(b *bucket, place uint64) mem.Ref {
	for ; place >= bucketSlots; place -= bucketSlots {
		if !b.chained() {
			return mem.Nil
		}
		b = s.bucketAt(b.next())
	}
	if int(place) >= b.count() {
		return mem.Nil
	}
	return refIn(b.slots[place])
}
