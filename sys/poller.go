package sys

import "time"

// Ready is a set of readiness conditions: what a caller is interested in, and
// what an Event reports.
type Ready uint8

// The conditions. HangUp (the connection has ended) and Failed (an error is
// pending on the socket) are reported whether asked for or not; the caller
// finds out more by reading or writing. A peer that closed only its sending
// side is a HangUp too, but in Level mode only for those who asked for Readable:
// one that waits to send would be told of it in every Wait.
const (
	Readable Ready = 1 << iota
	Writable
	HangUp
	Failed
)

// Mode says when a condition is reported again.
type Mode uint8

const (
	// Level reports a condition for as long as it holds.
	Level Mode = iota
	// Edge reports a condition when it arises anew, and once at Add and
	// Modify if it holds then. A receive shorter than its buffer has drained
	// the socket; after a full one the caller goes on by itself.
	Edge
)

// Event is one report of a Poller. Token is what the caller gave with the
// descriptor: it carries slot and generation, so that news of a descriptor
// closed earlier in the same batch is recognised as stale.
type Event struct {
	Token uint64
	Ready Ready
}

// Poller watches descriptors for one thread, and moves their bytes. All methods
// belong to that thread, but for Wake.
//
// A batch goes the way of the engine: with io_uring it is one call. Who watches in
// Edge mode moves the bytes here and nowhere else: an engine that knows only levels
// reports a descriptor once, and again when a transfer has shown that it was drained.
type Poller interface {
	Transfers
	// Add starts watching fd (epoll_ctl(2) EPOLL_CTL_ADD).
	Add(fd FD, interest Ready, mode Mode, token uint64) Errno
	// Modify replaces interest, mode and token of a watched descriptor.
	Modify(fd FD, interest Ready, mode Mode, token uint64) Errno
	// Delete stops watching fd. Closing a descriptor deletes it too.
	Delete(fd FD) Errno
	// Wait fills events and returns their number. It sleeps at most timeout:
	// 0 does not sleep, a negative one sleeps until something happens.
	// EINTR may come at any time; a return with no event is no error.
	Wait(events []Event, timeout time.Duration) (int, Errno)
	// Wake makes the current or the next Wait return early. Any thread may
	// call it; calls before a Wait add up to one. It reports no event.
	Wake()
	// Close releases the poller's own descriptors.
	Close() Errno
}

// Pollers makes pollers.
type Pollers interface {
	// NewPoller returns a poller of the machine's engine.
	NewPoller() (Poller, Errno)
	// Engine is the engine's name as INFO's multiplexing_api shows it.
	Engine() string
}
