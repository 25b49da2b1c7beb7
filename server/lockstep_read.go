package server

import "slices"

// Redis does the threads' part of a turn's reads before the next sleep, and nothing but
// timers comes in between; here it is done at once, because what requests ask for may
// need a timer that this very sleep has to end at.

// gatherReads takes those connections from the readable ones that the threads are to
// receive from, the last one first.
func (s *Server) gatherReads() {
	l, r := s.lockstep, &s.main
	if l == nil || !l.doReads || !l.threads.Active() {
		return
	}
	others := r.readable[:0]
	for _, c := range r.readable {
		if c.mayRequest() {
			l.reads = append(l.reads, c)
		} else {
			others = append(others, c)
		}
	}
	clear(r.readable[len(others):])
	r.readable = others
	slices.Reverse(l.reads)
}

// mayRequest tells whether there may be a request to find: not of one that waits, for
// something or for its end.
func (c *connection) mayRequest() bool {
	return c.client.flags&(closing|blocked) == 0 && c.state&closeAfterReply == 0
}

// serveReads takes the gathered connections through the stages of a batch, the
// first of which are the threads'.
func (s *Server) serveReads() {
	l := s.lockstep
	if l == nil || len(l.reads) == 0 {
		return
	}
	list := l.prepareReads(&s.main)
	s.main.traffic.reads += uint64(len(list))
	l.run(l.receive, list)
	received := l.judgeReads(&s.main, list)
	s.reached(workReceive)
	for rest := received; len(rest) > 0; {
		batch := rest[:min(batchMax, len(rest))]
		rest = rest[len(batch):]
		s.serveBatch(batch)
	}
	for _, c := range received {
		c.giveParsedBack()
	}
	s.stats.threadedReads += uint64(len(list)) // not before: an INFO among them does not count itself
	l.reads = emptied(l.reads)
}

// prepareReads makes the connections ready, and returns them: a thread takes no memory
// from the heap. One that has been closed meanwhile is none of them any more.
func (l *lockstep) prepareReads(r *reactor) []*connection {
	list := slices.DeleteFunc(l.reads, func(c *connection) bool { return !c.mayRequest() })
	l.reads = list
	l.provide(len(list))
	l.found = slices.Grow(l.found[:0], len(list))[:len(list)]
	for i, c := range list {
		op := l.op(i)
		op.FD = c.fd
		op.Num = 1
		op.Bufs[0] = c.query.room(r, c.parser.Need())
		c.parsed = &l.found[i]
	}
	return list
}

// receive is a thread's part: it receives, and looks for the first request of each.
// Main finds those behind it when the first has run, as that may change how they are
// to be read.
func (l *lockstep) receive(thread int, batch []*connection) {
	h := &l.hands[thread]
	for first := 0; first < len(batch); first += batchMax {
		last := min(first+batchMax, len(batch))
		ops := h.ops[first:last]
		h.poller.RecvBatch(ops)
		for i, c := range batch[first:last] {
			if c.accept(&ops[i]) && c.withinQueryLimit() {
				h.clerk.all(c, c.parsed, 1)
				c.parsed.more = !c.parsed.failed
			}
		}
	}
}

// judgeReads deals with what the threads achieved, and returns the connections that
// have something to execute or to parse, in place.
func (l *lockstep) judgeReads(r *reactor, list []*connection) []*connection {
	received := list[:0]
	for i, c := range list {
		if r.judge(c, l.op(i)) {
			received = append(received, c)
		} else {
			c.giveParsedBack()
		}
	}
	return received
}

// giveParsedBack ends the use of a list of requests.
func (c *connection) giveParsedBack() {
	c.parsed.reset()
	c.parsed = nil
}
