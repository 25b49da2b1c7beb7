package commands

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"seedis/resp"
)

// callMaker makes calls from the arguments that rows document, out of few keys
// and values, so that calls meet each other.
type callMaker struct {
	integers []string
	times    []string
}

var keyNames = []string{"", "a", "b", "c", strings.Repeat("k", 300)}

// shortLives makes keys that end while a test lets time pass; longLives makes
// keys that are past their time at once, or not before the test is over.
var (
	shortLives = callMaker{
		integers: []string{"0", "1", "-1", "20", "100", "9223372036854775807", "x"},
		times:    []string{"1", "1000000000", "1000000000050", "-1"},
	}
	longLives = callMaker{
		integers: []string{"0", "-1", "100000", "200000", "9223372036854775807", "-9223372036854775808", "x", " 1"},
		times:    []string{"0", "1", "99999999999999", "9223372036854775", "9223372036854776", "-1"},
	}
)

// argumentWords are words for the arguments, by their names, of which a type
// alone says too little to make a call that is understood.
var argumentWords = map[string][]string{
	"db": databaseNumbers, "destination-db": databaseNumbers, "index1": databaseNumbers, "index2": databaseNumbers,
	"bit":       {"0", "1", "2"},
	"encoding":  {"u1", "u8", "i8", "i16", "u63", "i64", "u64"},
	"max":       {"+", "[b", "(v", "1", "(7", "inf"},
	"min":       {"-", "[", "(a", "0", "(-7", "-inf"},
	"numkeys":   {"0", "1", "1", "2", "3"},
	"operation": {"AND", "OR", "XOR", "NOT", "not", "NAND"},
}

var databaseNumbers = []string{"0", "1", "16"}

// call makes a call of one of the commands.
func (m callMaker) call(t *rapid.T, table *Table, names []string) []string {
	name := rapid.SampledFrom(names).Draw(t, "command")
	return append(strings.Split(name, "|"), m.arguments(t, table.named([]byte(name)).Doc.Arguments)...)
}

func (m callMaker) arguments(t *rapid.T, arguments []Argument) []string {
	var words []string
	for _, argument := range arguments {
		if argument.Optional && rapid.IntRange(0, 2).Draw(t, "omit") > 0 {
			continue
		}
		times := 1
		if argument.Multiple {
			times = rapid.IntRange(1, 3).Draw(t, "times")
		}
		for range times {
			words = append(words, m.argument(t, argument)...)
		}
	}
	return words
}

func (m callMaker) argument(t *rapid.T, argument Argument) []string {
	var words []string
	if argument.Token != "" {
		words = append(words, argument.Token)
	}
	draw := func(choices ...string) []string {
		return append(words, rapid.SampledFrom(choices).Draw(t, argument.Name))
	}
	if known := argumentWords[argument.Name]; known != nil && argument.Arguments == nil && argument.Type != TypePureToken {
		return draw(known...)
	}
	switch argument.Type {
	case TypeKey:
		return draw(keyNames...)
	case TypeString:
		return draw("", "0", "-7", "string", "list", "v", strings.Repeat("v", 45), strings.Repeat("v", 2000))
	case TypeInteger:
		return draw(m.integers...)
	case TypeDouble:
		return draw("0", "1", "-7", "1.5", "-0.1", "1e-17", "0x1p60", "3e4931", "9e4931", "-1e4932", "1e5000", "1e-4950", "inf", "nan", "", " 1", "1e")
	case TypeUnixTime:
		return draw(m.times...)
	case TypePattern:
		return draw("*", "a", "k*")
	case TypeOneOf:
		return append(words, m.argument(t, rapid.SampledFrom(argument.Arguments).Draw(t, argument.Name))...)
	case TypeBlock:
		return append(words, m.arguments(t, argument.Arguments)...)
	}
	return words
}

// values are requests that give a key a value of each type, without the key.
var values = [][]string{
	{"SET", "7"}, {"RPUSH", "v", "0"}, {"SADD", "v", "0", "-7"}, {"HSET", "v", "1", "0", "2"}, {"ZADD", "1", "v", "2", "0"},
}

// TestRandomCallsAreUnderstood: a maker whose calls of a command, or of one of its
// options, are all errors would test nothing of it.
func TestRandomCallsAreUnderstood(t *testing.T) {
	table := NewTable()
	for _, maker := range []callMaker{shortLives, longLives} {
		for _, name := range append(dataCommands(table), "bitop AND", "bitop OR", "bitop XOR", "bitop NOT",
			"bitfield GET", "bitfield SET", "bitfield INCRBY", "bitfield OVERFLOW", "bitfield_ro GET") {
			name, option, _ := strings.Cut(name, " ")
			understood := func(seed int) bool {
				m := openMachine(t, false)
				defer m.close()
				for _, key := range keyNames[:4] {
					m.do(slices.Insert(slices.Clone(values[seed%len(values)]), 1, key)...)
				}
				words := rapid.Custom(func(t *rapid.T) []string { return maker.call(t, table, []string{name}) }).Example(seed)
				return (option == "" || slices.Contains(words, option)) && m.do(words...)[0] != '-'
			}
			seed := 0
			for seed < 200 && !understood(seed) {
				seed++
			}
			if seed == 200 {
				t.Errorf("no call of %s %s is understood", name, option)
			}
		}
	}
}

// TestRandomCallsAgainstRedis runs the same calls here and on redis-server,
// some with a word too many.
func TestRandomCallsAgainstRedis(t *testing.T) {
	o := dialOracle(t)
	o.do(t, "DEBUG", "SET-ACTIVE-EXPIRE", "0") // so that DBSIZE waits for lookups
	table := NewTable()
	names := slices.DeleteFunc(dataCommands(table), isOwn)
	rapid.Check(t, func(r *rapid.T) {
		m := openMachine(r, true)
		defer m.close()
		o.do(t, "FLUSHALL")
		for range rapid.IntRange(1, 40).Draw(r, "calls") {
			words := longLives.call(r, table, names)
			if words[0] == "scan" {
				words[1] = "0" // other cursors are each server's own
			}
			words = slices.DeleteFunc(words, isOwnWord)
			if rapid.IntRange(0, 9).Draw(r, "odd") == 0 {
				words = append(words, rapid.SampledFrom([]string{"get", "XX", "lt", "EX", "a", ""}).Draw(r, "word"))
			}
			got, want := fixedParts(m.do(words...)), fixedParts(o.do(t, words...))
			if !slices.Equal(got, want) {
				r.Fatalf("%q\nreplies %q\nwant    %q", words, got, want)
			}
		}
	})
}

// isOwn tells of a command whose reply is each server's own: some draw lots or
// wait, others walk over a hash table or tell of objects that Redis shares between
// keys, and ranges of members mean nothing where scores differ.
func isOwn(name string) bool {
	return strings.Contains(name, "lex") || waits(name) ||
		slices.Contains([]string{"hrandfield", "memory|usage", "randomkey", "spop", "srandmember", "sscan", "zrandmember", "object|idletime", "object|refcount"}, name)
}

// waits tells of a command that Redis would have wait, and that is answered here.
func waits(name string) bool {
	return slices.Contains([]string{"blmove", "blmpop", "blpop", "brpop", "brpoplpush", "bzmpop", "bzpopmax", "bzpopmin"}, name)
}

// isOwnWord tells of an option that would make a reply each server's own.
func isOwnWord(word string) bool { return strings.EqualFold(word, "bylex") }

// fixedParts is a reply as its parts, without what may differ: the order of
// keys in a list, and the digits of a lifetime that runs.
func fixedParts(reply string) []string {
	tree, _, err := resp.ParseReply([]byte(reply))
	if err != nil {
		return []string{err.Error(), reply}
	}
	var parts []string
	var add func(resp.Reply)
	add = func(r resp.Reply) {
		text := string(r.Text)
		if n, ok := resp.ParseInt(r.Text); ok && r.Kind == ':' && n > 90 {
			text = "many"
		}
		parts = append(parts, shapeOf(resp.Reply{Kind: r.Kind, Text: []byte(text)}))
		for _, element := range r.Elements {
			add(element)
		}
	}
	add(tree)
	slices.Sort(parts)
	return parts
}
