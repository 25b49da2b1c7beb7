package server

import (
	"fmt"
	"slices"

	"seedis/iothreads"
	"seedis/sys"
)

// lockstep is the I/O threads of Redis 6 and 7.0. Main polls, executes and owns all
// connections; the threads do nothing but transfers, and while they do, main does its
// own share and waits:
//
//	turn    receive and find the first request    execute    settle and send
//	main    [a][d][g]                         |   a to g   | [g][d][a]
//	io_thd_1   [b][e]                         |            | [f][c]
//	io_thd_2   [c][f]                         |            | [e][b]
//
// Between the two bars of a phase a connection is the thread's that it was dealt to,
// but for all that has to do with memory and with other clients: main makes room
// before, and judges the outcome afterwards. So there is one heap and one reactor,
// which is main's.
//
// Who comes last is served first, as Redis lists at the head. The threads only work
// while there is enough to send for all of them, and receive only then, too.
type lockstep struct {
	server  *Server
	threads *iothreads.Lockstep[*connection]
	hands   []hand                                // by thread; the first is main's
	work    func(thread int, batch []*connection) // of the phase that is run
	doReads bool

	reads  []*connection // to be received from by the threads, in this turn
	found  []parsed      // the first request of each, in their order
	writes []*connection // with something to send
}

// hand is what a thread works with.
type hand struct {
	poller sys.Poller // moves bytes, and polls nothing: a thread's engine is its own
	clerk  clerk
	ops    []sys.Op // of the connections dealt, in their order
}

// worthwhile is how many connections with something to send there must be for each
// thread, as in Redis.
const worthwhile = 2

// initLockstep makes the threads that the configuration asks for, if it is for this
// model. They do not run yet.
func (s *Server) initLockstep() error {
	count := s.config.IOThreads
	if count <= 1 || s.config.IOThreadsModel != "lockstep" {
		return nil
	}
	l := &lockstep{server: s, hands: make([]hand, count), doReads: s.config.IOThreadsDoReads}
	for i := range l.hands {
		l.hands[i] = hand{poller: s.main.poller, clerk: newClerk(s.table, s.keyspace)}
		if i == 0 {
			continue
		}
		poller, errno := s.kernel.NewPoller()
		if errno != sys.OK {
			l.closePollers(i)
			return fmt.Errorf("Failed creating the event loop of an I/O thread. Error message: '%s'", errno)
		}
		l.hands[i].poller = poller
	}
	l.threads = iothreads.NewLockstep(threadsOn(s.kernel, s.config.ServerCPUList), count, s.config.IOThreadsSpin, ioThreadName,
		func(thread int, batch []*connection) { l.work(thread, batch) })
	s.lockstep = l
	return nil
}

// stop ends the threads. The last that each is dealt is to close its poller, which is
// nobody else's to touch. If they never ran, nobody has used them.
func (l *lockstep) stop() {
	if !l.server.begun {
		l.closePollers(len(l.hands))
		l.threads.Stop()
		return
	}
	l.threads.Activate()
	l.run(l.leave, make([]*connection, len(l.hands)))
	l.threads.Stop()
}

func (l *lockstep) leave(thread int, _ []*connection) {
	if thread > 0 {
		l.hands[thread].poller.Close()
	}
}

// closePollers closes those of the first threads, so many with main.
func (l *lockstep) closePollers(count int) {
	for i := 1; i < count; i++ {
		l.hands[i].poller.Close()
	}
}

// run has the threads and main do the same for a list of connections.
func (l *lockstep) run(work func(thread int, batch []*connection), list []*connection) {
	l.work = work
	l.threads.Run(list)
}

// provide makes room for the operations of so many connections.
func (l *lockstep) provide(count int) {
	share, kept := (count-1)/len(l.hands)+1, listKept/len(l.hands)
	for i := range l.hands {
		h := &l.hands[i]
		if cap(h.ops) > max(share, kept) {
			h.ops = nil
		}
		h.ops = slices.Grow(h.ops[:0], share)[:share]
	}
}

// op is the operation of connection i of a list: connections are dealt one by one, the
// first to main.
func (l *lockstep) op(i int) *sys.Op {
	return &l.hands[i%len(l.hands)].ops[i/len(l.hands)]
}

// threadsActive is how many I/O threads there are at work, of those of the reactor
// model; those in lock-step are at work together, and count as one, as in Redis.
func (s *Server) threadsActive() int {
	if s.lockstep != nil && s.lockstep.threads.Active() {
		return 1
	}
	return s.crew.active
}
