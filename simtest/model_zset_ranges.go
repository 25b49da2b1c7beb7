package simtest

import (
	"slices"
	"strings"
)

func memberRangeRows() []row {
	return []row{
		{name: "zrange", arity: -4, run: (*model).zRange},
		{name: "zrangestore", arity: -5, flags: writes, run: (*model).zRangeStore},
		{name: "zrevrange", arity: -4, run: (*model).zRevRange},
		{name: "zrangebyscore", arity: -4, run: (*model).zRangeByScore},
		{name: "zrevrangebyscore", arity: -4, run: (*model).zRevRangeByScore},
		{name: "zrangebylex", arity: -4, run: (*model).zRangeByLex},
		{name: "zrevrangebylex", arity: -4, run: (*model).zRevRangeByLex},
		{name: "zcount", arity: 4, run: (*model).zCount},
		{name: "zlexcount", arity: 4, run: (*model).zLexCount},
		{name: "zremrangebyrank", arity: 4, flags: writes, run: (*model).zRemRangeByRank},
		{name: "zremrangebyscore", arity: 4, flags: writes, run: (*model).zRemRangeByScore},
		{name: "zremrangebylex", arity: 4, flags: writes, run: (*model).zRemRangeByLex},
	}
}

// measure is what the bounds of a range are.
type measure uint8

const (
	unsaid measure = iota
	byRank
	byScore
	byLex
)

// memberRange is a part of a sorted set, as a request asks for it.
type memberRange struct {
	by         measure
	reverse    bool
	withScores bool
	offset     int64
	limit      int64 // negative: all

	first, last int64 // of the ranks
	scores      scoreRange
	members     lexRange
}

// parseMemberRange reads what follows the key: the bounds, and the options that
// the name of the command does not settle.
func parseMemberRange(by measure, reverse, stores bool, args []string) (r memberRange, refusal string) {
	r = memberRange{by: by, reverse: reverse, limit: -1}
	settled := by != unsaid
	for rest := args[2:]; len(rest) > 0; rest = rest[1:] {
		switch word := strings.ToUpper(rest[0]); {
		case word == "WITHSCORES" && !stores:
			r.withScores = true
		case word == "LIMIT" && len(rest) > 2:
			var ok, alsoOK bool
			r.offset, ok = parseInt(rest[1])
			r.limit, alsoOK = parseInt(rest[2])
			if !ok || !alsoOK {
				return r, errNotInteger
			}
			rest = rest[2:]
		case word == "REV" && !settled && !r.reverse:
			r.reverse = true
		case word == "BYSCORE" && r.by == unsaid:
			r.by = byScore
		case word == "BYLEX" && r.by == unsaid:
			r.by = byLex
		default:
			return r, errSyntax
		}
	}
	if r.by == unsaid {
		r.by = byRank
	}
	switch {
	case r.limit != -1 && r.by == byRank:
		return r, "ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX"
	case r.withScores && r.by == byLex:
		return r, "ERR syntax error, WITHSCORES not supported in combination with BYLEX"
	}
	if r.reverse && r.by != byRank {
		return r, r.parseBounds(args[1], args[0])
	}
	return r, r.parseBounds(args[0], args[1])
}

// parseBounds reads the bounds; they come as least and most.
func (r *memberRange) parseBounds(least, most string) (refusal string) {
	switch r.by {
	case byScore:
		r.scores, refusal = parseScoreRange(least, most)
	case byLex:
		r.members, refusal = parseLexRange(least, most)
	default:
		var ok, alsoOK bool
		r.first, ok = parseInt(least)
		r.last, alsoOK = parseInt(most)
		if !ok || !alsoOK {
			refusal = errNotInteger
		}
	}
	return refusal
}

// of are the members in the range, in the order asked for.
func (r *memberRange) of(v *value) []scored {
	list := v.ordered()
	if r.by == byLex {
		return r.cut(r.lexRun(list))
	}
	if r.reverse {
		slices.Reverse(list)
	}
	if r.by == byScore {
		outside := func(pair scored) bool { return !r.scores.has(pair.score) }
		return r.cut(slices.DeleteFunc(list, outside))
	}
	count := int64(len(list))
	first, last := r.first, r.last
	if first < 0 {
		first = max(0, first+count)
	}
	if last < 0 {
		last += count
	}
	last = min(last, count-1)
	if first > last {
		return nil
	}
	return list[first : last+1]
}

// cut is what LIMIT leaves.
func (r *memberRange) cut(list []scored) []scored {
	if r.offset < 0 || r.offset >= int64(len(list)) {
		return nil
	}
	list = list[r.offset:]
	if r.limit >= 0 && r.limit < int64(len(list)) {
		list = list[:r.limit]
	}
	return list
}

// lexRun goes over the members in their order, of which Redis says that they
// should be of one score. If they are not, the walk still begins with the first
// that is not before the range, and ends where one is behind it.
func (r *memberRange) lexRun(list []scored) []scored {
	before := func(pair scored) bool { return !r.members.begun(pair.member) }
	behind := func(pair scored) bool { return r.members.ended(pair.member) }
	count := len(list)
	if r.members.empty() || count == 0 || before(list[count-1]) || behind(list[0]) {
		return nil
	}
	if r.reverse {
		slices.Reverse(list)
		before, behind = behind, before
	}
	list = list[slices.IndexFunc(list, func(pair scored) bool { return !before(pair) }):]
	if behind(list[0]) {
		return nil
	}
	skipped := min(max(0, r.offset), int64(len(list))) // without a look at them
	if end := slices.IndexFunc(list[skipped:], behind); end >= 0 {
		list = list[:skipped+int64(end)]
	}
	return list
}

// vague tells that the part is whatever a tree or a skiplist makes of members
// that are not in the order it takes for granted.
func (r *memberRange) vague(v *value) bool {
	whole := r.members.least.sign == '-' && r.members.most.sign == '+'
	if r.by != byLex || r.members.empty() || !v.large || whole {
		return false
	}
	list := v.ordered()
	return slices.ContainsFunc(list, func(pair scored) bool { return pair.score != list[0].score })
}

func (m *model) zRange(s *session, args []string)           { m.showRange(s, args, unsaid, false) }
func (m *model) zRevRange(s *session, args []string)        { m.showRange(s, args, byRank, true) }
func (m *model) zRangeByScore(s *session, args []string)    { m.showRange(s, args, byScore, false) }
func (m *model) zRevRangeByScore(s *session, args []string) { m.showRange(s, args, byScore, true) }
func (m *model) zRangeByLex(s *session, args []string)      { m.showRange(s, args, byLex, false) }
func (m *model) zRevRangeByLex(s *session, args []string)   { m.showRange(s, args, byLex, true) }

func (m *model) showRange(s *session, args []string, by measure, reverse bool) {
	r, refusal := parseMemberRange(by, reverse, false, args[2:])
	if refusal != "" {
		s.fail(refusal)
		return
	}
	v, ok := m.open(s, args[1], aSortedSet)
	switch {
	case !ok:
	case r.vague(v):
		s.kinds("*")
	default:
		s.members(r.of(v), r.withScores)
	}
}

// members answers with members, and their scores: in RESP3 in pairs.
func (s *session) members(list []scored, withScores bool) {
	if withScores && !s.resp3 {
		s.array(2 * len(list))
	} else {
		s.array(len(list))
	}
	for _, pair := range list {
		if withScores && s.resp3 {
			s.array(2)
		}
		s.bulk(pair.member)
		if withScores {
			s.double(pair.score)
		}
	}
}

func (m *model) zRangeStore(s *session, args []string) {
	r, refusal := parseMemberRange(unsaid, false, true, args[3:])
	if refusal != "" {
		s.fail(refusal)
		return
	}
	source, ok := m.open(s, args[2], aSortedSet)
	if !ok {
		return
	}
	if r.vague(source) {
		m.drift(s)
		return
	}
	list := r.of(source)
	v := newValue(aSortedSet)
	v.large = r.by == byRank && len(list) > sortedSetEntriesMax // known before, where ranks are
	for _, pair := range list {
		v.setScore(pair.member, pair.score)
	}
	m.replace(s.db, args[1], v)
	s.integer(int64(len(list)))
}

// drift gives up on a request after which nobody knows what a key holds.
func (m *model) drift(s *session) {
	m.adrift++
	s.anything()
}

func (m *model) zCount(s *session, args []string)    { m.countRange(s, args, byScore) }
func (m *model) zLexCount(s *session, args []string) { m.countRange(s, args, byLex) }

func (m *model) countRange(s *session, args []string, by measure) {
	r, v, ok := m.partOf(s, args, by)
	switch {
	case !ok:
	case r.vague(v):
		s.integerBetween(0, int64(len(v.scores)))
	default:
		s.integer(int64(len(r.of(v))))
	}
}

func (m *model) zRemRangeByRank(s *session, args []string)  { m.removeRange(s, args, byRank) }
func (m *model) zRemRangeByScore(s *session, args []string) { m.removeRange(s, args, byScore) }
func (m *model) zRemRangeByLex(s *session, args []string)   { m.removeRange(s, args, byLex) }

func (m *model) removeRange(s *session, args []string, by measure) {
	r, v, ok := m.partOf(s, args, by)
	switch {
	case !ok:
	case r.vague(v):
		m.drift(s)
	default:
		s.integer(m.removeMembers(s.db, args[1], v, r.of(v)))
	}
}

// partOf reads "key least most" and finds the key.
func (m *model) partOf(s *session, args []string, by measure) (r memberRange, v *value, ok bool) {
	r, refusal := parseMemberRange(by, false, false, args[2:])
	if refusal != "" {
		s.fail(refusal)
		return r, nil, false
	}
	v, ok = m.open(s, args[1], aSortedSet)
	return r, v, ok
}
