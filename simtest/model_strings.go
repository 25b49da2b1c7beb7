package simtest

import (
	"math"
	"strconv"
	"strings"
)

// Texts that several commands answer with.
const (
	errSyntax     = "ERR syntax error"
	errNotInteger = "ERR value is not an integer or out of range"
)

func errInvalidExpire(command string) string {
	return "ERR invalid expire time in '" + command + "' command"
}

// parseInt reads an integer in the one form in which Redis writes it.
func parseInt(text string) (int64, bool) {
	if text == "" || text[0] != '-' && (text[0] < '0' || text[0] > '9') {
		return 0, false // most texts are none, and an error would be made for each
	}
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil && strconv.FormatInt(n, 10) == text
}

func (m *model) get(s *session, args []string) {
	if v, ok := m.lookupKind(s, args[1], aString); ok {
		s.value(v)
	}
}

// setOptions are what follows the value of SET.
type setOptions struct {
	nx, xx, get, keepTTL bool
	unit                 string // EX, PX, EXAT, PXAT or ""
	time                 string
}

func parseSetOptions(args []string) (o setOptions, ok bool) {
	for len(args) > 0 {
		word := strings.ToUpper(args[0])
		args = args[1:]
		switch word {
		case "NX":
			o.nx = true
		case "XX":
			o.xx = true
		case "GET":
			o.get = true
		case "KEEPTTL":
			o.keepTTL = true
		case "EX", "PX", "EXAT", "PXAT":
			if len(args) == 0 || o.unit != "" && o.unit != word {
				return o, false
			}
			o.unit, o.time = word, args[0]
			args = args[1:]
		default:
			return o, false
		}
		if o.nx && o.xx || o.keepTTL && o.unit != "" {
			return o, false
		}
	}
	return o, true
}

func (m *model) set(s *session, args []string) {
	o, ok := parseSetOptions(args[3:])
	if !ok {
		s.fail(errSyntax)
		return
	}
	expireAt := int64(noExpiry)
	if o.unit != "" {
		if expireAt, ok = m.deadline(s, "set", o.unit, o.time); !ok {
			return
		}
	}
	old := m.lookup(s.db, args[1])
	if o.get {
		if old != nil && old.kind != aString {
			s.fail(errWrongType)
			return
		}
		s.value(old)
	}
	if o.nx && old != nil || o.xx && old == nil {
		if !o.get {
			s.null()
		}
		return
	}
	if o.keepTTL && old != nil {
		expireAt = old.expireAt
	}
	m.put(s.db, args[1], args[2], expireAt)
	if !o.get {
		s.ok()
	}
}

// deadline is the time of an option of SET, or of SETEX, in milliseconds since
// 1970.
func (m *model) deadline(s *session, command, unit, text string) (int64, bool) {
	n, ok := parseInt(text)
	if !ok {
		s.fail(errNotInteger)
		return 0, false
	}
	inSeconds := unit == "EX" || unit == "EXAT"
	relative := unit == "EX" || unit == "PX"
	if n <= 0 || inSeconds && n > math.MaxInt64/1000 {
		s.fail(errInvalidExpire(command))
		return 0, false
	}
	if inSeconds {
		n *= 1000
	}
	if relative && n > math.MaxInt64-m.now {
		s.fail(errInvalidExpire(command))
		return 0, false
	}
	if relative {
		n += m.now
	}
	return n, true
}

func (m *model) setNX(s *session, args []string) {
	if m.lookup(s.db, args[1]) != nil {
		s.integer(0)
		return
	}
	m.put(s.db, args[1], args[2], noExpiry)
	s.integer(1)
}

func (m *model) setEX(s *session, args []string)  { m.setUntil(s, args, "setex", "EX") }
func (m *model) pSetEX(s *session, args []string) { m.setUntil(s, args, "psetex", "PX") }

func (m *model) setUntil(s *session, args []string, command, unit string) {
	expireAt, ok := m.deadline(s, command, unit, args[2])
	if !ok {
		return
	}
	m.lookup(s.db, args[1])
	m.put(s.db, args[1], args[3], expireAt)
	s.ok()
}

func (m *model) getSet(s *session, args []string) {
	old, ok := m.lookupKind(s, args[1], aString)
	if !ok {
		return
	}
	s.value(old)
	m.put(s.db, args[1], args[2], noExpiry)
}

func (m *model) getDel(s *session, args []string) {
	old, ok := m.lookupKind(s, args[1], aString)
	if !ok {
		return
	}
	s.value(old)
	if old != nil {
		m.removeAs(s.db, args[1], m.settings.lazy.userDel)
	}
}

func (m *model) mGet(s *session, args []string) {
	s.array(len(args) - 1)
	for _, key := range args[1:] {
		v := m.lookup(s.db, key)
		if v != nil && v.kind != aString {
			v = nil
		}
		s.value(v)
	}
}

func (m *model) mSet(s *session, args []string) {
	if len(args)%2 == 0 {
		s.fail("ERR wrong number of arguments for 'mset' command")
		return
	}
	for i := 1; i < len(args); i += 2 {
		m.lookup(s.db, args[i])
		m.put(s.db, args[i], args[i+1], noExpiry)
	}
	s.ok()
}

// mSetNX is all or nothing.
func (m *model) mSetNX(s *session, args []string) {
	if len(args)%2 == 0 {
		s.fail("ERR wrong number of arguments for 'msetnx' command")
		return
	}
	for i := 1; i < len(args); i += 2 {
		if m.lookup(s.db, args[i]) != nil {
			s.integer(0)
			return
		}
	}
	for i := 1; i < len(args); i += 2 {
		m.put(s.db, args[i], args[i+1], noExpiry)
	}
	s.integer(1)
}

func (m *model) appendTo(s *session, args []string) {
	text := ""
	old, ok := m.lookupKind(s, args[1], aString)
	if !ok {
		return
	}
	if old != nil {
		text = old.text
		if int64(len(text)+len(args[2])) > m.settings.maxBulk {
			s.fail("ERR string exceeds maximum allowed size (proto-max-bulk-len)")
			return
		}
	}
	if m.databases[s.db].values[args[1]] == nil {
		m.put(s.db, args[1], args[2], noExpiry)
	} else {
		m.edit(s.db, args[1], text+args[2], inPlace)
	}
	s.integer(int64(len(text) + len(args[2])))
}

func (m *model) strLen(s *session, args []string) {
	if text, ok := m.textOf(s, args[1]); ok {
		s.integer(int64(len(text)))
	}
}

func (m *model) incr(s *session, args []string) { m.add(s, args[1], 1) }
func (m *model) decr(s *session, args []string) { m.add(s, args[1], -1) }

func (m *model) incrBy(s *session, args []string) {
	if n, ok := parseInt(args[2]); ok {
		m.add(s, args[1], n)
	} else {
		s.fail(errNotInteger)
	}
}

func (m *model) decrBy(s *session, args []string) {
	n, ok := parseInt(args[2])
	switch {
	case !ok:
		s.fail(errNotInteger)
	case n == math.MinInt64:
		s.fail("ERR decrement would overflow")
	default:
		m.add(s, args[1], -n)
	}
}

func (m *model) add(s *session, key string, n int64) {
	number, expireAt := int64(0), int64(noExpiry)
	old, ok := m.lookupKind(s, key, aString)
	if !ok {
		return
	}
	if old != nil {
		if number, ok = parseInt(old.text); !ok {
			s.fail(errNotInteger)
			return
		}
		expireAt = old.expireAt
	}
	if n > 0 && number > math.MaxInt64-n || n < 0 && number < math.MinInt64-n {
		s.fail("ERR increment or decrement would overflow")
		return
	}
	m.put(s.db, key, strconv.FormatInt(number+n, 10), expireAt)
	s.integer(number + n)
}
