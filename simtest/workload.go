package simtest

import (
	"slices"
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
	{8, (*client).rangeRequest},
	{10, (*client).bitRequest},
	{15, (*client).expiryRequest},
	{12, (*client).keyRequest},
	{8, (*client).moveRequest},
	{6, (*client).transactionRequest},
	{6, (*client).connectionRequest},
	{2, (*client).serverRequest},
	{5, (*client).wrongRequest},
}

// everything draws all requests that change no more than keys and this client's
// connection.
var everything = slices.Concat(families, typedFamilies, orderedFamilies, waitFamilies, memoryFamilies)

// request draws a request.
func (c *client) request() []string { return c.draw(everything) }

// draw draws a request of one of some families.
func (c *client) draw(families []family) []string {
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
			request = append(request, word, c.soon(1_000_000, 10))
		case "PXAT":
			request = append(request, word, c.soon(1000, 3000))
		default:
			request = append(request, word)
		}
	}
	return request
}

// soon is a time since 1970, in units of so many microseconds, that comes while
// the run goes on.
func (c *client) soon(unit int64, within int) string {
	return strconv.FormatInt(startWall/unit+int64(c.below(within)), 10)
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
	switch c.below(7) {
	case 0:
		return []string{"DECR", key}
	case 1:
		return []string{"INCRBY", key, c.anyNumber()}
	case 2:
		return []string{"DECRBY", key, c.anyNumber()}
	case 3:
		return []string{"INCRBYFLOAT", key, c.word("0.5", "-0.5", "1", "-3.125", "1e3", "100000", "x", "")}
	}
	return []string{"INCR", key}
}

// rangeRequest is about a part of a string, or about two.
func (c *client) rangeRequest() []string {
	switch c.below(7) {
	case 0, 1:
		return []string{c.word("GETRANGE", "SUBSTR"), c.key(), c.anyNumber(), c.anyNumber()}
	case 2, 3:
		return []string{"SETRANGE", c.key(), c.offset(1), c.shortValue()}
	case 4:
		return []string{"SETRANGE", c.key(), c.word("0", "-1", "x", "5", "9223372036854775807"), c.word("", "x", "longer")}
	case 5:
		return append([]string{"GETEX", c.key()}, [][]string{
			nil, {"EX", c.seconds()}, {"PX", c.milliseconds()}, {"PERSIST"}, {"EXAT", "1"}, {"PXAT", c.milliseconds()},
			{"PERSIST", "EX", "1"}, {"EX"}, {"NX"},
		}[c.below(9)]...)
	}
	if c.run.weather.valueMax <= 2000 && c.oneIn(4) { // the time is that of a table over both
		return append([]string{"LCS", c.key(), c.key()}, [][]string{nil, {"LEN"}, {"LONG"}}[c.below(3)]...)
	}
	request := []string{"MSETNX"}
	for _, key := range c.keyList(2) {
		request = append(request, key, c.shortValue())
	}
	return request
}

// offset draws a place in a value of some length, in units of so many to a
// byte; at times it is none.
func (c *client) offset(perByte int) string {
	if c.oneIn(20) {
		return c.word("-1", "x", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "99999999999")
	}
	return strconv.Itoa(c.below(c.pick(16, 100, min(2000, c.run.weather.valueMax)) * perByte))
}

func (c *client) bitRequest() []string {
	switch c.below(10) {
	case 0, 1:
		return []string{"SETBIT", c.key(), c.offset(8), c.word("0", "1", "1", "1", "2", "x")}
	case 2:
		return []string{"GETBIT", c.key(), c.offset(8)}
	case 3:
		return append([]string{"BITCOUNT", c.key()}, c.bitRange()...)
	case 4, 5:
		return append([]string{"BITPOS", c.key(), c.word("0", "1", "1", "2", "x")}, c.bitRange()...)
	case 6:
		operation := c.word("AND", "OR", "XOR", "NOT", "xor", "NOR")
		return append([]string{"BITOP", operation, c.key()}, c.keyList(3)...)
	}
	request := []string{c.word("BITFIELD", "BITFIELD", "BITFIELD", "BITFIELD_RO"), c.key()}
	for range c.below(4) {
		request = append(request, c.bitFieldPart()...)
	}
	return request
}

func (c *client) bitRange() []string {
	words := []string{c.anyNumber(), c.anyNumber(), c.word("BYTE", "BIT", "bit", "NIBBLE")}
	return words[:c.below(len(words)+1)]
}

func (c *client) bitFieldPart() []string {
	if c.oneIn(4) {
		return []string{"OVERFLOW", c.word("WRAP", "SAT", "FAIL", "sat", "TRAP")}
	}
	kind := c.word("u1", "u4", "i5", "u8", "i8", "i16", "u31", "i32", "u63", "i64", "i64", "u8", "u64", "i0", "x")
	offset := c.offset(8)
	if c.oneIn(3) {
		offset = "#" + strconv.Itoa(c.below(20))
	}
	if c.oneIn(2) {
		return []string{"GET", kind, offset}
	}
	return []string{c.word("SET", "INCRBY", "incrby"), kind, offset, c.anyNumber()}
}

// moveRequest is about where keys are, and as what.
func (c *client) moveRequest() []string {
	switch c.below(12) {
	case 0, 1, 2:
		return []string{c.word("RENAME", "RENAME", "RENAMENX"), c.key(), c.key()}
	case 3, 4:
		return append([]string{"COPY", c.key(), c.key()}, [][]string{
			nil, {"REPLACE"}, {"DB", "1"}, {"DB", "1", "REPLACE"}, {"DB", "99"}, {"DB", "x"}, {"DB"}, {"OVER"},
		}[c.below(8)]...)
	case 5, 6:
		return []string{"MOVE", c.key(), c.word("0", "1", "2", "16", "-1", "x")}
	case 7:
		if c.oneIn(4) {
			return []string{"SWAPDB", c.word("0", "1", "2", "x"), c.word("0", "1", "2", "16", "-1", "x")}
		}
		return []string{"RANDOMKEY"}
	case 8:
		return append([]string{"TOUCH"}, c.keyList(4)...)
	case 9:
		return []string{"TIME"}
	}
	return []string{"OBJECT", c.word("ENCODING", "ENCODING", "encoding", "IDLETIME", "REFCOUNT", "FREQ"), c.key()}
}

func (c *client) expiryRequest() []string {
	switch c.below(9) {
	case 0:
		return []string{"TTL", c.key()}
	case 1, 2:
		return []string{"PTTL", c.key()}
	case 3:
		return []string{"PERSIST", c.key()}
	case 4:
		return []string{"SETEX", c.key(), c.seconds(), c.value()}
	case 5:
		return [][]string{
			{"PSETEX", c.key(), c.milliseconds(), c.value()}, {"EXPIRETIME", c.key()}, {"PEXPIRETIME", c.key()},
		}[c.below(3)]
	}
	request := []string{"PEXPIRE", c.key(), c.milliseconds()}
	switch c.below(8) {
	case 0, 1:
		request = []string{"EXPIRE", c.key(), c.seconds()}
	case 2:
		request = []string{"EXPIREAT", c.key(), c.soon(1_000_000, 10)}
	case 3:
		request = []string{"PEXPIREAT", c.key(), c.soon(1000, 3000)}
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
		return append([]string{"SCAN", c.word("0", "0", "", "17", "-1", "x")},
			[][]string{nil, {"COUNT", "5"}, {"MATCH", "key:*", "COUNT", "50"}, {"TYPE", "string"}, {"TYPE", "list"},
				{"COUNT", "0"}, {"COUNT", "x"}, {"MATCH"}, {"SORT", "up"}}[c.below(9)]...)
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
			{"CLIENT", "HELP"}, {"CLIENT", "INFO"}, {"CLIENT", "NO-EVICT", c.word("on", "OFF", "perhaps")}}[c.below(6)]
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
		{"DEBUG", c.word("DIGEST", "HELP", "NONSENSE")}, {"DEBUG", "SET-ACTIVE-EXPIRE", c.word("1", "0", "1", "x")},
		{"CONFIG", "RESETSTAT"}, {"CONFIG", "REWRITE"}, {"COMMAND", "GETKEYS", "MSET", "a", "1", "b", "2"}, {"COMMAND", "GETKEYS", "PING", "x"},
		{"COMMAND", "GETKEYSANDFLAGS", "SET", "a"}, {"LOLWUT"}, {"LOLWUT", "VERSION", "5", "30"},
		{"SLOWLOG", "GET"}, {"SLOWLOG", "LEN"}, {"SLOWLOG", "RESET"}, {"SLOWLOG", "HELP"}, {"SLOWLOG", "GET", c.word("1", "-1", "-2", "x")},
	}[c.below(32)]
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
