package iothreads

import (
	"fmt"
	"math"

	"seedis/sys"
)

// Lockstep shares work out among threads and waits until all of it is done, as
// Redis 6 and 7.0 do for reads and for writes: the caller is number 0 and does its
// own part; the items are dealt one by one, the first to number 0. All methods are
// the caller's.
type Lockstep[T any] struct {
	threads sys.Threads
	spin    int
	name    func(i int) string
	work    func(thread int, items []T)

	hands   []hand[T] // by thread; the first is the caller's
	started bool
	stopped bool
	active  bool
	done    func() bool // l.idle

	caller sleeper
}

// hand is a thread's place: what it was dealt, and how it learns of that.
type hand[T any] struct {
	items    []T         // the thread's while pending is not 0, else the caller's
	assigned func() bool // h.pending is not 0

	_ apart
	// pending is the number of items that the thread has to do, or leaving. The
	// caller sets it, after the items; the thread sets it back to 0, after its
	// work.
	pending sys.Uint32
	sleeper sleeper
	_       apart
}

// leaving, as the number of items, tells a thread to end.
const leaving = math.MaxUint32

// NewLockstep makes a Lockstep of count threads, the caller included. Thread i has
// the name name(i). It does what it is dealt by work(i, items), and is not called for
// nothing; the items are its own until it returns. Who waits looks spin times, and
// then sleeps.
func NewLockstep[T any](
	threads sys.Threads, count, spin int,
	name func(i int) string, work func(thread int, items []T),
) *Lockstep[T] {
	if count < 1 {
		panic(fmt.Sprintf("iothreads: %d threads in lock-step", count))
	}
	l := &Lockstep[T]{
		threads: threads, spin: spin, name: name, work: work,
		hands: make([]hand[T], count),
	}
	l.done = l.idle
	l.caller.init(threads)
	for i := range l.hands {
		h := &l.hands[i]
		h.pending.Init(threads.Hook(), 0)
		h.assigned = func() bool { return h.pending.Load() != 0 }
		h.sleeper.init(threads)
	}
	return l
}

// Start starts the threads. They sleep until Activate.
func (l *Lockstep[T]) Start() {
	if l.started || l.stopped {
		panic("iothreads: threads in lock-step start once")
	}
	l.started = true
	for i := 1; i < len(l.hands); i++ {
		l.threads.Start(l.name(i), func() { l.serve(i) })
	}
}

// Activate wakes the threads, for Run to find them spinning.
func (l *Lockstep[T]) Activate() {
	if !l.started || l.stopped {
		panic("iothreads: no threads to activate")
	}
	l.active = true
	for i := 1; i < len(l.hands); i++ {
		l.hands[i].sleeper.Ring()
	}
}

// Deactivate leaves the threads to themselves: they go to sleep when they have spun.
func (l *Lockstep[T]) Deactivate() { l.active = false }

// Active tells whether Activate was called last, and not Deactivate.
func (l *Lockstep[T]) Active() bool { return l.active }

// Run does all items, and returns when they are done: what the threads wrote is the
// caller's to read. Between Activate and Deactivate only.
func (l *Lockstep[T]) Run(items []T) {
	if !l.active {
		panic("iothreads: threads that are not active were dealt work")
	}
	l.deal(items)
	if own := l.hands[0].items; len(own) > 0 {
		l.work(0, own)
	}
	l.wait()
	for i := range l.hands {
		clear(l.hands[i].items) // the collector finds nothing that is done
	}
}

// deal gives item i to thread i modulo their number, and shows each its own.
func (l *Lockstep[T]) deal(items []T) {
	for i := range l.hands {
		h := &l.hands[i]
		dealt := h.items[:0]
		for k := i; k < len(items); k += len(l.hands) {
			dealt = append(dealt, items[k])
		}
		h.items = dealt
		if i > 0 && len(dealt) > 0 {
			h.assign(uint32(len(dealt)))
		}
	}
}

// Stop ends the threads, and returns when they need nothing of the Lockstep any
// more. It may be called again.
func (l *Lockstep[T]) Stop() {
	if l.stopped {
		return
	}
	l.stopped, l.active = true, false
	if !l.started {
		return
	}
	for i := 1; i < len(l.hands); i++ {
		l.hands[i].assign(leaving)
	}
	l.wait()
}

// assign shows a thread what it has to do, and wakes it.
func (h *hand[T]) assign(pending uint32) {
	h.pending.Store(pending)
	h.sleeper.Ring()
}

// wait returns when no thread has anything to do.
func (l *Lockstep[T]) wait() {
	for !l.spun(l.done) {
		l.caller.sleep(l.done)
	}
}

// idle tells whether no thread has anything to do.
func (l *Lockstep[T]) idle() bool {
	for i := 1; i < len(l.hands); i++ {
		if l.hands[i].pending.Load() != 0 {
			return false
		}
	}
	return true
}

// spun looks until ready returns true, and as often as it may; it tells whether that
// was enough.
func (l *Lockstep[T]) spun(ready func() bool) bool {
	for range l.spin {
		if ready() {
			return true
		}
	}
	return ready()
}

// serve is thread i.
func (l *Lockstep[T]) serve(i int) {
	h := &l.hands[i]
	h.sleeper.sleep(h.assigned)
	for {
		switch h.pending.Load() {
		case 0:
		case leaving:
			l.finish(h)
			return
		default:
			l.work(i, h.items)
			l.finish(h)
		}
		if !l.spun(h.assigned) {
			h.sleeper.sleep(h.assigned)
		}
	}
}

// finish tells that a thread is done. Of several the last one wakes the caller: it
// is who finds all others done, as each looks after it has told.
func (l *Lockstep[T]) finish(h *hand[T]) {
	h.pending.Store(0)
	if l.idle() {
		l.caller.Ring()
	}
}
