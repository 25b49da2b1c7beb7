package server

import (
	"math"
	"slices"
	"time"

	"seedis/iothreads"
	"seedis/loop"
	"seedis/sys"
)

// ioThread is an I/O thread of the reactor model. It has a loop over connections of
// its own: it polls and receives, finds the requests, hands the connection over to
// main, gets it back with its replies, and sends.
//
//	main   <-- takeOver: requests ---  thread  <-- events
//	       --- takeOver: replies --->
//
// Everything here belongs to the thread, from when it starts until it has said that
// it has stopped. What main must know of it, it publishes.
type ioThread struct {
	reactor
	clerk
	number int // from 1 on; main is number 0
	clock  time.Duration
	end    *iothreads.End[message]
	bell   *iothreads.Bell
	spin   *iothreads.Spin
	mail   func() bool

	slots   []*slot       // those that it watches
	ready   []*slot       // to be received from
	last    []*slot       // an empty list with room
	again   []*connection // to be sent to in the next turn, too
	away    int           // connections that main has, and will give back
	unsent  int           // messages since the last publish
	free    []*parsed
	homing  bool // more blocks may have come home than were collected
	looking bool // there is a timer that looks after the connections

	began uint64 // of the turn, by the cycle counter
	busy  uint64 // for how long it has worked, in nanoseconds

	published published
}

const (
	// publishEvery is how many connections are handed over before main sees them.
	// To publish each costs main half as much again as its work (PERFORMANCE.md).
	publishEvery = 32
	// takeMost is how many messages a thread takes before it polls again.
	takeMost = 1024
	// freeMost is how many containers of requests a thread keeps for later: as many
	// as clients that a turn usually has.
	freeMost = 2 * batchMax
	// threadSpin is how long a thread waits for main before it sleeps.
	threadSpin = 10 * time.Microsecond
	// lookPeriod is how often a thread looks at its connections: once a second each,
	// as main does.
	lookPeriod = time.Second
	// collectStep is how many blocks that have come home a turn collects.
	collectStep = 1024
	// threadScavenge is how many pages of 64 KiB a look gives back to the machine.
	threadScavenge = 16
)

// run is the thread.
func (t *ioThread) run() {
	t.heap.Own()
	t.bell.Attach(t.poller)
	t.clock, t.began = t.kernel.Monotonic(), t.kernel.Cycles()
	t.loop = loop.New(t.kernel, t.poller, loop.Hooks{
		BeforeSleep: t.beforeSleep, MaySleep: t.maySleep, AfterSleep: t.afterSleep, AfterFiles: t.serve,
	})
	t.loop.Run()
	t.depart()
}

// beforeSleep deals with what main has sent, and sends what it brought.
func (t *ioThread) beforeSleep() {
	for range takeMost {
		m, ok := t.end.Take()
		if !ok {
			break
		}
		t.receiveMessage(m)
	}
	t.end.Release()
	t.reactor.send()
	for _, c := range t.again {
		c.state &^= sendBlocked
		t.reactor.list(c)
	}
	t.again = emptied(t.again)
	t.collect()
	now := t.kernel.Cycles()
	t.busy += (now - t.began) * 1000 / t.kernel.CyclesPerMicrosecond()
	t.began = now
	t.publish()
	t.sealAll(t.seal)
}

// collect takes in blocks that have come home, as many as a turn has time for.
func (t *ioThread) collect() {
	t.homing = false
	if _, blocks := t.heap.PendingFree(); blocks > 0 {
		t.homing = t.heap.Collect(collectStep) >= collectStep
	}
}

// maySleep tells whether there is nothing to do but to wait for events.
func (t *ioThread) maySleep() bool {
	if t.homing || len(t.ready) > 0 || len(t.reactor.pending) > 0 || t.away > 0 && t.spin.Until(t.mail) {
		return false
	}
	return t.bell.MaySleep(t.mail)
}

func (t *ioThread) afterSleep() {
	t.bell.Awake()
	t.sealAll(t.unseal)
	t.clock = t.kernel.Monotonic()
	t.began = t.kernel.Cycles()
}

// receiveMessage does what main asks for.
func (t *ioThread) receiveMessage(m message) {
	switch s := m.slot; m.kind {
	case takeOver:
		t.take(s)
	case release:
		switch {
		case s.here:
			t.letGo(s)
		case s.watched:
			s.leaving = true
		}
	case keeping:
		t.keep(s, m.courier)
	case configure:
		t.settings = m.settings
	case collect: // as in every turn
	case stop:
		t.loop.Stop()
	default:
		panic("server: main says what only an I/O thread says")
	}
}

// take takes a connection over: a new one, or one that comes back with replies.
func (t *ioThread) take(s *slot) {
	c := s.connection
	t.unseal(c)
	c.reactor = &t.reactor
	c.state &^= visiting
	s.here, s.held = true, false
	if !s.watched {
		if !t.watch(s) {
			return
		}
	} else {
		t.away--
	}
	t.recycle(c)
	t.rejoin(s, c)
	c.query.drop(&t.reactor, c.parser.Start())
	c.parser.Discard(c.parser.Start())
	c.output.dropSpare(&t.reactor)
	if s.leaving || c.state&dead != 0 {
		t.letGo(s)
		return
	}
	if c.output.listed > 0 && c.overLimit() {
		t.finish(c, ending{reason: endOutput})
		return
	}
	if c.owed() || c.state&closeAfterReply != 0 {
		t.sendLater(c)
	}
	if s.readable {
		t.list(s)
	}
	t.account(s)
}

// keep is for a connection that main keeps. What it owes until now is sent meanwhile.
func (t *ioThread) keep(s *slot, courier *connection) {
	s.held = true
	if s.hungUp {
		t.send(message{kind: hungUp, slot: s})
	}
	if courier != nil {
		courier.reactor, courier.slot = &t.reactor, s
		if s.courier == nil || !s.courier.absorb(courier) {
			t.rejoin(s, courier)
			s.courier = courier
		}
		t.sendLater(s.courier)
		t.lookAtCourier(s)
	}
	t.account(s)
}

// rejoin puts what a courier has not delivered before what the slot's next sender
// brings.
func (t *ioThread) rejoin(s *slot, sender *connection) {
	if courier := s.courier; courier != nil {
		t.unlist(courier)
		s.courier = nil
		sender.state |= courier.state & sendBlocked
		sender.follow(courier)
	}
	if s.writable {
		sender.state &^= sendBlocked
	}
}

// unlist takes a connection from those with something to send.
func (t *ioThread) unlist(c *connection) {
	if c.state&sendPending != 0 {
		c.state &^= sendPending
		t.reactor.pending = slices.DeleteFunc(t.reactor.pending, func(other *connection) bool { return other == c })
	}
}

// watch begins to poll a connection that is new here.
func (t *ioThread) watch(s *slot) bool {
	s.connection.slot = s
	s.connection.state &^= sendBlocked
	s.place = len(t.slots)
	t.slots = append(t.slots, s)
	s.watched = true
	if err := t.loop.Add(s.connection.fd, loop.Readable|loop.Writable, sys.Edge, s); err != sys.OK {
		t.finish(s.connection, ending{endUnpolled, err})
		return false
	}
	if !t.looking {
		t.looking = true
		t.loop.AddTimer(lookPeriod, t.lookAfter)
	}
	return true
}

// letGo hands a connection over for good.
func (t *ioThread) letGo(s *slot) {
	c := s.connection
	t.loop.Delete(c.fd, loop.Readable|loop.Writable)
	last := t.slots[len(t.slots)-1]
	t.slots[s.place], last.place = last, s.place
	t.slots[len(t.slots)-1] = nil
	t.slots = t.slots[:len(t.slots)-1]
	s.watched = false
	c.slot = nil
	t.handOver(s)
}

// handOver gives a connection to main, which sees it with the next publish.
func (t *ioThread) handOver(s *slot) {
	t.unlist(s.connection)
	s.here = false
	t.account(s)
	s.connection.reactor = nil
	t.seal(s.connection)
	if s.watched {
		t.away++
	}
	t.send(message{kind: takeOver, slot: s})
}

func (t *ioThread) send(m message) {
	t.end.Send(m)
	if t.unsent++; t.unsent == publishEvery {
		t.publish()
	}
}

// publish shows main what was handed over, and what there is to know of the thread.
func (t *ioThread) publish() {
	for i := range t.remotes {
		if way := &t.remotes[i]; way.used {
			way.used = false
			way.way.Flush()
		}
	}
	t.published.update(t)
	if t.unsent > 0 {
		t.unsent = 0
		if t.end.Publish() {
			t.kernel.Mark(sys.MarkMainWoken)
		}
	}
}

// list puts a connection among those to be received from.
func (t *ioThread) list(s *slot) {
	if !s.listed {
		s.listed = true
		t.ready = append(t.ready, s)
	}
}

// serve receives from those that are ready, and hands those over who have sent whole
// requests.
func (t *ioThread) serve() {
	ready := t.ready
	t.ready, t.last = t.last, nil // what a receive has filled is ready again at once
	for rest := ready; len(rest) > 0; {
		batch := rest[:min(batchMax, len(rest))]
		rest = rest[len(batch):]
		t.serveBatch(batch)
	}
	t.last = emptied(ready)
	clear(t.readable[:cap(t.readable)])
	t.publish()
}

// serveBatch takes a batch through receive, parse and over to main.
func (t *ioThread) serveBatch(batch []*slot) {
	t.readable = t.readable[:0]
	for _, s := range batch {
		s.listed = false
		if s.here {
			t.readable = append(t.readable, s.connection)
		}
	}
	got := t.receive(t.readable)
	for _, s := range batch {
		if !s.here {
			continue
		}
		// The end of a stream may have come along with its last bytes, and is told
		// only once.
		if s.readable = s.connection.state&full != 0 || s.hungUp; s.readable {
			t.list(s)
		}
	}
	for _, c := range got {
		t.parse(c)
	}
}

// parse hands a connection over if it has sent whole requests. The room for the first
// reply goes with it, so that it is this thread that allocates and frees it.
func (t *ioThread) parse(c *connection) {
	requests := t.container()
	if !t.all(c, requests, math.MaxInt) {
		t.free = append(t.free, requests)
		c.markSplit()
		t.account(c.slot)
		return
	}
	c.parsed = requests
	c.output.bringSpare(&t.reactor)
	c.state |= visiting
	t.handOver(c.slot)
}

// takenStep is how many bytes more or less a client has to take for main to know it.
const takenStep = 64 << 10

// account lets main know what the thread has of a client, if it is much, and tells it
// when that has grown, or shrunk by half.
func (t *ioThread) account(s *slot) {
	taken := 0
	if s.here {
		taken = s.connection.query.size + s.connection.output.memory()
	}
	if s.courier != nil {
		taken += s.courier.output.memory()
	}
	taken -= taken % takenStep
	if taken == s.told {
		return
	}
	s.taken.Add(uint64(taken - s.told))
	if taken > s.told || taken < s.told/2 {
		t.send(message{kind: takes, slot: s})
	}
	s.told = taken
}

// container is an empty one for requests.
func (t *ioThread) container() *parsed {
	last := len(t.free) - 1
	if last < 0 {
		return new(parsed)
	}
	p := t.free[last]
	t.free = t.free[:last]
	return p
}

// recycle takes the container of a connection back.
func (t *ioThread) recycle(c *connection) {
	p := c.parsed
	c.parsed = nil
	if p != nil && len(t.free) < freeMost {
		p.reset()
		t.free = append(t.free, p)
	}
}

// lookAfter is the timer that looks at all connections, as the cron of main does at
// its own.
func (t *ioThread) lookAfter() time.Duration {
	for i := len(t.slots) - 1; i >= 0; i-- { // those that go make way for others behind
		switch s := t.slots[i]; {
		case s.here:
			t.look(s.connection)
		case s.courier != nil:
			t.lookAtCourier(s)
		}
	}
	if t.heap.Scavenge(threadScavenge) == 0 && len(t.slots) == 0 {
		t.looking = false
		return loop.NoMore
	}
	return lookPeriod
}

func (t *ioThread) look(c *connection) {
	switch {
	case c.overLimit():
		t.finish(c, ending{reason: endOutput})
	case c.idle():
		t.finish(c, ending{reason: endIdle})
	default:
		t.fitReplies(c)
		t.trimQuery(c)
	}
}

// lookAtCourier tells main of a client that is owed too much while it waits.
func (t *ioThread) lookAtCourier(s *slot) {
	if s.courier.overLimit() {
		t.send(message{kind: exceeded, slot: s})
	}
}

// depart hands over all that is left. The replies that main has given back were sent
// as far as sockets took them.
func (t *ioThread) depart() {
	for i := len(t.slots) - 1; i >= 0; i-- {
		s := t.slots[i]
		if s.courier != nil {
			s.courier.releaseOutput()
			s.courier = nil
		}
		if s.here {
			t.letGo(s)
		}
	}
	t.poller.Close()
	t.send(message{kind: stopped})
	t.publish()
}

// The thread keeps connections that main does not see: what becomes of them it finds
// out when they come.

var _ keeper = (*ioThread)(nil)

func (t *ioThread) finish(c *connection, why ending) {
	s := c.slot
	if c != s.courier {
		c.ended = why
		t.letGo(s)
		return
	}
	s.courier = nil
	c.releaseOutput()
	t.account(s)
	t.send(message{kind: hungUp, slot: s})
}

func (t *ioThread) moved(c *connection) {
	s := c.slot
	if c == s.courier && !c.owed() {
		s.courier = nil
	}
	t.account(s)
}

// awaitWritable waits for an event only if there will be one: not before the socket
// was full.
func (t *ioThread) awaitWritable(c *connection, tookAll bool) {
	if tookAll {
		t.again = append(t.again, c)
	} else {
		c.slot.writable = false
	}
}

func (t *ioThread) deafen(c *connection) { c.slot.hungUp = false }
func (t *ioThread) writable(*connection) {}
