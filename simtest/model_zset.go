package simtest

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"
)

const errNotFloat = "ERR value is not a valid float"

func sortedSetRows() []row {
	return slices.Concat(memberRows(), memberRangeRows(), popRows(), operationRows())
}

func memberRows() []row {
	return []row{
		{name: "zadd", arity: -4, flags: writes, run: (*model).zAdd},
		{name: "zincrby", arity: 4, flags: writes, run: (*model).zIncrBy},
		{name: "zrem", arity: -3, flags: writes, run: (*model).zRem},
		{name: "zcard", arity: 2, run: (*model).zCard},
		{name: "zscore", arity: 3, run: (*model).zScore},
		{name: "zmscore", arity: -3, run: (*model).zMScore},
		{name: "zrank", arity: 3, run: (*model).zRank},
		{name: "zrevrank", arity: 3, run: (*model).zRevRank},
		{name: "zrandmember", arity: -2, run: (*model).zRandMember},
	}
}

// scored is a member of a sorted set.
type scored struct {
	member string
	score  float64
}

// ordered are the members of a sorted set: by score, and those of one score by
// their bytes.
func (v *value) ordered() []scored {
	list := make([]scored, 0, len(v.scores))
	for _, member := range slices.Sorted(maps.Keys(v.scores)) {
		list = append(list, scored{member, v.scores[member]})
	}
	slices.SortFunc(list, func(a, b scored) int { // a stable sort takes several times as long
		if a.score == b.score {
			return cmp.Compare(a.member, b.member)
		}
		return cmp.Compare(a.score, b.score)
	})
	return list
}

// setScore gives a member of a sorted set a score. A listpack has whole numbers
// as integers, and so no -0.
func (v *value) setScore(member string, score float64) {
	v.scores[member] = score
	if !v.large {
		v.outgrow()
	}
	if !v.large && score == 0 {
		v.scores[member] = 0
	}
}

// addOptions are what stands before the scores of ZADD.
type addOptions struct {
	nx, xx, gt, lt, ch, incr bool
}

// parseAddOptions returns the arguments behind the options as well.
func parseAddOptions(args []string) (o addOptions, pairs []string) {
	for i, arg := range args {
		switch strings.ToUpper(arg) {
		case "NX":
			o.nx = true
		case "XX":
			o.xx = true
		case "GT":
			o.gt = true
		case "LT":
			o.lt = true
		case "CH":
			o.ch = true
		case "INCR":
			o.incr = true
		default:
			return o, args[i:]
		}
	}
	return o, nil
}

// refusal is what is wrong with the options; "" is nothing.
func (o addOptions) refusal(pairs []string) string {
	switch {
	case len(pairs) == 0 || len(pairs)%2 != 0:
		return errSyntax
	case o.nx && o.xx:
		return "ERR XX and NX options at the same time are not compatible"
	case o.gt && o.nx, o.lt && o.nx, o.gt && o.lt:
		return "ERR GT, LT, and/or NX options at the same time are not compatible"
	case o.incr && len(pairs) > 2:
		return "ERR INCR option supports a single increment-element pair"
	}
	return ""
}

func (m *model) zAdd(s *session, args []string) {
	o, pairs := parseAddOptions(args[2:])
	m.addScores(s, args[1], o, pairs)
}

// zIncrBy takes the options of ZADD for what they are, which leaves no room for
// a score.
func (m *model) zIncrBy(s *session, args []string) {
	o, pairs := parseAddOptions(args[2:])
	o.incr = true
	m.addScores(s, args[1], o, pairs)
}

func (m *model) addScores(s *session, key string, o addOptions, pairs []string) {
	if refusal := o.refusal(pairs); refusal != "" {
		s.fail(refusal)
		return
	}
	list := []scored{}
	for i := 0; i < len(pairs); i += 2 {
		score, ok := parseScore(pairs[i])
		if !ok {
			s.fail(errNotFloat)
			return
		}
		list = append(list, scored{pairs[i+1], score})
	}
	v, ok := m.open(s, key, aSortedSet)
	if !ok {
		return
	}
	if o.incr {
		m.incrScore(s, key, v, o, list[0])
		return
	}
	added, updated := 0, 0
	for _, pair := range list {
		old, has := v.scores[pair.member]
		switch {
		case !o.allow(old, pair.score, has):
		case !has:
			v.setScore(pair.member, pair.score)
			added++
		case old != pair.score:
			v.setScore(pair.member, pair.score)
			updated++
		}
	}
	if added+updated > 0 {
		m.changed(s.db, key, v)
	}
	if o.ch {
		s.integer(int64(added + updated))
		return
	}
	s.integer(int64(added))
}

// allow tells whether the options let a member have another score, or come in
// if it does not have one.
func (o addOptions) allow(old, score float64, has bool) bool {
	if !has {
		return !o.xx
	}
	return !o.nx && (!o.gt || score > old) && (!o.lt || score < old)
}

// incrScore is ZADD INCR. The reply is the sum, or null if the options do not
// allow it.
func (m *model) incrScore(s *session, key string, v *value, o addOptions, pair scored) {
	old, has := v.scores[pair.member]
	sum := pair.score
	if has {
		sum += old
	}
	switch {
	case has && o.nx:
		s.null()
	case math.IsNaN(sum):
		s.fail("ERR resulting score is not a number (NaN)")
	case !o.allow(old, sum, has):
		s.null()
	default:
		if !has || sum != old {
			v.setScore(pair.member, sum)
			m.changed(s.db, key, v)
		}
		s.double(sum)
	}
}

func (m *model) zRem(s *session, args []string) {
	v, ok := m.open(s, args[1], aSortedSet)
	if !ok {
		return
	}
	removed := []scored{}
	for _, member := range args[2:] {
		removed = append(removed, scored{member: member})
	}
	s.integer(m.removeMembers(s.db, args[1], v, removed))
}

// removeMembers takes members out of a sorted set and counts those it had.
func (m *model) removeMembers(db int, key string, v *value, list []scored) int64 {
	before := len(v.scores)
	for _, pair := range list {
		delete(v.scores, pair.member)
	}
	removed := before - len(v.scores)
	if removed > 0 {
		m.changed(db, key, v)
	}
	return int64(removed)
}

func (m *model) zCard(s *session, args []string) {
	if v, ok := m.open(s, args[1], aSortedSet); ok {
		s.integer(int64(len(v.scores)))
	}
}

func (m *model) zScore(s *session, args []string) {
	if v, ok := m.open(s, args[1], aSortedSet); ok {
		s.scoreOf(v, args[2])
	}
}

func (m *model) zMScore(s *session, args []string) {
	v, ok := m.open(s, args[1], aSortedSet)
	if !ok {
		return
	}
	s.array(len(args) - 2)
	for _, member := range args[2:] {
		s.scoreOf(v, member)
	}
}

// scoreOf answers with a member's score, null if it has none.
func (s *session) scoreOf(v *value, member string) {
	if score, has := v.scores[member]; has {
		s.double(score)
		return
	}
	s.null()
}

func (m *model) zRank(s *session, args []string)    { m.rank(s, args, false) }
func (m *model) zRevRank(s *session, args []string) { m.rank(s, args, true) }

// rank is how many members come before one, or behind it.
func (m *model) rank(s *session, args []string, reverse bool) {
	v, ok := m.open(s, args[1], aSortedSet)
	if !ok {
		return
	}
	list := v.ordered()
	rank := slices.IndexFunc(list, func(pair scored) bool { return pair.member == args[2] })
	switch {
	case rank < 0:
		s.null()
	case reverse:
		s.integer(int64(len(list) - 1 - rank))
	default:
		s.integer(int64(rank))
	}
}
