package simtest

import (
	"strconv"
	"strings"
)

// family is a kind of request. The weights say how often, relative to each
// other.
type family struct {
	weight int
	draw   func(*client) []string
}

var families = []family{
	{30, (*client).stringRequest},
	{10, (*client).counterRequest},
	{15, (*client).expiryRequest},
	{12, (*client).keyRequest},
	{6, (*client).transactionRequest},
	{6, (*client).connectionRequest},
	{2, (*client).serverRequest},
	{5, (*client).wrongRequest},
}

// request draws a request.
func (c *client) request() []string {
	total := 0
	for _, f := range families {
		total += f.weight
	}
	drawn := c.below(total)
	for _, f := range families {
		if drawn < f.weight {
			return f.draw(c)
		}
		drawn -= f.weight
	}
	panic("simtest: a draw beyond the weights")
}

// key draws a key that others use as well.
func (c *client) key() string {
	switch {
	case c.oneIn(10):
		return bulkKey(c.below(c.run.weather.bulk))
	case c.oneIn(40):
		return longKey[:c.pick(255, 256, 300)]
	}
	return "key:" + strconv.Itoa(c.below(c.run.weather.keys))
}

// longKey is of names that are too long for their length to fit a byte.
var longKey = strings.Repeat("long ", 60)

func bulkKey(i int) string { return "bulk:" + strconv.Itoa(i) }

// keyList draws some keys.
func (c *client) keyList(most int) []string {
	keys := make([]string, c.between(1, most))
	for i := range keys {
		keys[i] = c.key()
	}
	return keys
}

// filler is what long values are made of: every byte, line ends too.
var filler = makeFiller()

func makeFiller() string {
	const size = 128 << 10
	text := make([]byte, size)
	state := uint32(1)
	for i := range text {
		state = state*1664525 + 1013904223 // Numerical Recipes' generator
		text[i] = byte(state >> 24)
	}
	return string(text)
}

// value draws a value: a number, or text of some length.
func (c *client) value() string {
	switch c.below(8) {
	case 0, 1, 2:
		return c.shortValue()
	case 3, 4:
		return strconv.Itoa(c.below(1000) - 500)
	case 5:
		return ""
	case 6:
		return c.fillerOf(c.below(200))
	}
	return c.fillerOf(c.below(c.run.weather.valueMax))
}

func (c *client) shortValue() string { return "v" + strconv.Itoa(c.below(1000)) }

func (c *client) fillerOf(length int) string {
	start := c.below(1000)
	return filler[start : start+length]
}

// anyNumber draws a number as an argument: mostly small, at times at a limit, at
// times none.
func (c *client) anyNumber() string {
	switch c.below(12) {
	case 0:
		return c.word("9223372036854775807", "-9223372036854775808", "9223372036854775808", "9223372036854774")
	case 1:
		return c.word("", "x", "1.5", "01", "+1", " 1", "-0", "1e3")
	case 2:
		return "-" + strconv.Itoa(c.below(10))
	}
	return strconv.Itoa(c.below(1000))
}

func (c *client) stringRequest() []string {
	switch c.below(12) {
	case 0, 1, 2:
		return []string{"GET", c.key()}
	case 3, 4:
		return c.setRequest()
	case 5:
		return []string{"GETSET", c.key(), c.value()}
	case 6:
		return []string{"SETNX", c.key(), c.value()}
	case 7:
		return []string{"GETDEL", c.key()}
	case 8:
		return append([]string{"MGET"}, c.keyList(8)...)
	case 9:
		request := []string{"MSET"}
		for _, key := range c.keyList(6) {
			request = append(request, key, c.value())
		}
		return request
	case 10:
		return []string{"APPEND", c.key(), c.value()}
	}
	return []string{"STRLEN", c.key()}
}

func (c *client) setRequest() []string {
	request := []string{c.word("SET", "set", "Set"), c.key(), c.value()}
	if c.oneIn(2) {
		return request
	}
	for range c.between(1, 3) {
		switch word := c.word("NX", "XX", "GET", "KEEPTTL", "EX", "PX", "EXAT", "PXAT", "px", "get"); word {
		case "EX":
			request = append(request, word, c.seconds())
		case "PX", "px":
			request = append(request, word, c.milliseconds())
		case "EXAT":
			request = append(request, word, strconv.FormatInt(startWall/1_000_000+int64(c.below(10)), 10))
		case "PXAT":
			request = append(request, word, strconv.FormatInt(startWall/1000+int64(c.below(3000)), 10))
		default:
			request = append(request, word)
		}
	}
	return request
}

func (c *client) seconds() string {
	if c.oneIn(6) {
		return c.anyNumber()
	}
	return c.word("1", "2", "100")
}

func (c *client) milliseconds() string {
	if c.oneIn(8) {
		return c.anyNumber()
	}
	return strconv.Itoa(1 + c.below(c.pick(5, 200, 2000)))
}

func (c *client) counterRequest() []string {
	key := "key:" + strconv.Itoa(c.below(min(4, c.run.weather.keys)))
	switch c.below(4) {
	case 0:
		return []string{"DECR", key}
	case 1:
		return []string{"INCRBY", key, c.anyNumber()}
	}
	return []string{"INCR", key}
}

func (c *client) expiryRequest() []string {
	switch c.below(8) {
	case 0:
		return []string{"TTL", c.key()}
	case 1, 2:
		return []string{"PTTL", c.key()}
	case 3:
		return []string{"PERSIST", c.key()}
	case 4:
		return []string{"SETEX", c.key(), c.seconds(), c.value()}
	}
	request := []string{"PEXPIRE", c.key(), c.milliseconds()}
	if c.oneIn(4) {
		request = []string{"EXPIRE", c.key(), c.seconds()}
	}
	for range c.below(5) / 3 {
		request = append(request, c.word("NX", "XX", "GT", "LT", "gt", "ZZ"))
	}
	return request
}

func (c *client) keyRequest() []string {
	switch c.below(14) {
	case 0, 1, 2:
		return append([]string{c.word("DEL", "UNLINK")}, c.keyList(4)...)
	case 3, 4, 5:
		return append([]string{"EXISTS"}, c.keyList(4)...)
	case 6:
		return []string{"TYPE", c.key()}
	case 7, 8:
		return []string{"DBSIZE"}
	case 9:
		return []string{"KEYS", c.word("*", "key:*", "key:?", "k[a-f]y:[^3]", "*:1*", "bulk:1?0", "nothing", "key:\\1")}
	case 10:
		if c.oneIn(5) {
			return [][]string{{"FLUSHDB"}, {"FLUSHALL"}, {"FLUSHDB", "ASYNC"}, {"flushall", "sync"}, {"FLUSHDB", "now"}}[c.below(5)]
		}
	case 11, 12:
		if !c.run.weather.clockJumps() {
			return append([]string{"SCAN", c.word("0", "0", "", "17", "-1", "x")},
				[][]string{nil, {"COUNT", "5"}, {"MATCH", "key:*", "COUNT", "50"}, {"TYPE", "string"}, {"TYPE", "list"},
					{"COUNT", "0"}, {"COUNT", "x"}, {"MATCH"}, {"SORT", "up"}}[c.below(9)]...)
		}
	}
	return []string{"SELECT", c.word("0", "0", "0", "0", "1", "2", "15", "16", "-1", "x")}
}

func (c *client) transactionRequest() []string {
	switch c.below(6) {
	case 0:
		return append([]string{"WATCH"}, c.keyList(3)...)
	case 1:
		return []string{"UNWATCH"}
	case 2:
		return []string{"MULTI"}
	case 3:
		return []string{"DISCARD"}
	}
	return []string{"EXEC"}
}

func (c *client) connectionRequest() []string {
	switch c.below(16) {
	case 0, 1:
		return []string{"PING"}
	case 2:
		return []string{"PING", c.value()}
	case 3:
		return []string{"ECHO", c.value()}
	case 4, 5:
		return []string{"HELLO", c.word("3", "2", "3", "2", "1", "x")}
	case 6:
		return []string{"HELLO", "3", "SETNAME", c.clientName()}
	case 7:
		return [][]string{{"HELLO"}, {"HELLO", "3", "AUTH", "default", "wrong"}, {"HELLO", "2", "AGAIN"}}[c.below(3)]
	case 8:
		return []string{"CLIENT", "ID"}
	case 9:
		return []string{"CLIENT", "GETNAME"}
	case 10:
		return []string{"CLIENT", "SETNAME", c.clientName()}
	case 11:
		return [][]string{{"CLIENT", "LIST"}, {"CLIENT", "LIST", "ID", "1", "2"}, {"CLIENT", "LIST", "TYPE", "normal"},
			{"CLIENT", "HELP"}}[c.below(4)]
	case 12:
		return []string{"CLIENT", "KILL", c.word("10.0.0.1:1", "nowhere", "")}
	case 13:
		return c.authentication()
	case 14:
		if c.run.weather.password == "" {
			return []string{"RESET"}
		}
	}
	return append([]string{"CLIENT", "KILL"}, [][]string{
		{"ID", "0"}, {"ID", "x"}, {"ID", "1000000"}, {"ID"}, {"TYPE", "replica"}, {"TYPE", "nobody"},
		{"USER", "nobody"}, {"USER", "default", "ADDR", "nowhere"}, {"LADDR", ""}, {"SKIPME", "perhaps"},
		{"LADDR", Address().String(), "ID", "1000000"},
	}[c.below(11)]...)
}

// authentication is right, or superfluous.
func (c *client) authentication() []string {
	if c.oneIn(2) {
		return []string{"AUTH", "default", c.run.weather.password}
	}
	return []string{"AUTH", c.run.weather.password}
}

func (c *client) clientName() string {
	return c.word("alice", "bob", "", "two words", "caf\xc3\xa9", "x\ny")
}

func (c *client) serverRequest() []string {
	return [][]string{
		{"INFO"}, {"INFO", "keyspace"}, {"INFO", "everything"}, {"INFO", "nothing"},
		{"COMMAND"}, {"COMMAND", "COUNT"}, {"COMMAND", "INFO", "get", "none", "client|kill"}, {"COMMAND", "DOCS", "set"},
		{"COMMAND", "LIST", "FILTERBY", "PATTERN", "*set*"}, {"COMMAND", "HELP"},
		{"CONFIG", "GET", "hz"}, {"CONFIG", "GET", "*max*"}, {"CONFIG", "SET", "hz", c.word("10", "50", "x")},
		{"CONFIG", "SET", unknownParameter, "1"}, {"CONFIG", "HELP"},
		{"DEBUG", "SLEEP", c.word("0", "0.0001", "0.01", "x")}, {"SHUTDOWN", "ABORT"}, {"SHUTDOWN", "SAVE", "NOSAVE"},
	}[c.below(18)]
}

// wrongRequest spoils a request: a word too many or too few, a word that makes
// no sense, a command that does not exist.
func (c *client) wrongRequest() []string {
	switch c.below(5) {
	case 0:
		return []string{c.word("NONSENSE", "GE", "GETT", "", "get\x00", strings.Repeat("long", 60)), c.value(), c.shortValue()}
	case 1:
		return []string{c.word("CLIENT", "CONFIG", "COMMAND", "client"), c.word("NONSENSE", "", "ge\r\nt"), c.shortValue()}
	case 2:
		request := c.stringRequest()
		return request[:c.between(1, len(request)-1)]
	case 3:
		return append(c.stringRequest(), c.shortValue())
	}
	return []string{c.word("GET", "SET", "EXEC", "MULTI", "CLIENT", "DBSIZE", "INCR", "ECHO", "SHUTDOWN"), "a", "b", "c", "d", "e"}
}
