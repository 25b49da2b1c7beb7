package simtest

import (
	"fmt"
	"slices"
)

// watch is one key of WATCH.
type watch struct {
	db  int
	key string
	// gone: the key was past its time already, so that its deletion is no
	// change.
	gone bool
}

func (m *model) multi(s *session, _ []string) {
	if s.transaction != nil {
		s.fail("ERR MULTI calls can not be nested")
		return
	}
	s.transaction = &transaction{}
	s.ok()
}

func (m *model) exec(s *session, _ []string) {
	switch {
	case s.transaction == nil:
		s.fail("ERR EXEC without MULTI")
	case s.doomed:
		m.endTransaction(s)
		s.fail("EXECABORT Transaction discarded because of previous errors.")
	case s.dirty || m.watchedHaveExpired(s):
		m.endTransaction(s)
		s.nullArray()
	default:
		requests := s.transaction.requests
		m.endTransaction(s)
		s.array(len(requests))
		if len(requests) > 0 {
			m.executing = &execution{s, requests}
		}
	}
}

// execution is what EXEC is about to carry out. It does so one by one, as the server
// does: what the server tells of one must not be taken for what it tells of another.
type execution struct {
	session *session
	rest    []queuedRequest // not empty
}

// executeQueued carries out the next request of a transaction. An error is that
// there is none, or the one before lacks something.
func (m *model) executeQueued(s *session) error {
	if err := m.incomplete(); err != nil {
		return err
	}
	e := m.executing
	if e == nil || e.session != s {
		return fmt.Errorf("client %d (id %d) has queued nothing more, and yet it is executed", s.client, s.id)
	}
	m.ghosts = nil
	request := e.rest[0]
	m.run(s, request.row, request.args)
	s.silent = s.fate != stays
	if e.rest = e.rest[1:]; len(e.rest) == 0 {
		m.executing = nil
		s.dirty = false
	}
	m.finish(s)
	return nil
}

func (m *model) watchedHaveExpired(s *session) bool {
	return slices.ContainsFunc(s.watched, func(w watch) bool {
		v := m.databases[w.db].values[w.key]
		return !w.gone && v != nil && m.isPast(v)
	})
}

func (m *model) discardCommand(s *session, _ []string) {
	if s.transaction == nil {
		s.fail("ERR DISCARD without MULTI")
		return
	}
	m.endTransaction(s)
	s.ok()
}

func (m *model) endTransaction(s *session) {
	s.discard()
	m.watching = slices.DeleteFunc(m.watching, func(other *session) bool { return other == s })
}

// discard forgets the transaction and what was watched for it.
func (s *session) discard() {
	s.transaction = nil
	s.doomed, s.dirty = false, false
	s.watched = nil
}

func (m *model) watchCommand(s *session, args []string) {
	if s.transaction != nil {
		s.fail("ERR WATCH inside MULTI is not allowed")
		return
	}
	s.ok()
	if s.dirty {
		return
	}
	for _, key := range args[1:] {
		same := func(w watch) bool { return w.db == s.db && w.key == key }
		if !slices.ContainsFunc(s.watched, same) {
			v := m.databases[s.db].values[key]
			s.watched = append(s.watched, watch{s.db, key, v != nil && m.isPast(v)})
		}
	}
	if !slices.Contains(m.watching, s) {
		m.watching = append(m.watching, s)
	}
}

func (m *model) unwatchCommand(s *session, _ []string) {
	s.watched = nil
	s.dirty = false
	s.ok()
}

// touch fails the transactions that watch a key: it was written or deleted. Who
// waits for it may be served.
func (m *model) touch(db int, key string) {
	m.noteReady(place{db, key}, m.databases[db].values[key])
	for _, s := range m.watching {
		for i, w := range s.watched {
			if w.db != db || w.key != key {
				continue
			}
			if w.gone && m.databases[db].values[key] == nil {
				s.watched[i].gone = false
			} else {
				s.dirty = true
			}
		}
	}
}

// touchFlushed fails the transactions that watch a key of a database that is
// about to be emptied.
func (m *model) touchFlushed(db int) {
	for _, s := range m.watching {
		for _, w := range s.watched {
			if w.db == db && !w.gone && m.databases[db].values[w.key] != nil {
				s.dirty = true
			}
		}
	}
}
