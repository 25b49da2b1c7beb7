package iothreads

import "seedis/sys"

// Queue is a queue without a bound from one thread to one other: a chain of rings
// of one size. Each value comes out exactly once, in the order in which it went in.
// Put and Publish belong to the producer; Take, Release and Empty to the consumer.
//
// A ring that is full but for one slot gets the way to the next ring there, and
// the producer goes on in that. So all that was put is in rings, whatever its
// number, and one Publish shows all of it. The rings that the consumer has left are
// the collector's: a queue that is empty has one.
type Queue[T any] struct {
	hook     sys.Hook
	capacity int     // of each ring
	ledger   *ledger // of all of them; nil in production

	_     apart
	in    *Ring[link[T]] // the producer's: where it puts
	shown *Ring[link[T]] // the producer's: where it put when it published last
	_     apart
	out   *Ring[link[T]] // the consumer's
	_     apart
}

// link is a value of a queue, or the way to the ring where it goes on.
type link[T any] struct {
	value T
	next  *Ring[link[T]] // nil for a value
}

// linkRoom is the slots that a ring of a queue has at least: one for a value, and
// one for the way on.
const linkRoom = 2

// NewQueue makes a queue of rings with so many slots, a power of two; there are two
// at least. The hook is that of the machine (sys.Threads).
func NewQueue[T any](hook sys.Hook, capacity int) *Queue[T] {
	q := &Queue[T]{hook: hook, capacity: max(capacity, linkRoom), ledger: newLedger(hook)}
	q.in = q.newRing()
	q.shown, q.out = q.in, q.in
	return q
}

func (q *Queue[T]) newRing() *Ring[link[T]] { return newRing[link[T]](q.hook, q.capacity, q.ledger) }

// Put adds v behind what is there, for the consumer to see after Publish.
func (q *Queue[T]) Put(v T) {
	if q.in.Room() < linkRoom {
		q.extend()
	}
	q.in.vacant().value = v // a slot that is vacant leads nowhere
}

// extend goes on in a new ring. What the consumer has no way to yet may be
// published at once.
func (q *Queue[T]) extend() {
	next := q.newRing()
	q.in.Put(link[T]{next: next})
	if q.in != q.shown {
		q.in.Publish()
	}
	q.in = next
}

// Publish shows the consumer what was put, and tells whether there was anything
// new to show. The ring that leads to the others comes last: so the consumer never
// gets to a ring where nothing is.
func (q *Queue[T]) Publish() bool {
	published := q.in.Publish()
	if q.in != q.shown {
		q.shown.Publish()
		q.shown = q.in
	}
	return published
}

// Take takes the oldest published value out, and tells whether there was one.
func (q *Queue[T]) Take() (v T, ok bool) {
	slot := q.out.oldest()
	for slot != nil && slot.next != nil {
		q.out = slot.next
		slot = q.out.oldest()
	}
	if slot == nil {
		return v, false
	}
	var none T
	v, slot.value = slot.value, none
	return v, true
}

// Release shows the producer that the slots of what was taken are free.
func (q *Queue[T]) Release() { q.out.Release() }

// Empty looks whether the producer has published what was not taken yet.
func (q *Queue[T]) Empty() bool { return q.out.Empty() }
