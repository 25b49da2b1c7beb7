package iothreads

import "seedis/sys"

// End is one end of the way between two threads, on which values go both ways, each
// exactly once and in order. It belongs to the thread that is there. What was sent
// before Publish is the other thread's afterwards, with all that can be reached
// from it: so ownership moves.
//
// A thread with several Ends, as main has, gives all of them one Bell.
type End[T any] struct {
	out  *Queue[T] // this thread puts, the other takes
	in   *Queue[T] // the other puts, this one takes
	bell *Bell     // of the thread at the other end
}

// Join makes the way between the thread with the bell a and the one with the bell b.
// About capacity values, a power of two, may be under way in each direction without
// costing memory of their own; more take room as they come. The hook is that of the
// machine (sys.Threads).
func Join[T any](hook sys.Hook, capacity int, a, b *Bell) (atA, atB *End[T]) {
	there, back := NewQueue[T](hook, capacity), NewQueue[T](hook, capacity)
	return &End[T]{out: there, in: back, bell: b}, &End[T]{out: back, in: there, bell: a}
}

// Send sends v behind what was sent before, for the other thread to see after
// Publish. It never waits.
func (e *End[T]) Send(v T) { e.out.Put(v) }

// Publish shows the other thread all that was sent and, if there was anything, rings
// its bell; it tells whether the thread slept. A sender calls it once a batch.
func (e *End[T]) Publish() (woken bool) {
	return e.out.Publish() && e.bell.Ring()
}

// Take takes the oldest value that has come, and tells whether there was one.
func (e *End[T]) Take() (T, bool) { return e.in.Take() }

// Release shows the other thread that the room of what was taken is free. A receiver
// calls it once a batch.
func (e *End[T]) Release() { e.in.Release() }

// Empty looks whether nothing has come that was not taken yet.
func (e *End[T]) Empty() bool { return e.in.Empty() }
