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

// concerns tells whether somebody may wait for what an event of a class leaves
// behind: nothing, or a value of the type that the class is for. Most writes are
// of a type that nobody waits for, and need not look for their key.
func (w *keyWaits) concerns(class commands.EventClass) bool {
	switch class {
	case commands.String:
		return w.ofKind[store.String] > 0
	case commands.List:
		return w.ofKind[store.ListType] > 0
	case commands.Set:
		return w.ofKind[store.SetType] > 0
	case commands.ZSet:
		return w.ofKind[store.ZSetType] > 0
	case commands.Hash:
		return w.ofKind[store.HashType] > 0
	}
	return true
}

// wakeSwapped is called for two databases that are about to exchange their keys.
func (s *Server) wakeSwapped(a, b *store.DB) {
	s.waits.swaps++
	for c := s.blocked.queues[forKeys].first; c != nil; c = c.blocked.next {
		for i := range c.blocked.places {
			if queue := c.blocked.places[i].queue; queue.swaps != s.waits.swaps {
				queue.swaps = s.waits.swaps
				s.wakeQueueSwapped(queue, a, b)
			}
		}
	}
}

func (s *Server) wakeQueueSwapped(queue *keyQueue, a, b *store.DB) {
	switch queue.db {
	case a.Index():
		s.noteReady(queue, b.Find(s.keyspace.Key([]byte(queue.key))))
	case b.Index():
		s.noteReady(queue, a.Find(s.keyspace.Key([]byte(queue.key))))
	}
}

// noteReady puts a key among those to be looked at, unless nobody waits for
// values of that type, at whatever key. The last does not decide who is served
// but, as in Redis, in which order: one request of a transaction may give the key
// a value that nobody waits for here, and a later one what they do wait for.
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
	s.refreshClock()
	clear(w.ready)
	w.ready = w.ready[:0]
	if cap(w.ready) > listKept {
		w.ready = nil
	}
}

// serveQueue serves those who wait for a key, in the order in which they began
// to, for as long as the key has what some of them wait for. They are counted, so
// that a write costs nothing for those who wait for another type.
func (s *Server) serveQueue(queue *keyQueue) {
	queue.ready = false
	value := s.valueOf(queue)
	for p := queue.first; p != nil && value.Exists() && queue.ofKind[value.Type()] > 0; {
		next := p.next
		if p.client.blocked.kind == value.Type() {
			s.serveWaiting(p.client, p.argument)
			value = s.valueOf(queue)
		}
		p = next
	}
}

// valueOf is the value that a key has, if it is not past its time. During a pause
// nothing is deleted, whichever command ran last.
func (s *Server) valueOf(queue *keyQueue) store.Entry {
	value := s.keyspace.DB(queue.db).Find(s.keyspace.Key([]byte(queue.key)))
	if !value.Exists() || !commands.IsExpired(value, s.clock.milliseconds()) {
		return value
	}
	if s.pause.kind == pauseNone {
		s.call.Expire(value)
	}
	return store.Entry{}
}

// serveWaiting runs the request of a client that waits once more, for the key
// that is its argument: the key has what the command takes.
func (s *Server) serveWaiting(c *client, argument int) {
	args, command, waited := s.takeRequest(c), c.lastCommand, c.blocked.cycles
	dirty, uncounted := s.dirty, c.blocked.uncounted
	s.unblock(c)
	s.call.FirstKey.Bytes = nil
	s.call.Ready = argument
	s.kernel.Mark(sys.MarkServed)
	s.stats.uncount(command, waited)
	s.clock.resume(waited)
	began := s.clock.cycles + waited
	s.invoke(c, command, args)
	s.call.Ready = 0
	s.sampleLatency(latencyUnblocking, s.clock.cycles-began)
	if uncounted {
		s.dirty = dirty
	}
	c.answered()
}

// takeRequest takes the request of a client that waits out of its query buffer.
func (s *Server) takeRequest(c *client) resp.Args {
	w, buffer := &s.waits, c.query.bytes()
	spans, status := c.parser.Next(buffer, &w.limits, w.spans[:0])
	if status != resp.Complete {
		panic("server: the request of a client that waits is not whole")
	}
	if cap(spans) <= spansMax {
		w.spans = spans
	}
	return resp.Args{Buffer: buffer, Spans: spans}
}
