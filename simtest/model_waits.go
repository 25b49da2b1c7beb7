package simtest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// wait is what a session waits for whose request found nothing to take. It is
// carried out when a key has got something, or answered without; until then it
// counts as not executed yet.
type wait struct {
	session *session
	keys    []string // of the session's database; none is waited for by WAIT
	kind    kind     // that the value of a key must have
	until   int64    // the last millisecond of it, since 1970; 0: it has none
	// take carries the request out for one of the keys, which has a value of that
	// kind.
	take func(key string, v *value)
}

// place is a key of a database.
type place struct {
	db  int
	key string
}

// isFor tells whether a key is waited for.
func (w *wait) isFor(p place) bool { return w.session.db == p.db && slices.Contains(w.keys, p.key) }

// await makes a session wait for so many milliseconds, 0 for ever.
func (m *model) await(w *wait, span int64) {
	if span != 0 {
		w.until = afterwards(m.now, span)
	}
	m.waits = append(m.waits, w)
}

// waitOf is what a session waits for, nil if it does not.
func (m *model) waitOf(s *session) *wait {
	i := slices.IndexFunc(m.waits, func(w *wait) bool { return w.session == s })
	if i < 0 {
		return nil
	}
	return m.waits[i]
}

// forgetWait ends the wait of a session, which need not be waiting.
func (m *model) forgetWait(s *session) {
	m.waits = slices.DeleteFunc(m.waits, func(w *wait) bool { return w.session == s })
}

// noteReady takes note of a key that has a value which somebody may wait for. Who
// waits for the key decides, and, for the order alone, whether anybody waits for
// values of that kind at whatever key.
func (m *model) noteReady(p place, v *value) {
	if v == nil || slices.Contains(m.ready, p) {
		return
	}
	named := func(w *wait) bool { return w.isFor(p) }
	fitting := func(w *wait) bool { return len(w.keys) > 0 && w.kind == v.kind }
	if slices.ContainsFunc(m.waits, named) && slices.ContainsFunc(m.waits, fitting) {
		m.ready = append(m.ready, p)
	}
}

// noteSwapped is noteReady for two databases that are about to be exchanged.
func (m *model) noteSwapped(a, b int) {
	for _, w := range m.waits {
		for _, key := range w.keys {
			switch w.session.db {
			case a:
				m.noteReady(place{a, key}, m.databases[b].values[key])
			case b:
				m.noteReady(place{b, key}, m.databases[a].values[key])
			}
		}
	}
}

// serve serves those who wait for the keys that have become ready, when the
// request is carried out that has made them so: key after key, and at each in the
// order in which they began to wait. What this makes ready comes last.
func (m *model) serve(now int64) error {
	if err := m.incomplete(); err != nil {
		return err
	}
	if len(m.ready) == 0 {
		return fmt.Errorf("somebody is to be served, and no key is ready")
	}
	m.now, m.ghosts = now, nil
	for len(m.ready) > 0 {
		ready := m.ready[0]
		m.ready = m.ready[1:]
		for _, w := range slices.Clone(m.waits) {
			if !w.isFor(ready) {
				continue
			}
			if v := m.lookup(ready.db, ready.key); v != nil && v.kind == w.kind {
				m.forgetWait(w.session)
				w.take(ready.key, v)
				w.session.finish(now)
			}
		}
	}
	return nil
}

// gaveUp is told of a session whose wait has ended at its time. The one that ends
// first must be the first, and of several the one that came first to the server.
// How late that is is only known where its request is: clocks may jump.
func (m *model) gaveUp(s *session, now int64) error {
	if err := m.undecided(); err != nil {
		return err
	}
	w := m.waitOf(s)
	if w == nil || w.until == 0 {
		return fmt.Errorf("client %d (id %d) gives up, and does not wait for any time", s.client, s.id)
	}
	timed := slices.DeleteFunc(slices.Clone(m.waits), func(w *wait) bool { return w.until == 0 })
	first := slices.MinFunc(timed, func(a, b *wait) int {
		return cmp.Or(cmp.Compare(a.until, b.until), cmp.Compare(a.session.id, b.session.id))
	})
	late := now - w.until
	switch {
	case late <= 0:
		return fmt.Errorf("client %d (id %d) gives up %d ms too early: %s", s.client, s.id, 1-late, quote(s.request))
	case late > m.patience(w.until) && s.since != 0, late > undisturbedMost && m.undisturbed:
		return fmt.Errorf("client %d (id %d) gives up %d ms too late: %s", s.client, s.id, late, quote(s.request))
	case w != first:
		return fmt.Errorf("client %d (id %d) gives up before client %d (id %d)", s.client, s.id, first.session.client, first.session.id)
	}
	m.giveUp(w, "")
	s.finish(now)
	return nil
}

// giveUp answers a request that has waited for nothing: with an error, if there
// is one.
func (m *model) giveUp(w *wait, failure string) {
	m.forgetWait(w.session)
	switch {
	case failure != "":
		w.session.fail(failure)
	case len(w.keys) == 0:
		w.session.integer(0)
	default:
		w.session.nullArray()
	}
}

// clientUnblock is CLIENT UNBLOCK id [TIMEOUT | ERROR].
func (m *model) clientUnblock(s *session, args []string) {
	failure := ""
	switch {
	case len(args) > 4:
		s.fail("ERR unknown subcommand or wrong number of arguments for '" + printable(args[1]) + "'. Try CLIENT HELP.")
		return
	case len(args) == 3 || strings.EqualFold(args[3], "timeout"):
	case strings.EqualFold(args[3], "error"):
		failure = "UNBLOCKED client unblocked via CLIENT UNBLOCK"
	default:
		s.fail("ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR")
		return
	}
	id, ok := parseInt(args[2])
	if !ok {
		s.fail(errNotInteger)
		return
	}
	var w *wait
	if victim := m.sessions[uint64(id)]; victim != nil {
		w = m.waitOf(victim)
	}
	if w == nil {
		s.integer(0)
		return
	}
	m.giveUp(w, failure)
	w.session.finish(m.now)
	s.integer(1)
}
