package server

import (
	"time"

	"seedis/commands"
)

// stats are the figures of INFO.
type stats struct {
	counters
	start         time.Duration  // on the monotonic clock
	startWall     int64          // microseconds since 1970
	memoryAtStart uint64         // bytes of mem, before there are clients
	memoryPeak    uint64         // bytes in use, as far as the cron and INFO have seen
	byCommand     []commandStats // by the command's place in the table
	buffers       bufferPeaks
}

// counters are what CONFIG RESETSTAT sets to 0.
type counters struct {
	commands.Stats // those that the data families move

	accepted uint64
	rejected uint64
	executed uint64

	threadedReads  uint64 // of connections that threads in lock-step received from, or main in their midst
	threadedWrites uint64 // and sent to

	expireCapReached uint64 // slow cycles of expiry that were not done in their time
	expireCycles     uint64 // of the counter, that the search for keys past their time took

	errors uint64            // error replies
	byCode map[string]uint64 // error replies by their code

	evictedClients uint64
	exceeded       time.Duration // for how long maxmemory was exceeded, when it was before
	exceededSince  time.Duration // on the monotonic clock, since when it is; 0: it is not

	turns         turnStats
	latencyEvents [latencyEvents]uint64 // that took latency-monitor-threshold or longer

	trafficBefore traffic // what does not count
	threadsBefore traffic // of that, what I/O threads have moved

	operations rate
	input      rate
	output     rate
}

// commandStats are one command's lines of INFO commandstats and latencystats.
type commandStats struct {
	calls    uint64
	cycles   uint64
	latency  *histogram // nil until the first call that is tracked
	rejected uint64
	failed   uint64
}

// begin takes note of when the server started, and of what it takes so far.
func (t *stats) begin(now *clock, memory uint64, rows int) {
	t.start, t.startWall = now.monotonic, now.wall
	t.memoryAtStart = memory
	t.byCommand = make([]commandStats, rows)
}

// reset forgets what was counted (CONFIG RESETSTAT). The peaks stay.
func (t *stats) reset(now time.Duration, moved, byThreads traffic) {
	t.counters = counters{trafficBefore: moved, threadsBefore: byThreads, operations: rate{time: now}, input: rate{time: now}, output: rate{time: now}}
	clear(t.byCommand)
}

// count takes note of one execution, and returns the command's row.
func (t *stats) count(command *commands.Command, cycles uint64) *commandStats {
	t.executed++
	row := &t.byCommand[command.Index()]
	row.calls++
	row.cycles += cycles
	return row
}

// uncount takes one back whose client has waited, as it is counted again with
// what it takes now. It may have been forgotten since: then less than nothing is
// there, for a moment.
func (t *stats) uncount(command *commands.Command, cycles uint64) {
	t.executed--
	row := &t.byCommand[command.Index()]
	row.calls--
	row.cycles -= cycles
}

// track takes note of a duration.
func (c *commandStats) track(cycles uint64) {
	if c.latency == nil {
		c.latency = new(histogram)
	}
	c.latency.record(cycles)
}

// fail takes note of an execution that answered with an error.
func (t *stats) fail(command *commands.Command, code string) {
	t.byCommand[command.Index()].failed++
	t.countError(code)
}

// errorCodesMax bounds the codes that are counted one by one: scripts and
// modules may one day make up their own.
const errorCodesMax = 128

// countError counts an error reply by its code.
func (t *stats) countError(code string) {
	t.errors++
	if t.byCode == nil {
		t.byCode = make(map[string]uint64)
	}
	if _, known := t.byCode[code]; known || len(t.byCode) < errorCodesMax {
		t.byCode[code]++
	}
}

func (t *stats) reject(command *commands.Command) {
	t.byCommand[command.Index()].rejected++
}

// sample feeds the rates, at every tick of the cron.
func (t *stats) sample(now time.Duration, moved traffic) {
	t.operations.sample(now, t.executed)
	t.input.sample(now, moved.inputBytes)
	t.output.sample(now, moved.outputBytes)
}

// samplePeak takes note of the memory in use, in bytes.
func (t *stats) samplePeak(used uint64) { t.memoryPeak = max(t.memoryPeak, used) }

// rateSamples is how many samples a rate averages, rateInterval how far apart
// they are: INFO shows the last 1.6 seconds (STATS_METRIC_SAMPLES).
const (
	rateSamples  = 16
	rateInterval = 100 * time.Millisecond
)

// rate is a moving average of a counter's growth.
type rate struct {
	perSecond [rateSamples]uint64
	next      int
	time      time.Duration
	value     uint64
}

func (r *rate) sample(now time.Duration, value uint64) {
	elapsed := now - r.time
	if elapsed < rateInterval {
		return
	}
	r.perSecond[r.next] = (value - r.value) * uint64(time.Second) / uint64(elapsed)
	r.next = (r.next + 1) % rateSamples
	r.time, r.value = now, value
}

// average is the growth per second.
func (r *rate) average() uint64 {
	var sum uint64
	for _, n := range r.perSecond {
		sum += n
	}
	return sum / rateSamples
}

// bufferSlots is for how many seconds the largest buffers of clients are
// remembered (CLIENTS_PEAK_MEM_USAGE_SLOTS).
const bufferSlots = 8

// bufferPeaks are the largest query and reply buffers that the cron saw in each
// of the last seconds.
type bufferPeaks struct {
	input, output [bufferSlots]int // bytes
	slot          int              // of the current second
}

// turn makes the slot of now's second the current one, and drops what comes
// after it: that is the oldest.
func (b *bufferPeaks) turn(now time.Duration) {
	b.slot = int(now/time.Second) % bufferSlots
	next := (b.slot + 1) % bufferSlots
	b.input[next], b.output[next] = 0, 0
}

// see takes note of one client, whose query buffer's peak begins anew.
func (b *bufferPeaks) see(c *client) {
	if c.away {
		b.input[b.slot] = max(b.input[b.slot], c.last.queryPeak)
		b.output[b.slot] = max(b.output[b.slot], c.last.owed)
		c.last.queryPeak = 0
		return
	}
	b.input[b.slot] = max(b.input[b.slot], c.query.peak)
	b.output[b.slot] = max(b.output[b.slot], c.owedBytes())
	c.query.peak = c.query.length
}
