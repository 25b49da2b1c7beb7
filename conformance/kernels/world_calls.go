package kernels

import (
	"seedis/sys"
)

// The calls on a connection. Each looks at an answer in one world and gives the
// worlds that may be after it: none, if it could not be given there.

// only is the one world that is left.
func only(w world) []world { return []world{w} }

// when gives w if the answer is the one that it needs.
func (w world) when(is bool) []world {
	if is {
		return only(w)
	}
	return nil
}

func (w world) takePending(at int, a Answer) []world {
	errno := w.sides[at].pending
	w.sides[at].pending = sys.OK
	return w.when(a.Errno == errno && a.N == 0)
}

// send of size bytes. Of nothing it looks at the connection alone.
func (w world) send(at, size int, a Answer) []world {
	e := &w.sides[at]
	switch {
	case e.sendShut && w.unix:
		return w.when(a.Errno == sys.EPIPE && a.N == 0)
	case e.pending != sys.OK:
		return w.takePending(at, a)
	case e.sendShut:
		return w.when(a.Errno == sys.EPIPE && a.N == 0)
	case e.phase == connecting:
		return w.when(a.Errno == sys.EAGAIN && a.N == 0)
	case size == 0:
		return w.when(a.Errno == sys.OK && a.N == 0)
	case a.Errno == sys.EAGAIN:
		if e.room && !w.refuses || a.N != 0 {
			return nil
		}
		e.blocked, e.room = true, false
		return only(w)
	case a.Errno != sys.OK || a.N < 1 || a.N > size:
		return nil
	}
	e.blocked = a.N < size
	e.room, e.quiet = false, false
	w.deliver(at, a.N)
	return w.endangered(at)
}

// fill is a send of n bytes in many parts, and one of which nothing is taken.
func (w world) fill(at int, a Answer) []world {
	if a.N == 0 {
		return w.send(at, fillSize, a)
	}
	if a.Errno != sys.EAGAIN && a.N < fillMax && !w.mayBreak(at) {
		return nil
	}
	last := Answer{Errno: a.Errno}
	var after []world
	for _, sent := range w.send(at, a.N, Answer{N: a.N}) {
		if a.Errno == sys.OK {
			after = append(after, sent)
			continue
		}
		for _, next := range spread(only(sent), nothing) {
			after = append(after, next.send(at, fillSize, last)...)
		}
	}
	return after
}

// mayBreak tells that a send may be followed by a reset.
func (w *world) mayBreak(at int) bool {
	return w.hazards != (hazards{}) ||
		w.sides[at].resetComing || w.other(at).unowned() || w.other(at).readShut || w.other(at).phase == dead
}

// nothing arrives at a listener.
func nothing(world) []world { return nil }

// deliver sends n bytes on their way. Where nobody can receive them any more
// they are answered with a reset.
func (w *world) deliver(at, n int) {
	e, to := &w.sides[at], w.other(at)
	switch {
	case to.unowned():
		e.resetComing = true
	case !w.unix && to.readShut && to.sendShut && to.phase == established:
		to.abortComing = true
	default:
		to.sent += n
		to.willHear()
	}
}

// receive into size bytes of room; data is what the stream holds.
func (w world) receive(at, size int, sender string, a Answer) []world {
	e := &w.sides[at]
	if a.N > 0 {
		if a.Errno != sys.OK || a.N > min(size, e.sent-e.seen) || a.N < min(size, e.sure-e.seen) {
			return nil
		}
		for i, b := range a.Data {
			if b != content(sender, e.seen+i) {
				return nil
			}
		}
		w.take(at, a.N)
		return only(w)
	}
	switch {
	case e.sure > e.seen && w.refuses && !e.told && !e.receiveShut && a.Errno == sys.EAGAIN && !w.unix:
		e.sure = e.seen // they come a moment later
		e.willHear()
		return only(w)
	case e.sure > e.seen:
		return nil
	case e.ended && !w.unix:
		return w.when(a.ended())
	case e.pending != sys.OK:
		return w.takePending(at, a)
	case e.receiveShut:
		return w.when(a.ended())
	}
	return w.when(a.Errno == sys.EAGAIN)
}

// take lets n bytes have been received, which makes room for the sender.
func (w *world) take(at, n int) {
	e, from := &w.sides[at], w.other(at)
	e.seen += n
	e.told = false
	e.sure = max(e.sure, e.seen)
	if from.blocked || !from.room || w.unix {
		from.mayHear(sys.Writable)
	}
}

// drain is a receive of n bytes in many parts, and one that finds no more.
func (w world) drain(at int, sender string, a Answer) []world {
	last := Answer{Errno: a.Errno}
	if a.N == 0 {
		return w.receive(at, fillSize, sender, last)
	}
	var after []world
	for _, received := range w.receive(at, max(a.N, fillSize), sender, Answer{N: a.N, Data: a.Data}) {
		for _, next := range spread(only(received), nothing) {
			after = append(after, next.receive(at, fillSize, sender, last)...)
		}
	}
	return after
}

// shutdown of directions, as inet_shutdown and unix_shutdown of Linux.
func (w world) shutdown(at int, how string, a Answer) []world {
	e := &w.sides[at]
	if !w.unix && (e.phase == dead || w.finished(at)) {
		e.news(anything) // all the same
		return w.when(a.Errno == sys.ENOTCONN)
	}
	if a.Errno != sys.OK {
		return nil
	}
	if w.unix {
		w.shutdownUnix(at, how)
		return only(w)
	}
	if how != "write" {
		e.readShut, e.receiveShut = true, true
	}
	if how != "read" && !e.sendShut {
		e.sendShut, e.unconfirmed = true, true
		w.other(at).endComing = true
	}
	e.news(anything)
	return w.late(at)
}

// late adds the world in which bytes reach a socket that was shut down in both
// directions a moment ago.
func (w world) late(at int) []world {
	e := &w.sides[at]
	worlds := only(w)
	if e.readShut && e.sendShut && e.sent > e.sure {
		w.sides[at].abortComing = true
		worlds = append(worlds, w)
	}
	return worlds
}

// anything is news of a change of state: whatever holds is reported once more.
const anything = sys.Readable | sys.Writable | sys.HangUp | sys.Failed

// shutdownUnix ends the same directions on the other side at once.
func (w *world) shutdownUnix(at int, how string) {
	e, to := &w.sides[at], w.other(at)
	if how != "write" {
		e.readShut, e.receiveShut, to.sendShut = true, true, true
	}
	if how != "read" {
		e.sendShut, to.receiveShut = true, true
	}
	e.news(anything)
	to.news(anything)
}

// result takes the pending error.
func (w world) result(at int, a Answer) []world { return w.takePending(at, a) }

// close of a side. Bytes that were not read break the connection; those that
// have not arrived yet will, when they do.
func (w world) close(at int, a Answer) []world {
	if a.Errno != sys.OK {
		return nil
	}
	e := &w.sides[at]
	worlds := []world{}
	if e.sure > e.seen || e.sent > e.seen {
		worlds = append(worlds, w.leave(at, true))
	}
	if e.sure == e.seen {
		worlds = append(worlds, w.leave(at, false))
	}
	return worlds
}

// leave takes the owner of a side away, which has left bytes unread or not.
func (w world) leave(at int, unread bool) world {
	e, to := &w.sides[at], w.other(at)
	was := *e
	*e = side{
		phase: was.phase, sendShut: was.sendShut, ended: was.ended, endComing: was.endComing,
		sent: was.sent, sure: was.sure, seen: was.seen,
	}
	if was.phase != established || to.unowned() {
		return w
	}
	switch {
	case w.unix && (unread || was.queued):
		to.die(sys.ECONNRESET)
	case w.unix:
		to.die(sys.OK)
	case unread || was.lingerReset || was.queued:
		to.resetComing, to.lossy = true, true
	default:
		to.endComing = to.endComing || !was.sendShut
		// What is still on its way to the closed side comes back as a reset.
		to.resetComing = to.resetComing || was.sent > was.seen
	}
	return w
}

// wait looks at what a poller reports of a side.
func (w world) wait(at, poller int, ready sys.Ready, full bool) []world {
	e := &w.sides[at]
	watch := &e.watches[poller]
	if !watch.on {
		return w.when(ready == 0)
	}
	must, may := w.ready(at)
	if e.unconfirmed {
		e.mayHear(anything) // a confirmation is news to Linux
	}
	if e.blocked {
		e.mayHear(sys.Writable)
	}
	settled := e.sure == e.sent && e.quiet && !e.blocked && !e.requestComing && !e.unconfirmed
	if !watch.judge(ready, must, may, full, settled) {
		return nil
	}
	e.told = e.told || ready != 0
	if ready&sys.Readable != 0 && !e.receiveShut {
		e.sure = max(e.sure, e.seen+1)
	}
	if ready&sys.Writable != 0 {
		e.blocked = false
		e.room = e.room || e.phase == established && !e.sendShut // until it sends
	}
	return only(w)
}
