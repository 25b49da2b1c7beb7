package simtest

import (
	"slices"
	"strings"
)

func listRows() []row {
	return []row{
		{name: "lpush", arity: -3, flags: writes, run: (*model).lPush},
		{name: "rpush", arity: -3, flags: writes, run: (*model).rPush},
		{name: "lpushx", arity: -3, flags: writes, run: (*model).lPushX},
		{name: "rpushx", arity: -3, flags: writes, run: (*model).rPushX},
		{name: "lpop", arity: -2, flags: writes, run: (*model).lPop},
		{name: "rpop", arity: -2, flags: writes, run: (*model).rPop},
		{name: "llen", arity: 2, run: (*model).lLen},
		{name: "lindex", arity: 3, run: (*model).lIndex},
		{name: "lrange", arity: 4, run: (*model).lRange},
		{name: "lpos", arity: -3, run: (*model).lPos},
		{name: "linsert", arity: 5, flags: writes, run: (*model).lInsert},
		{name: "lset", arity: 4, flags: writes, run: (*model).lSet},
		{name: "lrem", arity: 4, flags: writes, run: (*model).lRem},
		{name: "ltrim", arity: 4, flags: writes, run: (*model).lTrim},
		{name: "lmove", arity: 5, flags: writes, run: (*model).lMove},
		{name: "rpoplpush", arity: 3, flags: writes, run: (*model).rPopLPush},
		{name: "lmpop", arity: -4, flags: writes, run: (*model).lMPop},
	}
}

// push puts an element at one end of a list.
func (v *value) push(element string, left bool) {
	if left {
		v.list = slices.Insert(v.list, 0, element)
	} else {
		v.list = append(v.list, element)
	}
}

// pop takes up to count elements from one end of a list.
func (v *value) pop(count int64, left bool) []string {
	taken := []string{}
	for int64(len(taken)) < count && len(v.list) > 0 {
		at := len(v.list) - 1
		if left {
			at = 0
		}
		taken = append(taken, v.list[at])
		v.list = slices.Delete(v.list, at, at+1)
	}
	return taken
}

func (m *model) lPush(s *session, args []string)  { m.pushAll(s, args, true, true) }
func (m *model) rPush(s *session, args []string)  { m.pushAll(s, args, false, true) }
func (m *model) lPushX(s *session, args []string) { m.pushAll(s, args, true, false) }
func (m *model) rPushX(s *session, args []string) { m.pushAll(s, args, false, false) }

// pushAll pushes elements one by one, to a new list only where creates says so.
func (m *model) pushAll(s *session, args []string, left, creates bool) {
	v, ok := m.open(s, args[1], aList)
	if !ok {
		return
	}
	if len(v.list) == 0 && !creates {
		s.integer(0)
		return
	}
	for _, element := range args[2:] {
		v.push(element, left)
	}
	m.changed(s.db, args[1], v)
	s.integer(int64(len(v.list)))
}

func (m *model) lPop(s *session, args []string) { m.popSome(s, args, true) }
func (m *model) rPop(s *session, args []string) { m.popSome(s, args, false) }

// popSome is LPOP key [count].
func (m *model) popSome(s *session, args []string, left bool) {
	count, counted := int64(1), len(args) > 2
	switch {
	case len(args) > 3:
		s.fail("ERR wrong number of arguments for '" + strings.ToLower(args[0]) + "' command")
		return
	case counted:
		var ok bool
		if count, ok = parseInt(args[2]); !ok || count < 0 {
			s.fail(errNotPositive)
			return
		}
	}
	v, ok := m.lookupKind(s, args[1], aList)
	switch {
	case !ok:
	case v == nil && counted:
		s.nullArray()
	case v == nil:
		s.null()
	case counted:
		taken := v.pop(count, left)
		if len(taken) > 0 {
			m.changed(s.db, args[1], v)
		}
		s.strings(taken)
	default:
		s.bulk(v.pop(1, left)[0])
		m.changed(s.db, args[1], v)
	}
}

const errNotPositive = "ERR value is out of range, must be positive"

func (m *model) lLen(s *session, args []string) {
	if v, ok := m.open(s, args[1], aList); ok {
		s.integer(int64(len(v.list)))
	}
}

func (m *model) lIndex(s *session, args []string) {
	v, ok := m.lookupKind(s, args[1], aList)
	if !ok {
		return
	}
	if v == nil {
		s.null()
		return
	}
	n, ok := parseInt(args[2])
	if !ok {
		s.fail(errNotInteger)
		return
	}
	if at, found := v.index(n); found {
		s.bulk(v.list[at])
	} else {
		s.null()
	}
}

// index is where an element of a list is; a negative number counts from the end.
func (v *value) index(n int64) (at int, found bool) {
	if n < 0 {
		n += int64(len(v.list))
	}
	return int(n), n >= 0 && n < int64(len(v.list))
}

func (m *model) lRange(s *session, args []string) {
	first, last, ok := m.bounds(s, args[2], args[3])
	if !ok {
		return
	}
	if v, ok := m.open(s, args[1], aList); ok {
		s.strings(v.part(first, last))
	}
}

// bounds reads two positions, and answers if one is no number.
func (m *model) bounds(s *session, first, last string) (from, to int64, ok bool) {
	from, ok = parseInt(first)
	to, alsoOK := parseInt(last)
	if !ok || !alsoOK {
		s.fail(errNotInteger)
	}
	return from, to, ok && alsoOK
}

// part is what of a list lies between two positions, both included.
func (v *value) part(first, last int64) []string {
	length := int64(len(v.list))
	if last < 0 {
		last += length
	}
	first, last = fromEnd(first, length), min(last, length-1)
	if first > last {
		return nil
	}
	return v.list[first : last+1]
}

func (m *model) lTrim(s *session, args []string) {
	first, last, ok := m.bounds(s, args[2], args[3])
	if !ok {
		return
	}
	v, ok := m.lookupKind(s, args[1], aList)
	if !ok {
		return
	}
	if v != nil {
		v.list = slices.Clone(v.part(first, last))
		m.changed(s.db, args[1], v)
	}
	s.ok()
}

func (m *model) lInsert(s *session, args []string) {
	place := strings.ToUpper(args[2])
	if place != "BEFORE" && place != "AFTER" {
		s.fail(errSyntax)
		return
	}
	v, ok := m.lookupKind(s, args[1], aList)
	if !ok {
		return
	}
	if v == nil {
		s.integer(0)
		return
	}
	at := slices.Index(v.list, args[3])
	if at < 0 {
		s.integer(-1)
		return
	}
	if place == "AFTER" {
		at++
	}
	v.list = slices.Insert(v.list, at, args[4])
	m.changed(s.db, args[1], v)
	s.integer(int64(len(v.list)))
}

func (m *model) lSet(s *session, args []string) {
	v, ok := m.lookupKind(s, args[1], aList)
	if !ok {
		return
	}
	if v == nil {
		s.fail("ERR no such key")
		return
	}
	n, ok := parseInt(args[2])
	if !ok {
		s.fail(errNotInteger)
		return
	}
	at, found := v.index(n)
	if !found {
		s.fail("ERR index out of range")
		return
	}
	v.list[at] = args[3]
	m.changed(s.db, args[1], v)
	s.ok()
}

// lRem removes elements that are equal to one, up to as many as the count says,
// from the front, or from the end if it is negative; all if it is 0.
func (m *model) lRem(s *session, args []string) {
	count, ok := parseInt(args[2])
	if !ok {
		s.fail(errNotInteger)
		return
	}
	v, ok := m.lookupKind(s, args[1], aList)
	if !ok {
		return
	}
	if v == nil {
		s.integer(0)
		return
	}
	removed := int64(0)
	drop := func(element string) bool {
		if element != args[3] || count != 0 && removed == magnitude(count) {
			return false
		}
		removed++
		return true
	}
	if count < 0 {
		slices.Reverse(v.list)
	}
	v.list = slices.DeleteFunc(v.list, drop)
	if count < 0 {
		slices.Reverse(v.list)
	}
	if removed > 0 {
		m.changed(s.db, args[1], v)
	}
	s.integer(removed)
}
