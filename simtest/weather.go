package simtest

import (
	"fmt"
	"time"

	"seedis/config"
	"seedis/sys/sim"
)

// weather is what a seed makes of a run beside its choices: which faults are
// on, and how the server and the workload are set.
type weather struct {
	faults   sim.Faults
	password string

	schedule     sim.Schedule
	engine       sim.Engine
	processors   int // 0 for the default
	socketBuffer int // bytes

	configFile string // of the server; "" for none

	debug    bool
	verbose  bool
	keys     int  // that clients collide on
	bulk     int  // further keys, set and deleted by the hundred
	valueMax int  // bytes
	slow     bool // long requests take minutes
	shutdown bool // by SHUTDOWN, and not by a signal

	// end, if not 0, is when the server is told to end, whoever is there.
	end time.Duration

	// maxClients, if not 0, are fewer than there will be.
	maxClients int

	// Limits that some clients go beyond, and the auditor never; 0 for those of
	// the default.
	queryLimit  int64 // bytes
	timeout     int   // seconds
	outputLimit config.OutputLimit

	// plainMemory: the server's heap is the one that users have, and not the
	// one that looks for errors.
	plainMemory bool

	// nodeMax, if not 0, is how many elements a piece of a list may have: few, so
	// that pieces part and meet again.
	nodeMax int

	hz      int // of the server's cron
	memory  memoryWeather
	threads threadWeather
}

// forecast draws the weather of a seed.
func forecast(seed uint64) weather { return weatherOf(sim.New(sim.Options{Seed: seed})) }

// weatherStream is the name of what the weather is drawn from.
const weatherStream = "weather"

// weatherOf draws the weather from a machine, which need not run.
func weatherOf(machine *sim.Machine) weather {
	d := dice{machine, machine.Stream(weatherStream)}
	w := weather{
		debug:    d.oneIn(4),
		verbose:  d.oneIn(2),
		keys:     d.pick(4, 16, 100),
		bulk:     d.pick(100, 400, 3000),
		valueMax: d.pick(100, 2000, 20_000, 80_000),
		shutdown: d.oneIn(2),
	}
	if d.oneIn(4) {
		w.password = "open sesame"
	}
	if d.oneIn(8) {
		w.maxClients = d.pick(2, 4)
	}
	faults := drawFaults(d)
	w.socketBuffer = defaultSocketBuffer
	if d.oneIn(3) {
		// A socket of the largest takes more than is offered at once.
		w.socketBuffer = d.pick(256, 4096, 16<<10, 256<<10)
	}
	if d.oneIn(12) {
		// The auditor asks for some 50 keys at once, in 4 KiB.
		w.queryLimit = int64(d.pick(8<<10, 32<<10))
	}
	if d.oneIn(12) {
		w.timeout = 1
	}
	w.plainMemory = d.oneIn(8)
	if d.oneIn(3) {
		w.nodeMax = d.pick(1, 2, 4)
	}
	w.hz = d.pick(10, 10, 10, 50)
	w.memory = drawMemory(d)
	w.drawThreads(d, &faults)
	w.schedule = drawSchedule(d)
	drawPace(d, &faults)
	w.drawFiles(d, &faults)
	w.setFaults(faults)
	if d.oneIn(16) || w.threads.count > 1 && d.oneIn(6) {
		w.end = d.duration(500*time.Microsecond, 10*time.Millisecond, 100*time.Millisecond)
	}
	if d.oneIn(6) {
		w.outputLimit = drawOutputLimit(d)
	}
	return w
}

// drawOutputLimit draws limits that pipelines go beyond whose replies nobody reads.
func drawOutputLimit(d dice) config.OutputLimit {
	limits := []config.OutputLimit{
		{Hard: 20_000}, {Hard: 64 << 10}, {Hard: 400 << 10, Soft: 20_000, Seconds: 1}, {Soft: 1},
	}
	return limits[d.below(len(limits))]
}

// setFaults sets the faults, and makes the work smaller where they are slow.
func (w *weather) setFaults(f sim.Faults) {
	w.faults = f
	if f.Has(sim.FaultSmallBuffer) || w.socketBuffer < 4096 {
		// A large value through a buffer of a few bytes takes very many steps.
		w.slow = true
		w.valueMax = min(w.valueMax, 2000)
		w.bulk = min(w.bulk, 400)
	}
}

// defaultSocketBuffer is the size of a buffer in half of the runs and more, in bytes.
const defaultSocketBuffer = 64 << 10

// configuration is the server's.
func (w *weather) configuration() *config.Config {
	c := config.New()
	c.RequirePass = w.password
	if w.maxClients > 0 {
		c.MaxClients = w.maxClients
	}
	if w.queryLimit > 0 {
		c.ClientQueryBufferLimit = w.queryLimit
	}
	c.Timeout = w.timeout
	c.ClientOutputBufferLimit[config.ClientNormal] = w.outputLimit
	if w.nodeMax > 0 {
		c.ListMaxListpackSize = w.nodeMax
	}
	if w.debug {
		c.EnableDebugCommand = config.ProtectedYes
	}
	c.HZ = w.hz
	w.memory.configure(c)
	w.threads.configure(c)
	if w.verbose {
		c.LogLevel = config.LogVerbose
	}
	return c
}

// String is the weather on one line, for -v.
func (w *weather) String() string {
	return fmt.Sprintf("faults=%v config-file=%q schedule=%v engine=%v processors=%d buffer=%d password=%t debug=%t verbose=%t max-clients=%d query-limit=%d output-limit=%d/%d/%ds timeout=%d "+
		"plain-memory=%t node-max=%d keys=%d bulk=%d value-max=%d shutdown=%t end=%v hz=%d %v %v",
		w.faults, w.configFile, w.schedule, w.engine, w.processors, w.socketBuffer, w.password != "", w.debug, w.verbose, w.maxClients, w.queryLimit,
		w.outputLimit.Hard, w.outputLimit.Soft, w.outputLimit.Seconds, w.timeout,
		w.plainMemory, w.nodeMax, w.keys, w.bulk, w.valueMax, w.shutdown, w.end, w.hz, w.memory, w.threads)
}

// dice draw from one stream of a machine; 0, the first and false are the
// plainest outcomes.
type dice struct {
	machine *sim.Machine
	stream  sim.Stream
}

// below draws from 0 to n-1.
func (d dice) below(n int) int { return d.machine.Choose(d.stream, n) }

// between draws from least to most.
func (d dice) between(least, most int) int { return least + d.below(most-least+1) }

// oneIn is true once in n times.
func (d dice) oneIn(n int) bool { return d.below(n) == n-1 }

// begins opens a span of the choices if there is one more of its kind: that is so
// when on, or in a replay where the list has it.
func (d dice) begins(on bool) bool {
	d.machine.Begin(d.stream)
	more := 0
	if on {
		more = 1
	}
	if d.machine.Record(d.stream, 2, more) == 1 {
		return true
	}
	d.ends()
	return false
}

// apart has draw draw in a span of its own: whether it draws may depend on what others
// do, and in a replay what is drawn afterwards is the same. The span begins with no 1,
// as it is nothing that can be left out.
func (d dice) apart(draw func() bool) bool {
	d.machine.Begin(d.stream)
	d.machine.Record(d.stream, 1, 0)
	outcome := draw()
	d.ends()
	return outcome
}

func (d dice) ends() { d.machine.End(d.stream) }

func (d dice) pick(numbers ...int) int { return numbers[d.below(len(numbers))] }

func (d dice) word(words ...string) string { return words[d.below(len(words))] }

func (d dice) duration(durations ...time.Duration) time.Duration {
	return durations[d.below(len(durations))]
}
