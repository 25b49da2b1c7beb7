package main

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"seedis/simtest"
	"seedis/sys/sim"
)

// inspector shows a run where it stops: the events that led there, what each thread
// did last, and all that is on the machine.
type inspector struct {
	output io.Writer
	recent [recentEvents]sim.Event // the last ones, round and round
	count  int                     // of events so far
	last   []sim.Event             // of each thread, by number
}

const (
	// recentEvents is how many events are shown: a screen of them.
	recentEvents = 24
	// keptBytes is how much of an event's bytes is kept: more than its line shows.
	keptBytes = 64
)

// see keeps an event.
func (i *inspector) see(e sim.Event) {
	e.Data = slices.Clone(e.Data[:min(len(e.Data), keptBytes)])
	i.recent[i.count%recentEvents] = e
	i.count++
	for len(i.last) <= e.Thread {
		i.last = append(i.last, sim.Event{})
	}
	i.last[e.Thread] = e
}

// show writes everything.
func (i *inspector) show(describe func(io.Writer)) {
	fmt.Fprintln(i.output, "events:")
	first := max(0, i.count-recentEvents)
	for k := first; k < i.count; k++ {
		fmt.Fprintln(i.output, i.recent[k%recentEvents])
	}
	fmt.Fprintln(i.output, "before these, each other thread's last:")
	for _, e := range i.last {
		if e.Step > 0 && e.Step < i.recent[first%recentEvents].Step {
			fmt.Fprintln(i.output, e)
		}
	}
	describe(i.output)
}

// inspect does one run up to the step that the flags name, or to where it fails, and
// shows what is there.
func (o *options) inspect(output io.Writer, figures *figures, marks *simtest.MarkReport) (passed bool) {
	i := &inspector{output: output}
	workload := o.workload
	timeline := workload.Timeline
	workload.Timeline = func(e sim.Event) {
		i.see(e)
		if timeline != nil {
			timeline(e)
		}
	}
	workload.StopAt, workload.AtStop = o.step, i.show
	result, err := o.check(&workload, output, figures, marks)
	var failure *sim.Failure
	switch stopped := errors.As(err, &failure) && failure.Kind == sim.FailureStopped; {
	case stopped:
		fmt.Fprintln(output, "stopped", result)
		return true
	case err != nil:
		report(output, err)
		return false
	}
	fmt.Fprintf(output, "ok %v\nthe run has ended before step %d\n", result, o.step)
	return true
}
