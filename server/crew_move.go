package server

import (
	"slices"
	"time"

	"seedis/iothreads"
	"seedis/loop"
	"seedis/mem"
	"seedis/sys"
)

// serveWith has so many I/O threads serve. Clients move by and by.
func (s *Server) serveWith(active int) {
	g := &s.crew
	if g.active == active {
		return
	}
	if active > g.active {
		s.kernel.Mark(sys.MarkThreadJoined)
	} else {
		s.kernel.Mark(sys.MarkThreadLeft)
	}
	g.active = active
	g.moving, g.cursor = true, s.clients.first
}

// settle has a client polled that nobody polls: by the thread that has fewest of those
// that serve or, if none does, by main.
func (s *Server) settle(c *client) bool {
	if t := s.crew.roomiest(); t != nil && s.mayMove(c, t) {
		s.moveOut(c, t)
		return true
	}
	return s.poll(c)
}

// poll has main poll a client.
func (s *Server) poll(c *client) bool {
	c.state &^= sendBlocked | visiting
	err := s.main.loop.Add(c.fd, loop.Readable, sys.Level, (*connectionReader)(&c.connection))
	if err != sys.OK {
		s.log.warning("Registering fd event for the new client: %s (fd=%d)", err, c.fd)
		return false
	}
	if c.owed() || c.state&closeAfterReply != 0 {
		s.main.sendLater(&c.connection)
	}
	return true
}

// roomiest is the thread with the fewest clients of those that serve, nil if none does.
func (g *crew) roomiest() *ioThread {
	if g.active == 0 {
		return nil
	}
	serving := g.living[:g.active]
	return g.threads[slices.Index(serving, slices.Min(serving))]
}

// mayMove tells whether a client of main's may go to a thread: nobody here refers to
// it, and what its buffers hold is from a heap to which the thread has a way.
func (s *Server) mayMove(c *client, t *ioThread) bool {
	known := func(heap *mem.Heap) bool { return heap == s.heap || heap == t.heap }
	return c.flags&(closing|blocked|resumed) == 0 && c.state&(sendPending|dead) == 0 &&
		(c.query.block == mem.Nil || known(c.query.heap)) &&
		!slices.ContainsFunc(c.output.waiting(), func(b block) bool { return !known(b.heap) })
}

// moveOut makes a client live with a thread.
func (s *Server) moveOut(c *client, t *ioThread) {
	s.main.loop.Delete(c.fd, loop.Readable|loop.Writable)
	s.kernel.Mark(sys.MarkClientMoved)
	c.home = &slot{thread: t, connection: &c.connection, taken: iothreads.NewCounter(s.kernel.Hook())}
	c.last = new(shape)
	s.crew.living[s.crew.place(c.home)]++
	s.crew.moves++
	s.handBack(c)
}

// moveClients goes on with the move of clients after a change.
func (s *Server) moveClients() {
	g := &s.crew
	for range movesMost {
		c := g.cursor
		if c == nil {
			g.moving = false
			return
		}
		g.cursor = c.next
		s.move(c)
	}
}

// move has a client live where it should.
func (s *Server) move(c *client) {
	g := &s.crew
	switch {
	case c.home == nil && g.active == 0, c.moves, c.flags&closing != 0:
	case c.home == nil:
		if t := g.roomiest(); s.mayMove(c, t) {
			s.moveOut(c, t)
		} else {
			g.skipped = true
		}
	case g.place(c.home) >= g.active || g.living[g.place(c.home)] > 1+s.clients.count/g.active:
		c.moves = true
		g.moves++
		g.send(message{kind: release, slot: c.home})
	}
}

// moveSkipped looks again at those that could not be moved.
func (s *Server) moveSkipped() {
	g := &s.crew
	if g.skipped && !g.moving {
		g.skipped = false
		g.moving, g.cursor = true, s.clients.first
	}
}

// gateSampler gathers what the gate decides by.
type gateSampler struct {
	at       time.Duration // of the last sample, on the monotonic clock
	busy     uint64        // cycles of turns since then
	turns    int
	ready    int
	executed uint64        // when the last sample was taken
	threads  time.Duration // that the threads were busy, then
	pressure sys.Pressure  // then; the zero value if it was not looked at
}

// gatePeriod is how far apart samples are at least.
const gatePeriod = 10 * time.Millisecond

// pressing is which share of the time main is busy when it begins to look for spare
// processors, in percent: below it no thread is added.
const pressing = 50

// tickGate takes a sample if it is time, and has as many threads serve as the gate
// says. It is called by turns, and by the cron, as main makes no turns while it sleeps.
func (s *Server) tickGate() {
	g := &s.crew
	now := s.clock.monotonic
	if g.always || len(g.threads) == 0 || g.closing || now-g.sampler.at < gatePeriod {
		return
	}
	s.serveWith(g.gate.Tick(s.gateSample(now)))
}

func (s *Server) gateSample(now time.Duration) iothreads.GateSample {
	g, last := &s.crew, s.crew.sampler
	next := gateSampler{at: now, executed: s.stats.executed, threads: g.threadsBusy()}
	sample := iothreads.GateSample{
		Elapsed: now - last.at, Busy: s.clock.duration(last.busy), ThreadsBusy: next.threads - last.threads,
		Turns: last.turns, Ready: last.ready, Requests: int(next.executed - min(last.executed, next.executed)),
	}
	if g.active > 0 || sample.Busy*100 >= sample.Elapsed*pressing {
		next.pressure = s.kernel.Pressure()
		sample.Processors = next.pressure.Processors
		if last.pressure.Processors > 0 {
			sample.Idle = next.pressure.Idle - last.pressure.Idle
			sample.Delay = next.pressure.Delay - last.pressure.Delay
		}
	}
	g.sampler = next
	return sample
}

// threadsBusy is for how long the I/O threads have worked so far.
func (g *crew) threadsBusy() time.Duration {
	var busy time.Duration
	for _, t := range g.threads {
		busy += time.Duration(t.published.busy.Load())
	}
	return busy
}
