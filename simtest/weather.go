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
	queryLimit int64 // bytes
	timeout    int   // seconds

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

// forecast draws the weather of a seed. The machine that it draws from never
// runs.
func forecast(seed uint64) weather {
	machine := sim.New(sim.Options{Seed: seed})
	d := dice{machine, machine.Stream("weather")}
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
	w.setFaults(drawFaults(d))
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
	if d.oneIn(2) {
		w.faults.ParkSpurious = d.pick(1000, 50_000, 500_000)
	}
	w.hz = d.pick(10, 10, 10, 50)
	w.memory = drawMemory(d)
	w.threads = drawThreads(d, &w.faults)
	if d.oneIn(16) || w.threads.count > 1 && d.oneIn(6) {
		w.end = d.duration(500*time.Microsecond, 10*time.Millisecond, 100*time.Millisecond)
	}
	return w
}

// breaks tells whether a connection may end for reasons that the model does not
// follow: the network breaks it, or the server enforces a limit.
func (w *weather) breaks() bool { return w.faults.Reset > 0 || w.queryLimit > 0 || w.timeout > 0 }

// patience is how long a short request may be on its way to the server and wait
// for its turn there. Some other clients may make the server sleep (doze), and
// the faults may strike at each of its bytes.
func (w *weather) patience() time.Duration {
	return 4*time.Second + shortRequest*(w.faults.LatencyMax+w.faults.StallMax+w.faults.StarveMax)
}

// setFaults sets the faults, and makes the work smaller where they are slow.
func (w *weather) setFaults(f sim.Faults) {
	w.faults = f
	if f.BufferVaries > 0 || f.SocketBuffer > 0 && f.SocketBuffer < 4096 {
		// A large value through a buffer of a few bytes takes very many steps.
		w.slow = true
		w.valueMax = min(w.valueMax, 2000)
		w.bulk = min(w.bulk, 400)
	}
}

// drawFaults turns each fault on with a chance of a half, or less for those
// that keep a run from getting anywhere.
func drawFaults(d dice) sim.Faults {
	f := sim.Faults{SocketBuffer: 64 << 10}
	if d.oneIn(2) {
		f.ShortTransfer = d.pick(1000, 20_000, 200_000)
	}
	if d.oneIn(4) {
		f.Reset = d.pick(200, 2000, 10_000)
	}
	if d.oneIn(2) {
		f.WaitInterrupted = d.pick(1000, 50_000)
	}
	if d.oneIn(2) {
		f.WaitSpurious = d.pick(1000, 50_000)
	}
	if d.oneIn(2) {
		f.WaitReorder = d.pick(50_000, 500_000)
	}
	if d.oneIn(2) {
		f.Stall = d.pick(100, 5000, 50_000, 200_000)
		f.StallMax = d.duration(10*time.Microsecond, 5*time.Millisecond, 50*time.Millisecond, 50*time.Millisecond)
	}
	if d.oneIn(4) {
		f.WallStep = d.pick(1000, 20_000)
		f.WallStepMax = d.duration(5*time.Millisecond, time.Second)
	}
	if d.oneIn(2) {
		f.LatencyMax = d.duration(10*time.Microsecond, time.Millisecond, 20*time.Millisecond)
	}
	if d.oneIn(3) {
		f.SocketBuffer = d.pick(256, 4096, 16<<10)
	}
	if d.oneIn(4) {
		f.BufferVaries = d.pick(100_000, 500_000)
	}
	return f
}

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
	return fmt.Sprintf("faults=%v password=%t debug=%t verbose=%t max-clients=%d query-limit=%d timeout=%d "+
		"plain-memory=%t node-max=%d keys=%d bulk=%d value-max=%d shutdown=%t end=%v hz=%d %v %v",
		w.faults, w.password != "", w.debug, w.verbose, w.maxClients, w.queryLimit, w.timeout,
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

func (d dice) pick(numbers ...int) int { return numbers[d.below(len(numbers))] }

func (d dice) word(words ...string) string { return words[d.below(len(words))] }

func (d dice) duration(durations ...time.Duration) time.Duration {
	return durations[d.below(len(durations))]
}

// clockJumps tells whether the wall clock may go back.
func (w *weather) clockJumps() bool { return w.faults.WallStep > 0 }
