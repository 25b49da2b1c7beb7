package simtest

import (
	"fmt"
	"math"
	"strings"

	"seedis/resp"
)

// zRandMember may show any members.
func (m *model) zRandMember(s *session, args []string) {
	count, withScores := int64(1), false
	if len(args) > 2 {
		var refusal string
		if count, withScores, refusal = parseRandMember(args[2:]); refusal != "" {
			s.fail(refusal)
			return
		}
	}
	v, ok := m.lookupKind(s, args[1], aSortedSet)
	switch {
	case !ok:
	case len(args) == 2 && v == nil:
		s.null()
	case len(args) == 2:
		s.anyMember(v.clone())
	case v == nil || count == 0:
		s.array(0)
	default:
		s.anyMembers(v.ordered(), count, withScores)
	}
}

// parseRandMember reads "count [WITHSCORES]".
func parseRandMember(args []string) (count int64, withScores bool, refusal string) {
	count, ok := parseInt(args[0])
	switch {
	case !ok:
		return 0, false, errNotInteger
	case count == math.MinInt64:
		return 0, false, "ERR value is out of range, value must between -9223372036854775807 and 9223372036854775807"
	case len(args) > 2 || len(args) == 2 && !strings.EqualFold(args[1], "withscores"):
		return 0, false, errSyntax
	}
	withScores = len(args) == 2
	if withScores && (count < -(math.MaxInt64/2) || count > math.MaxInt64/2) {
		return 0, false, "ERR value is out of range"
	}
	return count, withScores, ""
}

func (s *session) anyMember(v value) {
	s.judge(func(reply resp.Reply) error {
		if reply.Kind != '$' || reply.Null || !v.has(string(reply.Text)) {
			return fmt.Errorf("want a member")
		}
		return nil
	})
}

// anyMembers wants so many members, each once, or all if there are fewer. If
// the count is negative, each may come more than once.
func (s *session) anyMembers(list []scored, count int64, withScores bool) {
	want := rows{kind: '*', width: 1, count: int(min(count, int64(len(list))))}
	if count < 0 {
		want.count, want.again = int(-count), true
	}
	if withScores {
		want.width, want.nested = 2, s.resp3
	}
	all := make([]string, len(list))
	for i, pair := range list {
		all[i] = rowOf(pair.member)
		switch {
		case withScores && s.resp3:
			all[i] += "," + scoreText(pair.score) + " "
		case withScores:
			all[i] += rowOf(scoreText(pair.score))
		}
	}
	want.groups = [][]string{all}
	s.rows(want)
}
