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

// resumed are the ends of the last pauses that made somebody wait, in
// milliseconds since 1970.
type resumed struct{ readers, writers int64 }

// paused tells whether a pause lasts.
func (m *model) paused() bool {
	if m.pause.on && m.pause.until < m.now {
		m.endPause(m.pause.until)
	}
	return m.pause.on
}

func (m *model) endPause(at int64) {
	m.resumed.writers = at
	if m.pause.all {
		m.resumed.readers = at
	}
	m.pause = pause{}
}

// mustWait tells whether a request that nobody refuses has to wait.
func (m *model) mustWait(s *session, r *row) bool {
	return m.paused() && (m.pause.all || s.wouldWrite(r))
}

// wouldWrite tells whether a request writes, or runs one that does.
func (s *session) wouldWrite(r *row) bool {
	queued := r.name == "exec" && s.transaction != nil &&
		slices.ContainsFunc(s.transaction.requests, func(q queuedRequest) bool { return q.row.flags&writes != 0 })
	return queued || r.flags&writes != 0
}

// patience is how many milliseconds late it may be what could have been done since
// then: not many, if no fault has been in its way.
func (m *model) patience(since int64) int64 {
	if m.calm == 0 || since < m.calm {
		return m.settings.patience
	}
	return servedWithin.Milliseconds()
}

// undisturbedMost is how many milliseconds late a wait may end when nobody else is
// there: less than the cron, which looks after waits, too, takes to come round.
const undisturbedMost = 5

// lateness is how many milliseconds after the moment that nothing held it back
// any more a request is executed; 0 where nobody knows when it was sent.
func (m *model) lateness(s *session, r *row) int64 {
	if s.since == 0 {
		return 0
	}
	since := max(s.since, m.resumed.readers)
	if s.wouldWrite(r) {
		since = max(since, m.resumed.writers)
	}
	return m.now - since
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
	if m.paused() {
		m.endPause(m.now)
	}
	s.ok()
}
