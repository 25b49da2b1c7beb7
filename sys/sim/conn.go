package sim

import (
	"time"

	"seedis/sys"
)

// Conn is a client's side of a connection: it belongs to the world outside the
// simulated process, has no descriptor, and blocks its thread. One thread may
// read while another writes.
type Conn struct {
	machine    *Machine
	endpoint   *endpoint
	generation uint32 // of endpoint, while it serves this connection
	local      sys.Addr
	number     int64
	closed     bool
}

// dialRetry is how long a client waits before it tries again to reach a unix
// socket whose queue is full.
const dialRetry = time.Millisecond

// Dial connects a client and blocks until it is connected, or has failed:
// ECONNREFUSED, ENOENT for a path, ECONNRESET, EADDRNOTAVAIL without a free
// port. Where the queue stays full it gives up with ETIMEDOUT, on a unix socket
// never.
func (m *Machine) Dial(addr sys.Addr) (*Conn, sys.Errno) {
	m.step()
	m.foldAddr(addr)
	e, errno := m.connect(addr)
	for errno == sys.EAGAIN {
		m.block(waitsForConnection, m.now+dialRetry)
		e, errno = m.connect(addr)
	}
	for e != nil && e.state == connecting {
		m.waitAs(&e.writer, waitsForConnection, never)
	}
	if errno == sys.EINPROGRESS {
		if errno = e.takePending(); errno != sys.OK {
			e.close(m)
			e = nil
		}
	}
	if e == nil {
		m.note(CallDial, 0, 0, outcome(0, errno))
		return nil, errno
	}
	m.note(CallDial, 0, 0, e.number)
	return &Conn{machine: m, endpoint: e, generation: e.generation, local: e.local, number: e.number}, sys.OK
}

// waitAs blocks the current thread as the reader or the writer of an endpoint.
// When it runs again the endpoint may have come to serve another connection:
// then another thread is registered there, and stays so.
func (m *Machine) waitAs(role **thread, why wait, deadline time.Duration) bool {
	self := m.current
	*role = self
	inTime := m.block(why, deadline)
	if *role == self {
		*role = nil
	}
	return inTime
}

// LocalAddr is the address that the server sees as the peer's.
func (c *Conn) LocalAddr() sys.Addr { return c.local }

// Over tells that both sides have closed the connection. From then on another
// one may have its address.
func (c *Conn) Over() bool { return c.endpoint.generation != c.generation }

// Read blocks until at least one byte can be read, or an error, or the end: 0
// and OK.
func (c *Conn) Read(p []byte) (int, sys.Errno) { return c.read(p, never) }

// ReadTimeout is a Read that gives up with EAGAIN after timeout of virtual
// time (SO_RCVTIMEO).
func (c *Conn) ReadTimeout(p []byte, timeout time.Duration) (int, sys.Errno) {
	return c.read(p, c.machine.deadline(timeout))
}

func (c *Conn) read(p []byte, deadline time.Duration) (int, sys.Errno) {
	m, e := c.machine, c.endpoint
	m.step()
	n, errno := c.receive(p)
	for errno == sys.EAGAIN {
		inTime := m.waitAs(&e.reader, waitsForBytes, deadline)
		n, errno = c.receive(p)
		if !inTime {
			break
		}
	}
	m.note(CallConnRead, c.number, int64(len(p)), outcome(n, errno))
	return n, errno
}

// Write blocks until all of p is on its way, or an error. The count is that of
// the bytes on their way.
func (c *Conn) Write(p []byte) (int, sys.Errno) {
	written := 0
	for written < len(p) {
		n, errno := c.writeSome(p[written:])
		if written += n; errno != sys.OK {
			return written, errno
		}
	}
	return written, sys.OK
}

func (c *Conn) writeSome(p []byte) (int, sys.Errno) {
	m, e := c.machine, c.endpoint
	m.step()
	n, errno := c.send(p)
	for errno == sys.EAGAIN {
		m.waitAs(&e.writer, waitsForSpace, never)
		n, errno = c.send(p)
	}
	m.note(CallConnWrite, c.number, int64(len(p)), outcome(n, errno))
	return n, errno
}

// receive does not block. The endpoint of a closed connection may serve another
// one already.
func (c *Conn) receive(p []byte) (int, sys.Errno) {
	if c.closed {
		return 0, sys.EBADF
	}
	bufs := [1][]byte{p}
	return c.endpoint.receive(bufs[:])
}

func (c *Conn) send(p []byte) (int, sys.Errno) {
	if c.closed {
		return 0, sys.EBADF
	}
	bufs := [1][]byte{p}
	n, errno := c.endpoint.send(bufs[:])
	if n > 0 {
		c.tires()
	}
	return n, errno
}

// CloseWrite ends the stream to the server; what the server sends can still be
// read.
func (c *Conn) CloseWrite() sys.Errno {
	c.machine.step()
	errno := sys.EBADF
	if !c.closed {
		errno = c.endpoint.shutdown(sys.ShutdownWrite)
	}
	c.machine.note(CallConnShutdown, c.number, 0, outcome(0, errno))
	return errno
}

// Close ends the connection: with a reset if not all was read. Closing twice
// does nothing.
func (c *Conn) Close() {
	c.machine.step()
	c.machine.note(CallConnClose, c.number, 0, 0)
	c.end()
}

// Reset cuts the connection off: the server finds ECONNRESET.
func (c *Conn) Reset() {
	c.machine.step()
	c.machine.note(CallConnReset, c.number, 0, 0)
	if !c.closed {
		c.endpoint.lingerReset = true
	}
	c.end()
}

func (c *Conn) end() {
	if !c.closed {
		c.closed = true
		c.endpoint.close(c.machine)
	}
}
