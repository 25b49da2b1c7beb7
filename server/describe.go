package server

import (
	"fmt"
	"io"
	"strings"

	"seedis/mem"
)

// Describe writes what the server is like, in an order that does not change: its
// heap, the threads and the ways to them, and its clients. It reads what belongs to
// all threads, so it is for whoever looks at a simulated machine from outside, while
// no thread runs.
func (s *Server) Describe(w io.Writer) {
	fmt.Fprintf(w, "server: begun: %t, to end: %t, %d changes of keys, paused: %s\n",
		s.begun, s.ending, s.dirty, pauseNames[s.pause.kind])
	describeHeap(w, "main", s.heap)
	for _, worker := range []fmt.Stringer{s.bio.closeFile, s.bio.aofFsync, s.lazyFree.worker} {
		fmt.Fprintf(w, "thread %v\n", worker)
	}
	if s.lockstep != nil {
		fmt.Fprintf(w, "threads in lock-step: %v\n", s.lockstep.threads)
	}
	s.crew.describe(w)
	s.describeClients(w)
}

func describeHeap(w io.Writer, name string, heap *mem.Heap) {
	bytes, blocks := heap.Live()
	pendingBytes, pending := heap.PendingFree()
	fmt.Fprintf(w, "heap %s: %d bytes in %d blocks, of which %d in %d come home\n", name, bytes, blocks, pendingBytes, pending)
}

// describe tells of the reactor model's threads: main's side and theirs.
func (g *crew) describe(w io.Writer) {
	if len(g.threads) == 0 {
		return
	}
	fmt.Fprintf(w, "io-threads: %d of %d serve (%v), %d have not stopped; main is %v, spins %v\n",
		g.active, len(g.threads), g.gate, g.running, g.bell, g.spin)
	if g.moving {
		fmt.Fprintf(w, "  clients move, %d so far\n", g.moves)
	}
	for i, t := range g.threads {
		t.describe(w, g.living[i])
		fmt.Fprintf(w, "  main's end: %v\n", g.ends[i])
	}
}

func (t *ioThread) describe(w io.Writer, living int) {
	fmt.Fprintf(w, "%s: %v, spins %v; %d clients live there, %d descriptors watched, %d connections away\n",
		ioThreadName(t.number), t.bell, t.spin, living, len(t.slots), t.away)
	fmt.Fprintf(w, "  %d to receive from, %d to send to, %d messages not published\n", len(t.ready), len(t.pending), t.unsent)
	describeHeap(w, ioThreadName(t.number), t.heap)
}

func (s *Server) describeClients(w io.Writer) {
	fmt.Fprintf(w, "clients: %d, and %d that are closed; %d wait, %d go on\n",
		s.clients.count, len(s.clients.closing), s.blocked.count, len(s.blocked.resumed))
	for c := s.clients.first; c != nil; c = c.next {
		c.describe(w)
	}
	for _, c := range s.clients.closing {
		c.describe(w)
	}
}

// describe tells where the client's connection is, what it holds, and what the client
// waits for.
func (c *client) describe(w io.Writer) {
	fmt.Fprintf(w, "  client %d, %v, descriptor %d: %s\n", c.id, c.peer, c.fd, c.whereabouts())
	q := &c.query
	fmt.Fprintf(w, "    query: %d of %d bytes, parsed up to %d, then up to %d", q.length, q.size, c.parser.Start(), c.parser.Position())
	if p := c.parsed; p != nil {
		fmt.Fprintf(w, "; %d requests found, broken behind them: %t", len(p.requests), p.failed)
	}
	fmt.Fprintf(w, "\n    owes: %d bytes in %d blocks, RESP%d\n", c.unsent(), len(c.output.waiting()), c.reply.Protocol())
	if words := c.condition(); len(words) > 0 {
		fmt.Fprintf(w, "    %s\n", strings.Join(words, ", "))
	}
}

// whereabouts is which thread has the connection, and where the client lives.
func (c *client) whereabouts() string {
	switch {
	case c.home == nil:
		return "with main"
	case c.away && c.home.here:
		return fmt.Sprintf("with io_thd_%d", c.home.thread.number)
	case c.away:
		return fmt.Sprintf("of io_thd_%d, on the way", c.home.thread.number)
	case c.home.courier != nil:
		return fmt.Sprintf("of io_thd_%d, visiting main, a courier owes %d bytes", c.home.thread.number, c.home.courier.unsent())
	}
	return fmt.Sprintf("of io_thd_%d, visiting main", c.home.thread.number)
}

// unsent is owedBytes without a trace of having looked.
func (c *connection) unsent() int {
	total := -c.output.sent
	waiting := c.output.waiting()
	for i, b := range waiting {
		if i == len(waiting)-1 {
			b.used = c.reply.Used()
		}
		total += b.used
	}
	return total
}

// condition is what else there is to know of the client, in words.
func (c *client) condition() []string {
	var words []string
	for _, flag := range []struct {
		set  bool
		word string
	}{
		{c == c.server.current, "its command runs"},
		{c.flags&blocked != 0, "waits " + blockNames[c.blocked.reason]},
		{c.flags&resumed != 0, "goes on"},
		{c.flags&closing != 0, "is closed"},
		{c.state&dead != 0, "dead"},
		{c.held, "held"},
		{c.moves, "moves"},
		{c.state&sendPending != 0, "to be sent to"},
		{c.state&sendBlocked != 0, "its socket is full"},
		{c.state&closeAfterReply != 0, "closed when all is sent"},
		{c.state&full != 0, "there may be more to receive"},
		{c.flags&reparse != 0, "to be parsed again"},
		{c.flags&dirtyCAS != 0, "a watched key has changed"},
		{c.flags&(replyOff|replySkip|replySkipNext) != 0, "is not answered"},
		{c.ended.reason != endNone, fmt.Sprintf("has ended (%d, %v)", c.ended.reason, c.ended.errno)},
		{len(c.watched) > 0, fmt.Sprintf("watches %d keys", len(c.watched))},
	} {
		if flag.set {
			words = append(words, flag.word)
		}
	}
	if c.transaction != nil {
		words = append(words, fmt.Sprintf("a transaction of %d requests", len(c.transaction.requests)))
	}
	if c.lastCommand != nil {
		words = append(words, "last "+c.lastCommand.FullName)
	}
	return words
}

var pauseNames = [...]string{pauseNone: "nobody", pauseWrite: "who writes", pauseAll: "all"}

var blockNames = [blockReasons]string{
	postponed: "for the end of a pause", forKeys: "for keys", forReplicas: "for replicas",
}
