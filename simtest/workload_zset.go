package simtest

import (
	"slices"
	"strconv"
)

// sortedSetRequest is about sorted sets, and what else some keys hold.
func (c *client) sortedSetRequest() []string {
	return c.spoil(c.draw(sortedSetFamilies))
}

var sortedSetFamilies = []family{
	{30, (*client).addRequest},
	{14, (*client).memberRequest},
	{16, (*client).memberRangeRequest},
	{4, (*client).rangeStoreRequest},
	{3, (*client).rangeRemovalRequest},
	{10, (*client).lexRequest},
	{6, (*client).popRequest},
	{5, (*client).randMemberRequest},
	{8, (*client).operationRequest},
	{6, (*client).operationStoreRequest},
	{4, (*client).regrowRequest},
}

// spoil makes a request too long or too short, at times.
func (c *client) spoil(request []string) []string {
	switch c.below(60) {
	case 58:
		if request[0] != "ZRANDMEMBER" { // without its last word it may ask for more than any memory holds
			return request[:c.between(1, len(request))]
		}
	case 59:
		return append(request, c.word("WITHSCORES", "extra", ""))
	}
	return request
}

// sortedSetKey draws a key that holds a sorted set, as a rule.
func (c *client) sortedSetKey() string {
	if c.oneIn(15) {
		return c.key()
	}
	return "zset:" + strconv.Itoa(c.below(6))
}

// resultKey draws a key for a sorted set that is stored: not one of those that
// grow large, which would become small.
func (c *client) resultKey() string {
	if c.oneIn(8) {
		return c.sortedSetKey()
	}
	return "zset:" + strconv.Itoa(c.below(3))
}

// lexKey draws a key whose sorted set has one score for all: a range by lex is
// well defined there. Nobody else writes to it.
func (c *client) lexKey() string { return "lex:" + strconv.Itoa(c.below(3)) }

// operandKey draws a key of a sorted set, or of a set.
func (c *client) operandKey() string {
	if c.oneIn(3) {
		return "set:" + strconv.Itoa(c.below(4))
	}
	return c.sortedSetKey()
}

// member draws a member: most come again and again.
func (c *client) member() string {
	const limit = sortedSetMemberMax
	switch c.below(80) {
	case 0, 1:
		return c.word("", "7", "-1", "007", "9223372036854775807", "9223372036854775808", "caf\xc3\xa9", "\xff", "a\x00b")
	case 2:
		return longKey[:c.pick(limit, limit, limit, limit+1)]
	}
	return "m" + strconv.Itoa(c.below(c.pick(10, 20, 20, 160)))
}

// score draws a score: mostly small, so that some are equal.
func (c *client) score() string {
	switch c.below(30) {
	case 0, 1:
		return c.word("0.1", "0.2", "3.1", "-2.5", ".5", "5.", "1e3", "0x10", "0X1P-3", "+4")
	case 2:
		return c.word("inf", "-inf", "+inf", "Infinity", "-0", "0", "-0.0")
	case 3:
		return c.word("9007199254740992", "9007199254740993", "-9007199254740993", "4611686018427387904",
			"-4611686018427388928", "1e17", "123456789012345678", "1e20", "1.0000000000000001e100")
	case 4:
		return c.word("1e308", "1.7976931348623157e308", "-1e308", "5e-324", "2.2250738585072014e-308", "1e-5", "0.0001")
	case 5:
		return c.wrongScore()
	}
	return strconv.Itoa(c.below(12) - 4)
}

// wrongScore draws what is no score, and perhaps a bound of a range.
func (c *client) wrongScore() string {
	return c.word("nan", "x", "", " 1", "1 ", "1e400", "-1e400", "1e-400", "0x", "1_0", "1e", "--1", "0x1p", "1\x00",
		"( 1", "infinit")
}

// addRequest is ZADD with all it takes, or ZINCRBY.
func (c *client) addRequest() []string {
	if c.oneIn(6) {
		increment := c.word(c.score(), c.score(), "inf", "-inf", "1", "NX")
		return []string{"ZINCRBY", c.sortedSetKey(), increment, c.word("m0", c.member())}
	}
	request := []string{"ZADD", c.sortedSetKey()}
	if c.oneIn(2) {
		for range c.between(1, 3) {
			request = append(request, c.word("NX", "XX", "GT", "LT", "CH", "ch", "Gt", "xx", "CH", "incr", "YY"))
		}
	}
	if c.oneIn(8) {
		return append(request, c.word("INCR", "incr"), c.score(), c.member())
	}
	for range c.pick(1, 1, 2, 5, 10) {
		request = append(request, c.score(), c.member())
	}
	return request
}

// regrowRequest makes a sorted set or a set new, and large at times.
func (c *client) regrowRequest() []string {
	const step = 50 // not so few that a small encoding is never outgrown
	switch c.below(10) {
	case 0:
		return []string{"DEL", c.operandKey()}
	case 1, 2:
		request := []string{"SADD", "set:" + strconv.Itoa(c.below(4))}
		for range c.between(1, 10) {
			request = append(request, c.word(c.member(), strconv.Itoa(c.below(20))))
		}
		return request
	case 3, 4:
		key, first := c.lexKey(), c.below(300)
		request := []string{"ZADD", key}
		for i := range step {
			request = append(request, "0", "m"+strconv.Itoa(first+i))
		}
		return request
	}
	key, first := "zset:"+strconv.Itoa(c.between(3, 5)), c.below(300)
	request := []string{"ZADD", key}
	for i := range step {
		request = append(request, strconv.Itoa(c.below(40)), "m"+strconv.Itoa(first+i))
	}
	return request
}

// memberRequest asks for members by name, or removes them.
func (c *client) memberRequest() []string {
	key := c.sortedSetKey()
	switch c.below(6) {
	case 0:
		return []string{"ZSCORE", key, c.member()}
	case 1:
		return []string{"ZMSCORE", key, c.member(), c.member(), c.member()}
	case 2, 3:
		return []string{c.word("ZRANK", "ZREVRANK"), key, c.member()}
	case 4:
		return []string{c.word("ZCARD", "TYPE"), key}
	}
	return []string{"ZREM", key, c.member(), c.member()}
}

// memberRank draws a place in a sorted set, from either end.
func (c *client) memberRank() string {
	if c.oneIn(15) {
		return c.word("9223372036854775807", "-9223372036854775808", "9223372036854775808", "x", "", "1.5", "(1")
	}
	return strconv.Itoa(c.below(30) - 10)
}

// scoreBound draws one end of a range of scores.
func (c *client) scoreBound() string {
	switch c.below(12) {
	case 0, 1, 2:
		return "(" + c.score()
	case 3, 4:
		return c.word("-inf", "+inf", "inf", "(inf", "(-inf", "-INF")
	case 5:
		return c.word("", "(", " 1", "( 1", "(1 ", "1e400", "1e-400", "1\x00x", "((1", "[1", "nan", "(nan", "\v-3", "  ")
	}
	return c.score()
}

// lexBound draws one end of a range of members.
func (c *client) lexBound() string {
	switch c.below(20) {
	case 0, 1, 2, 3:
		return c.word("-", "+")
	case 4:
		return c.word("[", "(", "", "+x", "-x", "+\x00", "m", "7", "[\xff")
	}
	return c.word("[", "(") + c.member()
}

// bounds draws the bounds of a range, which fit the measure as a rule.
func (c *client) bounds(by measure) []string {
	if c.oneIn(30) {
		by = measure(c.pick(int(byRank), int(byScore), int(byLex)))
	}
	switch by {
	case byScore:
		return []string{c.scoreBound(), c.scoreBound()}
	case byLex:
		return []string{c.lexBound(), c.lexBound()}
	}
	return []string{c.memberRank(), c.memberRank()}
}

// limit draws a LIMIT.
func (c *client) limit() []string {
	number := func() string {
		return c.word("0", "1", "2", "5", "-1", strconv.Itoa(c.below(20)), c.memberRank())
	}
	return []string{c.word("LIMIT", "limit"), number(), number()}
}

// rangeWords draws the options of a range, in any order. Those that say what
// kind of range it is are for commands whose name does not.
func (c *client) rangeWords(by measure, unnamed, shows bool) []string {
	var parts [][]string
	if unnamed && by == byScore {
		parts = append(parts, []string{c.word("BYSCORE", "byscore")})
	}
	if unnamed && by == byLex {
		parts = append(parts, []string{c.word("BYLEX", "byLex")})
	}
	if unnamed && c.oneIn(2) {
		parts = append(parts, []string{c.word("REV", "rev")})
	}
	if by != byRank && c.oneIn(3) || c.oneIn(20) {
		parts = append(parts, c.limit())
	}
	if shows && by != byLex && c.oneIn(3) || c.oneIn(20) {
		parts = append(parts, []string{c.word("WITHSCORES", "withScores")})
	}
	if c.oneIn(20) {
		parts = append(parts, [][]string{
			{"REV"}, {"BYSCORE"}, {"BYLEX"}, {"LIMIT"}, {"LIMIT", "1"}, {"WITHSCORE"}, {"LIMIT", "x", "1"}, {"ASC"},
			{"LIMIT", "0", "-1"},
		}[c.below(9)])
	}
	return c.inAnyOrder(parts)
}

// inAnyOrder puts the options of a request one after the other.
func (c *client) inAnyOrder(options [][]string) []string {
	for i := range options {
		j := i + c.below(len(options)-i)
		options[i], options[j] = options[j], options[i]
	}
	return slices.Concat(options...)
}

// memberRangeRequest asks for a part of a sorted set.
func (c *client) memberRangeRequest() []string {
	form := []struct {
		name string
		by   measure
	}{
		{"ZRANGE", byRank}, {"ZRANGE", byScore}, {"ZRANGE", byScore}, {"ZRANGE", byLex}, {"ZREVRANGE", byRank},
		{"ZRANGEBYSCORE", byScore}, {"ZREVRANGEBYSCORE", byScore}, {"ZRANGEBYLEX", byLex}, {"ZREVRANGEBYLEX", byLex},
		{"ZCOUNT", byScore}, {"ZLEXCOUNT", byLex},
	}[c.below(11)]
	request := append([]string{form.name, c.sortedSetKey()}, c.bounds(form.by)...)
	if form.name == "ZCOUNT" || form.name == "ZLEXCOUNT" {
		return request
	}
	return append(request, c.rangeWords(form.by, form.name == "ZRANGE", true)...)
}

// rangeStoreRequest stores a part of a sorted set: no part by lex, unless all
// have one score.
func (c *client) rangeStoreRequest() []string {
	by, source := measure(c.pick(int(byRank), int(byScore))), c.sortedSetKey()
	if c.oneIn(4) {
		by, source = byLex, c.lexKey()
	}
	bounds := c.bounds(by)
	request := append([]string{"ZRANGESTORE", c.resultKey(), source}, bounds...)
	words := c.rangeWords(by, true, false)
	if by != byLex && slices.Contains(words, "BYLEX") {
		return request
	}
	return append(request, words...)
}

// rangeRemovalRequest removes a part of a sorted set, mostly a small one.
func (c *client) rangeRemovalRequest() []string {
	key, first := c.sortedSetKey(), c.below(12)
	switch c.below(8) {
	case 0:
		return append([]string{"ZREMRANGEBYLEX", key}, [][]string{{"-", "+"}, {"x", "+"}, {"[b", "(b"}}[c.below(3)]...)
	case 1:
		return append([]string{"ZREMRANGEBYRANK", key}, c.bounds(byRank)...)
	case 2:
		return append([]string{"ZREMRANGEBYSCORE", key}, c.bounds(byScore)...)
	case 3, 4, 5:
		return []string{"ZREMRANGEBYRANK", key, strconv.Itoa(first), strconv.Itoa(first + c.below(3))}
	}
	return []string{"ZREMRANGEBYSCORE", key, c.word("", "(") + strconv.Itoa(first-1), strconv.Itoa(first)}
}

// lexRequest is about sorted sets whose members have one score.
func (c *client) lexRequest() []string {
	key := c.lexKey()
	switch c.below(6) {
	case 0, 1:
		return []string{"ZADD", key, "0", c.member(), "0", c.member(), "0", c.member()}
	case 2:
		return slices.Concat([]string{"ZRANGE", key}, c.bounds(byLex), c.rangeWords(byLex, true, true))
	case 3:
		name := c.word("ZRANGEBYLEX", "ZREVRANGEBYLEX")
		return slices.Concat([]string{name, key}, c.bounds(byLex), c.rangeWords(byLex, false, true))
	case 4:
		return append([]string{"ZLEXCOUNT", key}, c.bounds(byLex)...)
	}
	return append([]string{"ZREMRANGEBYLEX", key}, c.bounds(byLex)...)
}

// popRequest takes members from the ends.
func (c *client) popRequest() []string {
	count := strconv.Itoa(c.between(1, 4))
	if c.oneIn(8) {
		count = c.word("0", "-1", "x", "30", "9223372036854775807", "9223372036854775808")
	}
	if c.oneIn(2) {
		request := []string{c.word("ZPOPMIN", "ZPOPMAX", "zpopmin"), c.sortedSetKey(), count}
		return request[:c.between(2, 3)]
	}
	request := c.withNumber("ZMPOP", (*client).sortedSetKey)
	request = append(request, c.word("MIN", "MAX", "max", "MIN", "min", "MAX", "MID"))
	if c.oneIn(2) {
		request = append(request, c.word("COUNT", "count", "COUNT", "count", "LIMIT"), count)
	}
	if c.oneIn(20) {
		request = append(request, c.word("COUNT", "MIN"), "1")
	}
	return request
}

func (c *client) randMemberRequest() []string {
	request := []string{"ZRANDMEMBER", c.sortedSetKey()}
	switch c.below(6) {
	case 0, 1:
		return request
	case 2:
		limit := c.word("-9223372036854775808", "-9223372036854775807", "-4611686018427387904", "4611686018427387904",
			"4611686018427387903", "9223372036854775807", "x")
		return append(request, limit, c.word("WITHSCORES", "withscores", "WITHSCORES", "WITH"))
	}
	request = append(request, c.word("1", "2", "5", "0", "-1", "-5", "-40", "200"))
	if c.oneIn(2) {
		request = append(request, c.word("WITHSCORES", "withscores", "WITHSCORES", "WITH"))
	}
	return request
}

// withNumber draws a command over some keys, whose number comes first.
func (c *client) withNumber(name string, key func(*client) string) []string {
	keys := make([]string, c.between(1, 3))
	for i := range keys {
		keys[i] = key(c)
	}
	return append([]string{name}, c.numbered(keys)...)
}

func (c *client) operationRequest() []string {
	if c.oneIn(5) {
		request := c.withNumber("ZINTERCARD", (*client).operandKey)
		for range c.below(3) {
			request = append(request, [][]string{
				nil, {"LIMIT", "1"}, {"LIMIT", "3"}, {"limit", "0"}, {"LIMIT", "100"}, {"LIMIT", "1"}, {"LIMIT", "-1"},
				{"LIMIT", "x"}, {"LIMIT"}, {"WITHSCORES"}, {"AGGREGATE", "MAX"},
			}[c.below(11)]...)
		}
		return request
	}
	request := c.withNumber(c.word("ZUNION", "ZINTER", "ZDIFF"), (*client).operandKey)
	return append(request, c.operationWords(request)...)
}

func (c *client) operationStoreRequest() []string {
	request := c.withNumber(c.word("ZUNIONSTORE", "ZINTERSTORE", "ZDIFFSTORE"), (*client).operandKey)
	words := c.operationWords(request)
	return append(slices.Insert(request, 1, c.resultKey()), words...)
}

// operationWords draws the options of an operation over the keys of a request.
func (c *client) operationWords(request []string) []string {
	var parts [][]string
	if request[0] != "ZDIFF" && request[0] != "ZDIFFSTORE" || c.oneIn(10) {
		if c.oneIn(2) {
			weights := []string{c.word("WEIGHTS", "weights")}
			for range len(request) - 2 {
				weights = append(weights, c.word("1", "2", "0", "-1", "0.1", "inf", "-inf", "-0", "1e308", c.score()))
			}
			parts = append(parts, weights)
		}
		if c.oneIn(2) {
			how := c.word("SUM", "MIN", "MAX", "min", "max", "sum", "max", "AVG")
			parts = append(parts, []string{c.word("AGGREGATE", "aggregate"), how})
		}
	}
	if request[0] == "ZUNION" || request[0] == "ZINTER" || request[0] == "ZDIFF" || c.oneIn(20) {
		parts = append(parts, [][]string{{"WITHSCORES"}, {"withscores"}, nil, {"WITHSCORES"}}[c.below(4)])
	}
	if c.oneIn(30) {
		parts = append(parts, [][]string{{"WEIGHTS", "1"}, {"AGGREGATE"}, {"LIMIT", "1"}, {"WEIGHTS"}, {"WITHOUT"}}[c.below(5)])
	}
	return c.inAnyOrder(parts)
}
