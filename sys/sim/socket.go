package sim

import "seedis/sys"

// Connect starts a connection from the machine to one of its own listeners.
func (m *Machine) Connect(addr sys.Addr) (sys.FD, sys.Errno) {
	m.step()
	m.crowd()
	m.foldAddr(addr)
	fd, errno := sys.NoFD, sys.EMFILE
	if !m.descriptors.full() {
		var e *endpoint
		if e, errno = m.connect(addr); e != nil {
			fd = m.descriptors.install(e)
		}
	}
	m.note(CallConnect, 0, int64(errno), int64(fd))
	return fd, errno
}

// ConnectResult takes the error that is pending on a socket (SO_ERROR).
func (m *Machine) ConnectResult(fd sys.FD) sys.Errno {
	m.step()
	errno := sys.OK
	if e, connected := m.descriptors.get(fd).(*endpoint); connected {
		errno = e.takePending()
	} else {
		errno = m.notA(fd, sys.OK)
	}
	m.note(CallResult, int64(fd), 0, outcome(0, errno))
	return errno
}

// LocalAddr is the address to which a socket is bound.
func (m *Machine) LocalAddr(fd sys.FD) (sys.Addr, sys.Errno) {
	m.step()
	var addr sys.Addr
	errno := sys.OK
	switch o := m.descriptors.get(fd).(type) {
	case *endpoint:
		addr = o.local
	case *listener:
		addr = o.addr
	default:
		errno = m.notA(fd, sys.OK)
	}
	m.foldAddr(addr)
	m.note(CallLocalAddr, int64(fd), 0, outcome(0, errno))
	return addr, errno
}

// SetOption heeds LingerReset, and tells of the room in a SendBuffer. Else the
// options are accepted and have no effect here: nothing is delayed to be sent
// together, FaultSilent says when a peer that is gone is found out, and the buffers'
// sizes are the machine's. A unix socket has no options of TCP.
func (m *Machine) SetOption(fd sys.FD, option sys.Option, value int) sys.Errno {
	m.step()
	errno := sys.OK
	unix := false
	switch o := m.descriptors.get(fd).(type) {
	case *endpoint:
		unix = o.unix
		o.setOption(option, value)
	case *listener:
		unix = o.addr.Path != ""
		if option == sys.LingerReset {
			o.lingerReset = value != 0
		}
	default:
		errno = m.notA(fd, sys.OK)
	}
	switch {
	case unix && (option == sys.NoDelay || option == sys.KeepAlive && value != 0):
		errno = sys.EOPNOTSUPP
	case errno == sys.OK && option == sys.KeepAlive && value > mostKeepAlive:
		errno = sys.EINVAL
	}
	m.note(CallSetOption, int64(fd), int64(option)<<32|int64(uint32(value)), outcome(0, errno))
	return errno
}

// mostKeepAlive is MAX_TCP_KEEPIDLE of Linux, in seconds.
const mostKeepAlive = 32767

func (e *endpoint) setOption(option sys.Option, value int) {
	switch {
	case option == sys.LingerReset:
		e.lingerReset = value != 0
	case option == sys.SendBuffer && (e.writable() || e.state == dead): // whose buffer is empty
		e.tell(e.machine, sys.Writable)
	}
}

// Shutdown ends directions of a connection.
func (m *Machine) Shutdown(fd sys.FD, how sys.ShutdownHow) sys.Errno {
	m.step()
	errno := sys.OK
	if e, connected := m.descriptors.get(fd).(*endpoint); connected {
		errno = e.shutdown(how)
	} else {
		errno = m.notA(fd, sys.ENOTCONN)
	}
	m.note(CallShutdown, int64(fd), int64(how), outcome(0, errno))
	return errno
}

// notA is the error of a descriptor that is not what a call needs: EBADF or
// ENOTSOCK, and for a socket that of the call.
func (m *Machine) notA(fd sys.FD, errno sys.Errno) sys.Errno {
	switch m.descriptors.get(fd).(type) {
	case nil:
		return sys.EBADF
	case *endpoint, *listener:
		return errno
	}
	return sys.ENOTSOCK
}

// notConnected is the error of a transfer on what is no connection: for a
// listener the families have errors of their own.
func (m *Machine) notConnected(fd sys.FD, ip, unix sys.Errno) sys.Errno {
	if l, isListener := m.descriptors.get(fd).(*listener); isListener && l.addr.Path != "" {
		return unix
	}
	return m.notA(fd, ip)
}
