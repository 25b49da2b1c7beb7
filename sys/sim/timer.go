package sim

import (
	"math"
	"time"
)

// never is the deadline of what has none.
const never = time.Duration(math.MaxInt64)

// happening is what a timer brings about.
type happening uint8

const (
	wakeThread    happening = iota // the thread's deadline has come, or the end of its stall
	arriveBytes                    // bytes reach a socket
	arriveEnd                      // the end of a stream reaches a socket
	arriveReset                    // a reset reaches a socket
	arriveRequest                  // a request for a connection reaches the listener
	arriveTimeout                  // nothing was heard of the other side, and a socket gives up
	arriveSpace                    // memory to send from is there again
	arriveLoss                     // a socket finds out that its peer's machine is gone
	happeningCount
)

// timer is something that will happen at a moment.
type timer struct {
	at    time.Duration
	order uint64 // of making: what was asked for first happens first
	what  happening

	thread *thread // of wakeThread

	// Of the others. A socket of another generation than the one that was
	// meant is a later user of the same object, and not touched.
	target     *endpoint
	generation uint32
	count      int32 // bytes, the number of earlier requests, or the index of a loss
}

// timers is a binary heap of timers, the earliest first. A thread knows the
// place of its timer, so that waking it can take the timer back: a server that
// waits with a timeout a million times a second would otherwise leave a heap of
// a hundred thousand dead ones.
type timers struct {
	heap  []timer
	order uint64
}

// next is the moment of the earliest timer.
func (q *timers) next() time.Duration {
	if len(q.heap) == 0 {
		return never
	}
	return q.heap[0].at
}

func (q *timers) add(t timer) {
	q.order++
	t.order = q.order
	q.heap = append(q.heap, t)
	q.rise(len(q.heap) - 1)
}

// remove takes out the timer at place.
func (q *timers) remove(place int) timer {
	last := len(q.heap) - 1
	taken := q.heap[place]
	moved := q.heap[last]
	q.heap[last] = timer{}
	q.heap = q.heap[:last]
	if place < last {
		q.put(place, moved)
		q.rise(place)
		q.sink(place)
	}
	if taken.thread != nil {
		taken.thread.timer = noTimer
	}
	return taken
}

// noTimer is the place of the timer of a thread that has none.
const noTimer = -1

func (q *timers) put(place int, t timer) {
	q.heap[place] = t
	if t.thread != nil {
		t.thread.timer = place
	}
}

func (q *timers) before(a, b int) bool {
	if q.heap[a].at != q.heap[b].at {
		return q.heap[a].at < q.heap[b].at
	}
	return q.heap[a].order < q.heap[b].order
}

func (q *timers) swap(a, b int) {
	moved := q.heap[a]
	q.put(a, q.heap[b])
	q.put(b, moved)
}

func (q *timers) rise(place int) {
	for place > 0 {
		parent := (place - 1) / 2
		if !q.before(place, parent) {
			break
		}
		q.swap(place, parent)
		place = parent
	}
	q.put(place, q.heap[place])
}

func (q *timers) sink(place int) {
	for {
		child := 2*place + 1
		if child >= len(q.heap) {
			return
		}
		if child+1 < len(q.heap) && q.before(child+1, child) {
			child++
		}
		if !q.before(child, place) {
			return
		}
		q.swap(place, child)
		place = child
	}
}

// fireTimers lets everything happen whose moment has come.
func (m *Machine) fireTimers() {
	for m.timers.next() <= m.now {
		t := m.timers.remove(0)
		switch {
		case t.what == wakeThread:
			m.timeUp(t.thread)
		case t.target.generation == t.generation:
			m.arriveLate(t)
		}
	}
}

// deadline is the moment a timeout from now; negative timeouts have none.
func (m *Machine) deadline(timeout time.Duration) time.Duration {
	if timeout < 0 || timeout > never-m.now {
		return never
	}
	return m.now + timeout
}
