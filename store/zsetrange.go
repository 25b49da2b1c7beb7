package store

import (
	"bytes"

	"seedis/mem"
	"seedis/store/listpack"
)

// ScoreRange is a range of scores.
type ScoreRange struct{ Min, Max ScoreBound }

// ScoreBound is an end of one. It belongs to the range unless it is exclusive.
type ScoreBound struct {
	Score     float64
	Exclusive bool
}

// isEmpty tells whether no score at all is in the range.
func (r *ScoreRange) isEmpty() bool {
	return r.Min.Score > r.Max.Score || r.Min.Score == r.Max.Score && (r.Min.Exclusive || r.Max.Exclusive)
}

// isBelow tells whether a score is below the range.
func (r *ScoreRange) isBelow(score float64) bool {
	return score < r.Min.Score || score == r.Min.Score && r.Min.Exclusive
}

// isAbove tells whether a score is above the range.
func (r *ScoreRange) isAbove(score float64) bool {
	return score > r.Max.Score || score == r.Max.Score && r.Max.Exclusive
}

// RangeByScore is the rank of the first member whose score is in the range, and
// how many are.
func (z *ZSet) RangeByScore(r ScoreRange) (first, count int) {
	switch {
	case !z.Exists() || r.isEmpty():
		return 0, 0
	case z.isLarge():
		heap, order := z.db.heap, &z.ranking().order
		from, to := beforeScore(r.Min.Score), afterScore(r.Max.Score)
		if r.Min.Exclusive {
			from = afterScore(r.Min.Score)
		}
		if r.Max.Exclusive {
			to = beforeScore(r.Max.Score)
		}
		return order.between(heap, from, to)
	}
	p := z.bytes()
	at := listpack.First(p)
	for ; at != listpack.End(p) && r.isBelow(scoreAt(p, listpack.Next(p, at))); at = nextPair(p, at) {
		first++
	}
	for ; at != listpack.End(p) && !r.isAbove(scoreAt(p, listpack.Next(p, at))); at = nextPair(p, at) {
		count++
	}
	return first, count
}

// between is the rank of the first pair behind a bound, and how many stand
// before another.
func (t *tree) between(heap *mem.Heap, from, to treeBound) (first, count int) {
	first = t.seek(heap, from).rank
	return first, max(0, t.seek(heap, to).rank-first)
}

// LexRange is a range of members, for sets in which all scores are equal.
type LexRange struct {
	Min, Max LexBound
	Skip     int // how many at its beginning are passed over (LIMIT)
}

// LexBound is an end of one.
type LexBound struct {
	Kind   LexKind
	Member []byte
}

// LexKind is what an end of a LexRange is.
type LexKind uint8

// The kinds.
const (
	Inclusive LexKind = iota // the member belongs to the range
	Exclusive                // it does not
	Lowest                   // before all members
	Highest                  // behind all members
)

// compare is the order of the bound and a member.
func (b *LexBound) compare(member []byte) int {
	switch b.Kind {
	case Lowest:
		return -1
	case Highest:
		return 1
	}
	return bytes.Compare(b.Member, member)
}

// isBelow tells whether a member is below the range.
func (r *LexRange) isBelow(member []byte) bool {
	order := r.Min.compare(member)
	return order > 0 || order == 0 && r.Min.Kind == Exclusive
}

// isAbove tells whether a member is above the range.
func (r *LexRange) isAbove(member []byte) bool {
	order := r.Max.compare(member)
	return order < 0 || order == 0 && r.Max.Kind == Exclusive
}

// RangeByLex is the rank of the lowest member in the range, and how many are. Its
// beginning is the lower end, or, if it is read backward, the upper.
//
// If the scores differ, then members of the range may stand apart. Those count, as
// in Redis, that follow the first one, or, backward, that stand before the last
// one, until one is past the other end. Redis does not ask what is passed over.
func (z *ZSet) RangeByLex(r LexRange, backward bool) (first, count int) {
	if !z.Exists() {
		return 0, 0
	}
	r.Skip = min(r.Skip, z.Len())
	first, behind := 0, z.Len()
	if z.isLarge() {
		first, behind = z.ranksBefore(&r.Min, Inclusive), z.ranksBefore(&r.Max, Exclusive)
		if z.inLexOrder(first, behind, r.Skip) {
			count = max(0, behind-first-r.Skip)
			if !backward {
				first += r.Skip
			}
			return first, count
		}
	}
	switch {
	case !z.meets(&r):
		return 0, 0
	case backward:
		w := z.Backward(behind-1, behind)
		behind -= w.skipOutside(&r, above)
		count = w.countInside(&r, below)
		return behind - r.Skip - count, count
	}
	w := z.Forward(first, z.Len()-first)
	first += w.skipOutside(&r, below)
	return first + r.Skip, w.countInside(&r, above)
}

// inLexOrder tells whether the members of a large set from a rank on and before
// another one, of which so many are passed over, ascend without regard to their
// scores, or all of the set do: if the ends of either have the same score, all
// between them have it.
func (z *ZSet) inLexOrder(first, behind, skip int) bool {
	heap, order := z.db.heap, &z.ranking().order
	score := func(rank int) float64 {
		c := order.forward(heap, order.at(heap, rank), 1)
		return c.score()
	}
	return skip < behind-first && score(first) == score(behind-1) || score(0) == score(order.length-1)
}

// side is where a member may stand that is outside of a range.
type side bool

const (
	below side = false
	above side = true
)

// isOutside tells whether a member stands on that side of the range.
func (r *LexRange) isOutside(member []byte, s side) bool {
	if s == below {
		return r.isBelow(member)
	}
	return r.isAbove(member)
}

// skipOutside passes over the members on that side of the range, and tells how
// many.
func (w *ZSetWalk) skipOutside(r *LexRange, s side) (skipped int) {
	var digits [Digits]byte
	for ; w.left > 0 && r.isOutside(w.Member(&digits), s); w.Next() {
		skipped++
	}
	return skipped
}

// countInside is how many members come before one on that side of the range,
// without those to be passed over. The first of all must not be on that side.
func (w *ZSetWalk) countInside(r *LexRange, s side) (count int) {
	var digits [Digits]byte
	if w.left <= r.Skip || r.isOutside(w.Member(&digits), s) {
		return 0
	}
	for range r.Skip {
		w.Next()
	}
	for ; w.left > 0 && !r.isOutside(w.Member(&digits), s); w.Next() {
		count++
	}
	return count
}

// ranksBefore is how many members of a large set stand before a bound. Its own
// member does not if the bound is of the kind that leaves it behind.
func (z *ZSet) ranksBefore(b *LexBound, behind LexKind) int {
	heap, order := z.db.heap, &z.ranking().order
	switch b.Kind {
	case Lowest:
		return 0
	case Highest:
		return order.length
	case behind:
		return order.seek(heap, beforeKey(b.Member)).rank
	}
	return order.seek(heap, afterKey(b.Member)).rank
}

// meets tells whether the range and the members of the set, from the first to the
// last, have anything in common.
func (z *ZSet) meets(r *LexRange) bool {
	var digits [Digits]byte
	w := z.Backward(z.Len()-1, 1)
	if r.isBelow(w.Member(&digits)) {
		return false
	}
	w = z.Forward(0, 1)
	return !r.isAbove(w.Member(&digits))
}
