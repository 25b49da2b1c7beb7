package server

import (
	"seedis/commands"
	"seedis/resp"
	"seedis/store"
	"seedis/sys"
)

// wake takes note of a key that was modified and may have what somebody waits
// for. Who is served is decided when the command has ended that runs, so that
// nobody comes between the requests of a transaction.
func (s *Server) wake(db *store.DB, key []byte) {
	if queue := s.waits.byKey[watchKey{db: db.Index(), key: string(key)}]; queue != nil {
		s.noteReady(queue, db.Find(s.keyspace.Key(key)))
	}
}

// wakeSwapped is called for two databases that are about to exchange their keys.
func (s *Server) wakeSwapped(a, b *store.DB) {
	for c := s.blocked.queues[forKeys].first; c != nil; c = c.blocked.next {
		for i := range c.blocked.places {
			queue := c.blocked.places[i].queue
			switch queue.db {
			case a.Index():
				s.noteReady(queue, b.Find(s.keyspace.Key([]byte(queue.key))))
			case b.Index():
				s.noteReady(queue, a.Find(s.keyspace.Key([]byte(queue.key))))
			}
		}
	}
}

// noteReady puts a key among those to be looked at, unless nobody waits for
// values of that type, at whatever key. The last does not decide who is served
// but, as in Redis, in which order.
func (s *Server) noteReady(queue *keyQueue, value store.Entry) {
	if !queue.ready && value.Exists() && s.waits.ofKind[value.Type()] > 0 {
		queue.ready = true
		s.waits.ready = append(s.waits.ready, queue)
	}
}

// serveReady serves those who wait for the keys that got a value, in the order
// in which the keys got it. Who is served may give another key a value: that one
// is looked at last.
func (s *Server) serveReady() {
	w := &s.waits
	if s.options.Observer != nil {
		s.options.Observer.Serving(s.clock.milliseconds())
	}
	for i := 0; i < len(w.ready); i++ {
		s.serveQueue(w.ready[i])
	}
	clear(w.ready)
	w.ready = w.ready[:0]
	if cap(w.ready) > listKept {
		w.ready = nil
	}
}

// serveQueue serves those who wait for a key, in the order in which they began
// to, for as long as the key has what they wait for.
func (s *Server) serveQueue(queue *keyQueue) {
	queue.ready = false
	db, key := s.keyspace.DB(queue.db), s.keyspace.Key([]byte(queue.key))
	for p := queue.first; p != nil; {
		value := db.Find(key)
		switch {
		case !value.Exists():
			return
		case commands.IsExpired(value, s.clock.milliseconds()):
			s.call.Expire(value)
			return
		}
		next := p.next
		if p.client.blocked.kind == value.Type() {
			s.serveWaiting(p.client, p.argument)
		}
		p = next
	}
}

// serveWaiting runs the request of a client that waits once more, for the key
// that is its argument: the key has what the command takes.
func (s *Server) serveWaiting(c *client, argument int) {
	args, command, waited := s.takeRequest(c), c.lastCommand, c.blocked.cycles
	dirty, uncounted := s.dirty, c.blocked.uncounted
	s.unblock(c)
	s.prepare(c, command, args)
	call := &s.call
	call.FirstKey.Bytes = nil
	call.Ready = argument
	s.kernel.Mark(sys.MarkServed)
	errors, _ := c.reply.Errors()
	began := s.clock.lap()
	command.Run(call)
	cycles := s.clock.lap() - began
	call.Ready = 0
	if uncounted {
		s.dirty = dirty
	}
	if call.Wait.Asked {
		panic("server: a command that was served waits on: " + command.FullName)
	}
	s.stats.countRest(command, cycles, waited, s.config.LatencyTracking)
	if waited+cycles >= s.slowlog.threshold {
		s.logSlow(c, command, args, waited+cycles)
	}
	if now, code := c.reply.Errors(); now != errors {
		s.blame(command, code, now-errors)
	}
	c.answered()
}

// takeRequest takes the request of a client that waits out of its query buffer.
func (s *Server) takeRequest(c *client) resp.Args {
	w, buffer := &s.waits, c.query.bytes(s.heap)
	spans, status := c.parser.Next(buffer, &w.limits, w.spans[:0])
	if status != resp.Complete {
		panic("server: the request of a client that waits is not whole")
	}
	if cap(spans) <= spansMax {
		w.spans = spans
	}
	return resp.Args{Buffer: buffer, Spans: spans}
}
