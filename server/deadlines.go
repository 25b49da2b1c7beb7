package server

import (
	"container/heap"
	"time"

	"seedis/loop"
	"seedis/resp"
	"seedis/sys"
)

// deadlines are the clients whose wait ends at some time, and the one timer of
// them all.
type deadlines struct {
	queue deadlineHeap
	timer loop.Timer // 0: there is none
	due   int64      // the deadline that it is set for, in milliseconds since 1970
}

// deadlineHeap has the client first whose wait ends first; of several the one
// that came first to the server.
type deadlineHeap []*client

func (h deadlineHeap) Len() int { return len(h) }

func (h deadlineHeap) Less(i, j int) bool {
	a, b := h[i], h[j]
	if a.blocked.until != b.blocked.until {
		return a.blocked.until < b.blocked.until
	}
	return a.id < b.id
}

func (h deadlineHeap) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].blocked.deadline, h[j].blocked.deadline = i+1, j+1
}

// Push is heap.Push's.
func (h *deadlineHeap) Push(c any) {
	*h = append(*h, c.(*client))
	c.(*client).blocked.deadline = len(*h)
}

// Pop is heap.Remove's.
func (h *deadlineHeap) Pop() any {
	last := len(*h) - 1
	c := (*h)[last]
	(*h)[last] = nil
	*h = (*h)[:last]
	c.blocked.deadline = 0
	return c
}

// addDeadline makes the wait of c end at its time. The timer is only set anew for
// a deadline before all others: most are met by nobody, and a timer that finds
// none that has passed costs less than one for each. One that is set for a time
// that has passed is late, as the clock was set: it is not waited for.
func (s *Server) addDeadline(c *client) {
	d := &s.deadlines
	heap.Push(&d.queue, c)
	if d.timer == 0 || c.blocked.until < d.due || d.due < s.clock.milliseconds() {
		s.main.loop.DeleteTimer(d.timer)
		d.due = c.blocked.until
		d.timer = s.main.loop.AddTimer(0, s.checkDeadlines)
	}
}

func (d *deadlines) remove(c *client) { heap.Remove(&d.queue, c.blocked.deadline-1) }

// checkDeadlines is the timer of the deadlines. A clock that is set meanwhile is
// the cron's to notice.
func (s *Server) checkDeadlines() time.Duration {
	s.clock.update()
	s.endWaits()
	s.reached(workTimeouts)
	s.serveResumed()
	d := &s.deadlines
	if len(d.queue) == 0 {
		d.timer = 0
		return loop.NoMore
	}
	d.due = d.queue[0].blocked.until
	return s.clock.lookAfter(d.due)
}

// endWaits ends the waits whose last millisecond has passed.
func (s *Server) endWaits() {
	now := s.clock.milliseconds()
	for q := &s.deadlines.queue; len(*q) > 0 && (*q)[0].blocked.until < now; {
		c := (*q)[0]
		if s.options.Observer != nil {
			s.options.Observer.GaveUp(c.id, now)
		}
		s.kernel.Mark(sys.MarkWaitOver)
		s.giveUp(c, 0)
	}
}

// giveUp ends the wait of c, which got nothing: it is told so, or the error if
// there is one.
func (s *Server) giveUp(c *client, failure resp.Error) {
	reason := c.blocked.reason
	s.takeRequest(c)
	s.unblock(c)
	switch {
	case failure != 0:
		s.fail(c, failure)
	case reason == forReplicas:
		c.reply.Int(0) // have confirmed
	default:
		c.reply.NullArray()
	}
	c.answered()
}
