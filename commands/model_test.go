package commands

import (
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// model is the keyspace of one database as plain as can be: what the data
// families must do, written again without store.
type model struct {
	now  int64
	keys map[string]value
}

type value struct {
	text string
	end  int64 // -1: none
}

// pair is a machine and the model, which carry out the same.
type pair struct {
	machine *machine
	model   *model
}

// words are the arguments that pair.run draws, by their names in its actions.
var words = map[string]*rapid.Generator[string]{
	"key": rapid.SampledFrom([]string{"", "a", "b", "long" + strings.Repeat("-", 300)}),
	"text": rapid.OneOf(
		rapid.SampledFrom([]string{"", "0", "1", "-5", "9223372036854775807", "01", strings.Repeat("x", 44), strings.Repeat("y", 3000)}),
		rapid.StringN(0, 60, -1),
	),
	"number":   rapid.SampledFrom([]string{"0", "1", "-1", "2", "50", "9223372036854775807", "-9223372036854775808", "x"}),
	"place":    rapid.SampledFrom([]string{"0", "1", "3", "40", "70", "5000", "-1", "-2", "-30", "-70"}),
	"fraction": fractions,
	"moment":   rapid.SampledFrom([]string{"1", "1000000000000", "1000000000100", "1000000001000"}),
}

// run is the action of one command, whose arguments are drawn where words has
// their names.
func (p *pair) run(command string, arguments ...string) func(*rapid.T) {
	return func(t *rapid.T) {
		drawn := []string{command}
		for _, word := range arguments {
			if generator := words[word]; generator != nil {
				word = generator.Draw(t, word)
			}
			drawn = append(drawn, word)
		}
		want := p.model.do(drawn)
		if got := shortReply(p.machine.do(drawn...)); got != want {
			t.Fatalf("%q\nreplies %s\nwant    %s", drawn, got, want)
		}
	}
}

// pass lets time go by.
func (p *pair) pass(t *rapid.T) {
	span := rapid.Int64Range(1, 30).Draw(t, "span")
	p.machine.call.Now += span
	p.model.now += span
}

// TestAgainstModel runs random commands, with time passing between them, on a
// machine and on the model.
func TestAgainstModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := &pair{openMachine(t, true), &model{now: startOfTime, keys: map[string]value{}}}
		defer p.machine.close()
		t.Repeat(p.actions())
	})
}

// actions are one command each, time, and what must hold after each of them.
func (p *pair) actions() map[string]func(*rapid.T) {
	return map[string]func(*rapid.T){
		"SET":         p.run("SET", "key", "text"),
		"SET NX":      p.run("SET", "key", "text", "NX"),
		"SET XX GET":  p.run("SET", "key", "text", "XX", "GET"),
		"SET PX":      p.run("SET", "key", "text", "PX", "number"),
		"SET KEEPTTL": p.run("SET", "key", "text", "KEEPTTL"),
		"GET":         p.run("GET", "key"),
		"GETSET":      p.run("GETSET", "key", "text"),
		"GETDEL":      p.run("GETDEL", "key"),
		"SETNX":       p.run("SETNX", "key", "text"),
		"MGET":        p.run("MGET", "key", "key"),
		"MSET":        p.run("MSET", "key", "text", "key", "text"),
		"APPEND":      p.run("APPEND", "key", "text"),
		"STRLEN":      p.run("STRLEN", "key"),
		"INCRBY":      p.run("INCRBY", "key", "number"),
		"DECRBY":      p.run("DECRBY", "key", "number"),
		"INCRBYFLOAT": p.run("INCRBYFLOAT", "key", "fraction"),
		"GETRANGE":    p.run("GETRANGE", "key", "place", "place"),
		"SETRANGE":    p.run("SETRANGE", "key", "place", "text"),
		"GETEX":       p.run("GETEX", "key", "PERSIST"),
		"GETEX PX":    p.run("GETEX", "key", "PX", "number"),
		"GETEX PXAT":  p.run("GETEX", "key", "PXAT", "moment"),
		"PSETEX":      p.run("PSETEX", "key", "number", "text"),
		"MSETNX":      p.run("MSETNX", "key", "text", "key", "text"),
		"DEL":         p.run("DEL", "key", "key"),
		"EXISTS":      p.run("EXISTS", "key", "key"),
		"TOUCH":       p.run("TOUCH", "key", "key"),
		"RENAME":      p.run("RENAME", "key", "key"),
		"RENAMENX":    p.run("RENAMENX", "key", "key"),
		"COPY":        p.run("COPY", "key", "key"),
		"COPY over":   p.run("COPY", "key", "key", "REPLACE"),
		"PEXPIRE":     p.run("PEXPIRE", "key", "number"),
		"PEXPIRE LT":  p.run("PEXPIRE", "key", "number", "LT"),
		"PEXPIRE GT":  p.run("PEXPIRE", "key", "number", "GT"),
		"PEXPIRE NX":  p.run("PEXPIRE", "key", "number", "NX"),
		"PERSIST":     p.run("PERSIST", "key"),
		"PTTL":        p.run("PTTL", "key"),
		"time":        p.pass,
		"":            func(t *rapid.T) { p.model.check(t, p.machine) },
		"FLUSHDB rare": func(t *rapid.T) {
			if rapid.IntRange(0, 9).Draw(t, "flush") == 0 {
				p.run("FLUSHDB")(t)
			}
		},
	}
}

// shortReply is short for what may hold bytes of any kind.
func shortReply(reply string) string { return strings.ReplaceAll(reply, "\r\n", "|") }

func bulkOf(text string) string {
	return fmt.Sprintf("$%d|%s|", len(text), strings.ReplaceAll(text, "\r\n", "|"))
}

const notInteger = "-ERR value is not an integer or out of range|"

// check compares all living keys with the store's.
func (m *model) check(t *rapid.T, real *machine) {
	var want []string
	for _, key := range slices.Sorted(maps.Keys(m.keys)) {
		if v, ok := m.get(key); ok {
			want = append(want, fmt.Sprintf("0 %q %q %d", key, v.text, v.end))
		}
	}
	slices.Sort(want)
	got := slices.DeleteFunc(real.digest(), func(line string) bool {
		end, err := strconv.ParseInt(line[strings.LastIndexByte(line, ' ')+1:], 10, 64)
		return err == nil && end >= 0 && end < m.now
	})
	if listed := fmt.Sprintf("*%d|", len(want)); !strings.HasPrefix(shortReply(real.do("KEYS", "*")), listed) {
		t.Fatalf("KEYS lists another number than %d", len(want))
	}
	if !slices.Equal(got, want) {
		t.Fatalf("the store has\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func (m *model) get(key string) (value, bool) {
	v, ok := m.keys[key]
	if ok && v.end >= 0 && v.end < m.now {
		delete(m.keys, key)
		return value{}, false
	}
	return v, ok
}

// bulk is the reply with a key's value.
func (m *model) bulk(key string) string {
	if v, ok := m.get(key); ok {
		return bulkOf(v.text)
	}
	return "$-1|"
}

func truth(b bool) string {
	if b {
		return ":1|"
	}
	return ":0|"
}

func (m *model) do(words []string) string {
	name, key := words[0], words[1:]
	switch name {
	case "SET":
		return m.set(words)
	case "GET":
		return m.bulk(key[0])
	case "GETSET":
		reply := m.bulk(key[0])
		m.keys[key[0]] = value{words[2], -1}
		return reply
	case "GETDEL":
		reply := m.bulk(key[0])
		delete(m.keys, key[0])
		return reply
	case "SETNX":
		if _, ok := m.get(key[0]); ok {
			return ":0|"
		}
		m.keys[key[0]] = value{words[2], -1}
		return ":1|"
	case "MGET":
		return "*2|" + m.bulk(key[0]) + m.bulk(key[1])
	case "MSET":
		m.keys[words[1]] = value{words[2], -1}
		m.keys[words[3]] = value{words[4], -1}
		return "+OK|"
	case "DEL", "EXISTS", "TOUCH":
		return m.delOrExists(name, key)
	case "RENAME", "RENAMENX", "COPY":
		return m.bring(words)
	case "PEXPIRE":
		return m.expire(words)
	case "PERSIST":
		v, ok := m.get(key[0])
		if ok = ok && v.end >= 0; ok {
			m.keys[key[0]] = value{v.text, -1}
		}
		return truth(ok)
	case "FLUSHDB":
		clear(m.keys)
		return "+OK|"
	case "APPEND", "STRLEN", "INCRBY", "PTTL":
		return m.number(words)
	}
	return m.parts(words)
}

// number is the commands that reply with one.
func (m *model) number(words []string) string {
	key := words[1]
	v, ok := m.get(key)
	switch words[0] {
	case "APPEND":
		if !ok {
			v.end = -1
		}
		m.keys[key] = value{v.text + words[2], v.end}
		return fmt.Sprintf(":%d|", len(m.keys[key].text))
	case "STRLEN":
		return fmt.Sprintf(":%d|", len(v.text))
	case "INCRBY":
		return m.add(key, words[2])
	case "PTTL":
		if !ok {
			return ":-2|"
		} else if v.end < 0 {
			return ":-1|"
		}
		return fmt.Sprintf(":%d|", v.end-m.now)
	}
	panic(words[0])
}

func (m *model) delOrExists(name string, keys []string) string {
	count := 0
	for _, key := range keys {
		if _, ok := m.get(key); ok {
			count++
			if name == "DEL" {
				delete(m.keys, key)
			}
		}
	}
	return fmt.Sprintf(":%d|", count)
}

// bring is RENAME, RENAMENX and COPY.
func (m *model) bring(words []string) string {
	name, from, to := words[0], words[1], words[2]
	v, ok := m.get(from)
	_, taken := m.get(to)
	switch {
	case name == "COPY" && from == to:
		return "-ERR source and destination objects are the same|"
	case name == "COPY" && !ok:
		return ":0|"
	case !ok:
		return "-ERR no such key|"
	case taken && name != "RENAME" && len(words) == 3:
		return ":0|"
	}
	if name != "COPY" {
		delete(m.keys, from)
	}
	m.keys[to] = v
	if name == "RENAME" {
		return "+OK|"
	}
	return ":1|"
}

func (m *model) set(words []string) string {
	key, next, options := words[1], value{words[2], -1}, strings.Join(words[3:], " ")
	if span, ok := strings.CutPrefix(options, "PX "); ok {
		n, err := strconv.ParseInt(span, 10, 64)
		if err != nil {
			return notInteger
		}
		if n <= 0 || n > 1<<62 {
			return "-ERR invalid expire time in 'set' command|"
		}
		next.end = m.now + n
	}
	reply := "+OK|"
	if strings.Contains(options, "GET") {
		reply = m.bulk(key)
	}
	v, ok := m.get(key)
	switch {
	case options == "NX" && ok:
		return "$-1|"
	case options == "XX GET" && !ok:
		return reply
	case options == "KEEPTTL" && ok:
		next.end = v.end
	}
	m.keys[key] = next
	return reply
}

func (m *model) add(key, increment string) string {
	n, err := strconv.ParseInt(increment, 10, 64)
	if err != nil {
		return notInteger
	}
	v, ok := m.get(key)
	if !ok {
		v = value{"0", -1}
	}
	present, err := strconv.ParseInt(v.text, 10, 64)
	if err != nil || strconv.FormatInt(present, 10) != v.text {
		return notInteger
	}
	sum := new(big.Int).Add(big.NewInt(present), big.NewInt(n))
	if !sum.IsInt64() {
		return "-ERR increment or decrement would overflow|"
	}
	m.keys[key] = value{sum.String(), v.end}
	return ":" + sum.String() + "|"
}

func (m *model) expire(words []string) string {
	n, err := strconv.ParseInt(words[2], 10, 64)
	if err != nil {
		return notInteger
	}
	if n > 1<<62 {
		return "-ERR invalid expire time in 'pexpire' command|"
	}
	end := m.now + n
	v, ok := m.get(words[1])
	if ok && len(words) == 4 {
		switch words[3] {
		case "NX":
			ok = v.end < 0
		case "GT":
			ok = v.end >= 0 && end > v.end
		case "LT":
			ok = v.end < 0 || end < v.end
		}
	}
	if ok {
		m.keys[words[1]] = value{v.text, end}
		if end <= m.now {
			delete(m.keys, words[1])
		}
	}
	return truth(ok)
}
