//go:build unix && !linux

package real

import (
	"runtime"
	"sync/atomic"

	"seedis/sys"
)

// waker ends a poller's Wait from any thread.
type waker struct {
	// post makes the poller's descriptor report an event of its own. It is called
	// while that is open.
	post func()
	// woken is 1 from the first Wake until Wait has seen its event. Wakes in
	// between are satisfied by that event, and post nothing.
	woken atomic.Uint32
	// wakers counts the threads that are posting; closed is added to it for good,
	// and none begins to post from then on.
	wakers atomic.Uint32
}

// closed is the bit of waker.wakers that tells that there is no poller.
const closed = 1 << 31

// Wake posts, unless an event is still to be seen. It may find the poller closed
// a moment ago, and does nothing: a signal chooses its own time.
func (w *waker) Wake() {
	if !w.woken.CompareAndSwap(0, 1) {
		return
	}
	if w.wakers.Add(1)&closed == 0 {
		w.post()
	}
	w.wakers.Add(^uint32(0))
}

// seen takes note that Wait returns because of a wake.
func (w *waker) seen() { w.woken.Store(0) }

// shut keeps anybody from posting from now on. It waits for a Wake that is about
// to: the poller's number may be another descriptor's as soon as it is closed. The
// second time it returns EBADF.
func (w *waker) shut() sys.Errno {
	if w.wakers.Or(closed)&closed != 0 {
		return sys.EBADF
	}
	for w.wakers.Load() != closed {
		runtime.Gosched()
	}
	return sys.OK
}
