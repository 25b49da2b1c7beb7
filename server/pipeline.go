package server

import (
	"math"

	"seedis/commands"
	"seedis/resp"
	"seedis/sys"
)

// queueMax is the number of commands that are prefetched together: enough that
// the memory answers the first before the last is asked for, few enough that
// nothing is evicted from the first-level cache before it is used.
const queueMax = 64

// queued is a parsed command on its way to execution. Its arguments are spans
// of the client's query buffer.
type queued struct {
	client  *client
	command *commands.Command // nil if there is none of that name
	first   uint32            // of the queue's spans
	count   uint32
	start   uint32 // where the request starts in the query buffer
	end     uint32 // and where it ends
	key     uint32 // the argument that is the first key, 0 for none
	hash    uint64 // of that key
}

// pipeline is the state of the batch stages.
type pipeline struct {
	ops     []sys.Op
	queue   [queueMax]queued
	length  int
	spans   []resp.Span
	limits  resp.Limits
	running int // place in queue of the request that runs, or ran last
}

// spansUsual is room for the arguments of a queue of usual commands, spansMax
// what is kept after one of unusual ones.
const (
	spansUsual = 8 * queueMax
	spansMax   = 64 << 10
)

func (p *pipeline) init() {
	p.ops = make([]sys.Op, batchMax)
	p.spans = make([]resp.Span, 0, spansUsual)
	p.limits.MaxArgs = math.MaxInt32 // INT_MAX, as in Redis 7.0
}

// serveBatch parses and executes all that the clients of a batch have sent.
func (s *Server) serveBatch(batch []*client) {
	for _, c := range batch {
		s.parse(c)
	}
	s.executeQueue()
	for _, c := range batch {
		for c.flags&reparse != 0 {
			s.parse(c)
			s.executeQueue()
		}
		c.query.drop(s.heap, c.parser.Start())
		c.parser.Discard(c.parser.Start())
		s.weigh(c)
	}
	s.reached(workParse)
}

// parse queues the requests of one client. A full queue is executed on the way.
func (s *Server) parse(c *client) {
	p := &s.pipeline
	if c.query.length == 0 {
		return // it has waited and was served, and the batch that did it has dropped all
	}
	for c.flags&(closing|closeAfterReply|blocked) == 0 {
		if c.flags&reparse != 0 {
			c.flags &^= reparse
			c.parser.Rewind(c.resume)
		}
		p.limits.Authenticated = c.isAuthenticated()
		p.limits.MaxBulk = s.config.ProtoMaxBulkLen
		first, start := len(p.spans), c.parser.Start()
		spans, status := c.parser.Next(c.query.bytes(s.heap), &p.limits, p.spans)
		p.spans = spans
		switch status {
		case resp.Incomplete:
			s.markSplit(c)
			return
		case resp.Failed:
			s.executeQueue()
			if c.flags&(reparse|blocked) == 0 {
				s.failProtocol(c)
				return
			}
			continue
		}
		p.queue[p.length] = queued{
			client: c, first: uint32(first), count: uint32(len(spans) - first),
			start: uint32(start), end: uint32(c.parser.Start()),
		}
		p.length++
		if p.length == queueMax {
			s.kernel.Mark(sys.MarkQueueFull)
			s.executeQueue()
		}
	}
	c.flags &^= reparse
}

// limitsChanged is called when the client that runs a request logs in or out, or
// sets how long an argument may be. What it sent behind the request may be
// parsed already, under the limits of before: that is dropped from the queue and
// parsed again.
func (s *Server) limitsChanged(c *client) {
	if c == s.current {
		c.flags |= reparse
		c.resume = int(s.running().end)
	}
}

// running is the queued request that runs.
func (s *Server) running() *queued { return &s.pipeline.queue[s.pipeline.running] }

func (s *Server) markSplit(c *client) {
	switch inHeader, inBulk := c.parser.Partial(); {
	case inHeader:
		s.kernel.Mark(sys.MarkHeaderSplit)
	case inBulk:
		s.kernel.Mark(sys.MarkBulkSplit)
	}
}

// failProtocol answers a client that broke the protocol, for the last time.
func (s *Server) failProtocol(c *client) {
	if c.flags&(closing|closeAfterReply) != 0 {
		return
	}
	s.kernel.Mark(sys.MarkProtocolError)
	s.log.verbose("Protocol error (%s) from client: %s", c.parser.Error().Name(), c)
	c.parser.WriteError(&c.reply)
	s.countError(c)
	s.closeWhenSent(c)
}

// executeQueue takes the queued commands through the remaining stages.
func (s *Server) executeQueue() {
	p := &s.pipeline
	queue := p.queue[:p.length]
	for i := range queue {
		s.identify(&queue[i])
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

// identify finds a queued request's command, hashes its first key and asks for
// the key's bucket. The database may be another by the time the command runs:
// then the prefetch was in vain, no more.
func (s *Server) identify(q *queued) {
	args := s.args(q)
	q.command = s.table.Find(args.At(0))
	if q.command == nil {
		return
	}
	key := q.command.FirstKey()
	if key == 0 || uint32(key) >= q.count {
		return
	}
	q.key = uint32(key)
	q.hash = s.keyspace.Key(args.At(key)).Hash
	q.client.db.PrefetchBucket(q.hash)
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
	return resp.Args{
		Buffer: q.client.query.bytes(s.heap),
		Spans:  s.pipeline.spans[q.first : q.first+q.count],
	}
}
