package simtest

import (
	"fmt"
	"io"
	"strconv"
	"time"

	"seedis/sys"
	"seedis/sys/sim"
)

// Workload is one run of the campaign: scripted clients against the model, in
// the weather of a seed.
type Workload struct {
	Seed         uint64
	ScheduleSeed uint64 // if not 0, only the order of threads follows from it
	Clients      int
	Ops          int // requests, over all clients
	// Idle is how long clients rest before each thing that they do: up to twice as
	// long, drawn for each. 0 is not at all.
	Idle time.Duration
	// CalmAfter, if not 0, is how many requests are sent before the faults cease; else
	// it is a share of Ops.
	CalmAfter int
	// Faults, if not nil, take the place of those that the seed makes.
	Faults *sim.Faults
	// Schedule, if not nil, takes the place of the strategy that the seed makes.
	Schedule *sim.Schedule
	// Intrusion, if not nil, are bytes that one more client sends.
	Intrusion []byte

	// The rest is as in Options.

	Memory sys.Memory
	Wrap   func(sys.Kernel) sys.Kernel
	// Replay is a list of choices to play, of a run with the same seed; ReplayFile
	// is where cmd/simulate has it from.
	Replay     *sim.List
	ReplayFile string
	Timeline   func(sim.Event)
	StopAt     uint64

	// AtStop is called when the run comes to StopAt or fails; describe writes what
	// the run is like then, if it is called before AtStop returns.
	AtStop func(describe func(io.Writer))

	// unaudited: the run ends when the clients do. Nothing that the auditor finds is
	// looked for.
	unaudited bool
	switches  []sim.Switch     // as in sim.Options
	switched  func(sim.Switch) // too
}

// Result is what a run was like. All of it follows from the workload alone.
type Result struct {
	Seed    uint64
	Steps   uint64        // of the machine
	Ops     int           // requests that were executed, but for the last reading of all keys
	Virtual time.Duration // how long it took, on the machine's clock
	Trace   uint64        // the hash of everything that happened
	Order   uint64        // the hash of which client had what executed, in order
	Marks   MarkCounts
	Weather string

	run *run
}

// String is the result on one line.
func (r Result) String() string {
	return fmt.Sprintf("seed=%d steps=%d ops=%d virtual=%v trace=%016x", r.Seed, r.Steps, r.Ops, r.Virtual, r.Trace)
}

// run is a workload on its way.
type run struct {
	workload Workload
	weather  weather
	machine  *Machine
	model    *model
	observer *observer
	clients  []*client
	auditor  *client
	sky      *sim.Machine // which never runs: the weather comes from it
	requests int          // that were sent; the auditor's do not count
	audited  bool         // the auditor has begun
	running  int
	leaving  int         // clients that await one that makes the server sleep
	dozing   int         // and those
	stranded []*client   // those that wait for ever
	file     *configFile // nil where the server has none
	history  history
	phases   phases
}

// Check runs a workload. The error is a *Violation.
func (w Workload) Check() (Result, error) {
	sky := sim.New(sim.Options{Seed: w.Seed, Replay: w.Replay})
	r := &run{workload: w, weather: weatherOf(sky), sky: sky}
	if w.Faults != nil {
		r.weather.setFaults(*w.Faults)
	}
	if w.Schedule != nil {
		r.weather.schedule = *w.Schedule
	}
	if w.Intrusion != nil {
		r.weather.debug = false  // DEBUG SLEEP would try the others' patience
		r.weather.maxClients = 0 // the intrusion is to arrive
		r.weather.end = 0
		r.weather.stayUp()
	}
	if err := r.prepare(); err != nil {
		return Result{Seed: w.Seed}, r.violation(err)
	}
	r.start()
	if err := r.machine.Run(); err != nil {
		return r.result(), r.violation(err)
	}
	if err := r.history.check(); err != nil {
		return r.result(), r.violation(err)
	}
	return r.result(), nil
}

// prepare makes the machine, on which the server is watched by the model.
func (r *run) prepare() error {
	w, configuration := r.workload, r.weather.configuration()
	wrap := w.Wrap
	if r.weather.configFile != "" {
		r.file = &configFile{run: r}
		wrap = r.file.wrap(w.Wrap)
	}
	r.model = r.newModel(configuration)
	r.observer = &observer{model: r.model, clients: w.Clients}
	// Keys may go, or clients do anything.
	r.history.off = r.weather.memory.max > 0 || w.Intrusion != nil
	machine, err := New(Options{
		Seed: w.Seed, ScheduleSeed: w.ScheduleSeed, Schedule: r.weather.schedule, Faults: r.weather.faults, Config: configuration,
		Engine: r.weather.engine, Processors: r.weather.processors, SocketBuffer: r.weather.socketBuffer,
		Memory: w.Memory, Wrap: wrap, Replay: w.Replay, Switches: w.switches, Switched: w.switched, Timeline: w.Timeline, Observer: r.observer,
		ConfigFile: r.weather.configFile, Restarting: r.restarting,
		StopAt: w.StopAt, AtStop: r.atStop,
		PlainMemory: r.weather.plainMemory, LazyFreeQueued: r.weather.memory.queue,
	})
	r.machine, r.observer.machine = machine, machine
	if r.file != nil && err == nil {
		r.file.begun()
	}
	return err
}

// start makes the clients. Their streams are made before anything runs, in an
// order that no schedule changes.
func (r *run) start() {
	for i := range r.workload.Clients {
		c := r.newClient(i + 1)
		c.left = r.workload.Ops / r.workload.Clients
		if i < r.workload.Ops%r.workload.Clients {
			c.left++
		}
		r.clients = append(r.clients, c)
	}
	intruder := r.newClient(r.workload.Clients + 1)
	r.auditor = r.newClient(r.workload.Clients + 2)
	r.phases.planned = r.workload.Ops + r.weather.threads.crowd*pressings*pressed
	for _, c := range r.clients {
		r.launch(c, c.live)
	}
	for i := range r.weather.threads.crowd {
		c := r.newClient(r.workload.Clients + 3 + i)
		r.launch(c, c.press)
	}
	if r.weather.end > 0 {
		r.machine.Machine.Start("end", r.endEarly)
	}
	if r.workload.Intrusion != nil {
		r.launch(intruder, func() { intruder.intrude(r.workload.Intrusion) })
	}
	r.machine.Machine.Start("watchdog", r.watch)
}

// launch starts a client. The last one to end leaves it to the auditor to look
// at everything.
func (r *run) launch(c *client, live func()) {
	r.running++
	r.machine.Start("client "+strconv.Itoa(c.number), func() {
		live()
		if r.running--; r.running > 0 {
			return
		}
		if !r.isOver() && !r.workload.unaudited {
			r.calmDown()
			r.audited = true
			r.auditor.audit()
		}
		r.phases.finished = true
	})
}

// endEarly ends the server while clients are there; the auditor looks at everything
// undisturbed.
func (r *run) endEarly() {
	r.machine.Sleep(r.weather.end)
	if r.running > 0 && !r.isOver() {
		r.model.shutdown = true
		r.machine.Signal(sys.SignalTerminate)
	}
}

// isOver tells that a client has ended the server, or has set it to something
// that the model does not follow. The others just leave then.
func (r *run) isOver() bool { return r.model.shutdown || r.model.adrift > 0 }

// clientStream is how the name of a client's stream begins.
const clientStream = "client "

func (r *run) newClient(number int) *client {
	stream := r.machine.Stream(clientStream + strconv.Itoa(number))
	return &client{dice: dice{r.machine.Machine, stream}, run: r, number: number}
}

// starts are the moments at which the actions of each client began.
func (r *run) starts() (starts [][]time.Duration) {
	for _, c := range r.clients {
		starts = append(starts, c.starts)
	}
	return starts
}

func (r *run) result() Result {
	return Result{
		Seed: r.workload.Seed, Steps: r.machine.Steps(), Ops: r.observer.executed,
		Virtual: r.machine.Elapsed(), Trace: r.machine.Trace(), Order: r.observer.order,
		Marks: r.machine.MarkCounts(), Weather: r.weather.String(), run: r,
	}
}
