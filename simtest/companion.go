package simtest

import (
	"strconv"
	"time"
)

// companion is a second connection of a client, for what two do at the same moment;
// nil if it was not let in, or has ended.
func (c *client) companion() *client {
	other := &client{dice: c.dice, run: c.run, number: c.number}
	if !other.connect() || !other.settle() {
		return nil
	}
	if c.run.audited && !other.ask([]string{"CLIENT", "NO-EVICT", "ON"}) {
		return nil
	}
	return other
}

// part ends a companion's connection, if it has not ended.
func (c *client) part() {
	if c.conn != nil {
		c.hangUp()
	}
}

// waitIdly sends requests of which the last one waits, and returns when the server has
// come to that. False: the connection has ended, or it does not come to it.
func (c *client) waitIdly(requests ...[]string) bool {
	const looks, pause = 100, 10 * time.Millisecond
	if !c.send(pipeline{requests: requests}) {
		return false
	}
	for range looks {
		if c.run.isOver() || c.session.fate != stays {
			return false
		}
		if c.run.model.waitOf(c.session) != nil {
			return true
		}
		c.machine.Sleep(pause)
	}
	return false
}

// meet waits on one connection for what it gives on another, or so that the server
// finds both in one batch; and leaves, perhaps, in the moment in which the wait ends.
func (c *client) meet() {
	if c.session.transaction != nil {
		return
	}
	other := c.companion()
	if other == nil {
		return
	}
	key := c.waitKey(aList)
	requests := [][]string{{c.word("BLPOP", "BRPOP"), key, c.someSeconds()}}
	for range c.below(3) {
		requests = append(requests, []string{"LLEN", key})
	}
	c.left = max(0, c.left-len(requests)-1)
	if c.send(pipeline{requests: requests}) {
		c.machine.Sleep(c.duration(0, 20*time.Microsecond, 500*time.Microsecond))
		other.feed(c.session.db, key)
		c.leaveOrStay()
	}
	if other.conn != nil && other.settle() {
		other.hangUp()
	}
}

// feed gives a key of a database a value.
func (c *client) feed(db int, key string) {
	requests := [][]string{{"RPUSH", key, c.element()}}
	if db != 0 {
		requests = [][]string{{"SELECT", strconv.Itoa(db)}, requests[0]}
	}
	c.send(pipeline{requests: requests})
}

// leaveOrStay ends the connection very soon, or takes all that comes.
func (c *client) leaveOrStay() {
	stay := c.oneIn(3)
	if !stay {
		c.machine.Sleep(c.duration(0, 5*time.Microsecond, 10*time.Microsecond, 20*time.Microsecond, 50*time.Microsecond))
	}
	switch {
	case stay || c.session.fate != stays:
		c.settle()
	case c.oneIn(2):
		c.reset()
	default:
		c.hangUp()
	}
}
