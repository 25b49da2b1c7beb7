package sim

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
)

// Describe writes what the machine is like, in an order that does not change: its
// time, its threads and what each waits for, descriptors, pollers, timers, files and
// address space. It is no step. In the midst of a run it is for Look, which keeps
// what else is asked on the way out of the trace.
func (m *Machine) Describe(w io.Writer) {
	fmt.Fprintf(w, "machine: step %d at %v, %d choices, trace %016x\n", m.steps, m.now, len(m.choices), m.hash)
	fmt.Fprintf(w, "faults: %v; schedule: %v\n", m.faultsNow(), m.options.Schedule)
	m.describeProcess(w)
	m.describeThreads(w)
	m.describeDescriptors(w)
	m.describePollers(w)
	m.describeTimers(w)
	m.describeFiles(w)
	fmt.Fprintf(w, "memory: %d bytes reserved in %d ranges, %d resident\n",
		m.ReservedMemory(), len(m.reservations), m.residentSize())
}

// faultsNow are the faults that are on: none after Calm.
func (m *Machine) faultsNow() Faults {
	var on Faults
	for _, rule := range m.faults {
		if rule != (Rule{}) {
			on.Set(rule)
		}
	}
	return on
}

// describeProcess tells how often the process was booted, and of its threads or its end.
func (m *Machine) describeProcess(w io.Writer) {
	p := &m.process
	switch {
	case p.boots == 0:
		fmt.Fprintln(w, "process: never booted")
	case p.over():
		fmt.Fprintf(w, "process: boot %d, %v, status %d\n", p.boots, p.ending.How, p.ending.Status)
	default:
		fmt.Fprintf(w, "process: boot %d, %d threads\n", p.boots, p.living)
	}
}

// describeThreads tells of those that have not ended: what each does, since when, and
// for how long it has run in all.
func (m *Machine) describeThreads(w io.Writer) {
	ended := 0
	fmt.Fprintln(w, "threads:")
	for _, t := range m.threads {
		if t.ended {
			ended++
			continue
		}
		fmt.Fprintf(w, "  %v %s; ran for %v", t, m.doing(t), t.busy)
		if len(t.pinned) > 0 {
			fmt.Fprintf(w, " on processors %v", t.pinned)
		}
		if t.pace > 1 {
			fmt.Fprintf(w, ", %d times as slow", t.pace)
		}
		fmt.Fprintln(w)
	}
	if ended > 0 {
		fmt.Fprintf(w, "  %d have ended\n", ended)
	}
}

// doing is what a thread does or waits for, and since when.
func (m *Machine) doing(t *thread) string {
	switch {
	case t == cmp.Or(m.current, m.looking):
		return "runs"
	case t.waiting == waitsForNothing:
		return waitNames[waitsForNothing]
	case t.timer == noTimer:
		return fmt.Sprintf("%s since %v", waitNames[t.waiting], t.since)
	}
	return fmt.Sprintf("%s since %v, until %v at most", waitNames[t.waiting], t.since, m.timers.heap[t.timer].at)
}

// describeTimers tells what is to come, the earliest first. What was meant for a
// connection that is over is left out: nothing comes of it.
func (m *Machine) describeTimers(w io.Writer) {
	fmt.Fprintln(w, "timers:")
	heap := slices.Clone(m.timers.heap)
	slices.SortFunc(heap, func(a, b timer) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.order, b.order)) })
	for _, t := range heap {
		switch {
		case t.what == wakeThread:
			fmt.Fprintf(w, "  at %v (in %v) %v goes on\n", t.at, t.at-m.now, t.thread)
		case t.target.generation == t.generation:
			fmt.Fprintf(w, "  at %v (in %v) %s, %v\n", t.at, t.at-m.now, t.what.of(int(t.count)), t.target)
		}
	}
}

// of is what happens, in words; count is that of the timer.
func (h happening) of(count int) string {
	switch h {
	case arriveBytes:
		return fmt.Sprintf("%d bytes arrive", count)
	case arriveEnd:
		return "the end of the stream arrives"
	case arriveReset:
		return "a reset arrives"
	case arriveRequest:
		return fmt.Sprintf("the request for a connection arrives, after %d in vain", count)
	case arriveTimeout:
		return "the other side is given up: nothing was heard of it"
	case arriveSpace:
		return "there is memory to send from"
	case arriveLoss:
		return "the peer's machine is found to be gone"
	}
	return fmt.Sprintf("happening %d", h)
}

// describeFiles tells what names stand for, and the end of the log.
func (m *Machine) describeFiles(w io.Writer) {
	for _, name := range slices.Sorted(maps.Keys(m.disk.files)) {
		if f := m.disk.files[name]; f.listener == nil {
			fmt.Fprintf(w, "file %q: %d bytes, as on the device: %t\n", name, len(f.data), bytes.Equal(f.data, f.device))
		}
	}
	line := bytes.TrimSuffix(m.log, []byte("\n"))
	line = line[bytes.LastIndexByte(line, '\n')+1:]
	fmt.Fprintf(w, "log: %d bytes, the last line: %s\n", len(m.log), line)
}
