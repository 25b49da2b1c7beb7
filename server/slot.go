package server

import (
	"seedis/iothreads"
	"seedis/loop"
	"seedis/sys"
)

// slot is what an I/O thread knows of a descriptor that it watches, also while main
// has the connection. It is the thread's; main only names it in messages.
//
// Readiness is told once, when it arises, and stays here until somebody uses it: so
// what comes while main has the connection is found when it comes back.
type slot struct {
	thread     *ioThread
	connection *connection // never another one
	place      int         // in the thread's list

	watched bool // the thread's poller knows it
	here    bool // the thread owns the connection
	listed  bool // the thread is to receive from it

	readable bool
	writable bool
	hungUp   bool

	// taken is what the connection and the courier take while they are here, in
	// bytes, as the thread lets main know it; told is its value.
	taken *iothreads.Counter
	told  int

	// held: main keeps the connection for long, and wants to be told of its end.
	held bool
	// courier has what main owed when it began to keep the connection; nil when all
	// of it is sent.
	courier *connection
	// leaving: the connection is to go to main for good when it comes back.
	leaving bool
}

// message is what main and an I/O thread tell each other, in order.
type message struct {
	kind     messageKind
	slot     *slot
	courier  *connection // of keeping: brings what is to be sent; nil: nothing
	settings *settings   // of configure
}

type messageKind uint8

const (
	// takeOver: the slot's connection is the receiver's from now on. It comes to
	// main for good if no slot is the connection's any more.
	takeOver messageKind = iota
	// release, to a thread: let go of the connection, and hand it over for good.
	release
	// keeping, to a thread: main keeps the connection for long, or still does.
	keeping
	// hungUp, to main: the peer of a connection that it keeps has gone.
	hungUp
	// takes, to main: what the thread has of the client takes much more memory than
	// before, or no more. exceeded: it is owed more than a limit allows.
	takes
	exceeded
	// configure, to a thread: other settings.
	configure
	// collect, to a thread: blocks have come home.
	collect
	// stop, to a thread: hand over everything and end. stopped, to main: that is
	// done, and the last message.
	stop
	stopped
)

// Ready takes note of what has happened to the descriptor.
func (s *slot) Ready(fired loop.Mask) {
	s.readable = s.readable || fired&loop.Readable != 0
	s.writable = s.writable || fired&loop.Writable != 0
	s.hungUp = s.hungUp || fired&loop.HungUp != 0
	t := s.thread
	if s.here && s.readable {
		t.list(s)
	}
	if sender := s.sender(); sender != nil && s.writable && sender.state&sendBlocked != 0 {
		t.reactor.list(sender)
	}
	if !s.here {
		s.markMeanwhile()
	}
	if s.held && fired&loop.HungUp != 0 {
		t.send(message{kind: hungUp, slot: s})
	}
}

func (s *slot) markMeanwhile() {
	if s.readable {
		s.thread.kernel.Mark(sys.MarkSentMeanwhile)
	}
	if s.hungUp {
		s.thread.kernel.Mark(sys.MarkLeftMeanwhile)
	}
}

// sender is what the thread sends for the descriptor; nil for nothing.
func (s *slot) sender() *connection {
	if s.here {
		return s.connection
	}
	return s.courier
}
