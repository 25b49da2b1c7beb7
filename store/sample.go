package store

import "seedis/mem"

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
// one does. A dict has at most five home buckets for an entry (rehash.go): with
// chains of three that is 100 places, and mostly it is 5.
func (d *dict) draw(s *space) mem.Ref {
	buckets, places := d.homeBuckets(), d.places()
	for {
		n := s.random.below(buckets * places)
		if ref := s.inChain(d.homeNumber(s, n/places), n%places); ref != mem.Nil {
			return ref
		}
	}
}

// places is how many entries a chain of the dict might have.
func (d *dict) places() uint64 {
	return bucketSlots * uint64(1+max(d.active.chained, d.target.chained))
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
