package sim

import (
	"net/netip"
	"time"

	"seedis/sys"
)

// network is what lies between the sockets.
type network struct {
	listeners   []*listener
	connections int64       // made so far
	spare       []*endpoint // of ended connections, for reuse; every other is the peer
	port        uint16      // the last one given out
	dark        bool        // the process's machine has no power
	// taken has the ports of clients that are connected, and over which family
	// they are: 4, 6, or 0 for a free port.
	taken [lastPort - firstPort + 1]uint8
}

const (
	// defaultSocketBuffer is the limit of one direction's bytes on the way where
	// Options does not say, near what Linux starts with (tcp_wmem, tcp_rmem).
	defaultSocketBuffer = 64 << 10

	// The ports given out to clients and to listeners that ask for any:
	// Linux's ip_local_port_range, from a rounder beginning.
	firstPort = 40001
	lastPort  = 60999
)

// nextPort gives out a port that no listener and no client has; 0 if there is
// none.
func (m *Machine) nextPort() uint16 {
	n := &m.network
	for range n.taken {
		if n.port++; n.port < firstPort || n.port > lastPort {
			n.port = firstPort
		}
		if n.taken[n.port-firstPort] == 0 && n.at(netip.AddrPortFrom(netip.IPv4Unspecified(), n.port)) == nil {
			return n.port
		}
	}
	return 0
}

// holds tells whether a client has the port of addr. Linux would let a listener
// have the port of a client on another of the machine's addresses; here it is
// one port for all addresses of a family.
func (n *network) holds(addr netip.AddrPort) bool {
	port := addr.Port()
	return port >= firstPort && port <= lastPort && n.taken[port-firstPort] == ipVersion(addr.Addr())
}

func ipVersion(addr netip.Addr) uint8 {
	if addr.Is4() {
		return 4
	}
	return 6
}

// connection makes the two sides of a connection from client to server; the
// client's is returned, and the server's has no owner yet.
func (m *Machine) connection(client, server sys.Addr, unix bool) *endpoint {
	c, s := m.pair()
	m.network.connections++
	for _, e := range [2]*endpoint{c, s} {
		inbox, generation, watches := e.inbox, e.generation, e.watches
		*e = endpoint{machine: m, number: m.network.connections, unix: unix}
		e.inbox, e.generation, e.watches = inbox, generation, watches
		e.inbox.clear(m.bufferLimit())
	}
	c.peer, s.peer = s, c
	if !unix {
		c.port, s.port = client.IP.Port(), client.IP.Port()
		m.network.taken[c.port-firstPort] = ipVersion(client.IP.Addr())
	}
	c.local, c.remote = client, server
	s.local, s.remote = server, client
	s.closed = true
	return c
}

func (m *Machine) pair() (c, s *endpoint) {
	if last := len(m.network.spare); last > 0 {
		c, s = m.network.spare[last-1], m.network.spare[last-2]
		m.network.spare = m.network.spare[:last-2]
		return c, s
	}
	return new(endpoint), new(endpoint)
}

// recycle takes back both sides of a connection that both owners have closed.
// What is still on the way is for an earlier generation and lost.
func (m *Machine) recycle(e *endpoint) {
	e.generation++
	e.peer.generation++
	if !e.unix {
		m.network.taken[e.port-firstPort] = 0
	}
	m.network.spare = append(m.network.spare, e, e.peer)
}

// transmitBytes sends the last n bytes of the peer's inbox on their way.
func (e *endpoint) transmitBytes(n int) {
	first := n
	if !e.unix {
		first = e.machine.firstSegment(n)
	}
	e.transmit(arriveBytes, first)
	if first < n {
		e.transmitAfter(e.machine.shortDelay(), arriveBytes, n-first)
	}
}

// transmit sends a segment to the peer.
func (e *endpoint) transmit(what happening, count int) {
	delay := time.Duration(0)
	if !e.unix {
		delay = e.machine.latency()
	}
	e.transmitAfter(delay, what, count)
}

// transmitAfter keeps the order of segments: none overtakes another.
func (e *endpoint) transmitAfter(delay time.Duration, what happening, count int) {
	m, to := e.machine, e.peer
	if e.silent {
		return
	}
	if delay == 0 && to.inFlight == 0 {
		m.arrive(to, what, count)
		return
	}
	to.lastArrival = max(to.lastArrival, m.now+delay)
	to.inFlight++
	m.after(to, to.lastArrival, what, count)
}

// after sets a timer for a socket.
func (m *Machine) after(target *endpoint, at time.Duration, what happening, count int) {
	m.timers.add(timer{
		at: at, what: what, target: target, generation: target.generation, count: int32(count),
	})
}

// arriveLate carries out the timer of a socket.
func (m *Machine) arriveLate(t timer) {
	switch t.what {
	case arriveRequest:
		m.request(t.target, int(t.count))
	case arriveTimeout:
		t.target.giveUp()
	case arriveSpace:
		t.target.release()
	case arriveLoss:
		t.target.lose(losses[t.count])
	default:
		t.target.inFlight--
		m.arrive(t.target, t.what, int(t.count))
	}
}

// arrive delivers a segment to e.
func (m *Machine) arrive(e *endpoint, what happening, count int) {
	m.note(CallArrive, e.number, int64(what), int64(count))
	if what == arriveEnd && !e.unix {
		defer e.peer.confirmed()
	}
	switch {
	case e.state == dead:
	case e.closed:
		e.ended = e.ended || what == arriveEnd
		if what == arriveBytes && !e.peer.closed {
			e.transmit(arriveReset, 0)
		}
	case what == arriveBytes && !e.unix && e.receiveShut && e.sendShut:
		// Nobody will read them, so the stream cannot be kept whole (RFC 1122,
		// 4.2.2.13): both sides are told.
		e.transmit(arriveReset, 0)
		e.die(sys.ECONNRESET)
	case what == arriveBytes:
		e.arrived += count
		e.tell(m, sys.Readable)
	case what == arriveEnd:
		e.ended, e.receiveShut = true, true
		e.tell(m, e.ready())
	case e.ended && e.sendShut && e.peer.ended:
		// Linux has no connection any more that could be reset.
	case e.ended && !e.sendShut:
		e.die(sys.EPIPE)
	default:
		e.die(sys.ECONNRESET)
	}
}

// giveUp ends a connection of whose other side nothing is heard.
func (e *endpoint) giveUp() {
	if !e.closed && e.state != dead {
		e.die(sys.ETIMEDOUT)
	}
}

// confirmed tells the pollers of a side that its end of the stream has arrived:
// Linux calls that news (FIN_WAIT2).
func (e *endpoint) confirmed() {
	for _, w := range e.watches {
		w.poller.hear(w, e.ready())
	}
}
