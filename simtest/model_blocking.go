package simtest

import (
	"math"
	"math/big"
)

func blockingRows() []row {
	return []row{
		{name: "blpop", arity: -3, flags: writes, run: (*model).bLPop},
		{name: "brpop", arity: -3, flags: writes, run: (*model).bRPop},
		{name: "blmove", arity: 6, flags: writes, run: (*model).bLMove},
		{name: "brpoplpush", arity: 4, flags: writes, run: (*model).bRPopLPush},
		{name: "blmpop", arity: -5, flags: writes, run: (*model).bLMPop},
		{name: "bzpopmin", arity: -3, flags: writes, run: (*model).bzPopMin},
		{name: "bzpopmax", arity: -3, flags: writes, run: (*model).bzPopMax},
		{name: "bzmpop", arity: -5, flags: writes, run: (*model).bzMPop},
		{name: "wait", arity: 3, run: (*model).waitForReplicas},
	}
}

// takeOrWait takes from the first of the keys that exists, and waits where there is
// none; inside a transaction nobody does.
func (m *model) takeOrWait(w wait, span int64, atOnce func()) {
	for _, key := range w.keys {
		v, ok := m.lookupKind(w.session, key, w.kind)
		switch {
		case !ok:
			return
		case v != nil:
			w.take(key, v)
			return
		}
	}
	if m.executing != nil {
		atOnce()
		return
	}
	m.await(&w, span)
}

// waitingSpan is a time in seconds as milliseconds, rounded up. One that is none is
// answered.
func (m *model) waitingSpan(s *session, text string) (milliseconds int64, ok bool) {
	n, ok := parseFloat(text)
	if !ok {
		s.fail("ERR timeout is not a float or out of range")
		return 0, false
	}
	n = new(big.Float).SetPrec(longDoubleBits).Mul(n, big.NewFloat(1000))
	milliseconds, accuracy := n.Int64()
	if accuracy == big.Below && milliseconds < math.MaxInt64 {
		milliseconds++
	}
	if milliseconds < 0 || n.IsInf() || accuracy == big.Below && milliseconds == math.MaxInt64 {
		s.fail("ERR timeout is negative")
		return 0, false
	}
	return milliseconds, true
}

// afterwards is the end of a time that begins now.
func afterwards(now, span int64) int64 {
	if span > math.MaxInt64-now {
		return math.MaxInt64
	}
	return now + span
}

func (m *model) bLPop(s *session, args []string) { m.waitingPop(s, args, true) }
func (m *model) bRPop(s *session, args []string) { m.waitingPop(s, args, false) }

func (m *model) waitingPop(s *session, args []string, left bool) {
	last := len(args) - 1
	span, ok := m.waitingSpan(s, args[last])
	if !ok {
		return
	}
	take := func(key string, v *value) {
		element := v.pop(1, left)[0]
		m.changed(s.db, key, v)
		s.strings([]string{key, element})
	}
	m.takeOrWait(wait{session: s, keys: args[1:last], kind: aList, take: take}, span, s.nullArray)
}

func (m *model) bRPopLPush(s *session, args []string) {
	m.waitingShift(s, args[1], args[2], false, true, args[3])
}

func (m *model) bLMove(s *session, args []string) {
	from, ok := isLeft(args[3])
	to, alsoOK := isLeft(args[4])
	if !ok || !alsoOK {
		s.fail(errSyntax)
		return
	}
	m.waitingShift(s, args[1], args[2], from, to, args[5])
}

func (m *model) waitingShift(s *session, from, to string, fromLeft, toLeft bool, timeout string) {
	span, ok := m.waitingSpan(s, timeout)
	if !ok {
		return
	}
	take := func(key string, _ *value) { m.shift(s, key, to, fromLeft, toLeft) }
	m.takeOrWait(wait{session: s, keys: []string{from}, kind: aList, take: take}, span, s.null)
}

// bLMPop is BLMPOP timeout numkeys key ... LEFT | RIGHT [COUNT count].
func (m *model) bLMPop(s *session, args []string) {
	keys, left, count, refusal := parseLMPop(args[2:])
	if refusal != "" {
		s.fail(refusal)
		return
	}
	span, ok := m.waitingSpan(s, args[1])
	if !ok {
		return
	}
	take := func(key string, v *value) { m.popInto(s, key, v, count, left) }
	m.takeOrWait(wait{session: s, keys: keys, kind: aList, take: take}, span, s.nullArray)
}

func (m *model) bzPopMin(s *session, args []string) { m.waitingMemberPop(s, args, false) }
func (m *model) bzPopMax(s *session, args []string) { m.waitingMemberPop(s, args, true) }

func (m *model) waitingMemberPop(s *session, args []string, reverse bool) {
	last := len(args) - 1
	span, ok := m.waitingSpan(s, args[last])
	if !ok {
		return
	}
	take := func(key string, v *value) {
		popped := m.pop(s.db, key, v, 1, reverse)[0]
		s.array(3)
		s.bulk(key)
		s.bulk(popped.member)
		s.double(popped.score)
	}
	m.takeOrWait(wait{session: s, keys: args[1:last], kind: aSortedSet, take: take}, span, s.nullArray)
}

// bzMPop is BZMPOP timeout numkeys key ... MIN | MAX [COUNT count].
func (m *model) bzMPop(s *session, args []string) {
	keys, reverse, count, refusal := parseZMPop(args[2:])
	if refusal != "" {
		s.fail(refusal)
		return
	}
	span, ok := m.waitingSpan(s, args[1])
	if !ok {
		return
	}
	take := func(key string, v *value) {
		s.array(2)
		s.bulk(key)
		s.pairs(m.pop(s.db, key, v, count, reverse))
	}
	m.takeOrWait(wait{session: s, keys: keys, kind: aSortedSet, take: take}, span, s.nullArray)
}

// waitForReplicas is WAIT numreplicas timeout: there are none.
func (m *model) waitForReplicas(s *session, args []string) {
	replicas, ok := parseInt(args[1])
	if !ok {
		s.fail(errNotInteger)
		return
	}
	span, ok := parseInt(args[2])
	switch {
	case !ok:
		s.fail("ERR timeout is not an integer or out of range")
	case span < 0:
		s.fail("ERR timeout is negative")
	case replicas <= 0 || m.executing != nil:
		s.integer(0)
	default:
		m.await(&wait{session: s}, span)
	}
}
