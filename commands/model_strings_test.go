package commands

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"pgregory.net/rapid"
)

// fractions are increments of INCRBYFLOAT, and one that is no number.
var fractions = rapid.SampledFrom([]string{"0", "0.5", "-1", "-0.25", "1e2", "x"})

// parts is the commands about a part of a string, its lifetime or its fraction.
func (m *model) parts(words []string) string {
	key := words[1]
	v, ok := m.get(key)
	switch words[0] {
	case "GETRANGE":
		return bulkOf(cut(v.text, words[2], words[3]))
	case "SETRANGE":
		return m.setRange(words)
	case "GETEX":
		return m.getEx(words)
	case "PSETEX":
		if reply := m.set([]string{"SET", key, words[3], "PX", words[2]}); reply != "+OK|" {
			return strings.Replace(reply, "'set'", "'psetex'", 1)
		}
		return "+OK|"
	case "MSETNX":
		_, otherOK := m.get(words[3])
		if ok || otherOK {
			return ":0|"
		}
		m.do(append([]string{"MSET"}, words[1:]...))
		return ":1|"
	case "DECRBY":
		if words[2] == "-9223372036854775808" {
			return "-ERR decrement would overflow|"
		}
		opposite := strings.TrimPrefix("-"+words[2], "--")
		return m.add(key, opposite)
	case "INCRBYFLOAT":
		return m.addFraction(key, words[2])
	}
	panic(words[0])
}

// cut is the part of a string from one byte to another, both of which may be
// counted from the end.
func cut(text, first, last string) string {
	begin, _ := strconv.Atoi(first)
	end, _ := strconv.Atoi(last)
	if begin < 0 && end < begin {
		return ""
	}
	part := ""
	for i := range len(text) {
		fromEnd := i - len(text)
		behindBegin := begin >= 0 && i >= begin || begin < 0 && fromEnd >= begin
		beforeEnd := end >= 0 && i <= end || end < 0 && (fromEnd <= end || i == 0)
		if behindBegin && beforeEnd {
			part += text[i : i+1]
		}
	}
	return part
}

func (m *model) setRange(words []string) string {
	v, ok := m.get(words[1])
	offset, _ := strconv.Atoi(words[2])
	written := words[3]
	switch {
	case offset < 0:
		return "-ERR offset is out of range|"
	case written == "":
		return fmt.Sprintf(":%d|", len(v.text))
	case !ok:
		v.end = -1
	}
	padded := v.text + strings.Repeat("\x00", max(0, offset+len(written)-len(v.text)))
	m.keys[words[1]] = value{padded[:offset] + written + padded[offset+len(written):], v.end}
	return fmt.Sprintf(":%d|", len(padded))
}

func (m *model) getEx(words []string) string {
	key := words[1]
	v, ok := m.get(key)
	reply := m.bulk(key)
	if !ok {
		return reply
	}
	switch words[2] {
	case "PERSIST":
		v.end = -1
	case "PX":
		n, err := strconv.ParseInt(words[3], 10, 64)
		if err != nil {
			return notInteger
		}
		if n <= 0 || n > 1<<62 {
			return "-ERR invalid expire time in 'getex' command|"
		}
		v.end = m.now + n
	case "PXAT":
		v.end, _ = strconv.ParseInt(words[3], 10, 64)
	}
	m.keys[key] = v
	if v.end >= 0 && v.end <= m.now {
		delete(m.keys, key)
	}
	return reply
}

func (m *model) addFraction(key, increment string) string {
	v, ok := m.get(key)
	if !ok {
		v = value{"0", -1}
	}
	present, presentOK := new(big.Rat).SetString(v.text)
	added, addedOK := new(big.Rat).SetString(increment)
	if !presentOK || !addedOK || strings.ContainsAny(v.text, "/_") {
		return "-ERR value is not a valid float|"
	}
	// Rounded thrice: each number as it is read, and the sum.
	rounded := func(r *big.Rat) *big.Float { return new(big.Float).SetPrec(64).SetRat(r) }
	sum := rounded(present)
	sum.Add(sum, rounded(added))
	text := strings.TrimSuffix(strings.TrimRight(sum.Text('f', 17), "0"), ".")
	m.keys[key] = value{text, v.end}
	return bulkOf(text)
}
