package sim

import (
	"fmt"
	"time"

	"seedis/sys"
)

// poller is an epoll(7) instance or, by its engine, what stands in its place. Like
// Linux it keeps a list of the watches that may be ready: news put them there, and
// Wait looks whether they are, so that its cost follows what happens and not what
// is watched.
type poller struct {
	machine *Machine
	engine  Engine
	owner   *thread // nil until one has used it
	fd      sys.FD  // of the epoll instance
	wakeFD  sys.FD  // of the eventfd behind Wake
	watches []*watch
	head    *watch // of the ready list; nil if empty
	tail    *watch
	waiter  *thread
	woken   bool
	stale   []uint64 // tokens of watches that have ended (FaultStaleToken)
}

// watch is a descriptor in a poller. It stays at its descriptor's place in
// poller.watches when it ends, and is used again.
type watch struct {
	poller   *poller
	object   pollable // nil: this descriptor is not watched
	fd       sys.FD
	token    uint64
	interest sys.Ready
	mode     sys.Mode
	// masked are the conditions that an engine which knows only levels has
	// reported in Edge mode, and that were not found to be over since.
	masked sys.Ready

	// Of the ready list.
	listed         bool
	next, previous *watch
}

// wakeDescriptor holds the place of a poller's second descriptor.
type wakeDescriptor struct{}

func (*wakeDescriptor) close(*Machine) {}

// NewPoller makes a poller, which holds two descriptors.
func (m *Machine) NewPoller() (sys.Poller, sys.Errno) {
	m.step()
	m.crowd()
	p := &poller{machine: m, engine: m.options.Engine, fd: sys.NoFD, wakeFD: sys.NoFD}
	errno := sys.OK
	if uint64(m.descriptors.open)+2 > m.descriptors.limit {
		errno = sys.EMFILE
	} else {
		p.fd = m.descriptors.install(p)
		p.wakeFD = m.descriptors.install(&wakeDescriptor{})
	}
	m.note(CallNewPoller, 0, int64(errno), int64(p.fd))
	if errno != sys.OK {
		return nil, errno
	}
	return m.unreliable(p), sys.OK
}

// String is for the failures of a run. No poller is a plain call.
func (p *poller) String() string {
	switch {
	case p == nil:
		return "a plain call"
	case p.owner == nil:
		return fmt.Sprintf("the poller %d, which nobody has used", p.fd)
	}
	return fmt.Sprintf("the poller %d of %v", p.fd, p.owner)
}

// Add starts watching fd. EEXIST, EBADF, and EPERM for a file, as epoll_ctl(2);
// EINVAL where the engine takes no descriptor so large.
func (p *poller) Add(fd sys.FD, interest sys.Ready, mode sys.Mode, token uint64) sys.Errno {
	p.use(CallAdd)
	p.machine.step()
	errno := p.add(fd, interest, mode, token)
	p.machine.fold(token, 0)
	p.machine.note(CallAdd, int64(fd), int64(mode)<<8|int64(interest), outcome(0, errno))
	return errno
}

func (p *poller) add(fd sys.FD, interest sys.Ready, mode sys.Mode, token uint64) sys.Errno {
	o := p.machine.descriptors.get(fd)
	if o == nil {
		return sys.EBADF
	}
	object, canBeWatched := o.(pollable)
	if !canBeWatched {
		return sys.EPERM
	}
	if p.engine == Select && fd >= selectDescriptors {
		return sys.EINVAL
	}
	for len(p.watches) <= int(fd) {
		p.watches = append(p.watches, nil)
	}
	w := p.watches[fd]
	if w == nil {
		w = &watch{poller: p, fd: fd}
		p.watches[fd] = w
	}
	if w.object != nil {
		return sys.EEXIST
	}
	w.object = object
	hearers := object.hearers()
	hearers.watches = append(hearers.watches, w)
	p.set(w, interest, mode, token)
	return sys.OK
}

// set gives a watch what its owner wants, and hears at once what is ready.
func (p *poller) set(w *watch, interest sys.Ready, mode sys.Mode, token uint64) {
	w.interest, w.mode, w.token, w.masked = interest, mode, token, 0
	p.look(w)
}

// look hears what is ready of a watch.
func (p *poller) look(w *watch) {
	if ready := w.object.ready(); ready != 0 {
		p.hear(w, ready)
	}
}

// Modify replaces what is asked of fd. ENOENT if it is not watched, and EPERM
// if it could not be.
func (p *poller) Modify(fd sys.FD, interest sys.Ready, mode sys.Mode, token uint64) sys.Errno {
	p.use(CallModify)
	p.machine.step()
	w, errno := p.watching(fd)
	if errno == sys.OK {
		p.set(w, interest, mode, token)
	}
	p.machine.fold(token, 0)
	p.machine.note(CallModify, int64(fd), int64(mode)<<8|int64(interest), outcome(0, errno))
	return errno
}

// Delete stops watching fd, with the errors of Modify.
func (p *poller) Delete(fd sys.FD) sys.Errno {
	p.use(CallDelete)
	p.machine.step()
	w, errno := p.watching(fd)
	if errno == sys.OK {
		p.forget(w)
	}
	p.machine.note(CallDelete, int64(fd), 0, outcome(0, errno))
	return errno
}

func (p *poller) watching(fd sys.FD) (*watch, sys.Errno) {
	switch p.machine.descriptors.get(fd).(type) {
	case pollable:
	case nil:
		return nil, sys.EBADF
	default:
		return nil, sys.EPERM
	}
	if int(fd) >= len(p.watches) || p.watches[fd] == nil || p.watches[fd].object == nil {
		return nil, sys.ENOENT
	}
	return p.watches[fd], sys.OK
}

// forget ends a watch.
func (p *poller) forget(w *watch) {
	w.object.hearers().leave(w)
	w.object = nil
	p.remember(w.token)
	if w.listed {
		p.unlist(w)
	}
}

// hear takes in that conditions of a watched object have come about.
func (p *poller) hear(w *watch, news sys.Ready) {
	if w.heeds(news) == 0 {
		return
	}
	if !w.listed {
		p.list(w)
	}
	if p.waiter != nil {
		p.machine.wake(p.waiter)
	}
}

// Wait collects events. It sleeps while there are none.
func (p *poller) Wait(events []sys.Event, timeout time.Duration) (int, sys.Errno) {
	p.use(CallWait)
	m := p.machine
	m.step()
	deadline := m.deadline(timeout)
	n, inTime := p.collect(events), timeout != 0
	for n == 0 && !p.woken && inTime {
		p.waiter = m.current
		inTime = m.block(waitsForEvents, deadline)
		p.waiter = nil
		n = p.collect(events)
	}
	p.woken = false
	m.note(CallWait, int64(len(events)), int64(timeout), int64(n))
	return n, sys.OK
}

// collect looks at each listed watch once. A level watch that is ready goes to
// the end of the list, so that all have their turn where events is short; the
// next Wait finds out whether it is still ready.
func (p *poller) collect(events []sys.Event) int {
	n := 0
	last := p.tail
	for p.head != nil && n < len(events) {
		w := p.head
		p.unlist(w)
		conditions := w.object.ready()
		if ready := w.heeds(conditions); ready != 0 {
			events[n] = sys.Event{Token: w.token, Ready: ready}
			n++
			if e, connected := w.object.(*endpoint); connected {
				e.told = true
			}
			p.machine.note(CallReady, int64(w.token), int64(ready), 0)
			switch {
			case w.mode == sys.Level:
				p.list(w)
			case p.engine.knowsOnlyLevels():
				w.mask(conditions)
			}
		}
		if w == last {
			break
		}
	}
	return n
}

// Wake makes the current or the next Wait return.
func (p *poller) Wake() {
	p.machine.step()
	p.machine.note(CallWake, int64(p.fd), 0, 0)
	p.wake()
}

func (p *poller) wake() {
	p.woken = true
	if p.waiter != nil {
		p.machine.wake(p.waiter)
	}
}

// Close ends the poller and closes its two descriptors. The second time they
// may be others': it returns EBADF.
func (p *poller) Close() sys.Errno {
	p.useToClose()
	if p.wakeFD == sys.NoFD {
		return sys.EBADF
	}
	errno := p.machine.Close(p.wakeFD)
	if errno == sys.OK {
		errno = p.machine.Close(p.fd)
	}
	p.wakeFD = sys.NoFD
	return errno
}

func (p *poller) close(*Machine) {
	for _, w := range p.watches {
		if w != nil && w.object != nil {
			p.forget(w)
		}
	}
}

func (p *poller) list(w *watch) {
	w.listed, w.previous, w.next = true, p.tail, nil
	if p.tail == nil {
		p.head = w
	} else {
		p.tail.next = w
	}
	p.tail = w
}

func (p *poller) unlist(w *watch) {
	if w.previous == nil {
		p.head = w.next
	} else {
		w.previous.next = w.next
	}
	if w.next == nil {
		p.tail = w.previous
	} else {
		w.next.previous = w.previous
	}
	w.listed, w.previous, w.next = false, nil, nil
}
