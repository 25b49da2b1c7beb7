package sim

import (
	"time"

	"seedis/sys"
)

// EndingKind says by what a process ended.
type EndingKind uint8

// The kinds of Ending.
const (
	Returned  EndingKind = iota // all its threads have returned
	Exited                      // it called Exit
	Aborted                     // it panicked as Options.Aborts expects it
	Killed                      // Crash, with the machine alive
	PowerLost                   // Crash, and the machine with it
)

var endingNames = [...]string{
	Returned:  "returned",
	Exited:    "exited",
	Aborted:   "aborted",
	Killed:    "killed",
	PowerLost: "lost power",
}

func (k EndingKind) String() string { return endingNames[k] }

// Ending is how a process ended, as wait(2) tells it.
type Ending struct {
	How    EndingKind
	Status int // of Exited
}

// Boot starts the process, whose first thread runs run. Threads started by
// threads of the process belong to it; all others are the world's, which a crash
// leaves alone. There is one process at a time: it must have ended before the next.
//
// Who opens descriptors and reserves memory outside all threads, before Run, does
// so for the process.
func (m *Machine) Boot(name string, run func()) {
	if m.process.living > 0 {
		panic("sim: Boot of a process that lives")
	}
	m.Start(name, run)
	m.process = process{
		boots: m.process.boots + 1, living: 1, busyBefore: m.busy, waiter: m.process.waiter,
	}
	m.network.dark = false
	m.threads[len(m.threads)-1].ofProcess = true
}

// Crash ends the process at once, as SIGKILL does: its threads unwind, and what it
// held is given back the way that Linux does it. With power the machine itself
// goes: peers are not told and find out late, and the disk keeps only what may
// survive (see Survivors). A thread of the process does not return from it.
func (m *Machine) Crash(power bool) {
	m.step()
	ending := Ending{How: Killed}
	if power {
		ending.How = PowerLost
	}
	m.note(CallCrash, int64(ending.How), 0, 0)
	switch {
	case m.inProcess():
		m.quit(ending)
	case m.process.over():
		m.seize(power) // how it ended stays
	default:
		m.endProcess(ending)
	}
}

// Await blocks a thread of the world, one at a time, until the process has ended, and
// tells how; false when timeout is over before that (negative: without limit).
func (m *Machine) Await(timeout time.Duration) (Ending, bool) {
	m.step()
	if m.process.waiter != nil {
		panic("sim: a second thread awaits the process")
	}
	deadline := m.deadline(timeout)
	for inTime := timeout != 0; !m.process.over() && inTime; {
		m.process.waiter = m.current
		inTime = m.block(waitsForProcess, deadline)
		m.process.waiter = nil
	}
	over := m.process.over()
	m.note(CallAwait, int64(timeout), 0, int64(m.process.ending.How))
	return m.process.ending, over
}

// inProcess tells whether a thread of the process is running.
func (m *Machine) inProcess() bool { return m.current != nil && m.current.ofProcess }

// quit ends the process from one of its own threads. That one must be unwound
// before anything is taken from under it, so its root does the rest.
func (m *Machine) quit(e Ending) {
	m.process.quitter, m.process.last = m.current, &e
	m.ending = true
	panic(stopped{})
}

// aborts tells whether the panic of a thread ends the process and not the run.
func (t *thread) aborts(value any) bool {
	aborts := t.machine.options.Aborts
	return t.ofProcess && value != nil && aborts != nil && aborts(value)
}

// departed is told that a thread of the process has ended: by itself, or because
// it ends the process.
func (m *Machine) departed() {
	m.process.living--
	switch {
	case m.process.last != nil:
		m.endProcess(*m.process.last)
	case m.process.living == 0:
		m.processOver(Ending{How: Returned})
	}
}

// endProcess ends all that is left of the process.
func (m *Machine) endProcess(e Ending) {
	m.unwindProcess()
	m.seize(e.How == PowerLost)
	m.processOver(e)
}

// seize takes from the process what it held, and with power from the machine what it
// had not stored.
func (m *Machine) seize(power bool) {
	if power {
		m.network.dark = true
	}
	m.abandonDescriptors(power)
	m.abandonMemory()
	if power {
		m.disk.losePower(m)
	}
}

// processOver tells who waits for it. A process that has returned keeps what it
// has left open, so that a test can look.
func (m *Machine) processOver(e Ending) {
	p := &m.process
	p.living, p.quitter, p.last, p.ending = 0, nil, nil, e
	p.watcher, p.arrived = nil, 0
	p.status, p.exited = e.Status, e.How == Exited
	if p.waiter != nil {
		m.wake(p.waiter)
	}
}

// unwindProcess unwinds the threads of the process. Each finds at once that it is
// over, as all threads do at the end of a run, and hands back here.
func (m *Machine) unwindProcess() {
	self := m.current
	m.ending = true
	for _, t := range m.threads {
		if !t.ofProcess || t.ended {
			continue
		}
		if t.resume == nil {
			t.ended = true
		}
		for !t.ended {
			m.current = t
			t.proceed()
		}
		m.bury(t)
	}
	m.current, m.ending = self, m.failed != nil
}

// bury takes a dead thread from wherever it stood.
func (m *Machine) bury(t *thread) {
	if t.place != asleep {
		m.unschedule(t)
	}
	if t.timer != noTimer {
		m.timers.remove(t.timer)
	}
	if t.word != nil {
		m.unparkAt(t)
	}
	t.place, t.waiting = buried, waitsForNothing
}

// buried is the place of a thread that nothing wakes.
const buried = -2

// abandonDescriptors closes what a dead process had open, from the lowest number
// on, and gives the next one a fresh table.
func (m *Machine) abandonDescriptors(power bool) {
	for number, o := range m.descriptors.objects {
		if o == nil {
			continue
		}
		m.descriptors.remove(sys.FD(number))
		if l, fades := o.(fading); fades && power {
			l.fade(m)
		} else {
			o.close(m)
		}
	}
	m.descriptors = descriptors{}
	m.descriptors.start()
}

// abandonMemory gives the address space of a dead process back.
func (m *Machine) abandonMemory() {
	for _, r := range m.reservations {
		if errno := m.options.Memory.Release(r.base, r.size); errno != sys.OK {
			panic("sim: Release: " + errno.Error())
		}
	}
	m.reservations = m.reservations[:0]
}
