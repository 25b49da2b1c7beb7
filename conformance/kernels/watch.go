package kernels

import (
	"fmt"

	"seedis/sys"
)

// pollersMax is how many pollers a script may have: p0 and p1.
const pollersMax = 2

// halfClosed is the condition that the peer has ended its stream. Pollers
// report it as a HangUp, to those who should hear of it (sys.Ready).
const halfClosed sys.Ready = 1 << 7

// always is what is reported whether asked for or not.
const always = sys.HangUp | sys.Failed

// watch is what a poller knows of a socket, and what Edge mode owes it.
type watch struct {
	on       bool
	interest sys.Ready
	mode     sys.Mode
	allowed  bool // an edge may be reported
	owed     bool // and must be, if its condition holds
	due      bool // must be once bytes have arrived that are on their way

	// Of pollers that know only levels, see levels.go.
	knowsLevels bool
	selects     bool      // and name only descriptors that can be read or written
	masked      sys.Ready // what was reported in Edge mode and is not over
}

func (w watch) String() string {
	text := readyText(w.interest)
	if w.mode == sys.Level {
		return text + " level"
	}
	if w.knowsLevels {
		return text + " edge, masked " + readyText(w.masked)
	}
	for _, flag := range [...]struct {
		set  bool
		name string
	}{{w.allowed, "allowed"}, {w.owed, "owed"}, {w.due, "due"}} {
		if flag.set {
			text += " " + flag.name
		}
	}
	return fmt.Sprint(text, " edge")
}

// heeds is what the watch reports when conditions hold.
func (w watch) heeds(conditions sys.Ready) sys.Ready {
	if conditions&halfClosed != 0 && (w.mode == sys.Edge || w.interest&sys.Readable != 0) {
		conditions |= sys.HangUp
	}
	return conditions & (w.interest | always)
}

// set begins a watch: what holds now is reported once.
func (w *watch) set(wanted sys.Ready, how sys.Mode, must, may sys.Ready) {
	*w = watch{on: true, interest: wanted, mode: how}
	w.allowed = w.heeds(may) != 0
	w.owed = w.heeds(must) != 0
}

// news of conditions are owed to those who heed them.
func (e *side) news(conditions sys.Ready) {
	for i := range e.watches {
		if w := &e.watches[i]; w.heeds(conditions) != 0 {
			w.allowed, w.owed = true, true
		}
	}
}

// mayHear is news that a kernel may tell or not.
func (e *side) mayHear(conditions sys.Ready) {
	for i := range e.watches {
		if w := &e.watches[i]; w.heeds(conditions) != 0 {
			w.allowed = true
		}
	}
}

// willHear is the news of bytes that are on their way.
func (e *side) willHear() {
	for i := range e.watches {
		if w := &e.watches[i]; w.heeds(sys.Readable) != 0 {
			w.allowed, w.due = true, true
		}
	}
}

// settleRead makes the news of bytes that have arrived owed. Those for which
// there was no room are still to come.
func (e *side) settleRead() {
	for i := range e.watches {
		w := &e.watches[i]
		w.owed = w.owed || w.due && e.sent > e.seen && e.sure == e.sent
		w.due = w.due && e.sure < e.sent
	}
}

// judge tells whether a Wait may report ready (0: nothing) of a socket on which
// must and may hold, and keeps account. Full tells that the Wait had room for no
// more events; settled that nothing is on its way.
func (w *watch) judge(ready, must, may sys.Ready, full, settled bool) bool {
	if w.knowsLevels {
		return w.judgeLevels(ready, must, may, full)
	}
	must, may = w.heeds(must), w.heeds(may)
	if ready == 0 {
		if full {
			return true
		}
		if must != 0 && (w.mode == sys.Level || w.owed) {
			return false
		}
		if may == 0 || settled {
			w.allowed, w.owed = false, false
		}
		return true
	}
	if ready&^may != 0 || must&^ready != 0 || w.mode == sys.Edge && !w.allowed {
		return false
	}
	w.owed = false
	if ready&sys.Readable != 0 {
		w.due = false
	}
	w.allowed = !settled
	return true
}
