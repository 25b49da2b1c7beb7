package store

import (
	"bytes"
	"cmp"
	"math"
	"strconv"

	"seedis/store/listpack"
)

// integerScoreMax is up to which magnitude Redis writes a score without a
// fraction as an integer into a listpack (double2ll). Larger ones are texts.
const integerScoreMax = 1 << 62

// scoreDigits is room for the longest text of a score,
// "-2.2250738585072014e-308".
const scoreDigits = 24

// encodeScore makes v a score as it stands in a listpack, until the next score.
// Negative zero becomes zero there, as in Redis.
func (s *space) encodeScore(v *listpack.Value, score float64) {
	if score >= -integerScoreMax && score <= integerScoreMax && math.Trunc(score) == score {
		v.EncodeInt(int64(score))
	} else {
		v.Encode(appendScore(s.scoreDigits[:0], score))
	}
}

// appendScore appends a score as C's "%.17g" does: 17 digits tell every number
// from its neighbours.
func appendScore(dst []byte, score float64) []byte {
	switch {
	case math.IsInf(score, 1):
		return append(dst, "inf"...)
	case math.IsInf(score, -1):
		return append(dst, "-inf"...)
	}
	return strconv.AppendFloat(dst, score, 'g', 17, 64)
}

// scoreAt is the score that stands at an offset of a listpack.
func scoreAt(p []byte, at int) float64 {
	text, n, _ := listpack.Decode(p, at)
	if text == nil {
		return float64(n)
	}
	score, err := strconv.ParseFloat(string(text), 64)
	if err != nil || math.IsNaN(score) {
		panic("store: a sorted set has a score that is no number")
	}
	return score
}

// findMember is the offset of a member of a small sorted set, or None.
func findMember(p, member []byte) int {
	var v listpack.Value
	v.Encode(member)
	return listpack.Find(p, listpack.First(p), &v, 1)
}

// nextPair is the offset of the member behind the one at the offset, or End.
func nextPair(p []byte, at int) int { return listpack.Next(p, listpack.Next(p, at)) }

// previousPair is the offset of the member before the one at the offset, or
// before End, or None.
func previousPair(p []byte, at int) int {
	score := listpack.Previous(p, at)
	if score == listpack.None {
		return listpack.None
	}
	return listpack.Previous(p, score)
}

// comparePair compares the member at the offset with another.
func comparePair(p []byte, at int, member []byte, score float64) int {
	if order := cmp.Compare(scoreAt(p, listpack.Next(p, at)), score); order != 0 {
		return order
	}
	var digits [Digits]byte
	text, _ := listpack.Text(p, at, &digits)
	return bytes.Compare(text, member)
}

// placeOf is the offset of the first member, from the offset on, that belongs
// behind one that the set does not have, or End.
func placeOf(p []byte, at int, member []byte, score float64) int {
	for at != listpack.End(p) && comparePair(p, at, member, score) < 0 {
		at = nextPair(p, at)
	}
	return at
}

// insertSmall adds a member to a set that is small, or is not yet.
func (z *ZSet) insertSmall(member []byte, score float64) {
	var m, s listpack.Value
	m.Encode(member)
	z.db.encodeScore(&s, score)
	if !z.Exists() {
		p := z.create(ZSetType, Listpack, listpack.EmptySize+m.Size()+s.Size())
		listpack.Init(p[:listpack.EmptySize])
		listpack.AppendPair(p, &m, &s)
		return
	}
	p := z.bytes()
	at := placeOf(p, listpack.First(p), member, score)
	listpack.InsertPair(z.resize(len(p)+m.Size()+s.Size()), at, &m, &s)
}

// rescoreSmall gives the member at the offset a score that is higher than the
// present one, or lower. It stays where it is if its neighbour lets it.
func (z *ZSet) rescoreSmall(at int, member []byte, score float64, higher bool) {
	var s listpack.Value
	z.db.encodeScore(&s, score)
	p := z.bytes()
	if !staysAt(p, at, member, score, higher) {
		p = p[:len(p)-listpack.Delete(p, at, 2)]
		if !higher {
			at = listpack.First(p)
		}
		at = placeOf(p, at, member, score)
		var m listpack.Value
		m.Encode(member)
		listpack.InsertPair(z.resize(len(p)+m.Size()+s.Size()), at, &m, &s)
		return
	}
	at = listpack.Next(p, at)
	growth := listpack.Growth(p, at, &s)
	if growth > 0 {
		p = z.resize(len(p) + growth)
	}
	listpack.Replace(p, at, &s)
	if growth < 0 {
		z.resize(len(p) + growth)
	}
}

// staysAt tells whether the member at the offset keeps its place with a score that
// is higher, or lower.
func staysAt(p []byte, at int, member []byte, score float64, higher bool) bool {
	if higher {
		behind := nextPair(p, at)
		return behind == listpack.End(p) || comparePair(p, behind, member, score) > 0
	}
	before := previousPair(p, at)
	return before == listpack.None || comparePair(p, before, member, score) < 0
}
