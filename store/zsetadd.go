package store

import (
	"math"

	"seedis/mem"
	"seedis/store/listpack"
)

// Rule says what ZSet.Add may do, and with what: any of these.
type Rule uint8

// The rules, by the options of ZADD.
const (
	OnlyNew      Rule = 1 << iota // NX: no member that the set has
	OnlyExisting                  // XX: no member that it has not
	OnlyGreater                   // GT: no score that is not above the present one
	OnlyLess                      // LT: no score that is not below the present one
	Increment                     // INCR: add the score to the present one
)

// Outcome is what became of an Add.
type Outcome uint8

// The outcomes.
const (
	Refused    Outcome = iota // a rule forbids it
	Unchanged                 // the member has this score already
	Rescored                  // it had another
	Added                     // the set did not have it
	NotANumber                // the sum is NaN: nothing was done
)

// Add adds a member with a score, or gives one that the set has another, and
// tells which score that is. The member is no view of the set, the score not
// NaN.
func (z *ZSet) Add(member []byte, score float64, rule Rule) (float64, Outcome) {
	if math.IsNaN(score) {
		panic("store: a sorted set was given a score that is not a number")
	}
	if z.Exists() && z.isLarge() {
		return z.addElement(member, score, rule)
	}
	if z.Exists() {
		p := z.bytes()
		if at := findMember(p, member); at != listpack.None {
			present := scoreAt(p, listpack.Next(p, at))
			score, outcome := rule.settle(present, score)
			if outcome == Rescored {
				z.rescoreSmall(at, member, score, score > present)
			}
			return score, outcome
		}
	}
	switch {
	case rule&OnlyExisting != 0:
		return score, Refused
	case z.staysSmall(member):
		z.insertSmall(member, score)
		return score, Added
	}
	z.convert()
	return z.addElement(member, score, rule)
}

// settle decides which score a member gets that has one.
func (r Rule) settle(present, score float64) (float64, Outcome) {
	if r&OnlyNew != 0 {
		return present, Refused
	}
	if r&Increment != 0 {
		score += present
	}
	switch {
	case math.IsNaN(score):
		return score, NotANumber
	case r&OnlyGreater != 0 && score <= present, r&OnlyLess != 0 && score >= present:
		return score, Refused
	case score == present:
		return score, Unchanged
	}
	return score, Rescored
}

// staysSmall tells whether a set that is small, or is not yet, may be so with
// another member.
func (z *ZSet) staysSmall(member []byte) bool {
	limits := &z.db.limits
	if z.Len() >= limits.ZSetListpackEntries || len(member) > limits.ZSetListpackValue {
		return false
	}
	return z.fitsListpack(len(member))
}

// addElement is Add of a large set.
func (z *ZSet) addElement(member []byte, score float64, rule Rule) (float64, Outcome) {
	s, r := z.db.space, z.ranking()
	key := s.element(member)
	ref := r.members.find(s, key)
	switch {
	case ref != mem.Nil:
		score, outcome := rule.settle(s.score(ref), score)
		if outcome == Rescored {
			r.rescore(s, ref, score)
		}
		return score, outcome
	case rule&OnlyExisting != 0:
		return score, Refused
	}
	r.insert(s, key, score)
	return score, Added
}
