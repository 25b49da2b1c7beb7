package kernels

import (
	"seedis/sys"
)

// The engines that know only levels, poll(2) and select(2), make edges themselves:
// what they have reported they mask, until a transfer by the same poller shows that
// it was over in between. So their edge is a level of what is not masked, and
// neither owed nor allowed by news.

// everything is masked once a full hang-up or a failure was reported: nothing can
// follow.
const everything = ^sys.Ready(0)

// tells is what the watch reports when conditions hold that are not masked.
func (w watch) tells(conditions sys.Ready) sys.Ready { return w.heeds(conditions &^ w.masked) }

// names tells whether there is anything to report. Select(2) has to find first that
// the socket can be read, as what has ended or failed, or written, as what failed.
func (w watch) names(conditions sys.Ready) bool {
	if !w.selects {
		return w.tells(conditions) != 0
	}
	asked, conditions := w.interest&^w.masked, conditions&^w.masked
	return asked&sys.Readable != 0 && conditions&(sys.Readable|always) != 0 ||
		asked&sys.Writable != 0 && conditions&(sys.Writable|sys.Failed) != 0
}

// judgeLevels is judge for such an engine.
func (w *watch) judgeLevels(ready, must, may sys.Ready, full bool) bool {
	if ready == 0 {
		return full || !w.names(must)
	}
	if !w.names(may) || ready&^w.tells(may) != 0 || w.tells(must)&^ready != 0 {
		return false
	}
	if w.mode == sys.Edge {
		w.mask(ready, must)
	}
	return true
}

// mask takes note of a report. Of a HangUp, must tells which one it was.
func (w *watch) mask(ready, must sys.Ready) {
	must &^= w.masked
	w.masked |= ready&^always | must&halfClosed
	if must&always != 0 {
		w.masked = everything
	}
}

// moverNumber is the poller by which players move bytes while it is open.
const moverNumber = 0

// moved unmasks a condition on a side if the poller that moved bytes has seen that
// it was over: by EAGAIN, or by less than there was room for. Of many transfers in
// a row, asked is what each would have moved at most, and whether one moved less
// cannot always be told.
func (w world) moved(at int, condition sys.Ready, many bool, asked int, a Answer) []world {
	unmasked := w
	if watch := &unmasked.sides[at].watches[moverNumber]; watch.masked != everything {
		watch.masked &^= condition
	}
	switch {
	case a.Errno == sys.EAGAIN, a.Errno == sys.OK && !many && a.N > 0 && a.N < asked:
		return only(unmasked)
	case many && a.N > 0:
		return []world{w, unmasked}
	}
	return only(w)
}
