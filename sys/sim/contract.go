package sim

import "seedis/sys"

// What the contracts of package sys forbid and Linux does not look at is looked
// at here, unless Options.Lax says otherwise: it works on one engine and not on
// another, or nearly always.

// use is called by every method of a poller but Wake and Close. The first thread
// that calls one has the poller for good.
func (p *poller) use(call Call) {
	m := p.machine
	switch {
	case m.current == p.owner || m.current == nil || m.options.Lax:
	case p.owner == nil:
		p.owner = m.current
	default:
		m.Fail("%v of the poller %d, which belongs to %v, is called by %v", call, p.fd, p.owner, m.current)
	}
}

// useToClose lets others close a poller that nobody has yet, or any more.
func (p *poller) useToClose() {
	if p.owner != nil && !p.owner.ended {
		p.use(CallClose)
	}
}

// mayMove looks at a transfer by a poller or by a plain call. In Edge mode only
// the poller that watches moves the bytes: one that knows only levels would not
// learn that they have moved.
func (m *Machine) mayMove(e *endpoint, fd sys.FD, call Call, by *poller) {
	for _, w := range e.watches {
		if w.mode == sys.Edge && w.poller != by && !m.options.Lax {
			m.Fail("%v(%d) goes by %v, and %v watches it in Edge mode", call, fd, by, w.poller)
		}
	}
}

// mayClose looks whose descriptor is closed: Linux would close a stranger's, too. Who
// closes what is not open may well meet one, the next time.
func (m *Machine) mayClose(fd sys.FD) {
	if m.options.Lax {
		return
	}
	switch m.descriptors.get(fd).(type) {
	case *stranger:
		m.Fail("close(%d) would close a descriptor of another part of the process", fd)
	case nil:
		m.Fail("close(%d) of a descriptor that is not open", fd)
	}
}
