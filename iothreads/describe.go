package iothreads

import (
	"fmt"
	"strings"
)

// The strings here are for whoever looks at a simulated machine from outside, while
// no thread runs: they read what belongs to all threads.

// String tells whether the thread of the bell sleeps.
func (b *Bell) String() string {
	if b.asleep.Load() == 1 {
		return "asleep"
	}
	return "awake"
}

// String tells how many values are under way in each direction.
func (e *End[T]) String() string { return fmt.Sprintf("sent %v, to take %v", e.out, e.in) }

// String tells how many values are in the queue, and how many of them the consumer
// cannot see yet.
func (q *Queue[T]) String() string {
	put, published := q.count()
	if put == published {
		return fmt.Sprint(put)
	}
	return fmt.Sprintf("%d (%d not published)", put, put-published)
}

// count is how many values were put and not taken, and how many of these the consumer
// can get at: those behind the way to another ring count once that way is published.
func (q *Queue[T]) count() (put, published int) {
	visible := true
	for r := q.out; r != nil; {
		values := int(r.producer.next - r.consumer.next)
		seen := int(r.published.Load() - r.consumer.next)
		var next *Ring[link[T]]
		if values > 0 {
			next = r.slots[(r.producer.next-1)&r.mask].next
		}
		if next != nil {
			values-- // the last slot leads on
		}
		put += values
		if visible {
			published += min(seen, values)
			visible = seen > values
		}
		r = next
	}
	return put, published
}

// String tells what the spin has learned.
func (s *Spin) String() string {
	return fmt.Sprintf("%d cycles, credit %d of %d, %d waits without", s.limit, s.credit, creditMost, s.skipped)
}

// String tells what the gate lets serve, and why it may be waiting.
func (g *Gate) String() string {
	return fmt.Sprintf("the gate lets %d, for %v, quiet for %v, no more for %v", g.active, g.held, g.quiet, g.rest)
}

// String tells how far the worker is.
func (w *Worker[T]) String() string {
	state := w.sleeper.String()
	switch {
	case w.ended.Load() == 1:
		state = "ended"
	case !w.started:
		state = "not started"
	case w.ending.Load() == 1:
		state += ", to end"
	}
	return fmt.Sprintf("%s %s: %d submitted, %d done, %v queued", w.name, state, w.submitted, w.done.Load(), w.queue)
}

// String tells what each thread has to do.
func (l *Lockstep[T]) String() string {
	var text strings.Builder
	fmt.Fprintf(&text, "active: %t, the caller is %v", l.active, &l.caller)
	for i := 1; i < len(l.hands); i++ {
		h := &l.hands[i]
		switch pending := h.pending.Load(); pending {
		case leaving:
			fmt.Fprintf(&text, "; %s is to end, %v", l.name(i), &h.sleeper)
		default:
			fmt.Fprintf(&text, "; %s has %d to do, %v", l.name(i), pending, &h.sleeper)
		}
	}
	return text.String()
}
