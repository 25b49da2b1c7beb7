package simtest

import (
	"math"
	"strings"
)

func (m *model) expire(s *session, args []string)    { m.expireFrom(m.now, s, args, 1000) }
func (m *model) pExpire(s *session, args []string)   { m.expireFrom(m.now, s, args, 1) }
func (m *model) expireAt(s *session, args []string)  { m.expireFrom(0, s, args, 1000) }
func (m *model) pExpireAt(s *session, args []string) { m.expireFrom(0, s, args, 1) }

// expireFrom is EXPIRE in a unit of so many milliseconds, from a time on.
func (m *model) expireFrom(start int64, s *session, args []string, unit int64) {
	conditions, refusal := parseConditions(args[3:])
	if refusal != "" {
		s.fail(refusal)
		return
	}
	n, ok := parseInt(args[2])
	if !ok {
		s.fail(errNotInteger)
		return
	}
	if n > math.MaxInt64/unit || n < math.MinInt64/unit || n*unit > math.MaxInt64-start {
		s.fail(errInvalidExpire(strings.ToLower(args[0])))
		return
	}
	at := n*unit + start
	v := m.lookup(s.db, args[1])
	if v == nil || !conditions.allow(v.expireAt, at) {
		s.integer(0)
		return
	}
	if at <= m.now {
		m.remove(s.db, args[1])
	} else {
		m.renew(s.db, args[1], v, at)
	}
	s.integer(1)
}

// expireConditions are the options of EXPIRE.
type expireConditions struct{ nx, xx, gt, lt bool }

func parseConditions(words []string) (c expireConditions, refusal string) {
	for _, word := range words {
		switch strings.ToUpper(word) {
		case "NX":
			c.nx = true
		case "XX":
			c.xx = true
		case "GT":
			c.gt = true
		case "LT":
			c.lt = true
		default:
			return c, "ERR Unsupported option " + untilNUL(word)
		}
	}
	switch {
	case c.nx && (c.xx || c.gt || c.lt):
		return c, "ERR NX and XX, GT or LT options at the same time are not compatible"
	case c.gt && c.lt:
		return c, "ERR GT and LT options at the same time are not compatible"
	}
	return c, ""
}

// allow tells whether a lifetime may be replaced. No lifetime is the longest.
func (c expireConditions) allow(old, next int64) bool {
	endless := old == noExpiry
	switch {
	case c.nx:
		return endless
	case c.xx && endless:
		return false
	case c.gt:
		return !endless && next > old
	case c.lt:
		return endless || next < old
	}
	return true
}

func (m *model) persist(s *session, args []string) {
	v := m.lookup(s.db, args[1])
	if v == nil || v.expireAt == noExpiry {
		s.integer(0)
		return
	}
	m.renew(s.db, args[1], v, noExpiry)
	s.integer(1)
}

// renew gives a value that exists another lifetime.
func (m *model) renew(db int, key string, v *value, at int64) {
	renewed := *v
	renewed.expireAt = at
	m.place(db, key, renewed)
}

func (m *model) expireTime(s *session, args []string)  { s.integer(seconds(m.endSince(0, s, args[1]))) }
func (m *model) pExpireTime(s *session, args []string) { s.integer(m.endSince(0, s, args[1])) }
func (m *model) ttl(s *session, args []string)         { s.integer(seconds(m.endSince(m.now, s, args[1]))) }
func (m *model) pTTL(s *session, args []string)        { s.integer(m.endSince(m.now, s, args[1])) }

// endSince is when a key ends, in milliseconds from a time on; -2 without a key
// and -1 without an end.
func (m *model) endSince(start int64, s *session, key string) int64 {
	v := m.lookup(s.db, key)
	switch {
	case v == nil:
		return -2
	case v.expireAt == noExpiry:
		return -1
	}
	return v.expireAt - start
}

// seconds rounds milliseconds to the nearest; what is no time stays.
func seconds(milliseconds int64) int64 {
	if milliseconds < 0 {
		return milliseconds
	}
	return (milliseconds + 500) / 1000
}
