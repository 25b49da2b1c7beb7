package sim

import (
	"slices"
	"time"

	"seedis/sys"
)

// processors are the machine's, and what other processes leave of them. The
// machine's own threads share one course of time: together they need one.
type processors struct {
	count int
	// neighbours are the threads of other processes, which always want to run.
	neighbours int

	until time.Duration // the moment up to which the rest is counted
	ran   time.Duration // Machine.busy at that moment
	idle  time.Duration // of all processors together
	wait  time.Duration // of a thread that has wanted to run all the time
}

const (
	// processorCount is how many there are if Options does not say.
	processorCount = 16

	// idleGrain is the step in which Linux counts: USER_HZ is 100.
	idleGrain = 10 * time.Millisecond
)

// countTo brings the counts up to a moment, by when the machine's threads have run
// for so long in all.
func (p *processors) countTo(now, ran time.Duration) {
	elapsed, own := now-p.until, ran-p.ran
	p.until, p.ran = now, ran
	if spare := p.count - p.neighbours; spare > 0 {
		p.idle += time.Duration(spare)*elapsed - own
		return
	}
	// All who want to run have equal shares.
	wanting := p.neighbours + 1
	p.wait += elapsed * time.Duration(wanting-p.count) / time.Duration(wanting)
}

// Pin takes the processors that there are.
func (m *Machine) Pin(wanted []int) sys.Errno {
	m.step()
	there := slices.DeleteFunc(slices.Clone(wanted), func(number int) bool {
		return number < 0 || number >= m.processors.count
	})
	errno := sys.OK
	switch {
	case len(there) == 0:
		errno = sys.EINVAL
	case m.current != nil:
		slices.Sort(there)
		m.current.pinned = slices.Compact(there)
	}
	for _, number := range wanted {
		m.fold(uint64(number), 0)
	}
	m.note(CallPin, int64(len(wanted)), 0, outcome(0, errno))
	return errno
}

// Pinned are the processors on which the thread of that name may run, in order;
// nil if on all. Of several threads it is the one that was started last.
func (m *Machine) Pinned(name string) []int {
	for _, t := range slices.Backward(m.threads) {
		if t.name == name {
			return t.pinned
		}
	}
	return nil
}

// Pressure counts the idle time of the thread's own processors as their share in
// that of all: the neighbours are everywhere.
func (m *Machine) Pressure() sys.Pressure {
	m.step()
	p := &m.processors
	p.countTo(m.now, m.busy)
	m.changeNeighbours()
	pressure := sys.Pressure{Processors: p.count, Idle: p.idle}
	if t := m.current; t != nil {
		pressure.Delay = p.wait - t.waitBefore
		if n := len(t.pinned); n > 0 {
			pressure.Processors = n
			pressure.Idle = p.idle / time.Duration(p.count) * time.Duration(n)
		}
	}
	pressure.Idle = pressure.Idle.Truncate(idleGrain)
	m.fold(uint64(pressure.Processors), uint64(pressure.Idle))
	m.note(CallPressure, 0, 0, int64(pressure.Delay))
	return pressure
}
