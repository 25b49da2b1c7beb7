package simtest

import (
	"maps"
	"math"
	"slices"
	"strings"
)

func operationRows() []row {
	return []row{
		{name: "zunion", arity: -3, run: (*model).zUnion},
		{name: "zinter", arity: -3, run: (*model).zInter},
		{name: "zdiff", arity: -3, run: (*model).zDiff},
		{name: "zintercard", arity: -3, run: (*model).zInterCard},
		{name: "zunionstore", arity: -4, flags: writes, run: (*model).zUnionStore},
		{name: "zinterstore", arity: -4, flags: writes, run: (*model).zInterStore},
		{name: "zdiffstore", arity: -4, flags: writes, run: (*model).zDiffStore},
	}
}

// operation combines sorted sets, and sets, whose members all have score 1.
type operation func(operands []operand, aggregate func(a, b float64) float64) map[string]float64

type operand struct {
	scores map[string]float64
	weight float64
}

// operationOptions are what follows the keys.
type operationOptions struct {
	weights    []float64
	aggregate  func(a, b float64) float64
	withScores bool
	limit      int64 // of ZINTERCARD; 0 is none
}

// operationWords are the options that a command knows.
type operationWords struct{ weights, withScores, limit bool }

func (m *model) zUnion(s *session, args []string) {
	m.showOperation(s, args, operationWords{weights: true, withScores: true}, unite)
}

func (m *model) zInter(s *session, args []string) {
	m.showOperation(s, args, operationWords{weights: true, withScores: true}, intersect)
}

func (m *model) zDiff(s *session, args []string) {
	m.showOperation(s, args, operationWords{withScores: true}, subtract)
}

func (m *model) showOperation(s *session, args []string, words operationWords, do operation) {
	if v, o, ok := m.operate(s, args, 1, words, do); ok {
		s.members(v.ordered(), o.withScores)
	}
}

func (m *model) zUnionStore(s *session, args []string) {
	m.storeOperation(s, args, operationWords{weights: true}, unite)
}

func (m *model) zInterStore(s *session, args []string) {
	m.storeOperation(s, args, operationWords{weights: true}, intersect)
}

func (m *model) zDiffStore(s *session, args []string) {
	m.storeOperation(s, args, operationWords{}, subtract)
}

func (m *model) storeOperation(s *session, args []string, words operationWords, do operation) {
	v, _, ok := m.operate(s, args, 2, words, do)
	if !ok {
		return
	}
	v.outgrow()
	for _, pair := range v.ordered() {
		v.setScore(pair.member, pair.score) // as its encoding has it
	}
	m.replace(s.db, args[1], v)
	s.integer(int64(len(v.scores)))
}

func (m *model) zInterCard(s *session, args []string) {
	v, o, ok := m.operate(s, args, 1, operationWords{limit: true}, intersect)
	if !ok {
		return
	}
	count := int64(len(v.scores))
	if o.limit > 0 {
		count = min(count, o.limit)
	}
	s.integer(count)
}

// operate reads "numkeys key ... [options]", from an argument on, and carries
// out the operation. The types of the keys matter before the options do.
func (m *model) operate(s *session, args []string, from int, words operationWords, do operation) (
	v *value, o operationOptions, ok bool,
) {
	number, ok := parseInt(args[from])
	rest := args[from+1:]
	switch {
	case !ok:
		s.fail(errNotInteger)
		return nil, o, false
	case number < 1:
		s.fail("ERR at least 1 input key is needed for '" + strings.ToLower(args[0]) + "' command")
		return nil, o, false
	case number > int64(len(rest)):
		s.fail(errSyntax)
		return nil, o, false
	}
	operands, ok := m.operands(s, rest[:number])
	if !ok {
		return nil, o, false
	}
	o, refusal := parseOperationOptions(rest[number:], int(number), words)
	if refusal != "" {
		s.fail(refusal)
		return nil, o, false
	}
	for i, weight := range o.weights {
		operands[i].weight = weight
	}
	v = newValue(aSortedSet)
	v.scores = do(operands, o.aggregate)
	return v, o, true
}

func (m *model) operands(s *session, keys []string) (operands []operand, ok bool) {
	for _, key := range keys {
		one := operand{scores: map[string]float64{}, weight: 1}
		v := m.lookup(s.db, key)
		switch {
		case v == nil:
		case v.kind == aSortedSet:
			one.scores = v.scores
		case v.kind == aSet:
			for _, member := range v.members() {
				one.scores[member] = 1
			}
		default:
			s.fail(errWrongType)
			return nil, false
		}
		operands = append(operands, one)
	}
	return operands, true
}

func parseOperationOptions(rest []string, keys int, words operationWords) (o operationOptions, refusal string) {
	o.aggregate = sum
	for len(rest) > 0 {
		switch word := strings.ToUpper(rest[0]); {
		case word == "WEIGHTS" && words.weights && len(rest) > keys:
			o.weights = nil
			for _, text := range rest[1 : 1+keys] {
				weight, ok := parseScore(text)
				if !ok {
					return o, "ERR weight value is not a float"
				}
				o.weights = append(o.weights, weight)
			}
			rest = rest[1+keys:]
		case word == "AGGREGATE" && words.weights && len(rest) > 1:
			if o.aggregate = aggregateOf(rest[1]); o.aggregate == nil {
				return o, errSyntax
			}
			rest = rest[2:]
		case word == "WITHSCORES" && words.withScores:
			o.withScores = true
			rest = rest[1:]
		case word == "LIMIT" && words.limit && len(rest) > 1:
			var ok bool
			if o.limit, ok = parseInt(rest[1]); !ok || o.limit < 0 {
				return o, "ERR LIMIT can't be negative"
			}
			rest = rest[2:]
		default:
			return o, errSyntax
		}
	}
	return o, ""
}

// aggregateOf is what a word makes of two scores; nil if it is no such word.
func aggregateOf(word string) func(a, b float64) float64 {
	switch strings.ToUpper(word) {
	case "SUM":
		return sum
	case "MIN":
		return lesser
	case "MAX":
		return greater
	}
	return nil
}

// sum is 0 where there is none: of inf and -inf.
func sum(a, b float64) float64 { return orZero(a + b) }

func lesser(a, b float64) float64 {
	if b < a {
		return b
	}
	return a
}

func greater(a, b float64) float64 {
	if b > a {
		return b
	}
	return a
}

func orZero(number float64) float64 {
	if math.IsNaN(number) {
		return 0
	}
	return number
}

// bySize puts the smallest first. The order of sums shows in their last digit.
func bySize(operands []operand) {
	slices.SortStableFunc(operands, func(a, b operand) int { return len(a.scores) - len(b.scores) })
}

func unite(operands []operand, aggregate func(a, b float64) float64) map[string]float64 {
	bySize(operands)
	result := map[string]float64{}
	for _, one := range operands {
		for _, member := range slices.Sorted(maps.Keys(one.scores)) {
			score := orZero(one.weight * one.scores[member])
			if before, has := result[member]; has {
				score = aggregate(before, score)
			}
			result[member] = score
		}
	}
	return result
}

func intersect(operands []operand, aggregate func(a, b float64) float64) map[string]float64 {
	bySize(operands)
	result := map[string]float64{}
	first := operands[0]
	for _, member := range slices.Sorted(maps.Keys(first.scores)) {
		score := orZero(first.weight * first.scores[member])
		everywhere := true
		for _, other := range operands[1:] {
			value, has := other.scores[member]
			everywhere = everywhere && has
			score = aggregate(score, other.weight*value)
		}
		if everywhere {
			result[member] = score
		}
	}
	return result
}

// subtract leaves the scores of the first as they are.
func subtract(operands []operand, _ func(a, b float64) float64) map[string]float64 {
	result := maps.Clone(operands[0].scores)
	for _, other := range operands[1:] {
		for _, member := range slices.Sorted(maps.Keys(other.scores)) {
			delete(result, member)
		}
	}
	return result
}
