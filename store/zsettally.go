package store

import (
	"encoding/binary"
	"math"

	"seedis/mem"
	"seedis/store/listpack"
)

// Tally is a sorted set in the making, of which scores are still being reckoned
// up. Its members are in a dict and have no order until all is there: a member
// whose score changes time and again takes its place once. It is a draft's
// beginning; what it becomes is entered or removed as one, see collection.
type Tally struct{ draft ZSet }

// Tally is an empty tally of what the key may have.
func (db *DB) Tally(key Key) Tally { return Tally{db.DraftZSet(key)} }

// Aggregate is how two scores of a member become one.
type Aggregate uint8

// The aggregates, by the words of ZUNION's AGGREGATE.
const (
	Sum      Aggregate = iota // SUM
	Least                     // MIN
	Greatest                  // MAX
)

// Of is the aggregate of a score and another one. As in Redis the sum of opposite
// infinities is 0, and another that is equal or NaN changes no extreme.
func (a Aggregate) Of(score, another float64) float64 {
	switch a {
	case Least:
		if another < score {
			return another
		}
	case Greatest:
		if another > score {
			return another
		}
	default:
		if sum := score + another; !math.IsNaN(sum) {
			return sum
		}
		return 0
	}
	return score
}

// Add adds a member with a score, or the score to the one that the member has.
// The score is not NaN.
func (t *Tally) Add(member []byte, score float64, by Aggregate) {
	z := &t.draft
	if !z.Exists() {
		z.convert()
	}
	s, r := z.db.space, z.ranking()
	key := s.element(member)
	if ref := r.members.find(s, key); ref != mem.Nil {
		s.setScore(ref, by.Of(s.score(ref), score))
		return
	}
	ref, room := s.newElement(member, scoreSize)
	binary.LittleEndian.PutUint64(room, math.Float64bits(score))
	r.members.insert(s, key.Hash, ref)
}

// Delete takes a member back, and tells whether there was such one.
func (t *Tally) Delete(member []byte) bool {
	z := &t.draft
	if !z.Exists() {
		return false
	}
	s := z.db.space
	return z.ranking().members.deleteElement(s, s.element(member))
}

// Score is the score that a member has by now, and whether it has any.
func (t *Tally) Score(member []byte) (score float64, ok bool) { return t.draft.Score(member) }

// Discard ends the tally without a result.
func (t *Tally) Discard() {
	if t.draft.Exists() {
		t.draft.Remove()
	}
}

// Ranked ends the tally: all members take their places. The draft is a large set
// however small it is, so that it has the very scores that were reckoned up: in
// a listpack there is no negative zero.
func (t *Tally) Ranked() ZSet {
	z := t.draft
	if !z.Exists() {
		return z
	}
	s, r := z.db.space, z.ranking()
	if r.members.length == 0 { // all were taken back
		z.Remove()
		return z
	}
	r.members.each(s, func(ref mem.Ref) { r.order.insert(s.heap, s.score(ref), ref) })
	return z
}

// Draft ends the tally with a draft to be entered, which is a small set if the
// limits allow it.
func (t *Tally) Draft() ZSet {
	z := t.Ranked()
	if z.Exists() {
		if size, fits := z.packedSize(); fits {
			z.pack(size)
		}
	}
	return z
}

// packedSize is how many bytes a large set would have as a small one, and whether
// it may be one.
func (z *ZSet) packedSize() (size int, fits bool) {
	limits := &z.db.limits
	size = listpack.EmptySize
	if z.Len() > limits.ZSetListpackEntries {
		return 0, false
	}
	for w := z.Forward(0, z.Len()); w.Left() > 0; w.Next() {
		member := w.Member(&z.db.digits)
		var m, s listpack.Value
		m.Encode(member)
		z.db.encodeScore(&s, w.Score())
		size += m.Size() + s.Size()
		if len(member) > limits.ZSetListpackValue || size > listpack.MaxSize {
			return 0, false
		}
	}
	return size, true
}

// pack makes a draft that is large a small one of so many bytes.
func (z *ZSet) pack(size int) {
	large := *z
	z.entry = Entry{}
	p := z.create(ZSetType, Listpack, size)
	end := listpack.EmptySize
	listpack.Init(p[:end])
	for w := large.Forward(0, large.Len()); w.Left() > 0; w.Next() {
		var m, s listpack.Value
		m.Encode(w.Member(&z.db.digits))
		z.db.encodeScore(&s, w.Score())
		end += m.Size() + s.Size()
		listpack.AppendPair(p[:end], &m, &s)
	}
	large.Remove()
}
