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
	// Memory is real memory: address space is the one thing not simulated.
	Memory sys.Memory
	// Faults are the faults that may happen; the zero value is none.
	Faults Faults
	// Replay, if not nil, is where choices come from instead of the seed; what
	// is no choice (the cost of steps, Random) follows from the seed still.
	Replay []Choice
	// Reserve is the number of choices for which there is room from the start,
	// so that recording them does not allocate.
	Reserve int
	// Lax lets threads break the contracts of package sys that Linux does not look
	// at: whose a poller is, and by whom bytes move that are watched in Edge mode.
	Lax bool
	// StepLimit is the number of steps after which a run counts as a livelock;
	// 0 is defaultStepLimit.
	StepLimit uint64
	// Observe, if not nil, is told every event as it happens. It must not call
	// the machine, except for Stop and Fail.
	Observe func(Event)
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

	streams   []stream
	choices   []Choice
	replays   [][]uint32 // of Options.Replay, by stream
	replaying bool
	costs     generator // of the steps; in replays too
	entropy   generator

	now        time.Duration // since the machine was made
	busy       time.Duration // the part of it that threads ran
	wallOffset time.Duration // by which the wall clock was stepped
	steps      uint64
	hook       sys.Hook

	processors   processors
	descriptors  descriptors
	network      network
	disk         disk
	log          []byte
	process      process
	parked       []*thread // the longest parked first
	reservations []reservation
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
		options: o,
		choices: make([]Choice, 0, o.Reserve),
		costs:   seeded(o.Seed, "costs"),
		entropy: seeded(o.Seed, "entropy"),
		disk:    disk{files: map[string]*file{}, earlier: map[string][]*file{}},
	}
	m.observe = o.Observe
	m.hook = m.atomicStep
	m.processors.count = cmp.Or(o.Faults.Processors, processorCount)
	m.descriptors.start()
	m.openStreams()
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
