package simtest

import (
	"fmt"
	"time"

	"seedis/sys"
	"seedis/sys/sim"
)

// client is a scripted client: a thread of the machine that sends requests,
// and compares what comes back with what the model expects.
type client struct {
	dice
	run    *run
	number int
	left   int             // requests that it has yet to send
	starts []time.Duration // when its actions began

	conn     *sim.Conn
	session  *session
	received []byte // and not yet compared
	buffer   [4096]byte
	writing  bool   // a second thread is sending
	breach   string // the error that a broken protocol is to be answered with
	lossy    bool   // the connection may end before all replies came
	refused  bool   // the server has too many clients
	progress progress
	record   record
	sweep    *sweep // under way on this connection; nil for none
}

// patience is how long a client waits for the next byte, in virtual time, beside what
// it takes to find out that a connection has fallen silent. No fault delays one for
// anything like it, so nobody who waits longer will be served.
const patience = time.Minute

// shortRequest is a length in bytes. How long what is no longer takes to the
// server is known well enough to be held against it.
const shortRequest = 100

// connect makes a new connection, and authenticates if it must. It reports
// false if the network has broken the connection already.
func (c *client) connect() bool {
	c.progress.begin("connect")
	conn, errno := c.machine.Dial(Address())
	c.progress.end(0)
	if c.run.isOver() || errno == sys.ECONNRESET && c.run.weather.faults.Has(sim.FaultReset, sim.FaultAborted) || c.refuses(errno) {
		return false
	}
	if errno != sys.OK {
		c.machine.Fail("client %d cannot connect: %v", c.number, errno)
	}
	c.attach(conn)
	requests := [][]string{}
	switch {
	case c.run.weather.password == "":
	case c.oneIn(4):
		requests = [][]string{{"GET", c.key()}, {"MULTI"}, {"AUTH", "wrong"}, c.authentication()}
	default:
		requests = [][]string{c.authentication()}
	}
	if c.run.weather.memory.clients > 0 && c.oneIn(4) {
		requests = append(requests, []string{"CLIENT", "NO-EVICT", "ON"})
	}
	return c.send(pipeline{requests: requests})
}

// attach takes a new connection.
func (c *client) attach(conn *sim.Conn) {
	c.conn = conn
	c.session = c.run.model.session(conn.LocalAddr())
	c.session.conn = conn
	c.session.client = c.number
	c.received = c.received[:0]
	c.breach, c.refused = "", false
	c.record, c.sweep = record{}, nil
	c.lossy = c.run.weather.breaks()
}

// send sends a pipeline. It reports false if the connection has ended instead.
func (c *client) send(p pipeline) bool {
	bytes := c.encode(p)
	if len(bytes) == 0 {
		return true
	}
	for c.writing {
		c.machine.Sleep(20 * time.Microsecond)
	}
	if p.breach != "" {
		c.session.parting = true
		c.breach = p.breach
	}
	if len(bytes) <= shortRequest && !c.run.weather.clockJumps() {
		c.session.since = startWall/1000 + c.machine.Elapsed().Milliseconds()
	}
	if p.aside {
		c.writeAside(bytes)
		return true
	}
	c.progress.begin("send")
	_, errno := c.conn.Write(bytes)
	c.progress.end(0)
	if errno != sys.OK {
		return c.readToEnd()
	}
	return true
}

// writeAside sends on a thread of its own, as a client does that reads at the
// same time. Then neither side can wait for the other to read first.
func (c *client) writeAside(bytes []byte) {
	c.writing = true
	conn := c.conn
	c.machine.Start(fmt.Sprintf("writer %d", c.number), func() {
		conn.Write(bytes) // an error comes up where the client reads
		c.writing = false
	})
}

// settle reads until nothing is owed any more. It reports false if the
// connection has ended, as it had to.
func (c *client) settle() bool {
	for {
		if c.session.fate != stays || c.breach != "" || c.refused {
			return c.readToEnd()
		}
		if c.session.executed == len(c.session.script) && c.session.expected.empty() {
			c.swept()
			return true
		}
		if !c.read(len(c.buffer)) {
			return false
		}
	}
}

// readToEnd reads until the server ends the connection, and reports false.
func (c *client) readToEnd() bool {
	for c.read(len(c.buffer)) {
	}
	return false
}

// read receives up to n bytes and compares them. It reports false when the
// connection has ended.
func (c *client) read(n int) bool {
	c.progress.begin("receive")
	n, errno := c.conn.ReadTimeout(c.buffer[:n], patience+c.run.weather.most(sim.FaultSilent))
	c.progress.end(n)
	switch {
	case c.run.isOver():
		c.hangUp()
		return false
	case errno == sys.EAGAIN:
		c.fail("is not served: %d requests sent, %d executed, bytes owed: %t",
			len(c.session.script), c.session.executed, !c.session.expected.empty())
	case errno != sys.OK || n == 0:
		c.ended(errno)
		return false
	}
	c.hear(c.buffer[:n])
	c.received = append(c.received, c.buffer[:n]...)
	c.compare()
	return true
}

// compare checks what was received so far.
func (c *client) compare() {
	c.expectRefusal()
	c.expectBreach()
	rest, err := c.session.expected.check(c.received)
	if err != nil {
		c.fail("%v", err)
	}
	c.received = append(c.received[:0], rest...)
	if len(c.received) > 0 && c.session.expected.empty() {
		c.fail("receives what nobody asked for: %.200q", c.received)
	}
}

// expectBreach expects the answer to a broken protocol when all requests
// before it were executed.
func (c *client) expectBreach() {
	s := c.session
	if c.breach == "" || c.breach == breachAnswered || s.executed < len(s.script) || s.fate == leaves {
		return
	}
	s.request = []string{"(broken protocol)"}
	s.fail(c.breach)
	s.request = nil
	c.breach = breachAnswered
}

// expectRefusal expects the one thing that is said to a client that is not let
// in. The server does not wait for the network to take it.
func (c *client) expectRefusal() {
	if c.mayBeRefused() && !c.refused {
		c.session.request = []string{"(connecting)"}
		c.session.fail("ERR max number of clients reached")
		c.session.request = nil
		c.refused = true
	}
}

// mayBeRefused tells whether the server may turn this client away.
func (c *client) mayBeRefused() bool {
	return c.run.weather.maxClients > 0 && c.session.id == 0
}

// breachAnswered is client.breach when the answer is among what is expected.
const breachAnswered = "answered"

// ended judges the end of the connection.
func (c *client) ended(errno sys.Errno) {
	s := c.session
	c.expectBreach()
	switch {
	case c.mayBeRefused():
		c.machine.Sleep(time.Millisecond) // before it tries again
	case s.fate == cut, c.lossy:
	case s.fate == stays && c.breach == "":
		c.fail("lost its connection: %v", errno)
	case !s.expected.empty():
		c.fail("lost its connection (%v) before its last reply, to %s", errno, quote(s.expected.expectations[0].request))
	}
	c.hangUp()
}

// hangUp ends the connection from this side.
func (c *client) hangUp() {
	c.session.parting = true
	c.run.model.abandon(c.session)
	c.conn.Close()
	c.await()
}

// reset cuts the connection off.
func (c *client) reset() {
	c.session.parting = true
	c.run.model.abandon(c.session)
	c.conn.Reset()
	c.await()
}

// await waits for the second thread. It finds out when its connection ends.
func (c *client) await() {
	for c.writing {
		c.machine.Sleep(20 * time.Microsecond)
	}
	c.conn = nil
}

// fail ends the run.
func (c *client) fail(format string, args ...any) {
	c.machine.Fail("client %d (id %d) %s", c.number, c.session.id, fmt.Sprintf(format, args...))
}
