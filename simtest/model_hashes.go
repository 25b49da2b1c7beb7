package simtest

import (
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
)

func hashRows() []row {
	return []row{
		{name: "hset", arity: -4, flags: writes, run: (*model).hSet},
		{name: "hmset", arity: -4, flags: writes, run: (*model).hSet},
		{name: "hsetnx", arity: 4, flags: writes, run: (*model).hSetNX},
		{name: "hget", arity: 3, run: (*model).hGet},
		{name: "hmget", arity: -3, run: (*model).hMGet},
		{name: "hgetall", arity: 2, run: (*model).hGetAll},
		{name: "hkeys", arity: 2, run: (*model).hKeys},
		{name: "hvals", arity: 2, run: (*model).hVals},
		{name: "hlen", arity: 2, run: (*model).hLen},
		{name: "hstrlen", arity: 3, run: (*model).hStrLen},
		{name: "hexists", arity: 3, run: (*model).hExists},
		{name: "hdel", arity: -3, flags: writes, run: (*model).hDel},
		{name: "hincrby", arity: 4, flags: writes, run: (*model).hIncrBy},
		{name: "hincrbyfloat", arity: 4, flags: writes, run: (*model).hIncrByFloat},
		{name: "hrandfield", arity: -2, run: (*model).hRandField},
	}
}

// setField gives a field of a hash a value, and tells whether it is new.
func (v *value) setField(field, text string) bool {
	_, exists := v.hash[field]
	if !exists {
		v.fields = append(v.fields, field)
	}
	v.hash[field] = text
	return !exists
}

// hSet is HSET and HMSET. The limit for small values counts for all arguments,
// also those that later ones replace.
func (m *model) hSet(s *session, args []string) {
	if len(args)%2 == 1 {
		s.fail("ERR wrong number of arguments for '" + strings.ToLower(args[0]) + "' command")
		return
	}
	v, ok := m.open(s, args[1], aHash)
	if !ok {
		return
	}
	v.tooLong(args[2:])
	added := int64(0)
	for i := 2; i < len(args); i += 2 {
		if v.setField(args[i], args[i+1]) {
			added++
		}
	}
	m.changed(s.db, args[1], v)
	if strings.EqualFold(args[0], "hmset") {
		s.ok()
		return
	}
	s.integer(added)
}

// tooLong makes a hash large if one of these is too long for a small one.
func (v *value) tooLong(texts []string) {
	v.large = v.large || slices.ContainsFunc(texts, func(text string) bool { return len(text) > hashValueMax })
}

func (m *model) hSetNX(s *session, args []string) {
	v, ok := m.open(s, args[1], aHash)
	if !ok {
		return
	}
	if _, exists := v.hash[args[2]]; exists {
		s.integer(0)
		return
	}
	v.setField(args[2], args[3])
	m.changed(s.db, args[1], v)
	s.integer(1)
}

func (m *model) hGet(s *session, args []string) {
	if v, ok := m.open(s, args[1], aHash); ok {
		s.field(v, args[2])
	}
}

// field answers with a field's value, null if there is none.
func (s *session) field(v *value, field string) {
	if text, exists := v.hash[field]; exists {
		s.bulk(text)
		return
	}
	s.null()
}

func (m *model) hMGet(s *session, args []string) {
	v, ok := m.open(s, args[1], aHash)
	if !ok {
		return
	}
	s.array(len(args) - 2)
	for _, field := range args[2:] {
		s.field(v, field)
	}
}

func (m *model) hGetAll(s *session, args []string) {
	v, ok := m.open(s, args[1], aHash)
	if !ok {
		return
	}
	if v.large {
		group := v.pairs()
		s.rows(rows{kind: '%', width: 2, groups: [][]string{group}, count: len(group)})
		return
	}
	s.mapping(len(v.fields))
	for _, field := range v.fields {
		s.bulk(field)
		s.bulk(v.hash[field])
	}
}

// pairs are the fields of a hash with their values, as rows.
func (v *value) pairs() []string {
	var group []string
	for _, field := range v.fields {
		group = append(group, rowOf(field, v.hash[field]))
	}
	return group
}

func (m *model) hKeys(s *session, args []string) {
	if v, ok := m.open(s, args[1], aHash); ok {
		s.ofHash(v, slices.Clone(v.fields))
	}
}

func (m *model) hVals(s *session, args []string) {
	v, ok := m.open(s, args[1], aHash)
	if !ok {
		return
	}
	texts := []string{}
	for _, field := range v.fields {
		texts = append(texts, v.hash[field])
	}
	s.ofHash(v, texts)
}

// ofHash answers with something of each field: in order if the hash is small.
func (s *session) ofHash(v *value, texts []string) {
	if v.large {
		s.anyOrder('*', texts)
		return
	}
	s.strings(texts)
}

func (m *model) hLen(s *session, args []string) {
	if v, ok := m.open(s, args[1], aHash); ok {
		s.integer(int64(len(v.hash)))
	}
}

func (m *model) hStrLen(s *session, args []string) {
	if v, ok := m.open(s, args[1], aHash); ok {
		s.integer(int64(len(v.hash[args[2]])))
	}
}

func (m *model) hExists(s *session, args []string) {
	v, ok := m.open(s, args[1], aHash)
	if !ok {
		return
	}
	if _, exists := v.hash[args[2]]; exists {
		s.integer(1)
	} else {
		s.integer(0)
	}
}

func (m *model) hDel(s *session, args []string) {
	v, ok := m.open(s, args[1], aHash)
	if !ok {
		return
	}
	deleted := int64(0)
	for _, field := range args[2:] {
		if _, exists := v.hash[field]; exists {
			delete(v.hash, field)
			v.fields = slices.DeleteFunc(v.fields, func(other string) bool { return other == field })
			deleted++
		}
	}
	if deleted > 0 {
		m.changed(s.db, args[1], v)
	}
	s.integer(deleted)
}

func (m *model) hIncrBy(s *session, args []string) {
	n, ok := parseInt(args[3])
	if !ok {
		s.fail(errNotInteger)
		return
	}
	v, ok := m.open(s, args[1], aHash)
	if !ok {
		return
	}
	number := int64(0)
	if text, exists := v.hash[args[2]]; exists {
		if number, ok = parseInt(text); !ok {
			s.fail("ERR hash value is not an integer")
			return
		}
	}
	if n > 0 && number > math.MaxInt64-n || n < 0 && number < math.MinInt64-n {
		s.fail("ERR increment or decrement would overflow")
		return
	}
	v.setField(args[2], strconv.FormatInt(number+n, 10))
	m.changed(s.db, args[1], v)
	s.integer(number + n)
}

// hIncrByFloat is like INCRBYFLOAT: numbers that do not end, or not in time, are
// not asked for.
func (m *model) hIncrByFloat(s *session, args []string) {
	sum, ok := parseFloat(args[3])
	if !ok {
		s.fail(errNotFloat)
		return
	}
	v, ok := m.open(s, args[1], aHash)
	if !ok {
		return
	}
	if text, exists := v.hash[args[2]]; exists {
		present, ok := parseFloat(text)
		if !ok {
			s.fail("ERR hash value is not a float")
			return
		}
		sum = new(big.Float).SetPrec(longDoubleBits).Add(present, sum)
	}
	text := formatFloat(sum)
	v.setField(args[2], text)
	m.changed(s.db, args[1], v)
	s.bulk(text)
}

// hRandField is HRANDFIELD key [count [WITHVALUES]]. A negative count lets fields
// come more than once.
func (m *model) hRandField(s *session, args []string) {
	if len(args) == 2 {
		v, ok := m.lookupKind(s, args[1], aHash)
		switch {
		case !ok:
		case v == nil:
			s.null()
		default:
			s.oneOf(slices.Clone(v.fields))
		}
		return
	}
	count, ok := m.longOf(s, args[2])
	if !ok {
		return
	}
	withValues := len(args) > 3
	switch {
	case len(args) > 4 || withValues && !strings.EqualFold(args[3], "withvalues"):
		s.fail(errSyntax)
		return
	case withValues && magnitude(count) > math.MaxInt64/2:
		s.fail("ERR value is out of range")
		return
	}
	v, ok := m.open(s, args[1], aHash)
	if !ok {
		return
	}
	want := rows{kind: '*', width: 1, groups: [][]string{v.pairs()}}
	switch {
	case !withValues:
		want.groups[0] = nil
		for _, field := range v.fields {
			want.groups[0] = append(want.groups[0], rowOf(field))
		}
	case s.resp3:
		want.width, want.nested = 2, true
	default:
		want.width = 2
	}
	s.some(want, count)
}

// some answers with as many rows as a count says; a negative one lets rows
// come more than once.
func (s *session) some(want rows, count int64) {
	want.count = int(min(count, int64(len(want.groups[0]))))
	if count < 0 && len(want.groups[0]) > 0 {
		want.count, want.again = int(-count), true
	}
	want.count = max(0, want.count)
	s.rows(want)
}

// longOf reads a number that can be turned round.
func (m *model) longOf(s *session, text string) (int64, bool) {
	n, ok := parseInt(text)
	switch {
	case !ok:
		s.fail(errNotInteger)
	case n == math.MinInt64:
		s.fail("ERR value is out of range, value must between -9223372036854775807 and 9223372036854775807")
	}
	return n, ok && n != math.MinInt64
}
