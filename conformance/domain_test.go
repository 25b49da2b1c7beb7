package conformance

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"pgregory.net/rapid"

	"seedis/commands"
	"seedis/resp"
)

// This file knows what the table does not tell of commands and their arguments.

// exempt are the commands that are not generated, each with the reason.
var exempt = map[string]string{
	"shutdown":     "ends the server",
	"quit":         "ends a connection, which the rest of the case would miss",
	"client|kill":  "ends a connection; its filters name what differs between servers",
	"client|pause": "stops every client for a time",
	"client|reply": "makes replies fewer than requests",
	"command":      "its reply is long and always the same; a scripted case compares it",
	"scan":         "a walk that ends is a step of its own, @scan",
	"hscan":        "as scan",
	"sscan":        "as scan",
	"zscan":        "as scan",
	"spop":         "what it takes is up to chance: it is a step of its own, @chance",
	"srandmember":  "as spop",
	"hrandfield":   "as spop",
	"zrandmember":  "as spop",
}

// refused are the commands that fail however they are drawn, with the reason.
var refused = map[string]string{
	"config|rewrite": "the servers are started without a file",
}

// weights are how often commands are drawn, beside defaultWeight: those that
// make values more often, those that empty databases or that reply at length
// less.
var weights = map[string]int{
	"set": 60, "mset": 20, "append": 20,
	"lpush": 25, "rpush": 25, "hset": 40, "sadd": 40, "zadd": 50, "sort": 20,
	"flushall": 1, "flushdb": 2, "swapdb": 3, "select": 6,
	"multi": 2, "exec": 6, "discard": 2,
	"command|list": 1, "info": 1,
}

const (
	defaultWeight = 10
	// serverWeight is that of commands that are not about data.
	serverWeight = 3
)

func weightOf(row *commands.Command) int {
	if weight, found := weights[row.FullName]; found {
		return weight
	}
	if row.Doc.Group == "server" || row.Doc.Group == "connection" {
		return serverWeight
	}
	return defaultWeight
}

// form draws the words behind the name of a command whose documentation tells
// less than it takes, or returns nil.
func (d drawing) form() []string {
	switch d.row.FullName {
	case "command|getkeys", "command|getkeysandflags":
		return d.request(d.t)
	case "command|docs", "command|info": // without names they tell of all
		return rapid.SliceOfN(d.names, 1, -1).Draw(d.t, "names")
	case "config|get":
		return rapid.SliceOfN(settingNames, 1, -1).Draw(d.t, "parameters")
	case "config|set":
		var words []string
		for _, name := range rapid.SliceOfN(settingNames, 1, -1).Draw(d.t, "parameters") {
			words = append(words, name, settings.Draw(d.t, "value"))
		}
		return words
	case "debug":
		return rapid.SampledFrom([][]string{{"DIGEST"}, {"DIGEST-VALUE", keys.Draw(d.t, "key")}}).Draw(d.t, "form")
	}
	return nil
}

var (
	settingNames = listed(keptNames, keptNames, keptNames, []string{"MAXMEMORY-samples", "hash-*", "bogus", ""})
	settings     = rapid.OneOf(evenly([]string{"5", "1", "64", "no", "yes"}),
		evenly([]string{"0", "-1", "-5", "-6", "ten", "", "YES", "1kb", "1k", "5 ", "1GB", "9223372036854775808", "65", "2147483648"}))

	keptNames = func() []string {
		var names []string
		for i := 0; i < len(keptSettings); i += 2 {
			names = append(names, keptSettings[i])
		}
		return names
	}()
)

// domain draws the words for arguments: by the command and the argument's name,
// by the name alone, or by its type.
var domain = map[string]func(drawing) string{
	"key":       drawing.key,
	"string":    of(values),
	"integer":   of(integers),
	"double":    of(floats),
	"pattern":   of(patterns),
	"unix-time": of(fixedSeconds),

	"seconds":                    drawing.seconds,
	"milliseconds":               drawing.milliseconds,
	"unix-time-milliseconds":     of(fixedMilliseconds),
	"set unix-time-seconds":      of(aheadSeconds),
	"set unix-time-milliseconds": of(aheadMilliseconds),
	"expire seconds":             drawing.seconds,

	"select index":   of(databaseNumbers),
	"index1":         of(databaseNumbers),
	"index2":         of(databaseNumbers),
	"db":             of(databaseNumbers),
	"destination-db": of(databaseNumbers),

	"setrange offset":    of(byteOffsets),
	"setbit offset":      of(bitOffsets),
	"bit":                of(bits),
	"setbit value":       of(bits),
	"bitfield offset":    of(fieldOffsets),
	"bitfield_ro offset": of(fieldOffsets),
	"encoding":           of(fieldEncodings),
	"bitop operation":    of(evenly([]string{"AND", "OR", "XOR", "NOT", "and", "nor", ""})),
	"append value":       of(appendices),

	"element":           of(elements),
	"pivot":             of(elements),
	"member":            of(elements),
	"field":             of(elements),
	"hset value":        of(elements),
	"hmset value":       of(elements),
	"hsetnx value":      of(elements),
	"lindex index":      of(indexes),
	"lset index":        of(indexes),
	"start":             of(indexes),
	"stop":              of(indexes),
	"rank":              of(indexes),
	"lrem count":        of(indexes),
	"offset":            of(indexes),
	"count":             of(takes),
	"limit":             of(takes),
	"num-matches":       of(takes),
	"len":               of(takes),
	"srandmember count": of(draws),
	"hrandfield count":  of(draws),
	"zrandmember count": of(draws),
	"timeout":           drawing.timeout,
	"score":             of(scores),
	"weight":            of(scores),
	"zincrby increment": of(scores),
	"min":               drawing.end,
	"max":               drawing.end,
	"sort pattern":      of(weightPatterns),
	"sort_ro pattern":   of(weightPatterns),

	"command-name":    func(d drawing) string { return d.names.Draw(d.t, "name") },
	"module-name":     of(evenly([]string{"json", ""})),
	"category":        of(evenly([]string{"string", "read", "WRITE", "bogus", ""})),
	"protover":        of(evenly([]string{"3", "2", "4", "1", "three", ""})),
	"username":        of(evenly([]string{"default", "nobody", ""})),
	"password":        of(evenly([]string{"secret", ""})),
	"connection-name": of(evenly([]string{"name", "", "two words", "a\nb"})),
	"clientname":      of(evenly([]string{"name", "", "two words"})),
	"client-id":       of(evenly([]string{"0", "-1", "99999999", "ten"})),
	"section":         of(evenly([]string{"keyspace", "commandstats", "errorstats", "everything", "default", "all", "bogus", "server", "Clients"})),
	"scan type":       of(evenly([]string{"string", "list", "STRING", "bogus", ""})),
	"scan count":      of(walkCounts),
	"sscan pattern":   of(elementPatterns),
	"hscan pattern":   of(elementPatterns),
	"zscan pattern":   of(elementPatterns),
	"sscan count":     of(walkCounts),
	"hscan count":     of(walkCounts),
	"zscan count":     of(walkCounts),
}

func of(generator *rapid.Generator[string]) func(drawing) string {
	return func(d drawing) string { return generator.Draw(d.t, "word") }
}

// keyNames are few, so that clients meet at them. A type has names that mostly
// hold it, so that its commands mostly meet it.
var (
	keyNames = []string{"a", "b", "c", "a:1", "", "\x00\r\n"}
	keys     = evenly(append(slices.Repeat([]string{"a", "b"}, 4), keyNames...))
	homes    = map[string]*rapid.Generator[string]{
		"string":      keys,
		"bitmap":      keys,
		"hyperloglog": evenly([]string{"log:1", "log:2"}),
		"list":        evenly([]string{"list:1", "list:2"}),
		"hash":        evenly([]string{"hash:1", "hash:2"}),
		"set":         evenly([]string{"set:1", "set:2", "set:3"}),
		"sorted-set":  evenly([]string{"sorted:1", "sorted:2", "sorted:3"}),
		"geo":         evenly([]string{"sorted:1", "sorted:2"}),
		"stream":      evenly([]string{"stream:1", "stream:2"}),
	}
)

// key draws a key where the command's type is at home, now and then any.
func (d drawing) key() string {
	if subject := d.subject; subject != nil {
		d.generator.subject = nil
		return *subject
	}
	home := homes[d.row.Doc.Group]
	if home == nil || percent.Draw(d.t, "stray") >= 90 {
		return d.anyKey(d.t)
	}
	return home.Draw(d.t, "key")
}

func (v *vocabulary) anyKey(t *rapid.T) string { return homes[v.groups.Draw(t, "home")].Draw(t, "key") }

// listed draws one of some words, the first lists being the more frequent.
func listed(lists ...[]string) *rapid.Generator[string] {
	var words []string
	for i, list := range lists {
		words = append(words, slices.Concat(slices.Repeat([][]string{list}, 1<<(len(lists)-1-i))...)...)
	}
	return evenly(words)
}

var (
	smallIntegers = []string{"1", "0", "-1", "2", "3", "5", "7", "8", "10", "-2", "-3", "16", "100", "-100"}
	// edges are where numbers of some width end.
	edges = []string{
		"9223372036854775807", "-9223372036854775808", "9223372036854775806", "-9223372036854775807",
		"2147483647", "2147483648", "-2147483648", "-2147483649", "4294967295", "4294967296", "4294967297",
		"536870911", "536870912", "536870913", "255", "256", "65535", "65536", "9007199254740993",
	}
	noIntegers = []string{
		"9223372036854775808", "-9223372036854775809", "18446744073709551615", "18446744073709551616", "99999999999999999999",
		"+1", " 1", "1 ", "01", "-0", "-", "", "1.0", "1e3", "0x1", "ten", "1\x00",
	}
	integers = rapid.OneOf(listed(smallIntegers, slices.Concat(edges, noIntegers)), evenly(edges), anyInteger)
	// anyInteger has any number of digits.
	anyInteger = rapid.Map(rapid.Int64(), func(n int64) string { return strconv.FormatInt(n, 10) })

	finite = []string{
		"1.5", "0.1", "-0.25", "3", "-3", "0", "1e3", "1.0e-5", "3.0", "10", "0.30000000000000004", "123456789.987654321",
		"1e17", "1e21", "-1e-10", "9007199254740993", "17179869184.5", "99999999999999999999", ".5", "5.", "1e300", "1e-300",
	}
	oddFloats = []string{
		"inf", "-inf", "+inf", "Infinity", "nan", "NaN", "-nan", "0x1p3", "0x10", "0x.8p-1", "1e400", "-1e400", "1e-400", "1e4932", "1e5000",
		"", " 1.5", "1.5 ", "1.5\x00", "1,5", "+1.5", "-0", "--1", "1e", "e1", "1.5e+3", "1.7976931348623157e308", "1.2e4000",
		"0." + strings.Repeat("3", 40), strings.Repeat("9", 40), "five",
	}
	floats = rapid.OneOf(listed(finite, oddFloats), anyFloat, anyInteger)
	// anyFloat has three digits behind the point at most.
	anyFloat = rapid.Map(rapid.IntRange(-1_000_000, 1_000_000), func(n int) string {
		return strconv.FormatFloat(float64(n)/1000, 'f', -1, 64)
	})

	// phrases end at the lengths where encodings change (44 bytes), and share
	// letters for LCS to find.
	phrases = []string{
		"v", "word", "", "a b", "\xff\r\n\x00", "ohmytext", "mynewtext", "\x00\xff\xf0", "foobar", "OFFSET",
		strings.Repeat("x", 44), strings.Repeat("x", 45), strings.Repeat("ab", 100), strings.Repeat("\xff", 16), strings.Repeat("\x00", 20),
	}
	letters = rapid.StringOfN(evenly([]rune("abc")), 0, 20, -1)
	binary  = rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) })
	values  = rapid.OneOf(evenly(phrases), integers, floats, letters, binary)

	// appendices keep values short that grow all the time.
	appendices = rapid.OneOf(evenly([]string{"v", "word", "", "1", ".5", "\x00", "e1", " "}), letters)

	patterns = evenly([]string{
		"*", "a*", "?", "[ab]", "[^a]", "[a-c]*", "a:*", "", "\\a", "[", "*:1", "[c-a]", "a\\", "[\\]", "**", "*?*", "[^", "\\*", "[a-", "*\x00*",
	})

	// Offsets within a string make it no longer than a few thousand bytes, or
	// are refused: LCS takes the product of two lengths.
	nearOffsets = []string{"0", "1", "2", "7", "8", "9", "15", "31", "63", "100", "500"}
	farOffsets  = []string{"4000", "-1", "4294967296", "4294967297", "34359738368", "9223372036854775807", "9223372036854775808",
		"-9223372036854775808", "", "ten", "1.0", " 1"}
	byteOffsets  = listed(nearOffsets, append([]string{"536870912", "536870913"}, farOffsets...))
	bitOffsets   = listed(nearOffsets, farOffsets)
	fieldOffsets = rapid.OneOf(bitOffsets, evenly([]string{
		"#0", "#1", "#2", "#7", "#10", "#-1", "#", "##1", "#9223372036854775807", "#4611686018427387904", "#144115188075855872", "#ten",
	}))
	fieldEncodings = rapid.OneOf(
		evenly([]string{"u8", "i8", "u1", "i1", "i64", "u63", "i63", "u62", "u16", "i32", "u32", "u7", "i5", "u33"}),
		evenly([]string{"i8", "u4", "u64", "i65", "u0", "i0", "i-1", "U8", "I8", "u", "", "8", "u08", "i 8", "x8", "i9223372036854775808"}))
	bits = listed([]string{"1", "0"}, []string{"1", "0"}, []string{"2", "-1", "", "one", "01", "4294967296"})

	databaseNumbers = listed([]string{"0", "1", "2"}, []string{"0", "1"}, []string{"15", "16", "-1", "one", "", "4294967296", "9223372036854775808"})

	// wrongWords are right nowhere, or nearly so.
	wrongWords = evenly([]string{"more", "", "-", "\x00", "\xff\xfe", "1.0", "99999999999999999999", "a b", "-1", strings.Repeat("y", 300)})
)

// No key may run out of time while a case runs, unless it has by its next step.
// So a span from now is long, or over. No two of a case are equal, or GT and LT
// would depend on the moment.

const (
	// spanMin and spanMax bound spans, in seconds.
	spanMin = 1000
	spanMax = 10_000_000
)

// overSpans are in the past, or refused.
var overSpans = evenly([]string{
	"0", "-1", "-100", "-9223372036854775808", "9223372036854775", "9223372036854776", "9223372036854775807",
	"9223372036854775808", "+1", "", "ten", "1.5", " 5",
})

func (d drawing) seconds() string      { return d.span(1000) }
func (d drawing) milliseconds() string { return d.span(1) }

// span draws a number of units; unit is in milliseconds.
func (d drawing) span(unit int64) string {
	if percent.Draw(d.t, "over") >= 80 {
		return d.overSpan()
	}
	// A hundred seconds lie between two spans.
	seconds := 100 * rapid.Int64Range(spanMin/100, spanMax/100).Draw(d.t, "span")
	for d.spans[seconds] {
		seconds += 100
	}
	d.spans[seconds] = true
	return strconv.FormatInt(seconds*1000/unit, 10)
}

// overSpan draws one of overSpans. In milliseconds some of them are longer than
// all others and nearly equal: a case has one of those.
func (d drawing) overSpan() string {
	text := overSpans.Draw(d.t, "span")
	if n, ok := resp.ParseInt([]byte(text)); !ok || n <= spanMax {
		return text
	}
	if d.spans[math.MaxInt64] {
		return "0"
	}
	d.spans[math.MaxInt64] = true
	return text
}

// Fixed times are in seconds or in milliseconds since 1970: far ahead and divided
// by roundInstant, or refused, or past. None past is for SET: it leaves a key
// behind that is over, and when that goes is left to the cron.
var (
	aheadSeconds = listed([]string{"4200000000", "4300000000", "5000000000"}, []string{
		"0", "-1", "9223372036854775", "9223372036854776", "9223372036854775807", "9223372036854775808", "ten", "",
	})
	aheadMilliseconds = listed([]string{"4200000000000", "4300000000000", "5000000000000"}, []string{
		"0", "-1", "9223372036854775807", "9223372036854775808", "ten", "",
	})
	fixedSeconds      = rapid.OneOf(aheadSeconds, rapid.SampledFrom([]string{"1", "1000000000"}))
	fixedMilliseconds = rapid.OneOf(aheadMilliseconds, rapid.SampledFrom([]string{"1", "1000000000000"}))
)
