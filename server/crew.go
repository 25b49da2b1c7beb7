package server

import (
	"time"

	"seedis/iothreads"
	"seedis/sys"
)

// crew is main's side of the reactor model: its I/O threads, and which of them serve.
//
// A client lives with main or with one of the threads, which polls it, receives and
// sends. Its connection visits main to have its requests executed. Main keeps one that
// waits until its wait is over, and moves clients when more threads or fewer are to
// serve.
type crew struct {
	threads []*ioThread
	ends    []*iothreads.End[message] // main's, by thread
	living  []int                     // clients, by thread
	bell    *iothreads.Bell
	spin    *iothreads.Spin
	gate    *iothreads.Gate
	always  bool // all serve, whatever the load
	active  int  // threads that serve: the first ones
	// Of all threads, as they have published it: bytes of their heaps in use, and
	// bytes of main's that they have freed.
	live, returned uint64
	batch          []*connection // of those who have come
	mail           func() bool
	running        int // threads that have not said that they stopped
	closing        bool

	// The move of clients that is under way, after a change of active: the next to be
	// looked at, and whether somebody could not be moved yet.
	moving  bool
	cursor  *client
	skipped bool
	moves   uint64 // of clients, so far

	sampler gateSampler
}

const (
	// crewQueued is how many messages each way has room for before it takes more: a
	// connection is in it once at most, and few threads have more.
	crewQueued = 4096
	// mainSpin is how long main waits for its threads before it sleeps.
	mainSpin = 3 * time.Microsecond
	// passesMost is how often a turn looks for what has come meanwhile: others wait.
	passesMost = 16
	// movesMost is how many clients a turn moves, some 100 us of its time.
	movesMost = 64
	// threadReserve is the address space of an I/O thread's heap: query buffers of a
	// gibibyte each for a hundred clients at the same time, which no machine has room
	// for; 127 threads take an eighth of what a process has.
	threadReserve = 1 << 37
)

// place is a slot's thread's place in the lists.
func (g *crew) place(s *slot) int { return s.thread.number - 1 }

// hasMail tells whether some thread has sent something.
func (g *crew) hasMail() bool {
	for _, end := range g.ends {
		if !end.Empty() {
			return true
		}
	}
	return false
}

// send says something to a thread, which hears it with the next publish.
func (g *crew) send(m message) {
	g.ends[g.place(m.slot)].Send(m)
}

// awake is what follows a sleep.
func (g *crew) awake() {
	if len(g.threads) > 0 {
		g.bell.Awake()
		g.readPublished()
	}
}

// tendThreads is what a turn does last for the I/O threads: it moves clients, and shows
// the threads what main has said.
func (s *Server) tendThreads() {
	g := &s.crew
	if len(g.threads) == 0 {
		return
	}
	s.tickGate()
	if g.moving {
		s.moveClients()
	}
	s.flushRemotes()
	s.publishThreads()
}

// publishThreads shows the threads what main has said.
func (s *Server) publishThreads() {
	for _, end := range s.crew.ends {
		if end.Publish() {
			s.kernel.Mark(sys.MarkThreadWoken)
		}
	}
}

// serveThreads executes what the clients of the I/O threads have sent, in batches over
// all threads.
func (s *Server) serveThreads() {
	g := &s.crew
	for range passesMost {
		for _, end := range g.ends {
			s.takeMessages(end)
		}
		if len(g.batch) == 0 {
			return
		}
		s.serveVisitors()
	}
}

// takeMessages takes what a thread has sent, and serves those who have come as soon as
// there are enough for a batch.
func (s *Server) takeMessages(end *iothreads.End[message]) {
	for range batchMax {
		m, ok := end.Take()
		if !ok {
			break
		}
		s.receiveMessage(m)
	}
	end.Release()
	if len(s.crew.batch) >= batchMax {
		s.serveVisitors()
	}
}

// serveVisitors executes the requests of those who have come.
func (s *Server) serveVisitors() {
	g := &s.crew
	batch := g.batch
	g.batch = nil     // what is executed may bring no more, but it may ask
	g.readPublished() // their buffers are in the threads' figures
	g.sampler.ready += len(batch)
	s.serveBatch(batch)
	clear(batch)
	g.batch = batch[:0]
	s.publishThreads()
}

// receiveMessage does what an I/O thread asks for.
func (s *Server) receiveMessage(m message) {
	if m.kind == stopped {
		s.crew.running--
		return
	}
	c := m.slot.connection.client
	switch m.kind {
	case takeOver:
		s.welcome(c)
	case takes:
		s.weigh(c)
	case exceeded:
		if !c.away && c.home == m.slot && c.flags&closing == 0 {
			s.finish(&c.connection, ending{reason: endOutput})
		}
	case hungUp:
		if !c.away && c.home == m.slot && c.flags&closing == 0 {
			s.finish(&c.connection, ending{reason: endByPeer})
		}
	default:
		panic("server: an I/O thread says what only main says")
	}
}

// welcome takes a connection that a thread has handed over: to be served, or for good.
func (s *Server) welcome(c *client) {
	s.main.unseal(&c.connection)
	c.away = false
	c.reactor = &s.main
	switch {
	case c.slot == nil:
		s.settleIn(c)
	case c.flags&closing != 0, s.ending: // nothing is executed any more
	default:
		s.crew.batch = append(s.crew.batch, &c.connection)
	}
}

// settleIn takes a connection for good: it has ended, or moves.
func (s *Server) settleIn(c *client) {
	s.crew.living[s.crew.place(c.home)]--
	c.home, c.moves = nil, false
	switch {
	case c.flags&closing != 0: // it is freed before the next sleep
	case c.ended.reason != endNone:
		s.finish(&c.connection, c.ended)
	case !s.ending:
		if !s.settle(c) {
			s.closeClient(c) // nobody would ever hear of it
		}
	}
}

// handBack gives a connection to the thread where its client lives.
func (s *Server) handBack(c *client) {
	if s.crew.closing {
		return
	}
	if c.flags&closing != 0 {
		c.state |= dead
	}
	*c.last = c.look()
	c.away, c.held = true, false
	s.weigh(c)
	c.reactor = nil
	s.main.seal(&c.connection)
	s.crew.send(message{kind: takeOver, slot: c.home})
}

// recall has the thread let go of the connection of a client that is to be freed. When
// all threads are about to end, they do so anyway.
func (s *Server) recall(c *client) {
	asked := c.moves
	c.moves = true
	switch {
	case s.crew.closing:
	case !c.away:
		s.handBack(c) // the thread finds it dead
	case !asked:
		s.kernel.Mark(sys.MarkKilledAway)
		s.crew.send(message{kind: release, slot: c.home})
	}
}

// hold keeps a visitor that waits, maybe for the second thing since it came. What it is
// owed by now goes to its thread ahead of it, and the thread tells when the peer has
// gone.
func (s *Server) hold(c *client) {
	courier := c.courier()
	if c.held && courier == nil {
		return
	}
	if !c.held {
		c.held = true
		s.kernel.Mark(sys.MarkVisitorBlocked)
	}
	s.crew.send(message{kind: keeping, slot: c.home, courier: courier})
}

// courier takes along what a connection owes; nil if it owes nothing.
func (c *client) courier() *connection {
	if !c.owed() {
		return nil
	}
	c.server.kernel.Mark(sys.MarkCourier)
	c.settle()
	courier := &connection{client: c, fd: c.fd, state: c.state & authenticated, output: c.output.takeAway()}
	last := courier.output.blocks[len(courier.output.blocks)-1]
	courier.reply.Attach(last.heap.Bytes(last.ref, last.size()), last.used, courier)
	c.reply.Attach(nil, 0, &c.connection)
	return courier
}
