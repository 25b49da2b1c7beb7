package loop

import (
	"slices"
	"time"

	"seedis/sys"
)

// Timer names a timer; 0 names none.
type Timer uint64

// NoMore is what a timer's function returns to end it.
const NoMore time.Duration = -1

type timer struct {
	due      time.Duration // on the machine's monotonic clock
	id       Timer
	function func() time.Duration
}

// timers are kept in the order in which they are due, equal ones by age. A
// server has a handful, so a slice is the right structure.
type timers struct {
	queue []timer
	last  Timer
	pass  []Timer // the timers that the pass under way calls
}

// AddTimer calls function after delay, and again after each delay that it
// returns, until it returns NoMore.
func (l *Loop) AddTimer(delay time.Duration, function func() time.Duration) Timer {
	l.timers.last++
	id := l.timers.last
	l.timers.insert(timer{due: l.host.Monotonic() + delay, id: id, function: function})
	return id
}

// DeleteTimer ends a timer; one that ended already is no error.
func (l *Loop) DeleteTimer(id Timer) { l.timers.remove(id) }

func (t *timers) insert(entry timer) {
	i := len(t.queue)
	for i > 0 && t.queue[i-1].due > entry.due {
		i--
	}
	t.queue = slices.Insert(t.queue, i, entry)
}

// remove takes a timer out of the queue and tells whether it was there.
func (t *timers) remove(id Timer) (timer, bool) {
	for i, entry := range t.queue {
		if entry.id == id {
			t.queue = slices.Delete(t.queue, i, i+1)
			return entry, true
		}
	}
	return timer{}, false
}

// timeout is how long a wait may last: until the first timer is due, without
// end (negative) when there is none.
func (t *timers) timeout(clock sys.Clock) time.Duration {
	if len(t.queue) == 0 {
		return -1
	}
	return max(0, t.queue[0].due-clock.Monotonic())
}

// fire calls every timer that is due now, once, in order. What a function adds
// waits for the next turn; what it deletes is not called.
func (t *timers) fire(clock sys.Clock) {
	if len(t.queue) == 0 {
		return
	}
	now := clock.Monotonic()
	t.pass = t.pass[:0]
	for i := 0; i < len(t.queue) && t.queue[i].due <= now; i++ {
		t.pass = append(t.pass, t.queue[i].id)
	}
	for _, id := range t.pass {
		t.call(id, clock)
	}
}

// call runs one timer's function and puts the timer back for its next time. It
// stays in the queue while it runs, so that it can delete itself.
func (t *timers) call(id Timer, clock sys.Clock) {
	i := slices.IndexFunc(t.queue, func(entry timer) bool { return entry.id == id })
	if i < 0 {
		return
	}
	delay := t.queue[i].function()
	entry, there := t.remove(id)
	if there && delay != NoMore {
		entry.due = clock.Monotonic() + delay
		t.insert(entry)
	}
}
