package server

import (
	"seedis/commands"
	"seedis/resp"
	"seedis/sys"
)

// queueMax is the number of commands that are prefetched together: enough that
// the memory answers the first before the last is asked for, few enough that
// nothing is evicted from the first-level cache before it is used.
const queueMax = 64

// queued is a parsed command on its way to execution. Its arguments are spans
// of the client's query buffer; an I/O thread has found them, or main.
type queued struct {
	client  *client
	command *commands.Command // nil if there is none of that name
	first   uint32            // of the queue's spans
	count   uint32
	start   uint32 // where the request starts in the query buffer
	end     uint32 // and where it ends
	key     uint32 // the argument that is the first key, 0 for none
	found   bool   // by an I/O thread: the spans are those of the client's parsed
	hash    uint64 // of that key
}

// pipeline is the state of the batch stages.
type pipeline struct {
	queue   [queueMax]queued
	length  int
	spans   []resp.Span
	clerk   clerk
	running int // place in queue of the request that runs, or ran last
}

// spansUsual is room for the arguments of a queue of usual commands, spansMax
// what is kept after one of unusual ones.
const (
	spansUsual = 8 * queueMax
	spansMax   = 64 << 10
)

func (p *pipeline) init(clerk clerk) {
	p.spans = make([]resp.Span, 0, spansUsual)
	p.clerk = clerk
}

// serve is the batch of a turn: it takes the clients that the file events
// gathered through receive, parse, prefetch and execute.
func (s *Server) serve() {
	s.gatherReads()
	for rest := s.main.readable; len(rest) > 0; {
		batch := rest[:min(batchMax, len(rest))]
		rest = rest[len(batch):]
		received := s.main.receive(batch)
		s.reached(workReceive)
		s.crew.sampler.ready += len(received)
		s.serveBatch(received)
	}
	s.main.readable = emptied(s.main.readable)
	s.serveReads()
	s.serveThreads()
	s.serveResumed()
}

// serveBatch parses and executes all that the clients of a batch have sent.
func (s *Server) serveBatch(batch []*connection) {
	for _, c := range batch {
		if c.parsed != nil {
			s.queueParsed(c.client)
		}
		if c.parsed == nil || c.parsed.more {
			s.parse(c.client)
		}
	}
	s.executeQueue()
	for _, connection := range batch {
		c := connection.client
		for c.flags&reparse != 0 {
			s.parse(c)
			s.executeQueue()
		}
		s.concluded(c)
	}
	s.reached(workParse)
}

// concluded is what follows for a client when all it has sent is executed, or waits.
func (s *Server) concluded(c *client) {
	if c.flags&resumed != 0 {
		return // it goes on at once
	}
	if c.flags&(closing|blocked) == 0 && c.home != nil {
		s.handBack(c)
		return
	}
	c.query.drop(&s.main, c.parser.Start())
	c.parser.Discard(c.parser.Start())
	s.weigh(c)
	if c.home != nil && c.flags&closing == 0 {
		s.hold(c)
	}
}

// parse queues the requests of one client. A full queue is executed on the way.
func (s *Server) parse(c *client) {
	p := &s.pipeline
	if c.query.length == 0 {
		return // it has waited and was served, and the batch that did it has dropped all
	}
	for c.flags&(closing|blocked) == 0 && c.state&closeAfterReply == 0 {
		if c.flags&reparse != 0 {
			c.flags &^= reparse
			c.parser.Rewind(int(c.resume))
		}
		var q queued
		var status resp.Status
		q, p.spans, status = p.clerk.next(&c.connection, p.spans)
		switch status {
		case resp.Incomplete:
			c.markSplit()
			return
		case resp.Failed:
			s.executeQueue()
			if c.flags&(reparse|blocked) == 0 {
				s.failProtocol(c)
				return
			}
			continue
		}
		s.queue(c, &q)
	}
	c.flags &^= reparse
}

// queueParsed queues the requests of one client that an I/O thread has found. Those
// behind one that makes its client wait, or changes how the rest is to be read, are
// dropped, and main parses them again.
func (s *Server) queueParsed(c *client) {
	for i := range c.parsed.requests {
		if c.flags&(closing|blocked|reparse) != 0 || c.state&closeAfterReply != 0 {
			return
		}
		s.queue(c, &c.parsed.requests[i])
	}
	if c.parsed.failed {
		s.executeQueue()
		if c.flags&(reparse|blocked) == 0 {
			s.failProtocol(c)
		}
	}
}

// queue queues a request.
func (s *Server) queue(c *client, q *queued) {
	p := &s.pipeline
	p.queue[p.length] = *q
	p.queue[p.length].client = c
	p.length++
	if p.length == queueMax {
		s.kernel.Mark(sys.MarkQueueFull)
		s.executeQueue()
	}
}

// limitsChanged is called when the client that runs a request logs in or out, or
// sets how long an argument may be. What it sent behind the request may be
// parsed already, under the limits of before: that is dropped from the queue and
// parsed again.
func (s *Server) limitsChanged(c *client) {
	if c == s.current {
		c.flags |= reparse
		c.resume = s.running().end
	}
}

// running is the queued request that runs.
func (s *Server) running() *queued { return &s.pipeline.queue[s.pipeline.running] }

func (c *connection) markSplit() {
	switch inHeader, inBulk := c.parser.Partial(); {
	case inHeader:
		c.reactor.kernel.Mark(sys.MarkHeaderSplit)
	case inBulk:
		c.reactor.kernel.Mark(sys.MarkBulkSplit)
	}
}

// failProtocol answers a client that broke the protocol, for the last time.
func (s *Server) failProtocol(c *client) {
	if c.state&(dead|closeAfterReply) != 0 {
		return
	}
	s.kernel.Mark(sys.MarkProtocolError)
	s.log.verbose("Protocol error (%s) from client: %s", c.parser.Error().Name(), c)
	c.parser.WriteError(&c.reply)
	s.countError(c)
	c.closeWhenSent()
}

// executeQueue takes the queued commands through the remaining stages. The database
// may be another by the time a command runs: then the prefetch was in vain, no more.
func (s *Server) executeQueue() {
	p := &s.pipeline
	queue := p.queue[:p.length]
	for i := range queue {
		q := &queue[i]
		if !q.found {
			p.clerk.identify(q, s.args(q))
		}
		if q.key != 0 {
			q.client.db.PrefetchBucket(q.hash)
		}
	}
	for i := range queue {
		if q := &queue[i]; q.key != 0 {
			q.client.db.PrefetchEntry(q.hash)
		}
	}
	s.turn.ends(workParse, s.clock.lap()) // what came before is no command's time
	for i := range queue {
		p.running = i
		s.execute(&queue[i])
	}
	s.turn.ends(workCommand, s.clock.cycles)
	clear(queue)
	p.length = 0
	p.spans = p.spans[:0]
	if cap(p.spans) > spansMax {
		p.spans = make([]resp.Span, 0, spansUsual)
	}
	s.doChore(s.clock.cycles)
}

// argumentBytes is the length of all arguments, in bytes.
func argumentBytes(args resp.Args) int {
	total := 0
	for _, span := range args.Spans {
		total += int(span.Length)
	}
	return total
}

// args are the arguments of a queued request.
func (s *Server) args(q *queued) resp.Args {
	spans := s.pipeline.spans
	if q.found {
		spans = q.client.parsed.spans
	}
	return resp.Args{Buffer: q.client.query.bytes(), Spans: spans[q.first : q.first+q.count]}
}
