package server

import (
	"math"
	"unsafe"

	"seedis/commands"
	"seedis/resp"
	"seedis/store"
)

// wait is what a client waits for, and what its command asked for with that, see
// commands.Wait.
type wait struct {
	reason blockReason
	kind   store.Type // that the value of a key must have
	// uncounted: that the command changes something counts for nothing when its
	// client has waited.
	uncounted bool
	cycles    uint64  // that the command has taken
	places    []place // in the queues of the keys, each once
	memory    int     // bytes of the room for places, and of the queues that it stands first in
	until     int64   // the wait's last millisecond, since 1970; 0: it has none
	deadline  int     // place among the deadlines, from 1 on; 0: none
}

// place is a client's place in the queue of a key.
type place struct {
	client         *client
	argument       int // of its request, that is the key
	queue          *keyQueue
	previous, next *place
}

// keyQueue are the clients that wait for a key, in the order in which they began
// to. There is one for each key that somebody waits for.
type keyQueue struct {
	watchKey
	first, last *place
	ofKind      waitersByKind // of this key
	ready       bool          // it is among those to be looked at
	swaps       uint64        // keyWaits.swaps when a swap last looked at it
}

// waitersByKind is how many wait for a value of a type.
type waitersByKind [store.HashType + 1]int

// What waiting takes of the Go heap, in bytes: a place, and a queue with its
// entry in the map, beside the name of the key.
const (
	placeSize = int(unsafe.Sizeof(place{}))
	queueSize = int(unsafe.Sizeof(keyQueue{}) + unsafe.Sizeof(watchKey{}) + unsafe.Sizeof(uintptr(0)))
)

func (q *keyQueue) memory() int { return queueSize + len(q.key) }

// keyWaits are all that wait for keys.
type keyWaits struct {
	byKey  map[watchKey]*keyQueue
	most   int           // queues that byKey held since it was made
	memory int           // bytes, of all clients
	ofKind waitersByKind // a client once, for however many keys it waits
	ready  []*keyQueue   // whose key has got a value, in that order
	swaps  uint64        // how often two databases have exchanged their keys
	spans  []resp.Span   // scratch: the arguments of who is served
	limits resp.Limits   // that a request that was accepted once meets
}

func (w *keyWaits) init() {
	w.byKey = make(map[watchKey]*keyQueue)
	w.limits = resp.Limits{MaxBulk: math.MaxInt64, MaxArgs: math.MaxInt32, Authenticated: true}
}

// await makes the client wait whose request has just run and asked for that,
// after so many cycles.
func (s *Server) await(c *client, args resp.Args, cycles uint64) {
	if s.call.Ready != 0 {
		panic("server: a command that was served waits on: " + c.lastCommand.FullName)
	}
	asked, q := s.call.Wait, s.running()
	s.call.Wait = commands.Wait{} // here alone: most commands ask for none
	reason := forReplicas
	if asked.End > asked.First {
		reason = forKeys
	}
	s.block(c, reason, int(q.start))
	b := &c.blocked
	c.query.aside, b.arguments = int(q.end-q.start), argumentBytes(args)
	b.cycles, b.kind, b.until, b.uncounted = cycles, asked.Kind, asked.Until, asked.Uncounted
	if reason == forKeys {
		s.queueForKeys(c, args, asked)
	}
	if b.until != 0 {
		s.addDeadline(c)
	}
}

// queueForKeys puts the client at the end of the queue of each key it named.
func (s *Server) queueForKeys(c *client, args resp.Args, asked commands.Wait) {
	w, b := &s.waits, &c.blocked
	w.ofKind[b.kind]++
	if room := asked.End - asked.First; cap(b.places) < room {
		w.charge(c, (room-cap(b.places))*placeSize)
		b.places = make([]place, 0, room) // places refer to each other, and stay where they are
	}
	for i := asked.First; i < asked.End; i++ {
		queue := w.queueOf(watchKey{db: c.db.Index(), key: string(args.At(i))})
		if last := queue.last; last != nil && last.client == c {
			continue // it has named the key twice
		}
		b.places = append(b.places, place{client: c, argument: i, queue: queue, previous: queue.last})
		p := &b.places[len(b.places)-1]
		if queue.last == nil {
			queue.first = p
			w.charge(c, queue.memory())
		} else {
			queue.last.next = p
		}
		queue.last = p
		queue.ofKind[b.kind]++
	}
}

// charge makes a client pay for so many bytes more.
func (w *keyWaits) charge(c *client, bytes int) {
	c.blocked.memory += bytes
	w.memory += bytes
}

// queueOf is the queue of a key; there is one from now on.
func (w *keyWaits) queueOf(name watchKey) *keyQueue {
	queue := w.byKey[name]
	if queue == nil {
		queue = &keyQueue{watchKey: name}
		w.byKey[name] = queue
		w.most = max(w.most, len(w.byKey))
	}
	return queue
}

// forgetWait takes the client out of all queues, and out of the deadlines.
func (s *Server) forgetWait(c *client) {
	b := &c.blocked
	if b.deadline != 0 {
		s.deadlines.remove(c)
	}
	if b.reason != forKeys {
		return
	}
	s.waits.ofKind[b.kind]--
	for i := range b.places {
		s.waits.leave(&b.places[i])
	}
	clear(b.places)
	b.places = b.places[:0]
	if cap(b.places) > placesKept {
		s.waits.release(c)
	}
}

// release gives back the room for places of a client that waits no more.
func (w *keyWaits) release(c *client) {
	w.charge(c, -cap(c.blocked.places)*placeSize)
	c.blocked.places = nil
}

// placesKept is for how many keys a client keeps room when it waits no more:
// most wait for one or a few, again and again.
const placesKept = 16

// leave takes one place out of its queue. The client that stands first pays for
// the queue: now the next one does.
func (w *keyWaits) leave(p *place) {
	queue := p.queue
	queue.ofKind[p.client.blocked.kind]--
	if p.previous == nil {
		queue.first = p.next
		w.charge(p.client, -queue.memory())
		if p.next != nil {
			w.charge(p.next.client, queue.memory())
		}
	} else {
		p.previous.next = p.next
	}
	if p.next == nil {
		queue.last = p.previous
	} else {
		p.next.previous = p.previous
	}
	if queue.first != nil {
		return
	}
	delete(w.byKey, queue.watchKey)
	w.byKey = shrunk(w.byKey, &w.most)
}
