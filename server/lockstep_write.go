package server

import "slices"

// send gives the sockets what the turn produced.
func (s *Server) send() {
	if s.lockstep == nil {
		s.main.send()
		return
	}
	s.sendInStep()
}

// sendInStep is send with threads. When there is little to send they are left to
// sleep, and main sends; when there is more they are there again. A turn with nothing
// to send changes nothing (handleClientsWithPendingWritesUsingThreads).
//
// A connection whose socket was full is sent to by main, and does not count: Redis
// does that when the write event comes.
func (s *Server) sendInStep() {
	l, r := s.lockstep, &s.main
	l.gatherWrites(r)
	alone := len(l.writes) == 0 || l.restUnlessWorthwhile(len(l.writes))
	if alone {
		r.pending = append(r.pending, l.writes...)
	}
	r.send()
	if !alone {
		if !l.threads.Active() {
			l.threads.Activate()
		}
		s.stats.threadedWrites += uint64(len(l.writes))
		l.sendTo(l.writes, r)
	}
	l.writes = emptied(l.writes)
}

// restUnlessWorthwhile leaves the threads to sleep if there are so few with something
// to send that main is faster alone, and tells whether it is (stopThreadedIOIfNeeded).
// No reads are left over for them: those are done in the turn that gathers them.
func (l *lockstep) restUnlessWorthwhile(count int) bool {
	alone := count < worthwhile*len(l.hands)
	if alone {
		l.threads.Deactivate()
	}
	return alone
}

// cronLockstep lets the threads sleep when nobody has been sent anything for a while: a
// turn without replies does not.
func (s *Server) cronLockstep() {
	if s.lockstep == nil {
		return
	}
	count := 0
	for _, c := range s.main.pending {
		if c.state&sendBlocked == 0 {
			count++
		}
	}
	s.lockstep.restUnlessWorthwhile(count)
}

// gatherWrites takes the connections that count from those with something to send, the
// last one first.
func (l *lockstep) gatherWrites(r *reactor) {
	others := r.pending[:0]
	for _, c := range r.pending {
		if c.state&sendBlocked == 0 {
			l.writes = append(l.writes, c)
		} else {
			others = append(others, c)
		}
	}
	clear(r.pending[len(others):])
	r.pending = others
	slices.Reverse(l.writes)
}

// sendTo has the threads send, and deals with what they achieved.
func (l *lockstep) sendTo(list []*connection, r *reactor) {
	list = slices.DeleteFunc(list, func(c *connection) bool { return !r.mustSend(c) })
	l.provide(len(list))
	l.run(l.send, list)
	r.traffic.writes += uint64(len(list))
	for i, c := range list {
		r.finishSend(c, l.op(i))
	}
}

// send is a thread's part.
func (l *lockstep) send(thread int, batch []*connection) {
	h := &l.hands[thread]
	for first := 0; first < len(batch); first += batchMax {
		last := min(first+batchMax, len(batch))
		ops := h.ops[first:last]
		for i, c := range batch[first:last] {
			c.settle()
			c.fill(&ops[i])
		}
		h.poller.SendBatch(ops)
	}
}
