package store

import (
	"seedis/mem"
	"seedis/sys"
)

// dict is a hash table of blocks that begin with a key: of the entries of a
// database, or of the elements of a large set, hash or sorted set. It holds no
// pointer, so that the elements' can lie in a block itself. Everything else that
// it needs is the space's.
type dict struct {
	active   table  // holds every block, unless a rehash runs
	target   table  // what a rehash moves them to; exists only then
	moved    uint64 // buckets of active whose blocks are in target, from index 0 on
	length   int    // blocks
	links    int    // buckets of both tables that are chained behind another
	elements bool   // the blocks are elements (element.go), not entries
}

// key is the name of a block, a view.
func (d *dict) key(s *space, ref mem.Ref) []byte {
	if d.elements {
		return elementKey(s.heap, ref)
	}
	return s.entryKey(ref)
}

// find is lookup with an access's share of a rehash.
func (d *dict) find(s *space, key Key) mem.Ref {
	d.step(s)
	return d.lookup(s, key)
}

// insert adds a new block of which the key has been looked for in vain.
func (d *dict) insert(s *space, hash uint64, ref mem.Ref) {
	d.step(s)
	d.reserve(s)
	t, index := d.home(hash)
	d.place(s, t, index, d.occupant(s, hash, ref))
	d.length++
}

// occupant is what a slot is to have of a block.
func (d *dict) occupant(s *space, hash uint64, ref mem.Ref) occupant {
	o := occupant{tag: tagOf(hash), slot: slotOf(hash, ref)}
	if !d.elements {
		o.mark = mem.At[header](s.heap, ref).expiryMark()
	}
	return o
}

// expect makes the table of a dict that has none large enough for so many blocks.
func (d *dict) expect(s *space, blocks int) {
	if blocks == 0 {
		return
	}
	buckets := d.firstSize()
	for capacityOf(buckets) < blocks {
		buckets *= 2
	}
	d.active = newTable(s.heap, buckets)
}

// extract takes a block out of the dict, and leaves it as it is. A dict that gets
// sparse begins to shrink.
func (d *dict) extract(s *space, hash uint64, ref mem.Ref) {
	d.remove(s, hash, ref)
	d.length--
	d.rehash(s, movesPerRemoval)
	d.shrinkIfSparse(s)
}

// each visits all blocks. visit must not change the dict.
func (d *dict) each(s *space, visit func(mem.Ref)) {
	for n := range d.homeBuckets() {
		s.visitChain(d.homeNumber(s, n), visit)
	}
}

// visitChain visits all blocks of the chain that begins with b.
func (s *space) visitChain(b *bucket, visit func(mem.Ref)) {
	for ; ; b = s.bucketAt(b.next()) {
		for i := range b.count() {
			visit(refIn(b.slots[i]))
		}
		if !b.chained() {
			return
		}
	}
}

// home is where an entry of this hash belongs: the table and the index of its
// home bucket. There must be a table.
func (d *dict) home(hash uint64) (*table, uint64) {
	index := hash & d.active.mask
	if index < d.moved {
		return &d.target, hash & d.target.mask
	}
	return &d.active, index
}

func (d *dict) homeBucket(s *space, hash uint64) *bucket {
	t, index := d.home(hash)
	return t.bucket(s.heap, index)
}

func (s *space) bucketAt(ref mem.Ref) *bucket { return mem.At[bucket](s.heap, ref) }

// lookup finds the block of the key, or Nil.
func (d *dict) lookup(s *space, key Key) mem.Ref {
	if !d.active.exists() {
		return mem.Nil
	}
	tag, signature := tagOf(key.Hash), slotOf(key.Hash, mem.Nil)
	for b := d.homeBucket(s, key.Hash); ; b = s.bucketAt(b.next()) {
		for match := b.match(tag); match != 0; match &= match - 1 {
			slot := b.slots[slotAt(match)]
			if slot&^refMask == signature && string(d.key(s, refIn(slot))) == string(key.Bytes) {
				return refIn(slot)
			}
		}
		if !b.chained() {
			return mem.Nil
		}
	}
}

// lookupHash is lookup of whichever key has the hash.
func (d *dict) lookupHash(s *space, hash uint64) mem.Ref {
	if !d.active.exists() {
		return mem.Nil
	}
	tag, signature := tagOf(hash), slotOf(hash, mem.Nil)
	for b := d.homeBucket(s, hash); ; b = s.bucketAt(b.next()) {
		for match := b.match(tag); match != 0; match &= match - 1 {
			ref := refIn(b.slots[slotAt(match)])
			if b.slots[slotAt(match)]&^refMask == signature && s.secret.hash(d.key(s, ref)) == hash {
				return ref
			}
		}
		if !b.chained() {
			return mem.Nil
		}
	}
}

// locate finds the slot that holds ref, which must be in the table.
func (d *dict) locate(s *space, hash uint64, ref mem.Ref) (*bucket, int) {
	tag, slot := tagOf(hash), slotOf(hash, ref)
	for b := d.homeBucket(s, hash); ; b = s.bucketAt(b.next()) {
		for match := b.match(tag); match != 0; match &= match - 1 {
			if i := slotAt(match); b.slots[i] == slot {
				return b, i
			}
		}
		if !b.chained() {
			panic("store: an entry is not in its table")
		}
	}
}

// relink lets the slot that holds before hold after: the entry has moved, or has
// got or lost its expiry.
func (d *dict) relink(s *space, hash uint64, before, after mem.Ref) {
	b, i := d.locate(s, hash, before)
	had, has := b.occupant(i), d.occupant(s, hash, after)
	b.set(i, has)
	if had.mark != has.mark {
		t, index := d.home(hash)
		t.countMarks(s.heap, index, int(has.mark)-int(had.mark))
	}
}

// place puts an entry at the end of the chain at index.
func (d *dict) place(s *space, t *table, index uint64, o occupant) {
	if o.mark != 0 {
		t.countMarks(s.heap, index, 1)
	}
	b, chained := t.bucket(s.heap, index), 0
	for b.chained() {
		b = s.bucketAt(b.next())
		chained++
	}
	if n := b.count(); n < bucketSlots {
		b.set(n, o)
		return
	}
	s.marks.Mark(sys.MarkBucketChained)
	t.chained = max(t.chained, chained+1)
	ref := s.heap.AllocZeroed(bucketSize)
	d.links++
	next := s.bucketAt(ref)
	next.set(0, b.occupant(linkSlot))
	next.set(1, o)
	b.empty(linkSlot)
	b.link(ref)
}

// remove takes ref out of the table.
func (d *dict) remove(s *space, hash uint64, ref mem.Ref) {
	hole, i := d.locate(s, hash, ref)
	if hole.occupant(i).mark != 0 {
		t, index := d.home(hash)
		t.countMarks(s.heap, index, -1)
	}
	before, last := (*bucket)(nil), hole
	for last.chained() {
		before, last = last, s.bucketAt(last.next())
	}
	if before == nil && last != d.homeBucket(s, hash) {
		before = d.bucketBefore(s, hash, last)
	}
	n := last.count() - 1
	hole.set(i, last.occupant(n))
	last.empty(n)
	if before != nil && n == 1 {
		d.absorb(s, before, last)
	}
}

// bucketBefore is the bucket of the hash's chain that links to b.
func (d *dict) bucketBefore(s *space, hash uint64, b *bucket) *bucket {
	before := d.homeBucket(s, hash)
	for next := s.bucketAt(before.next()); next != b; next = s.bucketAt(before.next()) {
		before = next
	}
	return before
}

// absorb ends the chain at before, which takes over the one entry of last.
func (d *dict) absorb(s *space, before, last *bucket) {
	ref, left := before.next(), last.occupant(0)
	before.unlink()
	before.set(linkSlot, left)
	d.freeLink(s, ref)
}

// freeLink frees a bucket that was chained behind another.
func (d *dict) freeLink(s *space, ref mem.Ref) {
	s.heap.Free(ref)
	d.links--
}
