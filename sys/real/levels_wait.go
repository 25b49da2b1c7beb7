//go:build linux

package real

import (
	"time"

	"golang.org/x/sys/unix"

	"seedis/sys"
)

// beginWait leaves out what was closed. A thread that is about to sleep says so.
func (l *levels) beginWait(timeout time.Duration) {
	if timeout != 0 {
		l.renew()
	}
	l.mutex.Lock()
	l.forgetClosed()
	l.sleeping = timeout != 0
	l.mutex.Unlock()
}

// endWait turns what the call found at found places into events.
func (l *levels) endWait(events []sys.Event, found int) int {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.sleeping = false
	if l.asked[0].Revents != 0 {
		l.drain()
		found--
	}
	n, watched := 0, len(l.watches)-1
	for range watched {
		if found == 0 || n == len(events) {
			break
		}
		l.next = l.next%watched + 1
		if l.asked[l.next].Revents == 0 {
			continue
		}
		found--
		if event, is := l.report(l.next); is {
			events[n] = event
			n++
		}
	}
	return n
}

// report is the event of a place, unless the descriptor was closed meanwhile.
func (l *levels) report(place int) (sys.Event, bool) {
	w, reported := &l.watches[place], l.asked[place].Revents
	if w.closed {
		return sys.Event{}, false
	}
	if reported&unix.POLLNVAL != 0 {
		panic("real: a watched descriptor was closed by somebody else than the machine")
	}
	if w.edge {
		w.masked |= reported
		l.ask(place)
	}
	return sys.Event{Token: w.token, Ready: ready(reported)}, true
}

// RecvBatch receives, and sees which sockets are drained.
func (l *levels) RecvBatch(ops []sys.Op) {
	l.transfers.RecvBatch(ops)
	for i := range ops {
		l.unmask(&ops[i], unix.POLLIN)
	}
}

// SendBatch sends, and sees which sockets are full.
func (l *levels) SendBatch(ops []sys.Op) {
	l.transfers.SendBatch(ops)
	for i := range ops {
		l.unmask(&ops[i], unix.POLLOUT)
	}
}

// unmask asks for a condition again once a transfer has shown that it was over.
func (l *levels) unmask(op *sys.Op, condition int16) {
	over := op.Errno == sys.EAGAIN || op.Errno == sys.OK && op.N > 0 && op.N < op.Size()
	if !over {
		return
	}
	place := l.place(op.FD)
	if place == 0 || l.watches[place].masked&condition == 0 {
		return
	}
	l.watches[place].masked &^= condition
	l.ask(place)
}
