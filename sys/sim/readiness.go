package sim

import "seedis/sys"

// pollable is an object that a poller can watch.
type pollable interface {
	object
	// ready is the set of conditions that hold.
	ready() sys.Ready
	// hearers is who wants to know when that changes.
	hearers() *audience
}

// audience is who wants to know when the readiness of an object changes. Every
// pollable embeds one.
type audience struct {
	watches []*watch // of pollers
	reader  *thread  // blocked in a call that needs the object readable
	writer  *thread  // blocked in a call that needs it writable
}

// always is what is reported whether asked for or not.
const always = sys.HangUp | sys.Failed

// halfClosed is the condition that the peer has ended its sending side. Pollers
// report it as a HangUp, to those who should hear of it.
const halfClosed sys.Ready = 1 << 7

func (a *audience) hearers() *audience { return a }

// tell announces that the conditions of news have come about, or anew.
func (a *audience) tell(m *Machine, news sys.Ready) {
	for _, w := range a.watches {
		w.poller.hear(w, news)
	}
	if a.reader != nil && news&(sys.Readable|always) != 0 {
		m.wake(a.reader)
	}
	if a.writer != nil && news&(sys.Writable|always) != 0 {
		m.wake(a.writer)
	}
}

// dismiss makes all pollers forget a closed object, and lets the threads that
// are blocked on it find that out.
func (a *audience) dismiss(m *Machine) {
	for len(a.watches) > 0 {
		w := a.watches[len(a.watches)-1]
		w.poller.forget(w)
	}
	a.tell(m, sys.HangUp)
	a.reader, a.writer = nil, nil
}

// leave ends one watch.
func (a *audience) leave(w *watch) {
	for i, other := range a.watches {
		if other == w {
			last := len(a.watches) - 1
			a.watches[i] = a.watches[last]
			a.watches = a.watches[:last]
			return
		}
	}
	panic("sim: a watch of an object that it does not watch")
}
