package store

import (
	"seedis/mem"
	"seedis/store/listpack"
)

// ZSet is the sorted set of a key: members with a score each, in the order of
// the scores, and of the members' bytes where scores are equal. The rank of a
// member is how many stand before it. See collection for what a command may do
// with it. A small one is a listpack in this order,
//
//	+--------+----------+---------+-- ... --+----------+---------+-----+
//	| header | member 0 | score 0 |         | member n | score n | end |
//	+--------+----------+---------+-- ... --+----------+---------+-----+
//
// a large one a ranking (zsetlarge.go). No score is NaN.
type ZSet struct{ collection }

// ZSet is the sorted set of the key, whose entry is one or does not exist.
func (db *DB) ZSet(key Key, e Entry) ZSet { return ZSet{collection{db: db, key: key, entry: e}} }

// DraftZSet is a draft of a sorted set for the key.
func (db *DB) DraftZSet(key Key) ZSet { return ZSet{collection{db: db, key: key, draft: true}} }

func (z *ZSet) isLarge() bool { return z.encoding() == Skiplist }

// Len is the number of members.
func (z *ZSet) Len() int {
	switch {
	case !z.Exists():
		return 0
	case z.isLarge():
		return z.ranking().order.length
	}
	return listpack.Len(z.bytes()) / 2
}

// Score is the score of a member, and whether the set has it.
func (z *ZSet) Score(member []byte) (score float64, ok bool) {
	switch {
	case !z.Exists():
		return 0, false
	case z.isLarge():
		ref := z.find(member)
		if ref == mem.Nil {
			return 0, false
		}
		return z.db.space.score(ref), true
	}
	p := z.bytes()
	at := findMember(p, member)
	if at == listpack.None {
		return 0, false
	}
	return scoreAt(p, listpack.Next(p, at)), true
}

// Rank is the rank of a member, and whether the set has it.
func (z *ZSet) Rank(member []byte) (rank int, ok bool) {
	switch {
	case !z.Exists():
		return 0, false
	case z.isLarge():
		return z.rankElement(member)
	}
	p := z.bytes()
	to := findMember(p, member)
	if to == listpack.None {
		return 0, false
	}
	for at := listpack.First(p); at != to; at = nextPair(p, at) {
		rank++
	}
	return rank, true
}

// Delete removes a member, and tells whether the set had it. A set that has lost
// its last one is to be removed itself.
func (z *ZSet) Delete(member []byte) bool {
	switch {
	case !z.Exists():
		return false
	case z.isLarge():
		return z.deleteElement(member)
	}
	p := z.bytes()
	at := findMember(p, member)
	if at == listpack.None {
		return false
	}
	z.resize(len(p) - listpack.Delete(p, at, 2))
	return true
}

// DeleteRange removes count members from the rank first on; there are so many. A
// set that has lost its last one is to be removed itself.
func (z *ZSet) DeleteRange(first, count int) {
	switch {
	case count == 0:
	case z.isLarge():
		z.deleteElements(first, count)
	default:
		p := z.bytes()
		z.resize(len(p) - listpack.Delete(p, listpack.Seek(p, 2*first), 2*count))
	}
}

// Sample is the rank of one member, any as likely as every other; there is one.
func (z *ZSet) Sample() int { return int(z.db.random.below(uint64(z.Len()))) }

// Choose visits count different members with their scores, any as likely as
// every other, in no order; there are at least so many. Each member is a view,
// good for the one visit; the digits of an integer are written to scratch.
func (z *ZSet) Choose(count int, scratch *[Digits]byte, visit func(member []byte, score float64)) {
	s := z.db.space
	if z.isLarge() {
		z.ranking().members.choose(s, count, func(ref mem.Ref) { visit(elementKey(s.heap, ref), s.score(ref)) })
		return
	}
	p := z.bytes()
	draw := chance{&s.random, z.Len(), count}
	for at := listpack.First(p); at != listpack.End(p); at = nextPair(p, at) {
		if draw.take() {
			member, behind := listpack.Text(p, at, scratch)
			visit(member, scoreAt(p, behind))
		}
	}
}

// Scan visits a part of the members with their scores as texts, and returns the
// cursor of the next part: see DB.Scan. A small set is visited at once, and in it
// a score that is an integer has all of its digits.
func (z *ZSet) Scan(cursor uint64, scratch *Scratch, visit func(member, score []byte)) uint64 {
	switch {
	case !z.Exists():
		return 0
	case z.isLarge():
		s := z.db.space
		return z.ranking().members.scan(s, cursor, func(ref mem.Ref) {
			visit(elementKey(s.heap, ref), appendScore(scratch.score[:0], s.score(ref)))
		})
	}
	eachPair(z.bytes(), scratch, visit)
	return 0
}
