//go:build darwin || freebsd

package real

import (
	"time"

	"golang.org/x/sys/unix"

	"seedis/sys"
)

// engine is the one engine of these systems.
const engine = "kqueue"

// batchMax bounds the events of one Wait; what is left over is reported by the
// next.
const batchMax = 1024

// waitMax bounds the time of one Wait, which the contract allows to end early.
// Darwin refuses more than three years.
const waitMax = 24 * time.Hour

// poller is a kqueue(2). It was written by the manual pages of FreeBSD and Darwin,
// and never run.
//
// A descriptor has a filter for each direction, so what happens to both comes as
// two events. The kernel drops the filters, and what they were about to report,
// when the descriptor is closed.
type poller struct {
	waker
	transfers
	queue int
	// watched says what each descriptor is watched for, by its number. It stays
	// behind when the descriptor is closed, and then no event comes for it.
	watched []watch
	// batch receives the kernel's events; only the owning thread uses it.
	batch [batchMax]unix.Kevent_t
}

// watch is what a descriptor is watched for. The token cannot go along with the
// filter: it would lie in a field that the collector takes for a pointer.
type watch struct {
	token    uint64
	interest sys.Ready
	mode     sys.Mode
	live     bool // from Add until Delete
}

// descriptors is what a Kernel must know of closed descriptors: nothing, as the
// kernel knows it.
type descriptors struct{}

func (descriptors) closing(sys.FD) {}

// NewPoller returns a poller with kqueue.
func (k *Kernel) NewPoller() (sys.Poller, sys.Errno) {
	queue, err := unix.Kqueue()
	if err != nil {
		return nil, errnoOf(err)
	}
	unix.CloseOnExec(queue)
	p := &poller{queue: queue}
	p.waker.post = p.postWake
	wake := p.wakeEvent(unix.EV_ADD | unix.EV_CLEAR)
	if _, err := unix.Kevent(queue, []unix.Kevent_t{wake}, nil, nil); err != nil {
		p.Close()
		return nil, errnoOf(err)
	}
	return p, sys.OK
}

// Add starts watching fd.
func (p *poller) Add(fd sys.FD, interest sys.Ready, mode sys.Mode, token uint64) sys.Errno {
	for int(fd) >= len(p.watched) {
		p.watched = append(p.watched, watch{})
	}
	p.watched[fd] = watch{token: token, interest: interest, mode: mode, live: true}
	flags := unix.EV_ADD
	if mode == sys.Edge {
		flags |= unix.EV_CLEAR
	}
	errno := p.changeFilters(fd, flags)
	if errno != sys.OK {
		p.Delete(fd) // the filter for reading may be there
	}
	return errno
}

// changeFilters does the same to each filter that shows what fd is watched for,
// up to the first that fails.
func (p *poller) changeFilters(fd sys.FD, flags int) sys.Errno {
	w := &p.watched[fd]
	reads, writes := filters(w.interest, w.mode)
	errno := sys.OK
	if reads {
		errno = p.change(fd, unix.EVFILT_READ, flags)
	}
	if writes && errno == sys.OK {
		errno = p.change(fd, unix.EVFILT_WRITE, flags)
	}
	return errno
}

// filters tells which filters show interest. In Edge mode the one for reading is
// always there, as it alone shows that the peer ended its stream; what was not
// asked for is left out of the reports. Who waits in Level mode for nothing is
// told nothing: no filter knows only of hang-ups.
func filters(interest sys.Ready, mode sys.Mode) (reads, writes bool) {
	return interest&sys.Readable != 0 || mode == sys.Edge, interest&sys.Writable != 0
}

// Modify replaces what fd is watched for. The filters are made anew: one that is
// there keeps its EV_CLEAR, or the lack of it, whatever a second EV_ADD says.
func (p *poller) Modify(fd sys.FD, interest sys.Ready, mode sys.Mode, token uint64) sys.Errno {
	if errno := p.Delete(fd); errno != sys.OK {
		return errno
	}
	return p.Add(fd, interest, mode, token)
}

// Delete stops watching fd: ENOENT if nobody did, EBADF if it was closed.
func (p *poller) Delete(fd sys.FD) sys.Errno {
	if int(fd) >= len(p.watched) || !p.watched[fd].live {
		return sys.ENOENT
	}
	errno := p.changeFilters(fd, unix.EV_DELETE)
	p.watched[fd] = watch{}
	return errno
}

// change is kevent(2) with one change and no room for events: the change's error
// is that of the call then.
func (p *poller) change(fd sys.FD, filter, flags int) sys.Errno {
	var changes [1]unix.Kevent_t
	unix.SetKevent(&changes[0], int(fd), filter, flags)
	return retry(func() error {
		_, err := unix.Kevent(p.queue, changes[:], nil, nil)
		return err
	})
}

// Wait is kevent(2) without changes.
func (p *poller) Wait(events []sys.Event, timeout time.Duration) (int, sys.Errno) {
	var limit *unix.Timespec
	if timeout >= 0 {
		rest := unix.NsecToTimespec(min(timeout, waitMax).Nanoseconds())
		limit = &rest
	}
	room := min(len(events), batchMax)
	n, err := unix.Kevent(p.queue, nil, p.batch[:room], limit)
	if err != nil {
		return 0, errnoOf(err)
	}
	return p.report(events, p.batch[:n]), sys.OK
}

// report translates a batch, and keeps the poller's own wake-up to itself.
func (p *poller) report(events []sys.Event, batch []unix.Kevent_t) int {
	n := 0
	for i := range batch {
		if batch[i].Filter == unix.EVFILT_USER {
			p.seen()
			continue
		}
		w := &p.watched[batch[i].Ident]
		if set := ready(&batch[i], w.interest); set != 0 {
			events[n] = sys.Event{Token: w.token, Ready: set}
			n++
		}
	}
	return n
}

// ready translates one event. EV_EOF tells the reader that the peer ended its
// stream, and the writer that nobody will take more; the flags of the filter then
// hold the socket's error, if it has one.
func ready(event *unix.Kevent_t, interest sys.Ready) sys.Ready {
	var set sys.Ready
	switch event.Filter {
	case unix.EVFILT_READ:
		set = sys.Readable & interest
	case unix.EVFILT_WRITE:
		set = sys.Writable & interest
	}
	if event.Flags&unix.EV_EOF != 0 {
		set |= sys.HangUp
		if event.Fflags != 0 {
			set |= sys.Failed
		}
	}
	if event.Flags&unix.EV_ERROR != 0 {
		set |= sys.Failed
	}
	return set
}

// wakeEvent is about the filter that Wake triggers, the only one of its kind here.
// With EV_CLEAR an event that was reported is over.
func (p *poller) wakeEvent(flags int) unix.Kevent_t {
	var event unix.Kevent_t
	unix.SetKevent(&event, 0, unix.EVFILT_USER, flags)
	return event
}

// postWake triggers the filter. With no room for events the call cannot block.
func (p *poller) postWake() {
	event := p.wakeEvent(0)
	event.Fflags = unix.NOTE_TRIGGER
	errno := retry(func() error {
		_, err := unix.Kevent(p.queue, []unix.Kevent_t{event}, nil, nil)
		return err
	})
	if errno != sys.OK {
		panic("real: a poller cannot be woken: " + errno.Error())
	}
}

// Close closes the queue, when no Wake is about to trigger its filter. A second
// Close returns EBADF.
func (p *poller) Close() sys.Errno {
	if errno := p.shut(); errno != sys.OK {
		return errno
	}
	return errnoOf(unix.Close(p.queue))
}
