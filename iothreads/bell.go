package iothreads

import "seedis/sys"

// Bell wakes one thread that sleeps. Others ring it after they have published
// something for the thread; it makes a call only if the thread is asleep, so Ring
// may stand behind every Publish. How a thread goes to sleep, and why it does not
// miss what it is needed for, says the package comment.
//
// Ring is anybody's, everything else the thread's own.
type Bell struct {
	_      apart
	asleep sys.Uint32 // 1: the thread sleeps, or is about to
	_      apart
	waker  Waker // written before asleep is 1 for the first time, read after
}

// Waker ends the sleep of one thread: the present one or, if it is awake, the next.
// A sys.Poller does, for the thread that waits there.
type Waker interface {
	Wake()
}

// NewBell makes the bell of a thread that is awake. The hook is that of the machine
// (sys.Threads).
func NewBell(hook sys.Hook) *Bell {
	b := new(Bell)
	b.init(hook)
	return b
}

func (b *Bell) init(hook sys.Hook) { b.asleep.Init(hook, 0) }

// Attach tells the bell what wakes its thread: once, before the thread sleeps for
// the first time. Whoever rings until then finds it awake, so a thread may make its
// poller itself while others send to it already. The waker must outlive all who
// ring.
func (b *Bell) Attach(waker Waker) { b.waker = waker }

// Ring wakes the thread if it sleeps, and tells whether it did. Whoever calls it has
// published before what the thread is needed for.
func (b *Bell) Ring() (woken bool) {
	if b.asleep.Load() == 0 || !b.asleep.CompareAndSwap(1, 0) {
		return false
	}
	b.waker.Wake()
	return true
}

// MaySleep says to all that the thread sleeps from now on, and then asks needed
// whether there is something to do after all. If so it takes that back and returns
// false. Else the thread sleeps, and calls Awake afterwards.
func (b *Bell) MaySleep(needed func() bool) bool {
	b.asleep.Store(1)
	if needed() {
		b.Awake()
		return false
	}
	return true
}

// Awake says that the thread is awake, whatever has woken it.
func (b *Bell) Awake() { b.asleep.Store(0) }
