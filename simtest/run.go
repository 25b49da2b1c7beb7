package simtest

import (
	"fmt"
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
	// Faults, if not nil, take the place of those that the seed makes.
	Faults *sim.Faults
	// Intrusion, if not nil, are bytes that one more client sends.
	Intrusion []byte

	// The rest is as in Options.

	Memory   sys.Memory
	Wrap     func(sys.Kernel) sys.Kernel
	Replay   []sim.Choice
	Timeline func(sim.Event)
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
	Choices []sim.Choice
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
	running  int
	leaving  int       // clients that await one that makes the server sleep
	dozing   int       // and those
	stranded []*client // those that wait for ever
}

// Check runs a workload. The error is a *Violation.
func (w Workload) Check() (Result, error) {
	r := &run{workload: w, weather: forecast(w.Seed)}
	if w.Faults != nil {
		r.weather.setFaults(*w.Faults)
	}
	if w.Intrusion != nil {
		r.weather.debug = false  // DEBUG SLEEP would try the others' patience
		r.weather.maxClients = 0 // the intrusion is to arrive
		r.weather.end = 0
	}
	if err := r.prepare(); err != nil {
		return Result{Seed: w.Seed}, r.violation(err)
	}
	r.start()
	if err := r.machine.Run(); err != nil {
		return r.result(), r.violation(err)
	}
	return r.result(), nil
}

// prepare makes the machine, on which the server is watched by the model.
func (r *run) prepare() error {
	w, configuration := r.workload, r.weather.configuration()
	r.model = newModel(settingsOf(configuration, r.weather.breaks(), r.weather.patience()))
	r.observer = &observer{model: r.model, clients: w.Clients}
	machine, err := New(Options{
		Seed: w.Seed, ScheduleSeed: w.ScheduleSeed, Faults: r.weather.faults, Config: configuration,
		Memory: w.Memory, Wrap: w.Wrap, Replay: w.Replay, Timeline: w.Timeline, Observer: r.observer,
		PlainMemory: r.weather.plainMemory, LazyFreeQueued: r.weather.memory.queue,
	})
	r.machine, r.observer.machine = machine, machine
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
}

// launch starts a client. The last one to end leaves it to the auditor to look
// at everything.
func (r *run) launch(c *client, live func()) {
	r.running++
	r.machine.Start("client "+strconv.Itoa(c.number), func() {
		live()
		if r.running--; r.running == 0 && !r.isOver() {
			r.auditor.audit()
		}
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

func (r *run) newClient(number int) *client {
	stream := r.machine.Stream("client " + strconv.Itoa(number))
	return &client{dice: dice{r.machine.Machine, stream}, run: r, number: number}
}

func (r *run) result() Result {
	return Result{
		Seed: r.workload.Seed, Steps: r.machine.Steps(), Ops: r.observer.executed,
		Virtual: r.machine.Elapsed(), Trace: r.machine.Trace(), Order: r.observer.order,
		Marks: r.machine.MarkCounts(), Weather: r.weather.String(), Choices: r.machine.Choices(),
	}
}
