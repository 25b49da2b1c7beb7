package simtest

import (
	"strings"
	"time"

	"seedis/sys"
)

// intrude sends bytes that nobody understands beforehand, reads what comes
// back, and leaves. What turns out to be a request is answered as the model
// says; the bytes may also break the protocol somewhere.
func (c *client) intrude(bytes []byte) {
	const pause = 200 * time.Millisecond // after which nothing more will come
	conn, errno := c.machine.Dial(Address())
	if errno != sys.OK {
		c.machine.Fail("the intruder cannot connect: %v", errno)
	}
	c.attach(conn)
	c.session.unscripted = true
	c.writeAside(bytes)
	for {
		n, errno := c.conn.ReadTimeout(c.buffer[:], pause)
		if errno == sys.EAGAIN && !c.writing {
			break
		}
		if errno != sys.EAGAIN && (errno != sys.OK || n == 0) {
			c.intruderEnded(errno)
			return
		}
		c.received = append(c.received, c.buffer[:n]...)
		c.compareWithBreach()
	}
	if !c.session.expected.empty() && !c.run.isOver() {
		c.fail("is not served: no reply to %s", quote(c.session.expected.expectations[0].request))
	}
	c.hangUp()
}

// compareWithBreach checks what was received so far. Beyond the replies there
// may be one protocol error.
func (c *client) compareWithBreach() {
	const protocolError = "-ERR Protocol error: "
	rest, err := c.session.expected.check(c.received)
	if c.run.isOver() {
		return
	}
	if err != nil {
		c.fail("%v", err)
	}
	c.received = append(c.received[:0], rest...)
	if len(c.received) == 0 || !c.session.expected.empty() {
		return
	}
	got := string(c.received)
	begun := min(len(protocolError), len(got))
	if got[:begun] != protocolError[:begun] || strings.Count(got, "\n") > 1 {
		c.fail("receives what it did not ask for: %.200q", got)
	}
	c.session.parting = true
	c.breach = breachAnswered
}

// intruderEnded judges the end of the connection.
func (c *client) intruderEnded(errno sys.Errno) {
	s := c.session
	if s.fate == stays && c.breach == "" && !c.lossy && !c.run.isOver() {
		c.fail("lost its connection: %v", errno)
	}
	c.hangUp()
}
