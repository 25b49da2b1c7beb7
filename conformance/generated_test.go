package conformance

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestGenerated lets several clients send what is drawn, over few keys so that
// they meet. What diverges is shrunk and printed as a case.
func TestGenerated(t *testing.T) {
	m := newComparison()
	rapid.Check(t, func(t *rapid.T) {
		c := &Case{Name: "generated"}
		// A drawn slice has some five elements: only several together make a
		// case long enough, and can still shrink to nothing.
		for range 6 {
			c.Steps = append(c.Steps, rapid.SliceOfN(steps, 0, 20).Draw(t, "steps")...)
		}
		c.Steps = append(c.Steps, inspection)
		protocol := rapid.IntRange(2, 3).Draw(t, "protocol")
		if err := m.agree(c, protocol); err != nil {
			t.Fatal(err)
		}
	})
}

// inspection looks at what is left in the two databases that are used most, so
// that a change shows that no reply told of.
var inspection = func() Step {
	look := [][]string{append([]string{"MGET"}, keyNames...)}
	for _, key := range keyNames {
		look = append(look, []string{"PTTL", key})
	}
	step := Step{Connection: "inspector"}
	step.Requests = append(append(append(step.Requests, look...), []string{"SELECT", "1"}), look...)
	return step
}()

// steps are a request, a pipeline of some, a walk over the keys, or a key that
// runs out of time. One request is the most frequent, and the simplest.
var steps = rapid.Custom(func(t *rapid.T) Step {
	step := Step{Connection: rapid.SampledFrom([]string{"a", "a", "b", "c"}).Draw(t, "connection")}
	switch rapid.IntRange(0, 19).Draw(t, "kind") {
	default:
		step.Requests = [][]string{requests.Draw(t, "request")}
	case 17:
		step.Requests = rapid.SliceOfN(requests, 2, 8).Draw(t, "pipeline")
	case 18:
		step.Action, step.Requests = Scan, [][]string{nil}
	case 19:
		key := keys.Draw(t, "key")
		step.Requests = [][]string{{"SET", key, "v", "PX", "1"}, {"DEBUG", "SLEEP", "0.005"}, {"GET", key}}
	}
	return step
})

// requests are drawn by a row of forms: its words in any case, and for each
// placeholder what draws it. Options may come in any number, order and case.
var requests = rapid.Custom(func(t *rapid.T) []string {
	form := strings.Fields(rapid.SampledFrom(forms).Draw(t, "form"))
	request := []string{inAnyCase(t, form[0])}
	for _, word := range form[1:] {
		draw, isPlaceholder := placeholders[word]
		if isPlaceholder {
			request = append(request, draw(t)...)
		} else {
			request = append(request, inAnyCase(t, word))
		}
	}
	// Now and then an argument is missing, or one too many.
	switch rapid.IntRange(0, 49).Draw(t, "arity") {
	case 48:
		request = request[:max(1, len(request)-1)]
	case 49:
		request = append(request, "more")
	}
	return request
})

var forms = append(slices.Repeat([]string{"SET key value setoptions"}, 8),
	"GET key", "SET key value", "SETNX key value",
	"SETEX key seconds value", "GETSET key value", "GETDEL key", "MGET keys", "MSET key value key value",
	"APPEND key value", "STRLEN key", "INCR key", "DECR key", "INCRBY key integer",
	"DEL keys", "UNLINK keys", "EXISTS keys", "TYPE key",
	"EXPIRE key seconds conditions", "PEXPIRE key milliseconds conditions", "TTL key", "PTTL key", "PERSIST key",
	"KEYS pattern", "SELECT database", "FLUSHDB", "FLUSHALL flushoption",
	"MULTI", "MULTI", "EXEC", "EXEC", "DISCARD", "WATCH keys", "UNWATCH",
	"PING", "ECHO value", "HELLO protocol", "RESET", "QUIT", "AUTH value",
	"CLIENT ID", "CLIENT GETNAME", "CLIENT SETNAME value", "CLIENT KILL ID client",
	"CONFIG SET maxmemory-samples integer", "CONFIG GET maxmemory-samples",
	"COMMAND INFO type", "DEBUG SLEEP 0", "BOGUS value keys",
)

var (
	keyNames = []string{"a", "b", "c", "a:1", "", "\x00\r\n"}
	keys     = rapid.SampledFrom(append(slices.Repeat([]string{"a", "b"}, 4), keyNames...))
	integers = rapid.SampledFrom([]string{
		"1", "0", "-1", "2", "10", "9223372036854775807", "-9223372036854775808", "9223372036854775806",
		"9223372036854775808", "-9223372036854775809", "99999999999999999999", "4294967296", "-2147483649",
		"+1", " 1", "1 ", "01", "-0", "-", "", "1.0", "1e3", "0x1", "ten", "1\x00",
	})
	// No key may run out of time while a case runs, unless it has by its next
	// step: so a span is long, or none.
	spans = rapid.SampledFrom([]string{
		"100000", "200000", "300000", "1000000", "100000", "200000", "300000", "1000000", "0", "-1", "-100", "9223372036854775", "9223372036854776", "9223372036854775807",
		"9223372036854775808", "-9223372036854775808", "+1", "", "ten",
	})
	times   = rapid.SampledFrom([]string{"4102444800", "4102444800000", "1", "0", "-1", "9223372036854775807", "ten"})
	options = map[string]*rapid.Generator[string]{"EX": spans, "PX": spans, "EXAT": times, "PXAT": times}
)

// placeholders draw the words that stand for them. (Times since 1970 are from
// long ago or far ahead, in seconds and in milliseconds.)
var placeholders = map[string]func(*rapid.T) []string{
	"key":          one(keys),
	"keys":         func(t *rapid.T) []string { return rapid.SliceOfN(keys, 1, 4).Draw(t, "keys") },
	"value":        one(rapid.OneOf(rapid.SampledFrom([]string{"v", "word", "", "\xff\r\n\x00", "a b"}), integers)),
	"integer":      one(integers),
	"seconds":      one(spans),
	"milliseconds": one(spans),
	"database":     one(rapid.SampledFrom([]string{"0", "1", "15", "16", "-1", "one"})),
	"protocol":     one(rapid.SampledFrom([]string{"2", "3", "4", "three"})),
	"client":       one(rapid.SampledFrom([]string{"99", "0", "4", "ten"})),
	"pattern":      one(rapid.SampledFrom([]string{"*", "a*", "?", "[ab]", "[^a]", "[a-c]*", "a:*", "", "\\a", "[", "*:1"})),
	"flushoption":  one(rapid.SampledFrom([]string{"SYNC", "ASYNC", "BOGUS"})),
	"conditions":   words("NX", "XX", "GT", "LT", "BOGUS"),
	"setoptions":   words("NX", "XX", "GET", "KEEPTTL", "EX", "PX", "EXAT", "PXAT", "BOGUS"),
}

func one(generator *rapid.Generator[string]) func(*rapid.T) []string {
	return func(t *rapid.T) []string { return []string{generator.Draw(t, "word")} }
}

// words draws some of the words, those that take an argument mostly with one.
func words(choice ...string) func(*rapid.T) []string {
	return func(t *rapid.T) []string {
		var drawn []string
		for _, word := range rapid.SliceOfN(rapid.SampledFrom(choice), 0, 3).Draw(t, "options") {
			drawn = append(drawn, inAnyCase(t, word))
			if argument := options[word]; argument != nil && rapid.IntRange(0, 9).Draw(t, "dangling") < 9 {
				drawn = append(drawn, argument.Draw(t, "argument"))
			}
		}
		return drawn
	}
}

func inAnyCase(t *rapid.T, word string) string {
	switch rapid.IntRange(0, 3).Draw(t, "case") {
	case 2:
		return strings.ToLower(word)
	case 3:
		return strings.ToLower(word[:1]) + word[1:]
	}
	return word
}
