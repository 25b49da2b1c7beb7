package sim

import (
	"net/netip"
	"time"

	"seedis/sys"
)

// listener is a listening socket.
type listener struct {
	audience
	addr    sys.Addr
	backlog int
	queue   []*endpoint // connections that wait for Accept, the oldest first
	closed  bool

	lingerReset bool // sys.LingerReset, which its connections inherit

	failure  sys.Errno // of the next Accepts
	failures int       // and of how many
}

const (
	// mostBacklog is net.core.somaxconn.
	mostBacklog = 4096

	// A request that finds the queue full is lost, and repeated after 1 s,
	// 2 s, 4 s ... six times (tcp_syn_retries): the attempt lasts 127 s.
	requestRetry   = time.Second
	requestRetries = 6
)

func (l *listener) ready() sys.Ready {
	if len(l.queue) > 0 {
		return sys.Readable
	}
	return 0
}

// full is Linux's: one more than the backlog may wait.
func (l *listener) full() bool { return len(l.queue) > l.backlog }

// admit puts the server's side of a connection into the queue. Until Accept the
// listener is its owner.
func (l *listener) admit(m *Machine, client *endpoint) {
	client.state, client.peer.state = established, established
	client.peer.closed = false
	client.peer.lingerReset = l.lingerReset
	l.queue = append(l.queue, client.peer)
	l.tell(m, sys.Readable)
}

func (l *listener) pop() *endpoint {
	e := l.queue[0]
	copy(l.queue, l.queue[1:])
	l.queue = l.queue[:len(l.queue)-1]
	return e
}

// close resets the connections that nobody accepted.
func (l *listener) close(m *Machine) {
	l.closed = true
	l.dismiss(m)
	m.network.leave(l)
	for _, e := range l.queue {
		e.refuse(m)
	}
	l.queue = nil
}

// refuse resets a connection that nobody accepted.
func (e *endpoint) refuse(m *Machine) {
	if e.unix {
		e.peer.die(sys.ECONNRESET)
		e.state = dead
	}
	e.lingerReset = true
	e.close(m)
}

func (n *network) leave(l *listener) {
	for i, other := range n.listeners {
		if other == l {
			n.listeners = append(n.listeners[:i], n.listeners[i+1:]...)
			return
		}
	}
}

// at returns the listener that a connection to addr reaches, or that stands in
// the way of binding addr.
func (n *network) at(addr netip.AddrPort) *listener {
	for _, l := range n.listeners {
		bound := l.addr.IP
		if bound.Port() != addr.Port() || bound.Addr().Is4() != addr.Addr().Is4() {
			continue
		}
		if bound.Addr() == addr.Addr() || bound.Addr().IsUnspecified() || addr.Addr().IsUnspecified() {
			return l
		}
	}
	return nil
}

// Listen makes a listening socket. All IP addresses are the machine's own. The
// permission bits of a unix socket are not looked at: there is one user.
func (m *Machine) Listen(addr sys.Addr, backlog int, mode uint32) (sys.FD, sys.Errno) {
	m.step()
	m.foldAddr(addr)
	fd, errno := m.listen(addr, backlog)
	m.note(CallListen, int64(backlog), int64(mode), outcome(int(fd), errno))
	return fd, errno
}

func (m *Machine) listen(addr sys.Addr, backlog int) (sys.FD, sys.Errno) {
	if m.descriptors.full() {
		return sys.NoFD, sys.EMFILE
	}
	if backlog < 0 || backlog > mostBacklog {
		backlog = mostBacklog
	}
	l := &listener{addr: addr, backlog: backlog}
	if !addr.IP.IsValid() {
		if addr.Path == "" {
			return sys.NoFD, sys.EINVAL
		}
		m.disk.files[addr.Path] = &file{listener: l}
		return m.descriptors.install(l), sys.OK
	}
	if addr.IP.Port() == 0 {
		port := m.nextPort()
		if port == 0 {
			return sys.NoFD, sys.EADDRINUSE
		}
		l.addr.IP = netip.AddrPortFrom(addr.IP.Addr(), port)
	}
	if m.network.at(l.addr.IP) != nil || m.network.holds(l.addr.IP) {
		return sys.NoFD, sys.EADDRINUSE
	}
	m.network.listeners = append(m.network.listeners, l)
	return m.descriptors.install(l), sys.OK
}

// Accept takes the connection that has waited longest.
func (m *Machine) Accept(fd sys.FD) (sys.FD, sys.Addr, sys.Errno) {
	m.step()
	m.crowd()
	accepted, remote, errno := m.accept(fd)
	m.foldAddr(remote)
	m.note(CallAccept, int64(fd), 0, outcome(int(accepted), errno))
	return accepted, remote, errno
}

func (m *Machine) accept(fd sys.FD) (sys.FD, sys.Addr, sys.Errno) {
	l, isListener := m.descriptors.get(fd).(*listener)
	switch {
	case !isListener:
		return sys.NoFD, sys.Addr{}, m.notA(fd, sys.EINVAL)
	case m.descriptors.full():
		return sys.NoFD, sys.Addr{}, sys.EMFILE
	}
	if errno := m.failsToAccept(l); errno != sys.OK {
		return sys.NoFD, sys.Addr{}, errno
	}
	if len(l.queue) == 0 {
		return sys.NoFD, sys.Addr{}, sys.EAGAIN
	}
	e := l.pop()
	if m.aborts(e) {
		e.refuse(m)
		return sys.NoFD, sys.Addr{}, sys.ECONNABORTED
	}
	return m.descriptors.install(e), e.remote, sys.OK
}

// connect starts a connection for the machine itself or for a client.
func (m *Machine) connect(addr sys.Addr) (*endpoint, sys.Errno) {
	if !addr.IP.IsValid() {
		return m.connectUnix(addr)
	}
	target := addr.IP.Addr()
	if target.IsUnspecified() {
		target = loopback(target)
	}
	source := target
	if source.IsLoopback() {
		source = loopback(target)
	}
	addr.IP = netip.AddrPortFrom(target, addr.IP.Port())
	port := m.nextPort()
	if port == 0 {
		return nil, sys.EADDRNOTAVAIL
	}
	client := sys.Addr{IP: netip.AddrPortFrom(source, port)}
	e := m.connection(client, addr, false)
	m.after(e, m.now+m.latency(), arriveRequest, 0)
	return e, sys.EINPROGRESS
}

// loopback is where connections to no address in particular go, and where those
// to any address of the loopback device come from.
func loopback(family netip.Addr) netip.Addr {
	if family.Is6() {
		return netip.IPv6Loopback()
	}
	return netip.AddrFrom4([4]byte{127, 0, 0, 1})
}

// connectUnix connects at once or not at all.
func (m *Machine) connectUnix(addr sys.Addr) (*endpoint, sys.Errno) {
	f := m.disk.files[addr.Path]
	switch {
	case f == nil:
		return nil, sys.ENOENT
	case f.listener == nil || f.listener.closed:
		return nil, sys.ECONNREFUSED
	case f.listener.full():
		return nil, sys.EAGAIN
	}
	e := m.connection(sys.Addr{}, addr, true)
	f.listener.admit(m, e)
	return e, sys.OK
}

// request is a client's request arriving where it wants to connect.
func (m *Machine) request(client *endpoint, earlier int) {
	m.note(CallArrive, client.number, int64(arriveRequest), int64(earlier))
	l := m.network.at(client.remote.IP)
	switch {
	case l == nil && !m.network.dark:
		client.die(sys.ECONNREFUSED)
	case l != nil && !l.full():
		l.admit(m, client)
		client.tell(m, sys.Writable)
	case earlier < requestRetries:
		m.after(client, m.now+requestRetry<<earlier, arriveRequest, earlier+1)
	default:
		m.after(client, m.now+requestRetry<<earlier, arriveTimeout, 0)
	}
}
