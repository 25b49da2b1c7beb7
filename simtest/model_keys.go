package simtest

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"seedis/resp"
)

// lookup finds a key. One past its time is deleted on the way, as the server
// does it: later, a clock that went back would show the difference. During a
// pause only who writes does that, in the transaction that began the pause.
func (m *model) lookup(db int, key string) *value {
	v := m.databases[db].values[key]
	if v == nil || !m.isPast(v) {
		return v
	}
	if !m.paused() || m.running.flags&writes != 0 {
		m.pass(db, key)
	}
	return nil
}

func (m *model) isPast(v *value) bool {
	return v.expireAt != noExpiry && v.expireAt < m.now
}

// put gives a key a text and a lifetime.
func (m *model) put(db int, key, text string, expireAt int64) {
	m.overwritten(db, key)
	m.place(db, key, value{kind: aString, text: text, expireAt: expireAt})
}

// edit gives a key, which may exist, another text.
func (m *model) edit(db int, key, text string, how edits) {
	v := value{kind: aString, text: text, expireAt: noExpiry, edited: how}
	if old := m.databases[db].values[key]; old != nil {
		v.expireAt = old.expireAt
	}
	m.place(db, key, v)
}

// place puts a copy of a value where it may be found.
func (m *model) place(db int, key string, v value) { m.store(db, key, &v) }

// store puts a value where it may be found.
func (m *model) store(db int, key string, v *value) {
	d := &m.databases[db]
	if old := d.values[key]; old == nil || m.isPast(old) || old.kind != v.kind {
		m.forgo(db, key) // a walk may be past the place where it comes in, or look for another type
	}
	m.forgoElements(v)
	d.values[key] = v
	if v.expireAt != noExpiry {
		d.expiring = append(d.expiring, key)
	}
	m.touch(db, key)
}

// pass deletes a key that is past its time.
func (m *model) pass(db int, key string) {
	m.counts.expired++
	m.removeAs(db, key, m.settings.lazy.expire)
}

// remove deletes a key that exists.
func (m *model) remove(db int, key string) { m.removeAs(db, key, false) }

// removeAs is remove. lazily: the background frees the value, if it is worth that.
func (m *model) removeAs(db int, key string, lazily bool) {
	m.buried(m.databases[db].values[key], lazily)
	delete(m.databases[db].values, key)
	m.forgo(db, key)
	m.touch(db, key)
}

func (m *model) del(s *session, args []string)    { m.deleteKeys(s, args[1:], m.settings.lazy.userDel) }
func (m *model) unlink(s *session, args []string) { m.deleteKeys(s, args[1:], true) }

func (m *model) deleteKeys(s *session, keys []string, lazily bool) {
	deleted := 0
	for _, key := range keys {
		if m.lookup(s.db, key) != nil {
			m.removeAs(s.db, key, lazily)
			deleted++
		}
	}
	s.integer(int64(deleted))
}

func (m *model) exists(s *session, args []string) {
	found := 0
	for _, key := range args[1:] {
		if m.lookup(s.db, key) != nil {
			found++
		}
	}
	s.integer(int64(found))
}

func (m *model) typeOf(s *session, args []string) {
	v := m.lookup(s.db, args[1])
	if v == nil {
		s.status("none")
		return
	}
	s.status(string(v.kind))
}

// keys is KEYS: all of them, in any order.
func (m *model) keys(s *session, args []string) {
	want := m.living(s.db, args[1])
	s.judge(func(reply resp.Reply) error {
		if reply.Kind != '*' {
			return fmt.Errorf("want an array of keys")
		}
		got := make([]string, len(reply.Elements))
		for i, element := range reply.Elements {
			got[i] = string(element.Text)
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			return fmt.Errorf("want the keys %.300q, got %.300q", want, got)
		}
		return nil
	})
}

// living are the keys that match a pattern and are not past their time, sorted.
func (m *model) living(db int, pattern string) []string {
	matches := globOf(pattern)
	values := m.databases[db].values
	found := []string{}
	for _, key := range slices.Sorted(maps.Keys(values)) {
		if !m.isPast(values[key]) && matches(key) {
			found = append(found, key)
		}
	}
	return found
}

func (m *model) dbSize(s *session, _ []string) {
	s.integer(m.size(s.db))
}

// size counts the keys past their time, too, that nobody has met.
func (m *model) size(db int) int64 { return int64(len(m.databases[db].values)) }

// pastTheirTime are the keys that are past their time, sorted.
func (m *model) pastTheirTime(db int) []string {
	d := &m.databases[db]
	slices.Sort(d.expiring)
	d.expiring = slices.Compact(d.expiring)
	var past []string
	d.expiring = slices.DeleteFunc(d.expiring, func(key string) bool {
		v := d.values[key]
		if v == nil || v.expireAt == noExpiry {
			return true
		}
		if m.isPast(v) {
			past = append(past, key)
		}
		return false
	})
	return past
}

func (m *model) flushDB(s *session, args []string) {
	if lazily, ok := m.flushMode(s, args); ok {
		m.flush(s.db, lazily)
		s.ok()
	}
}

func (m *model) flushAll(s *session, args []string) {
	if lazily, ok := m.flushMode(s, args); ok {
		for db := range m.databases {
			m.flush(db, lazily)
		}
		s.ok()
	}
}

func (m *model) flushMode(s *session, args []string) (lazily, ok bool) {
	switch {
	case len(args) == 1:
		return m.settings.lazy.userFlush, true
	case len(args) == 2 && strings.EqualFold(args[1], "sync"):
		return false, true
	case len(args) == 2 && strings.EqualFold(args[1], "async"):
		return true, true
	}
	s.fail(errSyntax)
	return false, false
}

// flush empties a database.
func (m *model) flush(db int, lazily bool) {
	m.abandoned(db, lazily)
	m.touchFlushed(db)
	for _, current := range m.scans {
		if current.db == db {
			clear(current.required)
		}
	}
	m.databases[db] = database{values: map[string]*value{}}
}
