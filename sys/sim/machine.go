package sim

import (
	"cmp"
	"time"

	"seedis/sys"
)

// Options say everything about a run: two machines with equal options (Memory
// and Observe aside) that carry out the same program do the same.
type Options struct {
	// Seed is what all streams follow from.
	Seed uint64
	// ScheduleSeed, if not 0, is what the stream of the schedule follows from
	// instead: other interleavings of the same run.
	ScheduleSeed uint64
	// Schedule is how the next thread is chosen; the zero value is Uniform.
	Schedule Schedule
	// Memory is real memory: address space is the one thing not simulated.
	Memory sys.Memory
	// Faults are the faults that may happen; the zero value is none.
	Faults Faults
	// Engine is how pollers find out what is ready.
	Engine Engine
	// Processors is how many the machine has; 0 is 16.
	Processors int
	// SocketBuffer is the size of a connection's buffers, in bytes for each
	// direction; 0 is 64 KiB.
	SocketBuffer int
	// Replay, if not nil, is where choices come from instead of the seed; what
	// is no choice (the cost of steps, Random) follows from the seed still.
	Replay *List
	// Switches, if not nil, take the place of the schedule and of its choices in
	// Replay: all turns are the plainest but for these.
	Switches []Switch
	// Switched, if not nil, is told every turn that was not the plainest.
	Switched func(Switch)
	// Reserve is the number of choices for which there is room from the start,
	// so that recording them does not allocate.
	Reserve int
	// Lax lets threads break the contracts of package sys that Linux does not look
	// at: whose a poller is, by whom bytes move that are watched in Edge mode, and that
	// only what is open is closed.
	Lax bool
	// StepLimit is the number of steps after which a run counts as a livelock;
	// 0 is defaultStepLimit.
	StepLimit uint64
	// StopAt, if not 0, is the step after which the run ends: with a Failure of the
	// kind FailureStopped, unless it has ended before.
	StopAt uint64
	// AtStop, if not nil, is called by a run that fails or comes to StopAt, while
	// its threads are still where they were. It may only look (see Look).
	AtStop func()
	// AtRest, if not nil, is asked whenever all threads sleep and time is about to
	// jump: whether one of them sleeps on work that waits for it (Polls, Parks), or
	// anything else is wrong. An error ends the run. It may only look, as AtStop.
	AtRest func() error
	// Observe, if not nil, is told every event as it happens. It must not call
	// the machine, except for Stop and Fail.
	Observe func(Event)
	// Aborts, if not nil, tells of a panic in the process whether it is the way of
	// the process to end, as abort(3) is in C; otherwise the run fails with it.
	Aborts func(panic any) bool
	// StartWall is the first wall-clock time, in microseconds since 1970.
	StartWall int64
}

// defaultStepLimit is a few seconds of real time and at most 160 MB of recorded
// choices; a campaign's runs have some hundred thousand steps.
const defaultStepLimit = 20_000_000

// Machine is a simulated computer. It is made and run on one goroutine, and
// otherwise used by its own threads, of which one runs at a time.
type Machine struct {
	options Options
	schedule
	timers timers
	trace

	faults  [FaultCount]Rule // those that are on, by fault
	streams []stream
	choices []Choice
	costs   generator // of the steps; in replays too
	entropy generator

	now      time.Duration // since the machine was made
	busy     time.Duration // the part of it that threads ran
	wall     wallClock
	steps    uint64
	lastStep uint64  // after which the run ends in any case
	looking  *thread // the running one, during Look
	hook     sys.Hook

	processors   processors
	descriptors  descriptors
	network      network
	disk         disk
	log          []byte
	process      process
	parked       []*thread // the longest parked first
	reservations []reservation
	refusals     int // calls for memory that will still fail
	marks        [sys.MarkCount]uint64

	ran    bool
	ending bool
	failed *Failure
}

var _ sys.Kernel = (*Machine)(nil)

// New makes a machine that has not run yet.
func New(o Options) *Machine {
	if o.StepLimit == 0 {
		o.StepLimit = defaultStepLimit
	}
	m := &Machine{
		lastStep: o.lastStep(),
		options:  o,
		choices:  make([]Choice, 0, o.Reserve),
		costs:    seeded(o.Seed, "costs"),
		entropy:  seeded(o.Seed, "entropy"),
		disk:     disk{files: map[string]*file{}},
	}
	m.observe = o.Observe
	m.hook = m.atomicStep
	m.processors.count = cmp.Or(o.Processors, processorCount)
	m.options.SocketBuffer = cmp.Or(o.SocketBuffer, defaultSocketBuffer)
	for _, rule := range o.Faults {
		m.faults[rule.Fault] = rule
	}
	m.descriptors.start()
	m.openStreams()
	m.drawDrift()
	m.strategy = newStrategy(o)
	m.steadiness = 1 + m.streams[streamSchedule].generator.below(mostSteady)
	return m
}

// Run runs the threads that were started, and those that they start, until all
// have ended, and returns nil or a *Failure. It may be called once.
func (m *Machine) Run() error {
	if m.ran {
		panic("sim: Run twice")
	}
	m.ran = true
	for !m.drive() {
	}
	m.current, m.upcoming = nil, nil
	if m.failed != nil {
		return m.failed
	}
	return nil
}

// Steps is the number of steps so far.
func (m *Machine) Steps() uint64 { return m.steps }

// Elapsed is the virtual time so far.
func (m *Machine) Elapsed() time.Duration { return m.now }
