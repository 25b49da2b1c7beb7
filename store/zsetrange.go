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
type LexRange struct{ Min, Max LexBound }

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

// RangeByLex is the rank of the first member in the range, and how many are. If
// the scores differ, then members of the range may stand apart: those of a small
// set count, as in Redis, that follow the first, or, if it is read backward, that
// stand before the last.
func (z *ZSet) RangeByLex(r LexRange, backward bool) (first, count int) {
	switch {
	case !z.Exists():
		return 0, 0
	case z.isLarge():
		first = z.ranksBefore(&r.Min, Inclusive)
		return first, max(0, z.ranksBefore(&r.Max, Exclusive)-first)
	case !r.meets(z.bytes()):
		return 0, 0
	case backward:
		last, count := r.lastIn(z.bytes())
		return last - count + 1, count
	}
	return r.firstIn(z.bytes())
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

// meets tells whether the range and the members of a small set, from the first
// to the last, have anything in common.
func (r *LexRange) meets(p []byte) bool {
	var digits [Digits]byte
	if last, _ := listpack.Text(p, listpack.Seek(p, -2), &digits); r.isBelow(last) {
		return false
	}
	first, _ := listpack.Text(p, listpack.First(p), &digits)
	return !r.isAbove(first)
}

// firstIn is the rank of the first member in the range, and how many follow one
// another from there.
func (r *LexRange) firstIn(p []byte) (first, count int) {
	var digits [Digits]byte
	for at := listpack.First(p); at != listpack.End(p); {
		member, score := listpack.Text(p, at, &digits)
		switch {
		case count == 0 && r.isBelow(member):
			first++
		case r.isAbove(member):
			return first, count
		default:
			count++
		}
		at = listpack.Next(p, score)
	}
	return first, count
}

// lastIn is the rank of the last member in the range, and how many follow one
// another towards lower ranks from there.
func (r *LexRange) lastIn(p []byte) (last, count int) {
	var digits [Digits]byte
	last = listpack.Len(p)/2 - 1
	for at := previousPair(p, listpack.End(p)); at != listpack.None; at = previousPair(p, at) {
		member, _ := listpack.Text(p, at, &digits)
		switch {
		case count == 0 && r.isAbove(member):
			last--
		case r.isBelow(member):
			return last, count
		default:
			count++
		}
	}
	return last, count
}
