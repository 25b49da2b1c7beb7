package simtest

import (
	"slices"
	"strings"
)

// pause is CLIENT PAUSE: who must wait, and until when.
type pause struct {
	on    bool
	all   bool  // those who only read, too
	until int64 // milliseconds since 1970
}

// paused tells whether a pause lasts.
func (m *model) paused() bool {
	if m.pause.on && m.pause.until < m.now {
		m.pause = pause{}
	}
	return m.pause.on
}

// mustWait tells whether a request that nobody refuses has to wait.
func (m *model) mustWait(s *session, r *row) bool {
	if !m.paused() {
		return false
	}
	queued := r.name == "exec" && s.transaction != nil &&
		slices.ContainsFunc(s.transaction.requests, func(q queuedRequest) bool { return q.row.flags&writes != 0 })
	return m.pause.all || queued || r.flags&writes != 0
}

func (m *model) clientPause(s *session, args []string) {
	all := true
	if len(args) > 3 {
		switch strings.ToUpper(args[3]) {
		case "ALL":
		case "WRITE":
			all = false
		default:
			s.fail("ERR CLIENT PAUSE mode must be WRITE or ALL")
			return
		}
	}
	span, ok := parseInt(args[2])
	switch {
	case !ok:
		s.fail("ERR timeout is not an integer or out of range")
	case span < 0:
		s.fail("ERR timeout is negative")
	default:
		if m.paused() || span > 0 {
			m.pause.on = true
			m.pause.all = m.pause.all || all
			m.pause.until = max(m.pause.until, m.now+span)
		}
		s.ok()
	}
}

func (m *model) clientUnpause(s *session, _ []string) {
	m.pause = pause{}
	s.ok()
}
