//go:build solaris

package real

import (
	"sync"

	"golang.org/x/sys/unix"

	"seedis/sys"
)

// watch is what a descriptor is watched for.
type watch struct {
	token    uint64
	lifetime uint32    // of the number, see descriptors
	interest sys.Ready // what the caller asked for
	told     sys.Ready // in Edge mode: what was reported and not shown to be over
	mode     sys.Mode
	live     bool // from Add until Delete
	unarmed  bool // it is among poller.unarmed
}

// conditions are those that poll(2) has for what is to be told next. A hang-up and
// an error come unasked. That a peer ended only its sending side makes a descriptor
// readable, and cannot be told from bytes.
func (w *watch) conditions() int {
	wanted, asked := w.interest&^w.told, 0
	if wanted&sys.Readable != 0 {
		asked |= unix.POLLIN
	}
	if wanted&sys.Writable != 0 {
		asked |= unix.POLLOUT
	}
	return asked
}

// quiet tells that there is nothing that the port could tell: in Edge mode, all that
// was asked for is told already, or that the connection has ended.
func (w *watch) quiet() bool {
	return w.mode == sys.Edge && (w.interest&^w.told == 0 || w.told&(sys.HangUp|sys.Failed) != 0)
}

// ready translates what the port reports.
func ready(conditions int32) sys.Ready {
	var set sys.Ready
	if conditions&unix.POLLIN != 0 {
		set |= sys.Readable
	}
	if conditions&unix.POLLOUT != 0 {
		set |= sys.Writable
	}
	if conditions&unix.POLLHUP != 0 {
		set |= sys.HangUp
	}
	if conditions&(unix.POLLERR|unix.POLLNVAL) != 0 {
		set |= sys.Failed
	}
	return set
}

// Add starts watching fd.
func (p *poller) Add(fd sys.FD, interest sys.Ready, mode sys.Mode, token uint64) sys.Errno {
	for int(fd) >= len(p.watched) {
		p.watched = append(p.watched, watch{})
	}
	if p.watches(fd) {
		return sys.EEXIST
	}
	return p.watch(fd, interest, mode, token)
}

// Modify replaces what fd is watched for.
func (p *poller) Modify(fd sys.FD, interest sys.Ready, mode sys.Mode, token uint64) sys.Errno {
	if !p.watches(fd) {
		return sys.ENOENT
	}
	return p.watch(fd, interest, mode, token)
}

// Delete stops watching fd.
func (p *poller) Delete(fd sys.FD) sys.Errno {
	if !p.watches(fd) {
		return sys.ENOENT
	}
	p.watched[fd].live = false
	return p.dissociate(fd)
}

func (p *poller) watch(fd sys.FD, interest sys.Ready, mode sys.Mode, token uint64) sys.Errno {
	w := &p.watched[fd]
	*w = watch{token: token, lifetime: p.descriptors.lifetime(fd), interest: interest, mode: mode, unarmed: w.unarmed}
	errno := p.associate(fd)
	w.live = errno == sys.OK
	return errno
}

// watches tells whether fd is watched, and has not been closed since.
func (p *poller) watches(fd sys.FD) bool {
	if int(fd) >= len(p.watched) {
		return false
	}
	w := &p.watched[fd]
	return w.live && w.lifetime == p.descriptors.lifetime(fd)
}

// report translates a batch, and keeps the poller's own wake-up to itself. An event
// for another token was under way when fd was deleted or modified; it may have ended
// the association that is there now.
func (p *poller) report(events []sys.Event, batch []portEvent) int {
	n := 0
	for i := range batch {
		if batch[i].source == unix.PORT_SOURCE_USER {
			p.seen()
			continue
		}
		fd := sys.FD(batch[i].object)
		if !p.watches(fd) {
			continue
		}
		p.disarmed(fd)
		w := &p.watched[fd]
		if batch[i].user != w.token {
			continue
		}
		set := ready(batch[i].events)
		if w.mode == sys.Edge {
			w.told |= set
		}
		events[n] = sys.Event{Token: w.token, Ready: set}
		n++
	}
	return n
}

// disarmed takes note that fd is without an association.
func (p *poller) disarmed(fd sys.FD) {
	if w := &p.watched[fd]; !w.unarmed {
		w.unarmed = true
		p.unarmed = append(p.unarmed, fd)
	}
}

// rearm makes the associations anew that the caller still wants. Should one fail, it
// and those after it are left to the next Wait.
func (p *poller) rearm() sys.Errno {
	for i, fd := range p.unarmed {
		w := &p.watched[fd]
		if p.watches(fd) && !w.quiet() {
			if errno := p.associate(fd); errno != sys.OK {
				p.unarmed = append(p.unarmed[:0], p.unarmed[i:]...)
				return errno
			}
		}
		w.unarmed = false
	}
	p.unarmed = p.unarmed[:0]
	return sys.OK
}

// RecvBatch receives by plain calls, and learns from them who was drained.
func (p *poller) RecvBatch(ops []sys.Op) {
	p.transfers.RecvBatch(ops)
	p.learn(ops, sys.Readable)
}

// SendBatch sends by plain calls, and learns from them whose buffers are full.
func (p *poller) SendBatch(ops []sys.Op) {
	p.transfers.SendBatch(ops)
	p.learn(ops, sys.Writable)
}

// learn has the port watch again for the condition of every transfer that was cut
// short, as the condition was over then. The end of a stream is never over.
func (p *poller) learn(ops []sys.Op, condition sys.Ready) {
	for i := range ops {
		op := &ops[i]
		short := op.Errno == sys.OK && op.N > 0 && op.N < op.Size()
		if !short && op.Errno != sys.EAGAIN || !p.watches(op.FD) {
			continue
		}
		if w := &p.watched[op.FD]; w.told&condition != 0 {
			w.told &^= condition
			p.disarmed(op.FD)
		}
	}
}

// descriptors counts how often each number was closed. The port forgets a descriptor
// that is closed, but a poller that was about to associate it again would take the
// next one of that number for it.
type descriptors struct {
	mutex     sync.Mutex
	lifetimes []uint32
}

// closing ends the lifetime of a number. It is called while nobody else can be given
// that number yet.
func (d *descriptors) closing(fd sys.FD) {
	if fd < 0 {
		return
	}
	d.mutex.Lock()
	defer d.mutex.Unlock()
	for int(fd) >= len(d.lifetimes) {
		d.lifetimes = append(d.lifetimes, 0)
	}
	d.lifetimes[fd]++
}

// lifetime is how often fd was closed.
func (d *descriptors) lifetime(fd sys.FD) uint32 {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if int(fd) >= len(d.lifetimes) {
		return 0
	}
	return d.lifetimes[fd]
}
