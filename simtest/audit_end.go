package simtest

import (
	"strconv"
	"time"

	"seedis/sys"
)

// nobody is a key that no request gives a value.
const nobody = "nobody"

// auditDeadlines waits for a short time while another waits for a long one: as nobody
// else is there, the answer comes when that time is over. False: the connection has
// ended.
func (c *client) auditDeadlines() bool {
	if rest := c.run.phases.since - c.machine.Elapsed(); rest > 0 {
		c.machine.Sleep(rest)
	}
	other := c.companion()
	if other == nil {
		return c.conn != nil
	}
	defer other.part()
	if !other.waitIdly([]string{"BLPOP", nobody, "100"}) {
		return c.conn != nil
	}
	c.run.model.undisturbed = true
	answered := c.ask([]string{"BLPOP", nobody, c.word("0.03", "0.001", "0.25")})
	c.run.model.undisturbed = false
	return answered
}

// auditLongReply asks for more than the server sends at a time. As nobody else is there
// who would wake a thread, all of it comes only if the thread does not sleep on the rest.
// False: the connection has ended.
func (c *client) auditLongReply() bool {
	if c.run.weather.socketBuffer < defaultSocketBuffer || !c.oneIn(4) {
		return true
	}
	began := c.machine.Elapsed()
	if !c.ask(c.moreThanFits()...) {
		return false
	}
	if took := c.machine.Elapsed() - began; took > servedWithin {
		c.fail("is alone, and has a long reply after %v", took)
	}
	return true
}

// endTheServer ends it, or leaves that to the machine.
func (c *client) endTheServer() {
	if c.oneIn(5) {
		c.endInDisorder()
	}
	if !c.run.weather.shutdown {
		c.part()
		return
	}
	for !c.run.model.shutdown && (c.conn != nil || c.connect()) {
		c.send(pipeline{requests: [][]string{{"SHUTDOWN", "NOSAVE"}}})
		if c.conn != nil {
			c.readToEnd()
		}
	}
}

// endInDisorder ends the server when it has much to clear up: values to be freed, one
// who waits and has not read what it was told, one who waits and is killed in the same
// turn.
func (c *client) endInDisorder() {
	owed, killed := c.companion(), c.companion()
	var requests [][]string
	for i := range c.below(3) {
		key := "big:" + strconv.Itoa(i)
		requests = append(requests,
			append([]string{"SADD", key}, c.manyElements(lazyElements+1)...), []string{"SADD", key, "word"}, []string{"UNLINK", key})
	}
	if owed != nil {
		owed.waitIdly(append(owed.moreThanFits(), []string{"BLPOP", nobody, "0"})...)
	}
	if killed != nil && killed.waitIdly([]string{"BLPOP", nobody, "0"}) {
		requests = append(requests, []string{"CLIENT", "KILL", "ID", strconv.FormatUint(killed.session.id, 10)})
	}
	if c.conn != nil {
		c.endWith(requests)
	}
	for _, other := range []*client{owed, killed} {
		if other != nil {
			other.part()
		}
	}
}

// moreThanFits are requests whose replies the sockets do not take until they are read.
func (c *client) moreThanFits() [][]string {
	size := c.run.weather.socketBuffer
	requests := [][]string{{"SETRANGE", nobody + "'s", strconv.Itoa(size), "x"}}
	for range 3 { // one lies in either buffer, and one in the server
		requests = append(requests, []string{"GET", nobody + "'s"})
	}
	return requests
}

// endWith ends the server in the turn in which requests come to it, or soon behind
// them.
func (c *client) endWith(requests [][]string) {
	if c.run.weather.shutdown {
		requests = append(requests, []string{"SHUTDOWN", "NOSAVE"})
	}
	if !c.send(pipeline{requests: requests}) {
		return
	}
	if !c.run.weather.shutdown {
		c.machine.Sleep(c.duration(0, 10*time.Microsecond, 50*time.Microsecond, 200*time.Microsecond))
		c.run.model.shutdown = true
		c.machine.Signal(sys.SignalTerminate)
	}
	c.readToEnd()
}
