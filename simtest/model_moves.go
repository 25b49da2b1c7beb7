package simtest

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"seedis/resp"
)

const errSameObject = "ERR source and destination objects are the same"

func (m *model) rename(s *session, args []string) {
	v := m.lookup(s.db, args[1])
	if v == nil {
		s.fail("ERR no such key")
		return
	}
	m.renameTo(s.db, args[1], args[2], v)
	s.ok()
}

func (m *model) renameNX(s *session, args []string) {
	v := m.lookup(s.db, args[1])
	switch {
	case v == nil:
		s.fail("ERR no such key")
	case args[1] == args[2] || m.lookup(s.db, args[2]) != nil:
		s.integer(0)
	default:
		m.renameTo(s.db, args[1], args[2], v)
		s.integer(1)
	}
}

func (m *model) renameTo(db int, from, to string, v *value) {
	if from == to {
		return
	}
	m.lookup(db, to)
	m.overwritten(db, to)
	m.remove(db, from)
	m.place(db, to, *v)
	m.forgo(db, to) // it comes in at another place, which a walk may be past
}

func (m *model) copyKey(s *session, args []string) {
	target, replace := s.db, false
	for rest := args[3:]; len(rest) > 0; {
		switch word := strings.ToUpper(rest[0]); {
		case word == "REPLACE":
			replace, rest = true, rest[1:]
		case word == "DB" && len(rest) > 1:
			var ok bool
			if target, ok = m.database(s, rest[1]); !ok {
				return
			}
			rest = rest[2:]
		default:
			s.fail(errSyntax)
			return
		}
	}
	if target == s.db && args[1] == args[2] {
		s.fail(errSameObject)
		return
	}
	v := m.lookup(s.db, args[1])
	if v == nil || m.lookup(target, args[2]) != nil && !replace {
		s.integer(0)
		return
	}
	m.overwritten(target, args[2])
	copied := v.clone()
	copied.copied = true
	m.place(target, args[2], copied)
	s.integer(1)
}

// database reads the number of a database, and answers if it is wrong.
func (m *model) database(s *session, text string) (int, bool) {
	n, ok := parseInt(text)
	switch {
	case !ok:
		s.fail(errNotInteger)
	case n < math.MinInt32 || n > math.MaxInt32:
		s.fail("ERR value is out of range, value must between -2147483648 and 2147483647")
	case n < 0 || n >= int64(len(m.databases)):
		s.fail("ERR DB index is out of range")
	default:
		return int(n), true
	}
	return 0, false
}

func (m *model) move(s *session, args []string) {
	target, ok := m.database(s, args[2])
	if !ok {
		return
	}
	if target == s.db {
		s.fail(errSameObject)
		return
	}
	v := m.lookup(s.db, args[1])
	if v == nil || m.lookup(target, args[1]) != nil {
		s.integer(0)
		return
	}
	m.remove(s.db, args[1])
	m.place(target, args[1], *v)
	s.integer(1)
}

func (m *model) swapDB(s *session, args []string) {
	first, ok := parseInt(args[1])
	second, alsoOK := parseInt(args[2])
	switch {
	case !ok:
		s.fail("ERR invalid first DB index")
	case !alsoOK:
		s.fail("ERR invalid second DB index")
	case min(first, second) < 0 || max(first, second) >= int64(len(m.databases)):
		s.fail("ERR DB index is out of range")
	default:
		m.swap(int(first), int(second))
		s.ok()
	}
}

// swap exchanges two databases. Who walks over one of them is told nothing any
// more.
func (m *model) swap(a, b int) {
	if a == b {
		return
	}
	m.touchSwapped(a, b)
	m.touchSwapped(b, a)
	m.noteSwapped(a, b)
	for _, current := range m.scans {
		if current.db == a || current.db == b {
			clear(current.required)
		}
	}
	m.databases[a], m.databases[b] = m.databases[b], m.databases[a]
}

// touchSwapped fails the transactions that watch a key of a database in whose
// place comes another: if the key exists in either.
func (m *model) touchSwapped(db, other int) {
	for _, s := range m.watching {
		for i := range s.watched {
			w := &s.watched[i]
			if w.db != db {
				continue
			}
			before, after := m.databases[db].values[w.key], m.databases[other].values[w.key]
			switch {
			case before == nil && after == nil:
			case w.gone && after == nil:
				w.gone = false
			case w.gone && m.isPast(after):
			case !w.gone && before == nil && m.isPast(after):
				w.gone = true
			default:
				s.dirty = true
			}
		}
	}
}

func (m *model) touchKeys(s *session, args []string) { m.exists(s, args) }

// randomKey may be any key that is not past its time. It may meet, and delete,
// those that are.
func (m *model) randomKey(s *session, _ []string) {
	m.haunt(s.db, "*")
	living := m.living(s.db, "*")
	if len(living) == 0 {
		s.null()
		return
	}
	s.judge(func(reply resp.Reply) error {
		if reply.Kind != '$' || !slices.Contains(living, string(reply.Text)) {
			return fmt.Errorf("want a key that exists")
		}
		return nil
	})
}

func (m *model) objectEncoding(s *session, args []string) {
	v := m.lookup(s.db, args[2])
	if v == nil {
		s.null()
		return
	}
	s.bulk(v.encoding())
}

// objectRefCount is one, or that of the small numbers that Redis shares. It
// shares none that COPY made.
func (m *model) objectRefCount(s *session, args []string) {
	const (
		sharedMax = 10_000
		shared    = math.MaxInt32
	)
	v := m.lookup(s.db, args[2])
	if v == nil {
		s.null()
		return
	}
	switch n, isNumber := v.number(); {
	case v.kind == aString && strings.EqualFold(s.request[0], "exec"):
		s.integerBetween(1, shared) // the queue may hold what it has set
	case !isNumber || n < 0 || n >= sharedMax:
		s.integer(1)
	case v.copied, m.settings.maxMemory > 0: // a policy may want each to have its own
		s.integerBetween(1, shared)
	default:
		s.integer(shared)
	}
}

// objectIdleTime is a number of seconds, if there is a key.
func (m *model) objectIdleTime(s *session, args []string) {
	switch {
	case m.lookup(s.db, args[2]) == nil:
		s.null()
	case m.countsUse():
		s.fail("ERR An LFU maxmemory policy is selected, idle time not tracked. " + whenSwitching)
	default:
		s.integerBetween(0, math.MaxInt64)
	}
}

func (m *model) objectFreq(s *session, args []string) {
	const counterMax = 255
	switch {
	case m.lookup(s.db, args[2]) == nil:
		s.null()
	case m.countsUse():
		s.integerBetween(0, counterMax)
	default:
		s.fail("ERR An LFU maxmemory policy is not selected, access frequency not tracked. " + whenSwitching)
	}
}

const whenSwitching = "Please note that when switching between policies at runtime LRU and LFU data will take some time to adjust."

// timeOf is TIME: the server's clock may have gone on since the request began.
func (m *model) timeOf(s *session, _ []string) {
	s.judge(func(reply resp.Reply) error {
		if reply.Kind != '*' || len(reply.Elements) != 2 {
			return fmt.Errorf("want seconds and microseconds")
		}
		for _, element := range reply.Elements {
			if _, err := strconv.ParseUint(string(element.Text), 10, 64); err != nil {
				return err
			}
		}
		return nil
	})
}
