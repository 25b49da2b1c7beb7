package simtest

import (
	"slices"
	"strings"
)

func popRows() []row {
	return []row{
		{name: "zpopmin", arity: -2, flags: writes, run: (*model).zPopMin},
		{name: "zpopmax", arity: -2, flags: writes, run: (*model).zPopMax},
		{name: "zmpop", arity: -4, flags: writes, run: (*model).zMPop},
	}
}

func (m *model) zPopMin(s *session, args []string) { m.popOne(s, args, false) }
func (m *model) zPopMax(s *session, args []string) { m.popOne(s, args, true) }

// popOne is about one key; a count makes pairs of the reply.
func (m *model) popOne(s *session, args []string, reverse bool) {
	if len(args) > 3 {
		s.fail(errSyntax)
		return
	}
	count := int64(1)
	if len(args) == 3 {
		var ok bool
		if count, ok = parseInt(args[2]); !ok || count < 0 {
			s.fail("ERR value is out of range, must be positive")
			return
		}
	}
	v, ok := m.open(s, args[1], aSortedSet)
	if !ok {
		return
	}
	popped := m.pop(s.db, args[1], v, count, reverse)
	if len(args) == 3 || len(popped) == 0 {
		s.members(popped, true)
		return
	}
	s.array(2)
	s.bulk(popped[0].member)
	s.double(popped[0].score)
}

// pop takes members from the front of a sorted set, or from its end.
func (m *model) pop(db int, key string, v *value, count int64, reverse bool) []scored {
	list := v.ordered()
	if reverse {
		slices.Reverse(list)
	}
	list = list[:min(count, int64(len(list)))]
	m.removeMembers(db, key, v, list)
	return list
}

func (m *model) zMPop(s *session, args []string) {
	keys, reverse, count, refusal := parseZMPop(args[1:])
	if refusal != "" {
		s.fail(refusal)
		return
	}
	for _, key := range keys {
		v, ok := m.lookupKind(s, key, aSortedSet)
		if !ok {
			return
		}
		if v != nil {
			s.array(2)
			s.bulk(key)
			s.pairs(m.pop(s.db, key, v, count, reverse))
			return
		}
	}
	s.nullArray()
}

// pairs answers with members and their scores, in pairs whatever the protocol.
func (s *session) pairs(list []scored) {
	s.array(len(list))
	for _, pair := range list {
		s.array(2)
		s.bulk(pair.member)
		s.double(pair.score)
	}
}

// parseZMPop reads "numkeys key ... MIN | MAX [COUNT count]".
func parseZMPop(args []string) (keys []string, reverse bool, count int64, refusal string) {
	number, ok := parseInt(args[0])
	switch {
	case !ok || number < 1:
		return nil, false, 0, "ERR numkeys should be greater than 0"
	case number > int64(len(args)-2):
		return nil, false, 0, errSyntax
	}
	keys, rest := args[1:1+number], args[1+number:]
	switch strings.ToUpper(rest[0]) {
	case "MIN":
	case "MAX":
		reverse = true
	default:
		return nil, false, 0, errSyntax
	}
	switch {
	case len(rest) == 1:
		return keys, reverse, 1, ""
	case len(rest) == 2 || !strings.EqualFold(rest[1], "count"):
		return nil, false, 0, errSyntax
	}
	count, ok = parseInt(rest[2])
	switch {
	case !ok || count < 1:
		return nil, false, 0, "ERR count should be greater than 0"
	case len(rest) > 3:
		return nil, false, 0, errSyntax
	}
	return keys, reverse, count, ""
}
