package simtest

import (
	"maps"
	"math"
	"slices"
	"strings"
)

func setRows() []row {
	return []row{
		{name: "sadd", arity: -3, flags: writes, run: (*model).sAdd},
		{name: "srem", arity: -3, flags: writes, run: (*model).sRem},
		{name: "smove", arity: 4, flags: writes, run: (*model).sMove},
		{name: "scard", arity: 2, run: (*model).sCard},
		{name: "sismember", arity: 3, run: (*model).sIsMember},
		{name: "smismember", arity: -3, run: (*model).sMIsMember},
		{name: "smembers", arity: 2, run: (*model).sMembers},
		{name: "srandmember", arity: -2, run: (*model).sRandMember},
		{name: "spop", arity: -2, flags: writes, run: (*model).sPop},
		{name: "sunion", arity: -2, run: (*model).sUnion},
		{name: "sdiff", arity: -2, run: (*model).sDiff},
		{name: "sinter", arity: -2, run: (*model).sInter},
		{name: "sunionstore", arity: -3, flags: writes, run: (*model).sUnionStore},
		{name: "sdiffstore", arity: -3, flags: writes, run: (*model).sDiffStore},
		{name: "sinterstore", arity: -3, flags: writes, run: (*model).sInterStore},
		{name: "sintercard", arity: -3, run: (*model).sInterCard},
	}
}

func (m *model) sAdd(s *session, args []string) {
	v, ok := m.open(s, args[1], aSet)
	if !ok {
		return
	}
	before := len(v.set)
	for _, member := range args[2:] {
		v.set[member] = struct{}{}
	}
	if len(v.set) > before {
		m.changed(s.db, args[1], v)
	}
	s.integer(int64(len(v.set) - before))
}

func (m *model) sRem(s *session, args []string) {
	v, ok := m.open(s, args[1], aSet)
	if !ok {
		return
	}
	before := len(v.set)
	for _, member := range args[2:] {
		delete(v.set, member)
	}
	if len(v.set) < before {
		m.changed(s.db, args[1], v)
	}
	s.integer(int64(before - len(v.set)))
}

func (m *model) sMove(s *session, args []string) {
	source, target := m.lookup(s.db, args[1]), m.lookup(s.db, args[2])
	switch {
	case source == nil:
		s.integer(0)
		return
	case source.kind != aSet || target != nil && target.kind != aSet:
		s.fail(errWrongType)
		return
	case args[1] == args[2] || !source.has(args[3]):
		s.integer(bit(source.has(args[3])))
		return
	}
	delete(source.set, args[3])
	m.changed(s.db, args[1], source)
	if target == nil {
		target = newValue(aSet)
	}
	if !target.has(args[3]) {
		target.set[args[3]] = struct{}{}
		m.changed(s.db, args[2], target)
	}
	s.integer(1)
}

// bit is 1 for true.
func bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

func (m *model) sCard(s *session, args []string) {
	if v, ok := m.open(s, args[1], aSet); ok {
		s.integer(int64(len(v.set)))
	}
}

func (m *model) sIsMember(s *session, args []string) {
	if v, ok := m.open(s, args[1], aSet); ok {
		s.integer(bit(v.has(args[2])))
	}
}

func (m *model) sMIsMember(s *session, args []string) {
	v, ok := m.open(s, args[1], aSet)
	if !ok {
		return
	}
	s.array(len(args) - 2)
	for _, member := range args[2:] {
		s.integer(bit(v.has(member)))
	}
}

func (m *model) sMembers(s *session, args []string) {
	if v, ok := m.open(s, args[1], aSet); ok {
		s.wholeSet(v)
	}
}

// wholeSet answers with a set: in order if it is a small one.
func (s *session) wholeSet(v *value) {
	members := v.members()
	if v.large {
		s.anyOrder('~', members)
		return
	}
	s.setOf(len(members))
	for _, member := range members {
		s.bulk(member)
	}
}

// sRandMember is SRANDMEMBER key [count]. A negative count lets members come
// more than once.
func (m *model) sRandMember(s *session, args []string) {
	if len(args) == 2 {
		v, ok := m.lookupKind(s, args[1], aSet)
		switch {
		case !ok:
		case v == nil:
			s.null()
		default:
			s.oneOf(v.members())
		}
		return
	}
	if len(args) > 3 {
		s.fail(errSyntax)
		return
	}
	count, ok := m.longOf(s, args[2])
	if !ok {
		return
	}
	v, ok := m.open(s, args[1], aSet)
	if !ok {
		return
	}
	group := []string{}
	for _, member := range v.members() {
		group = append(group, rowOf(member))
	}
	s.some(rows{kind: '*', width: 1, groups: [][]string{group}}, count)
}

// sPop is SPOP key [count].
func (m *model) sPop(s *session, args []string) {
	if len(args) > 3 {
		s.fail(errSyntax)
		return
	}
	count, counted := int64(1), len(args) == 3
	if counted {
		var ok bool
		if count, ok = parseInt(args[2]); !ok || count < 0 {
			s.fail(errNotPositive)
			return
		}
	}
	v, ok := m.lookupKind(s, args[1], aSet)
	switch {
	case !ok:
	case v == nil && !counted:
		s.null()
	case v == nil || count == 0:
		s.setOf(0)
	case count >= int64(len(v.set)):
		m.popped(s, args, v, v.members())
	default:
		m.choose(s, args[1], v.members(), int(count), func(chosen []string) { m.popped(s, args, v, chosen) })
	}
}

// popped takes from a set what SPOP has chosen.
func (m *model) popped(s *session, args []string, v *value, chosen []string) {
	if len(args) == 2 {
		s.bulk(chosen[0])
	} else if len(chosen) == len(v.set) {
		s.wholeSet(v)
	} else {
		s.anyOrder('~', chosen)
	}
	for _, member := range chosen {
		delete(v.set, member)
	}
	if len(args) == 3 && len(v.set) > 0 && len(v.set)*rebuildFactor <= len(chosen) {
		v.large = false // it is made anew, and as small as it can be
	}
	m.changed(s.db, args[1], v)
}

// rebuildFactor: a set of which so many times more goes than stays is made anew of
// what stays.
const rebuildFactor = 5

func (m *model) sUnion(s *session, args []string) { m.combine(s, args[1:], (*model).union) }
func (m *model) sDiff(s *session, args []string)  { m.combine(s, args[1:], (*model).difference) }
func (m *model) sInter(s *session, args []string) { m.combine(s, args[1:], (*model).intersection) }

func (m *model) sUnionStore(s *session, args []string) { m.combineInto(s, args, (*model).union) }
func (m *model) sDiffStore(s *session, args []string)  { m.combineInto(s, args, (*model).difference) }
func (m *model) sInterStore(s *session, args []string) { m.combineInto(s, args, (*model).intersect) }

// combination makes one set of several.
type combination func(m *model, sets []*value) *value

// sets finds sets; those that do not exist are empty.
func (m *model) sets(s *session, keys []string) ([]*value, bool) {
	found := make([]*value, len(keys))
	for i, key := range keys {
		var ok bool
		if found[i], ok = m.open(s, key, aSet); !ok {
			return nil, false
		}
	}
	return found, true
}

func (m *model) combine(s *session, keys []string, how combination) {
	if sets, ok := m.sets(s, keys); ok {
		s.wholeSet(how(m, sets))
	}
}

func (m *model) combineInto(s *session, args []string, how combination) {
	sets, ok := m.sets(s, args[2:])
	if !ok {
		return
	}
	result := how(m, sets)
	m.replace(s.db, args[1], result)
	s.integer(int64(len(result.set)))
}

func (m *model) union(sets []*value) *value {
	result := newValue(aSet)
	for _, v := range sets {
		for _, member := range v.members() {
			result.set[member] = struct{}{}
		}
	}
	result.outgrow()
	return result
}

// difference looks the members of the first set up in the others, or takes all of
// them and then takes back what the others have: whatever is less work. In the second
// case a member that goes again may have made the set a large one.
func (m *model) difference(sets []*value) *value {
	result := newValue(aSet)
	lookups, members := 0, 0
	for _, v := range sets {
		if len(v.set) > 0 {
			lookups += len(sets[0].set)
			members += len(v.set)
		}
	}
	if lookups/2 > members {
		result.set = maps.Clone(sets[0].set)
		result.outgrow()
		clear(result.set)
	}
	for _, member := range sets[0].members() {
		if !slices.ContainsFunc(sets[1:], func(v *value) bool { return v.has(member) }) {
			result.set[member] = struct{}{}
		}
	}
	result.outgrow()
	return result
}

func (m *model) intersect(sets []*value) *value {
	result := newValue(aSet)
	for _, member := range sets[0].members() {
		if !slices.ContainsFunc(sets, func(v *value) bool { return !v.has(member) }) {
			result.set[member] = struct{}{}
		}
	}
	return result
}

// intersection is shown in the order of the smallest set.
func (m *model) intersection(sets []*value) *value {
	result := m.intersect(sets)
	least := math.MaxInt
	for _, v := range sets {
		least = min(least, len(v.set))
	}
	result.large = slices.ContainsFunc(sets, func(v *value) bool { return v.large && len(v.set) == least })
	return result
}

// sInterCard is SINTERCARD numkeys key ... [LIMIT limit].
func (m *model) sInterCard(s *session, args []string) {
	number, ok := parseInt(args[1])
	switch {
	case !ok || number < 1:
		s.fail("ERR numkeys should be greater than 0")
		return
	case number > int64(len(args)-2):
		s.fail("ERR Number of keys can't be greater than number of args")
		return
	}
	limit := int64(0)
	for rest := args[2+number:]; len(rest) > 0; rest = rest[2:] {
		if !strings.EqualFold(rest[0], "limit") || len(rest) == 1 {
			s.fail(errSyntax)
			return
		}
		if limit, ok = parseInt(rest[1]); !ok || limit < 0 {
			s.fail("ERR LIMIT can't be negative")
			return
		}
	}
	sets, ok := m.sets(s, args[2:2+number])
	if !ok {
		return
	}
	size := int64(len(m.intersection(sets).set))
	if limit > 0 {
		size = min(size, limit)
	}
	s.integer(size)
}
