package iothreads

// What a thread must not sleep on, for whoever looks at a simulated machine while all
// its threads sleep.

// Unread is how many values were published for the thread at this end that it has not
// taken: who sleeps then has not been woken.
func (e *End[T]) Unread() int { return e.in.unread() }

// Unshown is how many values the thread at this end has sent that it has not published:
// who sleeps then keeps them from the other thread.
func (e *End[T]) Unshown() int { return e.out.unshown() }

// Unread is how many jobs were published that the thread has not taken.
func (w *Worker[T]) Unread() int { return w.queue.unread() }

// Unshown is how many jobs were submitted and not published.
func (w *Worker[T]) Unshown() int { return w.queue.unshown() }

func (q *Queue[T]) unread() int {
	_, published := q.count()
	return published
}

func (q *Queue[T]) unshown() int {
	put, published := q.count()
	return put - published
}

// Assigned tells whether thread i has something to do, or is to end.
func (l *Lockstep[T]) Assigned(i int) bool { return l.hands[i].assigned() }

// Overdue tells whether the caller has gone to sleep until all threads are done, and
// they are.
func (l *Lockstep[T]) Overdue() bool { return l.caller.asleep.Load() == 1 && l.idle() }
