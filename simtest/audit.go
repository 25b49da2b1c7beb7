package simtest

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"seedis/sys/sim"
)

// audit looks at everything when all other clients have left: at the whole keyspace,
// and at what is left of it when it is emptied. Then it ends the server, or lets the
// machine send it a signal.
func (c *client) audit() {
	if c.run.model.idleExpire {
		c.insist(func(c *client) bool { return c.ask([]string{"DEBUG", "SET-ACTIVE-EXPIRE", "1"}) })
	}
	if c.run.model.settings.outputLimit { // what it asks for is long
		c.insist(func(c *client) bool { return c.ask([]string{"CONFIG", "SET", outputLimit, noOutputLimit}) })
	}
	c.insist((*client).awaitQuiet)
	for db := range c.run.model.databases {
		c.insist(func(c *client) bool { return c.auditDatabase(db) })
	}
	c.insist((*client).auditHandOver)
	c.insist((*client).auditEmpty)
	c.insist((*client).auditDeadlines)
	c.insist((*client).auditLongReply)
	c.endTheServer()
}

// insist does something until it was done on one connection: it may be broken, or
// refused. The auditor asks for much at once, and must not be closed for that.
func (c *client) insist(do func(*client) bool) {
	for {
		if c.conn == nil && (!c.connect() || !c.ask([]string{"CLIENT", "NO-EVICT", "ON"})) {
			continue
		}
		if do(c) {
			return
		}
	}
}

// auditDatabase reads all of a database. The replies are compared with the
// model like all others. False: the connection has ended.
func (c *client) auditDatabase(db int) bool {
	if !c.ask([]string{"SELECT", strconv.Itoa(db)}, []string{"KEYS", "*"}, []string{"DBSIZE"}) {
		return false
	}
	const perPipeline = 50
	for keys := range slices.Chunk(c.run.model.living(db, "*"), perPipeline) {
		requests := [][]string{append([]string{"MGET"}, keys...)}
		for _, key := range keys {
			requests = append(requests, []string{"PTTL", key})
			v := c.run.model.databases[db].values[key]
			if v == nil {
				continue // it has gone since
			}
			if whole := v.wholeRequest(key); whole != nil {
				requests = append(requests, whole)
			}
		}
		if !c.ask(requests...) {
			return false
		}
	}
	return true
}

// auditEmpty empties the keyspace, and finds that nothing is left of it.
func (c *client) auditEmpty() bool {
	if !c.ask([]string{"INFO"}, []string{"FLUSHALL", c.word("ASYNC", "SYNC")}) || !c.awaitQuiet() {
		return false
	}
	return c.awaitNothing()
}

// auditHandOver frees big values one soon after the other: while one is freed, when
// the thread is through with it, when it is about to sleep. Nothing comes after the
// last, which wakes the thread in any case.
func (c *client) auditHandOver() bool {
	const most = 5
	rounds := 2
	if c.run.weather.slow {
		rounds = 1
	}
	for range rounds {
		for i := range c.between(1, most) {
			key := "big:" + strconv.Itoa(i)
			if !c.ask(append([]string{"SADD", key}, c.manyElements(lazyElements+1)...), []string{"SADD", key, "word"}, []string{"UNLINK", key}) {
				return false
			}
		}
		if !c.awaitQuiet() {
			return false
		}
	}
	return true
}

// awaitQuiet waits until the server has nothing left to do that nobody asks for.
// False: the connection has ended.
func (c *client) awaitQuiet() bool {
	const looks, pause = 600, 200 * time.Millisecond // in which it finds a few thousand keys
	var unrest error
	for range looks {
		if !c.ask([]string{"INFO", "memory"}) {
			return false
		}
		if unrest = c.unrest(); unrest == nil {
			return true
		}
		c.machine.Sleep(pause)
	}
	c.fail("sees no end of it: %v", unrest)
	return false
}

// unrest is what the server has left to do, or should have, by what INFO told.
func (c *client) unrest() error {
	m := c.run.model
	for _, claim := range []claim{{"lazyfree_pending_objects", 0, 0}, {"lazyfree_pending_bytes", 0, 0}, m.lazy.claim()} {
		if err := claim.insist(c.session.statistics); err != nil {
			return err
		}
	}
	for db := range m.databases {
		if past := m.pastTheirTime(db); len(past) > 0 && !m.idleExpire {
			return fmt.Errorf("%d keys of database %d are past their time, as is %q", len(past), db, past[0])
		}
	}
	return nil
}

// awaitNothing makes sure that the memory in use is what the server had at its start,
// and what its clients take. An I/O thread takes a moment to tell what it has, and does
// not tell of a client who has vanished before that is found out. False: the
// connection has ended.
func (c *client) awaitNothing() bool {
	const looks = 50
	pause := 5*time.Millisecond + c.run.weather.most(sim.FaultSilent)/looks
	empty := claim{"used_memory_dataset", 0, 0}
	err := empty.insist(c.session.statistics)
	for look := 0; err != nil && look < looks && c.run.weather.threads.count > 1; look++ {
		c.machine.Sleep(pause)
		if !c.ask([]string{"INFO", "memory"}) {
			return false
		}
		err = empty.insist(c.session.statistics)
	}
	if err != nil {
		c.fail("has emptied the keyspace: %v", err)
	}
	return true
}
