package store

import "seedis/mem"

// A dict is thin if one in so many places has an entry, or fewer. In a table that
// is about to shrink it is one in 50, if a chain has three buckets; deletions by
// the thousand between two rounds of the cron can make a database thin.
const thin = 256

// drawsMax bounds the places that draw looks at. If one in 256 has an entry,
// all of so many are empty once in 9 million times.
const drawsMax = 16 * thin

// sample is any entry, each exactly as likely as every other, or Nil if there is
// none. Before, it does an access's share of a rehash: nobody may be in the midst
// of a walk over the dict.
func (d *dict) sample(s *space) mem.Ref {
	if d.length == 0 {
		return mem.Nil
	}
	d.step(s)
	return d.draw(s)
}

// draw is sample of a dict that has entries and stays as it is. It looks at places
// of which each might hold one entry, any place of any bucket of any chain, until
// one does; in a thin dict it counts up to any entry, which takes time in
// proportion to the buckets.
func (d *dict) draw(s *space) mem.Ref {
	if !d.isThin() {
		buckets, places := d.homeBuckets(), d.places()
		for range drawsMax {
			n := s.random.below(buckets * places)
			if ref := s.inChain(d.homeNumber(s, n/places), n%places); ref != mem.Nil {
				return ref
			}
		}
	}
	return d.nth(s, s.random.below(uint64(d.length)))
}

// isThin tells whether draw would look at many places in vain.
func (d *dict) isThin() bool { return d.homeBuckets()*d.places() > thin*uint64(d.length) }

// places is how many entries a chain of the dict might have.
func (d *dict) places() uint64 {
	return bucketSlots * uint64(1+max(d.active.chained, d.target.chained))
}

// nth is the entry with n before it, in the order of the buckets; there is one.
func (d *dict) nth(s *space, n uint64) mem.Ref {
	for home := uint64(0); ; home++ {
		for b := d.homeNumber(s, home); ; b = s.bucketAt(b.next()) {
			count := uint64(b.count())
			if n < count {
				return refIn(b.slots[n])
			}
			n -= count
			if !b.chained() {
				break
			}
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
