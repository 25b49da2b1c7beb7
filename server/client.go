package server

import (
	"maps"
	"time"
	"unsafe"

	"seedis/commands"
	"seedis/loop"
	"seedis/store"
	"seedis/sys"
)

// clientFlags are the states of a client that are not told by its other fields.
type clientFlags uint32

const (
	// closing: the client is none any more and is freed before the next sleep.
	// Nothing is received or sent, and no request begins; those of an EXEC that
	// runs still do.
	closing clientFlags = 1 << iota
	// reparse: what the client has sent behind the request at resume must be
	// parsed anew, because other limits hold since.
	reparse
	// dirtyCAS: a watched key changed, EXEC will fail.
	dirtyCAS
	// dirtyExec: a command was refused while queueing, EXEC will fail.
	dirtyExec
	// blocked: the client waits, see blocked.go.
	blocked
	// resumed: the wait is over, and serveResumed is to go on with the client.
	resumed
	// replyOff: nothing is answered, see CLIENT REPLY.
	replyOff
	// replySkip: the request that runs is not answered.
	replySkip
	// replySkipNext: the one behind it will not be.
	replySkipNext
	// noEvict: the client asked to be spared when clients are closed to save
	// memory, see CLIENT NO-EVICT.
	noEvict
)

// client is what main knows of one connection, and the connection.
type client struct {
	connection
	server *Server
	flags  clientFlags
	resume uint32 // with reparse: where in the query buffer to go on
	id     uint64
	peer   sys.Addr
	local  sys.Addr
	name   string
	db     *store.DB

	transaction *transaction // that MULTI has opened; nil for none
	watched     []watch
	watchMemory int // bytes of these, and of the keys that it watches as the first
	blocked     blockedState

	// Of one that lives with an I/O thread.
	home  *slot  // there; nil: with main
	away  bool   // the thread has the connection, and main does not touch it
	held  bool   // main keeps the connection, see hold
	moves bool   // the thread was asked for the connection
	last  *shape // of the connection when it was handed over

	created     time.Duration // on the monotonic clock
	lastCommand *commands.Command
	weight      weight // while there is a limit to what clients take

	previous, next *client // in the list of clients
}

// clientSize is what a client costs on the Go heap, in bytes, as far as it does
// not depend on what it does.
const clientSize = int(unsafe.Sizeof(client{}))

// clients are the connected ones, in the order in which they came.
type clients struct {
	first, last *client
	count       int
	byID        map[uint64]*client
	mostIDs     int // that byID held since it was made
	nextID      uint64
	closing     []*client // no longer in the list, to be freed before the next sleep, or when they come
}

// firstClientID is the number of the first connection: Redis has given 1 and 2
// to clients of its interpreter by then.
const firstClientID = 3

func (l *clients) add(c *client) {
	if l.byID == nil {
		l.byID = make(map[uint64]*client)
	}
	c.id = l.nextID
	l.nextID++
	l.byID[c.id] = c
	c.previous = l.last
	if l.last == nil {
		l.first = c
	} else {
		l.last.next = c
	}
	l.last = c
	l.count++
	l.mostIDs = max(l.mostIDs, l.count)
}

func (l *clients) remove(c *client) {
	if c.previous == nil {
		l.first = c.next
	} else {
		c.previous.next = c.next
	}
	if c.next == nil {
		l.last = c.previous
	} else {
		c.next.previous = c.previous
	}
	delete(l.byID, c.id)
	l.count--
	l.byID = shrunk(l.byID, &l.mostIDs)
}

// mapKept is how many entries a map may have room for whatever their number.
const mapKept = 1024

// shrunk is the map for what m holds, which never held more than most since it
// was made: another one if that is a fraction of it, as a map of Go gives no room
// back.
func shrunk[K comparable, V any](m map[K]V, most *int) map[K]V {
	if *most <= mapKept || len(m) > *most/8 {
		return m
	}
	smaller := make(map[K]V, len(m))
	maps.Copy(smaller, m)
	*most = len(m)
	return smaller
}

// listKept is how many clients a list of a turn may keep room for: a usual turn
// has at most as many as the loop takes events, and pays for the list once.
const listKept = 4096

// emptied is a list of clients or connections for the next turn. It refers to
// none.
func emptied[T any](list []*T) []*T {
	clear(list)
	if cap(list) > listKept {
		return nil
	}
	return list[:0]
}

// newClient takes over a connected descriptor.
func (s *Server) newClient(fd sys.FD, peer, local sys.Addr) *client {
	c := &client{
		connection: connection{reactor: &s.main, fd: fd, lastActive: s.clock.monotonic},
		server:     s, peer: peer, local: local, db: s.keyspace.DB(0), created: s.clock.monotonic,
	}
	c.client = c
	c.output.init()
	c.reply.Attach(nil, 0, &c.connection)
	c.reply.SetProtocol(2)
	c.resetAuthentication()
	s.clients.add(c)
	if !s.settle(c) {
		s.clients.remove(c)
		s.kernel.Close(fd)
		return nil
	}
	s.weigh(c)
	return c
}

// resetAuthentication puts the client where a new connection starts.
func (c *client) resetAuthentication() {
	c.state &^= authenticated
	if !c.reactor.settings.password {
		c.state |= authenticated
	}
}

// closeClient ends a client: nobody sees it any more. It is freed at the next safe
// place, which is before the loop sleeps, when no batch or queue refers to it.
// Replies not sent are lost.
func (s *Server) closeClient(c *client) {
	if c.flags&closing != 0 {
		return
	}
	c.flags |= closing
	if !c.away {
		c.state |= dead
	}
	if c.home == nil {
		s.main.loop.Delete(c.fd, loop.Readable|loop.Writable)
	}
	if s.options.Observer != nil {
		s.options.Observer.Closed(c.id)
	}
	if c.flags&blocked != 0 {
		s.kernel.Mark(sys.MarkWaiterLeft)
	}
	s.forgetBlocked(c)
	s.weights.forget(c)
	if s.cron.client == c {
		s.cron.client = c.next
	}
	if s.crew.cursor == c {
		s.crew.cursor = c.next
	}
	s.clients.remove(c)
	s.clients.closing = append(s.clients.closing, c)
}

func (s *Server) freeClosing() {
	if len(s.clients.closing) == 0 {
		return
	}
	s.reached(workSend)
	kept := s.clients.closing[:0]
	for _, c := range s.clients.closing {
		if c.home == nil {
			s.freeClient(c)
		} else {
			s.recall(c)
			kept = append(kept, c)
		}
	}
	clear(s.clients.closing[len(kept):])
	s.clients.closing = kept
	s.listenAgain()
	s.reached(workClose)
}

// freeClient releases all that a closing client holds.
func (s *Server) freeClient(c *client) {
	s.unwatch(c)
	s.waits.release(c)
	s.releaseTransaction(c)
	c.query.release(&s.main)
	c.releaseOutput()
	s.kernel.Close(c.fd)
}

// memory is what the client takes, in bytes: as far as used_memory counts it, and
// in all.
func (c *client) memory() (counted, inAll int) {
	counted = c.buffers() + c.transaction.memory(c.server.heap) + c.watchMemory + c.blocked.memory
	return counted, clientSize + counted
}
