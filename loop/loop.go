package loop

import (
	"time"

	"seedis/sys"
)

// Mask is a set of directions that a handler is registered for, and that fire.
type Mask uint8

const (
	// Readable fires when a receive would not block, or would report an end.
	Readable Mask = 1 << iota
	// Writable fires when a send would not block, or would report an error.
	Writable
	// Barrier, together with Writable, inverts the order: the writable handler
	// runs before the readable one in each turn. It serves those who must
	// send nothing that was not made durable in beforeSleep.
	Barrier
	// HungUp is told along with the directions that fired when the connection has
	// ended or failed, or the peer sends no more. Nobody registers for it.
	HungUp
)

// Handler is called with the directions that fired. Registered for both
// directions of a descriptor, one handler is called once for both.
type Handler interface {
	Ready(fired Mask)
}

// Hooks are the functions a loop runs at fixed places of its turn (package
// comment). Any of them may be nil.
type Hooks struct {
	BeforeSleep func()
	// MaySleep is asked before a wait that may sleep. It does not if the answer is
	// no, because there is work that no event and no timer tells of.
	MaySleep   func() bool
	AfterSleep func()
	AfterFiles func()
}

// Host is what a loop needs of its machine.
type Host interface {
	sys.Clock
	sys.Marks
}

// eventsMax bounds the events taken from one wait: enough to make a batch that
// hides memory latency, few enough that a turn stays short.
const eventsMax = 1024

// Loop is an event loop. Its methods belong to its thread.
type Loop struct {
	host   Host
	poller sys.Poller
	hooks  Hooks

	files  []file // by slot
	free   []uint32
	slots  []uint32 // by descriptor: slot + 1, 0 for none
	events [eventsMax]sys.Event

	timers  timers
	stopped bool
}

// New returns a loop over poller, which the caller closes.
func New(host Host, poller sys.Poller, hooks Hooks) *Loop {
	return &Loop{host: host, poller: poller, hooks: hooks}
}

// Run runs turns until Stop. It may be called again.
func (l *Loop) Run() {
	for !l.stopped {
		l.Turn(true)
	}
	l.stopped = false
}

// Stop ends Run after the turn that is under way, which does not sleep any more.
func (l *Loop) Stop() { l.stopped = true }

// Turn runs one turn of the loop. With wait it may sleep until an event or a
// timer; without it looks at what is ready and goes on.
func (l *Loop) Turn(wait bool) {
	timeout := time.Duration(0)
	if wait {
		timeout = l.timers.timeout(l.host)
	}
	call(l.hooks.BeforeSleep)
	if l.stopped || timeout != 0 && l.hooks.MaySleep != nil && !l.hooks.MaySleep() {
		timeout = 0
	}
	n, err := l.poller.Wait(l.events[:], timeout)
	switch err {
	case sys.OK:
	case sys.EINTR:
		l.host.Mark(sys.MarkWaitInterrupted)
		n = 0
	default:
		// The poller and its buffer are ours; no other error can come.
		panic("loop: poller wait: " + err.Error())
	}
	call(l.hooks.AfterSleep)
	for i := range l.events[:n] {
		l.dispatch(&l.events[i])
	}
	call(l.hooks.AfterFiles)
	l.timers.fire(l.host)
}

func call(hook func()) {
	if hook != nil {
		hook()
	}
}
