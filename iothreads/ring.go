package iothreads

import (
	"fmt"

	"seedis/sys"
)

// Ring is a bounded queue from one thread to one other: each value comes out
// exactly once, in the order in which it went in. Put, Room and Publish belong to
// the producer; Take, Release and Empty to the consumer.
//
// Invariant, with indices that count values and wrap around at 2^32:
//
//	shown <= released <= consumer.next <= seen <= published <= producer.next <= limit
//
// and limit is at most the capacity ahead of released. A slot from released up
// to published is the consumer's, any other the producer's.
type Ring[T any] struct {
	slots   []T
	mask    uint32
	ledger  *ledger  // nil in production
	numbers []uint64 // by slot: what waits there, in the ledger; none in production

	_        apart
	producer producer
	_        apart
	// published is the first index that the producer has not shown.
	published sys.Uint32
	_         apart
	// released is the first index whose slot the consumer still needs.
	released sys.Uint32
	_        apart
	consumer consumer
	_        apart
}

// producer is what only the producer touches.
type producer struct {
	next  uint32 // of the next value
	shown uint32 // what published is
	limit uint32 // the first index without a free slot, as far as it is known
}

// consumer is what only the consumer touches.
type consumer struct {
	next  uint32 // of the value to be taken next
	seen  uint32 // what published was when it was looked at
	shown uint32 // what released is
}

// apart keeps what stands before and behind it out of each other's cache lines,
// of which the processor fetches two neighbours at a time.
type apart [128]byte

// ringMax bounds a capacity, so that a full ring and an empty one differ.
const ringMax = 1 << 31

// NewRing makes a ring for capacity values, a power of two. The hook is that of
// the machine (sys.Threads).
func NewRing[T any](hook sys.Hook, capacity int) *Ring[T] {
	return newRing[T](hook, capacity, newLedger(hook))
}

// newRing makes a ring of a queue with this ledger.
func newRing[T any](hook sys.Hook, capacity int, ledger *ledger) *Ring[T] {
	if capacity < 1 || capacity > ringMax || capacity&(capacity-1) != 0 {
		panic(fmt.Sprintf("iothreads: a ring for %d values: must be a power of two", capacity))
	}
	r := &Ring[T]{slots: make([]T, capacity), mask: uint32(capacity - 1), ledger: ledger}
	if ledger != nil {
		r.numbers = make([]uint64, capacity)
	}
	r.published.Init(hook, 0)
	r.released.Init(hook, 0)
	r.producer.limit = uint32(capacity)
	return r
}

// Put adds v behind what is there, for the consumer to see after Publish. It
// tells whether there was room.
func (r *Ring[T]) Put(v T) bool {
	slot := r.vacant()
	if slot == nil {
		return false
	}
	*slot = v
	return true
}

// vacant is the slot for the next value, which the caller puts there; nil if there
// is no room.
func (r *Ring[T]) vacant() *T {
	p := &r.producer
	if p.next == p.limit {
		p.limit = r.released.Load() + uint32(len(r.slots))
		if p.next == p.limit {
			return nil
		}
	}
	place := p.next & r.mask
	if r.ledger != nil {
		r.ledger.enter(&r.numbers[place])
	}
	p.next++
	return &r.slots[place]
}

// Room is how many values Put takes for certain; before it says that it is one or
// none, it looks again.
func (r *Ring[T]) Room() int {
	p := &r.producer
	if p.limit-p.next <= 1 {
		p.limit = r.released.Load() + uint32(len(r.slots))
	}
	return int(p.limit - p.next)
}

// Publish shows the consumer what was put, and tells whether there was anything
// new to show.
func (r *Ring[T]) Publish() bool {
	p := &r.producer
	if p.shown == p.next {
		return false
	}
	p.shown = p.next
	r.published.Store(p.next)
	return true
}

// Take takes the oldest published value out, and tells whether there was one.
// The ring keeps nothing of it, so the collector finds no value that is gone.
func (r *Ring[T]) Take() (v T, ok bool) {
	slot := r.oldest()
	if slot == nil {
		return v, false
	}
	var none T
	v, *slot = *slot, none
	return v, true
}

// oldest is the slot of the oldest published value, which the caller takes from
// there before Release; nil if there is none.
func (r *Ring[T]) oldest() *T {
	c := &r.consumer
	if c.next == c.seen && r.Empty() {
		return nil
	}
	place := c.next & r.mask
	if r.ledger != nil {
		r.ledger.strike(&r.numbers[place])
	}
	c.next++
	return &r.slots[place]
}

// Release shows the producer that the slots of what was taken are free.
func (r *Ring[T]) Release() {
	c := &r.consumer
	if c.shown != c.next {
		c.shown = c.next
		r.released.Store(c.next)
	}
}

// Empty looks whether the producer has published what was not taken yet.
func (r *Ring[T]) Empty() bool {
	c := &r.consumer
	c.seen = r.published.Load()
	return c.next == c.seen
}
