package sim

import (
	"fmt"
	"iter"
	"runtime/debug"
	"time"

	"seedis/sys"
)

// thread is a coroutine and its place in the schedule.
type thread struct {
	machine *Machine
	id      int
	name    string
	// label is the name, made unique; "" unless turns are told (Switch). leftAt is the
	// step at which the thread left the processor last, and left how often it did there.
	label  string
	leftAt uint64
	left   int
	run    func()
	// ofProcess: it ends with the process, and otherwise with the run.
	ofProcess bool

	// The two ends of the coroutine: the driver resumes, the thread yields.
	// resume is nil until the thread runs for the first time.
	resume func() (struct{}, bool)
	yield  func(struct{}) bool
	ended  bool

	place    int // in schedule.runnable, or asleep
	timer    int // in timers.heap, or noTimer
	timedOut bool
	waiting  wait          // what it sleeps for
	since    time.Duration // and since when
	word     *sys.Uint32   // of Park
	busy     time.Duration // for how long it ran
	steps    uint64        // that it took

	pace    time.Duration // how many times as long as on a good processor its steps take
	rank    int64         // of ranks
	starved bool          // of unfair

	pinned     []int         // the processors on which it may run; nil is all
	waitBefore time.Duration // processors.wait when it was started
}

// String is for the failures of a run.
func (t *thread) String() string { return fmt.Sprintf("thread %d %q", t.id, t.name) }

// asleep is the place of a thread that is not runnable.
const asleep = -1

// stopped unwinds a thread after the end of the run; its root catches it.
type stopped struct{}

// Start makes a thread that runs run, from a simulated thread or before Run.
// Unlike on Linux, names are not cut.
func (m *Machine) Start(name string, run func()) {
	m.step()
	m.processors.countTo(m.now, m.busy)
	t := &thread{
		machine: m, id: len(m.threads) + 1, name: name, run: run,
		place: asleep, timer: noTimer, waitBefore: m.processors.wait,
		ofProcess: m.inProcess(),
	}
	if t.ofProcess {
		m.process.living++
	}
	m.drawPace(t)
	if m.options.Switches != nil || m.options.Switched != nil {
		t.label = m.labelOf(name)
	}
	m.threads = append(m.threads, t)
	if m.strategy != nil {
		m.strategy.started(t)
	}
	m.runnableAgain(t)
	m.foldString(name)
	m.note(CallStart, int64(t.id), 0, 0)
}

// proceed lets t run until it hands over to another thread or ends.
func (t *thread) proceed() {
	if t.resume == nil {
		t.resume, _ = iter.Pull(t.root)
	}
	t.resume()
}

// root is the outermost function of a thread. A panic would cross resume
// without its stack, so it ends here.
func (t *thread) root(yield func(struct{}) bool) {
	t.yield = yield
	returned := false
	defer func() { t.leave(recover(), returned) }()
	debug.SetPanicOnFault(true)
	t.run()
	returned = true
}

// leave ends a thread: it returned, or panicked with value, or, if neither,
// called runtime.Goexit.
func (t *thread) leave(value any, returned bool) {
	m := t.machine
	_, unwound := value.(stopped)
	switch {
	case unwound || returned:
	case t.aborts(value):
		m.process.quitter, m.process.last = t, &Ending{How: Aborted}
	case value != nil:
		m.conclude(m.panicked(t, value, debug.Stack()))
	default:
		m.conclude(m.failure(FailureExit, "thread %q called runtime.Goexit", t.name))
	}
	t.ended = true
	if t == m.process.quitter && m.failed == nil {
		m.ending = false // it was to unwind this thread only
	}
	if m.ending {
		return
	}
	m.note(CallEnd, int64(t.id), 0, 0)
	if t.ofProcess {
		m.departed()
	}
	m.upcoming = m.pick(m.unschedule(t))
}

// drive runs the threads, one at a time, until none is left or the run ends,
// and then unwinds those that have not ended. It reports whether it came to its
// end: a runtime.Goexit in a thread crosses resume and ends the driver as well.
func (m *Machine) drive() bool {
	complete := false
	done := make(chan struct{})
	go func() {
		defer close(done)
		for m.upcoming != nil {
			m.current, m.upcoming = m.upcoming, nil
			m.current.proceed()
		}
		m.ending = true
		for _, t := range m.threads {
			for t.resume != nil && !t.ended {
				m.current = t
				t.proceed()
			}
		}
		complete = true
	}()
	<-done
	return complete
}

// Sleep stops the thread for d of virtual time.
func (m *Machine) Sleep(d time.Duration) {
	m.step()
	m.note(CallSleep, int64(d), 0, 0)
	if d > 0 {
		m.block(waitsForTime, m.deadline(d))
	}
}

// Pause gives the turn to the next thread, or to another one that the schedule
// chooses: a thread that spins waits for them.
func (m *Machine) Pause() {
	m.advance()
	m.note(CallPause, 0, 0, 0)
	if m.current != nil && len(m.runnable) > 1 {
		if m.strategy != nil {
			m.strategy.yields(m.current)
		}
		m.turnTo(m.chooseNext(m.current.place + 1))
	}
}

// Current is the number of the running thread, 0 outside a run. It is no step:
// checks that ask for it leave the schedule and the trace as they are.
func (m *Machine) Current() int {
	if m.current == nil {
		return 0
	}
	return m.current.id
}

// Hook returns the step that atomics take.
func (m *Machine) Hook() sys.Hook { return m.hook }

// atomicStep is the step of an atomic.
func (m *Machine) atomicStep() {
	m.step()
	m.note(CallAtomic, 0, 0, 0)
}
