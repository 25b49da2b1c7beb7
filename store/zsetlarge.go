package store

import (
	"encoding/binary"
	"math"
	"unsafe"

	"seedis/mem"
	"seedis/store/listpack"
)

// ranking is the root of a large sorted set: a dict that finds an element by its
// member, and a tree that has the same elements in order.
//
//	            +---------+-------+
//	ranking     | members | order |
//	            +----|----+---|---+
//	   buckets ... <-+        +-> nodes ...
//	         |                      |
//	         |  +--------+--------+-v-----+
//	element  +->| length | member | score |
//	            +--------+--------+-------+
//
// The score in an element and the one beside its Ref in the tree are the same.
// A ranking holds no pointer: it lies in a block itself.
type ranking struct {
	members dict
	order   tree
}

// scoreSize is the payload of an element: the score's bits, little endian.
const scoreSize = 8

// score is the score in an element.
func (s *space) score(ref mem.Ref) float64 {
	b := s.heap.Slice(ref, payloadOffset(s.heap, ref), scoreSize)
	return math.Float64frombits(binary.LittleEndian.Uint64(b))
}

func (s *space) setScore(ref mem.Ref, score float64) {
	b := s.heap.Slice(ref, payloadOffset(s.heap, ref), scoreSize)
	binary.LittleEndian.PutUint64(b, math.Float64bits(score))
}

// insert adds a member that has been looked for in vain.
func (r *ranking) insert(s *space, key Key, score float64) {
	ref, room := s.newElement(key.Bytes, scoreSize)
	binary.LittleEndian.PutUint64(room, math.Float64bits(score))
	r.enter(s, key.Hash, ref, score)
}

// enter puts an element in both structures.
func (r *ranking) enter(s *space, hash uint64, ref mem.Ref, score float64) {
	r.members.insert(s, hash, ref)
	r.order.insert(s.heap, score, ref)
}

// rescore gives an element another score.
func (r *ranking) rescore(s *space, ref mem.Ref, score float64) {
	r.order.update(s.heap, s.score(ref), ref, score)
	s.setScore(ref, score)
}

func (s *space) newRanking() (mem.Ref, *ranking) {
	ref := s.heap.AllocZeroed(int(unsafe.Sizeof(ranking{})))
	r := mem.At[ranking](s.heap, ref)
	r.members.elements = true
	return ref, r
}

// copyRanking makes a copy of a root that is a ranking, with all elements.
func (s *space) copyRanking(root mem.Ref) mem.Ref {
	made, to := s.newRanking()
	from := &mem.At[ranking](s.heap, root).order
	for c := from.forward(s.heap, from.at(s.heap, 0), from.length); c.left > 0; c.next() {
		to.insert(s, s.element(elementKey(s.heap, c.ref())), c.score())
	}
	return made
}

func (z *ZSet) ranking() *ranking { return mem.At[ranking](z.db.heap, z.root()) }

// find is the element of a member of a large set, or Nil.
func (z *ZSet) find(member []byte) mem.Ref {
	s := z.db.space
	return z.ranking().members.find(s, s.element(member))
}

// rankElement is Rank of a large set.
func (z *ZSet) rankElement(member []byte) (rank int, ok bool) {
	ref := z.find(member)
	if ref == mem.Nil {
		return 0, false
	}
	return z.ranking().order.rank(z.db.heap, z.db.space.score(ref), ref), true
}

// deleteElement is Delete of a large set.
func (z *ZSet) deleteElement(member []byte) bool {
	s, r := z.db.space, z.ranking()
	key := s.element(member)
	ref := r.members.find(s, key)
	if ref == mem.Nil {
		return false
	}
	r.order.remove(s.heap, s.score(ref), ref)
	r.members.discard(s, key.Hash, ref)
	return true
}

// deleteElements is DeleteRange of a large set. Each element does its share
// of a rehash, as if it were deleted by itself: so the table comes down with the set.
func (z *ZSet) deleteElements(first, count int) {
	s, r := z.db.space, z.ranking()
	for c := r.order.forward(s.heap, r.order.at(s.heap, first), count); c.left > 0; c.next() {
		ref := c.ref()
		r.members.discard(s, s.secret.hash(elementKey(s.heap, ref)), ref)
	}
	r.order.removeRange(s.heap, first, count)
}

// Enlarge makes a small set, or a draft that is still empty, a large one. Such a
// draft has an entry then: it gets a member, or is removed.
func (z *ZSet) Enlarge() {
	if !z.Exists() || !z.isLarge() {
		z.convert()
	}
}

// EnlargeFor enlarges a draft that is to get so many members, if a small set may
// not have them.
func (z *ZSet) EnlargeFor(members int) {
	if members > z.db.limits.ZSetListpackEntries {
		z.Enlarge()
	}
}

// convert makes a small set, or one that is not yet, a large one.
func (z *ZSet) convert() {
	s := z.db.space
	root, r := s.newRanking()
	if z.Exists() {
		var digits [Digits]byte
		p := z.bytes()
		for at := listpack.First(p); at != listpack.End(p); {
			var member []byte
			member, at = listpack.Text(p, at, &digits)
			r.insert(s, s.element(member), scoreAt(p, at))
			at = listpack.Next(p, at)
		}
	}
	z.adopt(ZSetType, Skiplist, root)
}
