package sim

import "seedis/sys"

// RecvBatch receives, one step an Op, as a loop of recv(2) would.
func (m *Machine) RecvBatch(ops []sys.Op) {
	for i := range ops {
		m.receive(&ops[i], nil)
	}
}

// SendBatch sends, one step an Op, as a loop of send(2) would.
func (m *Machine) SendBatch(ops []sys.Op) {
	for i := range ops {
		m.send(&ops[i], nil)
	}
}

// RecvBatch is the machine's, and shows what was drained.
func (p *poller) RecvBatch(ops []sys.Op) {
	p.use(CallReceive)
	for i := range ops {
		p.machine.receive(&ops[i], p)
		p.unmask(&ops[i], sys.Readable)
	}
}

// SendBatch is the machine's, and shows what was filled.
func (p *poller) SendBatch(ops []sys.Op) {
	p.use(CallSend)
	for i := range ops {
		p.machine.send(&ops[i], p)
		p.unmask(&ops[i], sys.Writable)
	}
}

// receive carries out one Op, by a poller or, if that is nil, by a plain call.
func (m *Machine) receive(op *sys.Op, by *poller) {
	m.step()
	if e, connected := m.descriptors.get(op.FD).(*endpoint); connected {
		m.mayMove(e, op.FD, CallReceive, by)
		op.N, op.Errno = e.receive(op.Bufs[:op.Num])
	} else {
		op.N, op.Errno = 0, m.notConnected(op.FD, sys.ENOTCONN, sys.EINVAL)
	}
	m.note(CallReceive, int64(op.FD), int64(op.Size()), outcome(op.N, op.Errno))
}

// send is receive the other way.
func (m *Machine) send(op *sys.Op, by *poller) {
	m.step()
	if e, connected := m.descriptors.get(op.FD).(*endpoint); connected {
		m.mayMove(e, op.FD, CallSend, by)
		op.N, op.Errno = e.send(op.Bufs[:op.Num])
	} else {
		op.N, op.Errno = 0, m.notConnected(op.FD, sys.EPIPE, sys.ENOTCONN)
	}
	m.note(CallSend, int64(op.FD), int64(op.Size()), outcome(op.N, op.Errno))
}
