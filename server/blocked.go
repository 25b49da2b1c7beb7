package server

// A client is blocked while it waits for something before it may go on: the end
// of a pause, an element of a list. What it sent and what has not run stays in
// its query buffer, unparsed, because other limits may hold by the time it goes
// on. A client of main's is still received from, so that one that leaves is noticed
// and one that sends too much is closed; of one that lives with an I/O thread, that
// thread tells when it leaves, and what it sends stays in its socket.
//
// A request that a pause postpones has not run, and is the first to run when the
// client goes on. One that waits by its own command's wish (commands.Wait) has
// run: it is answered, by running it again or otherwise, when its wait ends, and
// the client goes on behind it.

// blockReason says what a blocked client waits for.
type blockReason uint8

const (
	// postponed: the first request of the query buffer runs when the pause ends.
	postponed blockReason = iota
	// forKeys: the request runs again when one of its keys is ready.
	forKeys
	// forReplicas: the request is answered when its time is over, as there are
	// no replicas.
	forReplicas
	blockReasons // their number
)

// blockedState is a client's part in waiting.
type blockedState struct {
	arguments      int     // bytes of those of the request that waits, for CLIENT LIST
	previous, next *client // among those that wait for the same

	wait // what its command asked for
}

// blockedClients are those that wait, in the order in which they began to.
type blockedClients struct {
	count  int
	queues [blockReasons]struct{ first, last *client }
	// resumed are those whose wait is over and whose requests have not been
	// looked at since.
	resumed []*connection
}

// block makes c wait. It goes on with what begins at resume in its query buffer.
func (s *Server) block(c *client, reason blockReason, resume int) {
	if c.flags&blocked != 0 {
		panic("server: a client waits for two things")
	}
	c.flags |= blocked
	c.parser.Rewind(resume)
	if c.parsed != nil {
		c.parsed.abandon()
	}
	l := &s.blocked.queues[reason]
	c.blocked.reason, c.blocked.previous = reason, l.last
	if l.last == nil {
		l.first = c
	} else {
		l.last.blocked.next = c
	}
	l.last = c
	s.blocked.count++
}

// unblock lets c go on, with the next serveResumed.
func (s *Server) unblock(c *client) {
	s.forgetBlocked(c)
	c.flags |= resumed
	s.blocked.resumed = append(s.blocked.resumed, &c.connection)
}

// forgetBlocked ends the wait of c, which need not be waiting.
func (s *Server) forgetBlocked(c *client) {
	if c.flags&blocked == 0 {
		return
	}
	c.flags &^= blocked
	b, l := &c.blocked, &s.blocked.queues[c.blocked.reason]
	if b.previous == nil {
		l.first = b.next
	} else {
		b.previous.blocked.next = b.next
	}
	if b.next == nil {
		l.last = b.previous
	} else {
		b.next.blocked.previous = b.previous
	}
	s.forgetWait(c)
	c.query.aside = 0
	c.blocked = blockedState{wait: wait{places: c.blocked.places, memory: c.blocked.memory}}
	s.blocked.count--
}

// unblockAll lets all go on that wait for the same.
func (s *Server) unblockAll(reason blockReason) {
	for c := s.blocked.queues[reason].first; c != nil; c = s.blocked.queues[reason].first {
		s.unblock(c)
	}
}

// serveResumed takes those whose wait is over through the stages of a batch. What
// they run may end the wait of others. One that was closed meanwhile may be with its
// I/O thread by now.
func (s *Server) serveResumed() {
	for done := 0; done < len(s.blocked.resumed); {
		batch := s.blocked.resumed[done:min(done+batchMax, len(s.blocked.resumed))]
		done += len(batch)
		here := batch[:0]
		for _, c := range batch {
			c.client.flags &^= resumed
			switch {
			case !c.client.away:
				here = append(here, c)
			case c.client.flags&closing == 0:
				panic("server: a client that is to go on has gone to its thread")
			}
		}
		s.serveBatch(here)
	}
	s.blocked.resumed = emptied(s.blocked.resumed)
}
