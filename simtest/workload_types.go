package simtest

import (
	"strconv"
	"strings"
)

// typedFamilies draw the requests about lists, hashes and sets, and about keys
// of any type.
var typedFamilies = []family{
	{14, (*client).listRequest},
	{14, (*client).hashRequest},
	{14, (*client).setRequestOf},
	{8, (*client).sortRequest},
	{3, (*client).wrongTypedRequest},
	{6, (*client).typeRequest},
}

// orderedFamilies draw the requests about sorted sets, and those that walk over
// collections. They are not rehearsed together with SORT: Redis 7.0.15 takes a
// text for no number if errno was left at ERANGE, as scores beyond a double
// leave it.
var orderedFamilies = []family{
	{20, (*client).sortedSetRequest},
	{4, (*client).collectionScanRequest},
}

// keyOf draws a key that mostly holds a certain type. All other draws of keys
// bring the types together.
func (c *client) keyOf(k kind) string {
	if c.oneIn(8) {
		return c.key()
	}
	return string(k) + ":" + strconv.Itoa(c.below(min(4, c.run.weather.keys)))
}

// keysOf draws some keys of a type.
func (c *client) keysOf(k kind, most int) []string {
	keys := make([]string, c.between(1, most))
	for i := range keys {
		keys[i] = c.keyOf(k)
	}
	return keys
}

// element draws an element, a field or a member, out of few, so that most are
// there already.
func (c *client) element() string {
	switch c.below(14) {
	case 0, 1, 2, 3:
		return strconv.Itoa(c.below(20) - 4)
	case 4:
		return c.word("", "01", "+1", "-0", "1e3", "12345678", "-70000", "127", "-128", "4095", "32768", "8388608",
			"2147483648", "9223372036854775807", "-9223372036854775808", "9223372036854775808")
	case 5:
		return strings.Repeat("e", c.pick(62, 63, 64, 65, 66))
	case 6:
		return c.value()
	}
	return string(rune('a' + c.below(12)))
}

func (c *client) elements(most int) []string {
	all := make([]string, c.between(1, most))
	for i := range all {
		all[i] = c.element()
	}
	return all
}

// manyElements draws so many elements that follow each other, as numbers or as words:
// they take collections past the limits of their small encodings, but not where that
// would try the patience of the one who sends them.
func (c *client) manyElements(count int) []string {
	const slowMax = 100 // some 600 bytes
	if c.run.weather.slow {
		count = min(count, slowMax)
	}
	prefix := c.word("", "", "word ")
	first := c.below(1000)
	all := make([]string, count)
	for i := range all {
		all[i] = prefix + strconv.Itoa(first+i)
	}
	return all
}

// count draws how many: mostly few, at times none, or no number at all.
func (c *client) count() string {
	switch c.below(12) {
	case 0:
		return c.word("", "x", "1.5", "01", "+1", " 1", "9223372036854775808", "9223372036854775807", "-9223372036854775808")
	case 1, 2:
		return strconv.Itoa(-c.below(8))
	case 3:
		return c.word("0", "100", "1000", "4611686018427387904")
	}
	return strconv.Itoa(c.below(8))
}

// position draws a place in a list.
func (c *client) position() string {
	switch c.below(10) {
	case 0:
		return c.anyNumber()
	case 1:
		return c.word("-9223372036854775808", "9223372036854775807", "127", "-129", "1000", "-1000")
	}
	return strconv.Itoa(c.below(24) - 12)
}

// side draws an end of a list.
func (c *client) side() string {
	return c.word("LEFT", "RIGHT", "left", "Right", "LEFT", "RIGHT", "MIDDLE")
}

// someOptions draws some of the options, in any order.
func (c *client) someOptions(options ...[]string) []string {
	var words []string
	for range c.below(len(options) + 1) {
		words = append(words, options[c.below(len(options))]...)
	}
	if c.oneIn(12) {
		words = append(words, c.word("NONSENSE", "", "COUNT", "LIMIT"))
	}
	return words
}

// numbered draws numkeys and keys, at times of another number.
func (c *client) numbered(keys []string) []string {
	number := strconv.Itoa(len(keys))
	if c.oneIn(10) {
		number = c.word("0", "-1", "x", "", "1", "2", "7", "9223372036854775807")
	}
	return append([]string{number}, keys...)
}

// typeRequest is about keys of any type.
func (c *client) typeRequest() []string {
	key := c.keyOf(c.kind())
	switch c.below(10) {
	case 0, 1:
		return []string{"TYPE", key}
	case 2, 3, 4:
		return []string{"OBJECT", c.word("ENCODING", "ENCODING", "ENCODING", "REFCOUNT"), key}
	case 5:
		return append([]string{"COPY", key, c.keyOf(c.kind())}, [][]string{nil, {"REPLACE"}, {"DB", "1"}}[c.below(3)]...)
	case 6:
		return []string{c.word("RENAME", "RENAMENX"), key, c.keyOf(c.kind())}
	case 7:
		return [][]string{{"DEL", key}, {"UNLINK", key, c.keyOf(c.kind())}, {"MOVE", key, "1"}, {"PERSIST", key}}[c.below(4)]
	case 8:
		return []string{"SCAN", "0", "TYPE", c.word("list", "hash", "set", "zset", "SET", "string", "stream", "")}
	}
	return [][]string{
		{"PEXPIRE", key, c.milliseconds()}, {"SET", key, c.value(), "GET"}, {"GET", key}, {"EXISTS", key}, {"MGET", key, key},
	}[c.below(5)]
}

func (c *client) kind() kind {
	return kind(c.word(string(aString), string(aList), string(aHash), string(aSet), string(aSortedSet)))
}

// wrongTypedRequest has a word too many or too few.
func (c *client) wrongTypedRequest() []string {
	request := []func(*client) []string{
		(*client).listRequest, (*client).hashRequest, (*client).setRequestOf, (*client).sortRequest,
	}[c.below(4)](c)
	if c.oneIn(2) {
		return append(request, c.shortValue())
	}
	return request[:c.between(1, len(request))]
}
