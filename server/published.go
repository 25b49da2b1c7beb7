package server

import (
	"seedis/iothreads"
	"seedis/sys"
)

// published is what an I/O thread lets main know of itself, once a turn.
type published struct {
	reads, writes, input, output, shrinks, expands *iothreads.Counter // its traffic
	live, active, resident                         *iothreads.Counter // bytes of its heap, see memoryUsage
	returned                                       *iothreads.Counter // bytes of main's heap that it has freed
	busy                                           *iothreads.Counter // for how long it has worked, in nanoseconds
	last                                           lastPublished
}

// lastPublished are the values when they were published last. It is the thread's own.
type lastPublished struct {
	traffic
	live, active, resident, returned, busy uint64
}

func (p *published) init(hook sys.Hook) {
	for _, counter := range []**iothreads.Counter{
		&p.reads, &p.writes, &p.input, &p.output, &p.shrinks, &p.expands, &p.live, &p.active, &p.resident, &p.returned, &p.busy,
	} {
		*counter = iothreads.NewCounter(hook)
	}
}

// update publishes what has changed.
func (p *published) update(t *ioThread) {
	live, _ := t.heap.Live()
	last, moved := &p.last, &t.traffic
	follow(p.reads, &last.reads, moved.reads)
	follow(p.writes, &last.writes, moved.writes)
	follow(p.input, &last.inputBytes, moved.inputBytes)
	follow(p.output, &last.outputBytes, moved.outputBytes)
	follow(p.shrinks, &last.replyShrinks, moved.replyShrinks)
	follow(p.expands, &last.replyExpands, moved.replyExpands)
	follow(p.live, &last.live, live)
	follow(p.active, &last.active, t.heap.Active())
	follow(p.resident, &last.resident, t.heap.Resident())
	follow(p.returned, &last.returned, t.returned)
	follow(p.busy, &last.busy, t.busy)
}

// follow makes a counter what a value is now. It may have become less.
func follow(counter *iothreads.Counter, last *uint64, now uint64) {
	if now != *last {
		counter.Add(now - *last)
		*last = now
	}
}

// traffic is what the thread has moved, as far as it has published it.
func (p *published) moved() traffic {
	return traffic{
		reads: p.reads.Load(), writes: p.writes.Load(), inputBytes: p.input.Load(), outputBytes: p.output.Load(),
		replyShrinks: p.shrinks.Load(), replyExpands: p.expands.Load(),
	}
}
