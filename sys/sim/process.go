package sim

import (
	"time"

	"seedis/sys"
)

// process is the state of the simulated process.
type process struct {
	watcher sys.Poller // of WatchSignals
	arrived sys.Signals
	status  int
	exited  bool

	boots      int           // so far
	living     int           // threads that were booted or come from such, and have not ended
	busyBefore time.Duration // Machine.busy when it was booted
	quitter    *thread       // the thread that is ending it, and by what
	last       *Ending
	ending     Ending  // by which it ended
	waiter     *thread // in Await
}

// over tells that there was a process, and that it has ended.
func (p *process) over() bool { return p.boots > 0 && p.living == 0 }

const (
	processID      = 4242
	programSize    = 8 << 20  // the resident size of a process that holds nothing
	physicalMemory = 16 << 30 // a small server's
)

// Pid is another one after each Boot, and no step.
func (m *Machine) Pid() int { return processID + max(0, m.process.boots-1) }

// WatchSignals makes p hear of signals.
func (m *Machine) WatchSignals(p sys.Poller) {
	m.step()
	m.process.watcher = p
	m.note(CallWatchSignals, 0, 0, 0)
}

// Signal sends signals to the process: SIGINT, SIGTERM. Before WatchSignals
// they would end a process on Linux; here they wait. A process that is over hears
// of nothing.
func (m *Machine) Signal(s sys.Signals) {
	m.step()
	if !m.process.over() {
		m.process.arrived |= s
	}
	m.note(CallSignal, int64(s), 0, 0)
	if m.process.watcher != nil {
		m.process.watcher.Wake()
	}
}

// TakeSignals returns the signals that arrived since the last call.
func (m *Machine) TakeSignals() sys.Signals {
	m.step()
	s := m.process.arrived
	m.process.arrived = 0
	m.note(CallTakeSignals, 0, 0, int64(s))
	return s
}

// System is a constant and no step.
func (m *Machine) System() string { return "Simulated 1 machine" }

// Usage gives the time of all steps as half user's and half system's: a step is
// an atomic or a call, and nobody counts which. There are no children, and no Go
// heap: the program's own shows nothing that a seed brings again.
func (m *Machine) Usage() sys.Usage {
	m.step()
	m.note(CallUsage, 0, 0, int64(m.busy))
	usage := sys.Usage{Process: halves(m.busy - m.process.busyBefore), ResidentSize: m.residentSize()}
	if m.current != nil {
		usage.Thread = halves(m.current.busy)
	}
	return usage
}

func halves(busy time.Duration) sys.CPUTime {
	return sys.CPUTime{User: busy / 2, System: busy / 2}
}

// DescriptorLimit is 1024 at first.
func (m *Machine) DescriptorLimit() uint64 { return m.descriptors.limit }

// SetDescriptorLimit sets any limit up to the hard one, or up to that of the
// engine; EPERM above.
func (m *Machine) SetDescriptorLimit(n uint64) sys.Errno {
	m.step()
	errno, most := sys.EPERM, uint64(mostDescriptors)
	if m.options.Engine == Select {
		most = selectDescriptors
	}
	if n <= most {
		errno = sys.OK
		m.descriptors.limit = n
	}
	m.note(CallSetLimit, int64(n), 0, outcome(0, errno))
	return errno
}

// PhysicalMemory is a constant.
func (m *Machine) PhysicalMemory() uint64 { return physicalMemory }

// LogDescriptor is standard output; see LogOutput.
func (m *Machine) LogDescriptor() sys.FD { return logDescriptor }

// Exit ends the process (see Boot) and does not return. A machine on which none was
// booted is all one process: its run ends.
func (m *Machine) Exit(status int) {
	m.step()
	m.note(CallExit, int64(status), 0, 0)
	if m.inProcess() {
		m.quit(Ending{How: Exited, Status: status})
	}
	m.process.status, m.process.exited = status, true
	m.ending = true
	if m.current != nil {
		panic(stopped{})
	}
}

// Exited tells whether Exit was called, and with which status.
func (m *Machine) Exited() (status int, ok bool) {
	return m.process.status, m.process.exited
}

// Random fills p from a stream of its own that depends on the seed alone and is
// not part of the choices.
func (m *Machine) Random(p []byte) {
	m.step()
	for i := range p {
		p[i] = byte(m.entropy.next())
	}
	m.foldBytes(p)
	m.note(CallRandom, int64(len(p)), 0, 0)
}

// Mark counts a mark. It is no step.
func (m *Machine) Mark(mark sys.Mark) {
	m.marks[mark]++
	m.note(CallMark, int64(mark), 0, 0)
}

// MarkCounts tells how often each mark came up.
func (m *Machine) MarkCounts() [sys.MarkCount]uint64 { return m.marks }
