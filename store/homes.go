package store

// While a rehash runs some home buckets of both tables have no meaning: those of
// the active table that were moved, which are left as they were, and those of the
// target that the moving has not reached, which were never written. A rehash so
// writes each line once, and no command clears a table. Nobody may look at them:
// whoever walks over a dict asks holds, or takes what homeNumber or gather gives.

// holds tells whether the home bucket at index of a table has a meaning. An entry
// is in the target exactly if its bucket of the active table has been moved, and
// that bucket has the index of the target's in the bits that both have, or in all
// of its own: so it is for growing and shrinking alike.
func (d *dict) holds(t *table, index uint64) bool {
	return (index&d.active.mask < d.moved) == (t == &d.target)
}

// homeBuckets is the number of home buckets that have a meaning, homeNumber the
// n-th of these: of the active table, then of the target. Each has a number of its
// own as long as no bucket is moved.
func (d *dict) homeBuckets() uint64 {
	if !d.active.exists() {
		return 0
	}
	return d.active.mask + 1 - d.moved + d.reached()
}

func (d *dict) homeNumber(s *space, n uint64) *bucket {
	left := d.active.mask + 1 - d.moved
	if n < left {
		return d.active.bucket(s.heap, d.moved+n)
	}
	n -= left
	if d.grows() {
		n = n/growFactor + n%growFactor*(d.active.mask+1)
	}
	return d.target.bucket(s.heap, n)
}

// reached is the number of the target's home buckets that have a meaning.
func (d *dict) reached() uint64 {
	switch {
	case !d.rehashing():
		return 0
	case d.grows():
		return growFactor * d.moved
	}
	return min(d.moved, d.target.mask+1)
}

// grows tells which way a rehash goes.
func (d *dict) grows() bool { return d.target.mask > d.active.mask }

// groupMask is the mask of the smaller table. The home buckets of both tables whose
// indexes are alike under it are a group; without a rehash each is one. An entry
// stays in its group while the rehash runs, which numbers do not.
func (d *dict) groupMask() uint64 {
	if !d.rehashing() {
		return d.active.mask
	}
	return min(d.active.mask, d.target.mask)
}

// group has room for all home buckets of one: the smaller table's, and the larger's.
type group [1 + max(growFactor, shrinkFactor)]*bucket

// gather appends those home buckets of a group to homes that have a meaning.
func (d *dict) gather(s *space, index uint64, homes []*bucket) []*bucket {
	if !d.rehashing() {
		return append(homes, d.active.bucket(s.heap, index))
	}
	size := d.groupMask() + 1
	for _, t := range [...]*table{&d.active, &d.target} {
		for at := index; at <= t.mask; at += size {
			if d.holds(t, at) {
				homes = append(homes, t.bucket(s.heap, at))
			}
		}
	}
	return homes
}
