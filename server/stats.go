package server

import (
	"time"

	"seedis/commands"
)

// stats are the counters of INFO.
type stats struct {
	commands.Stats // those that the data families move

	start       time.Duration // on the monotonic clock
	accepted    uint64
	rejected    uint64
	inputBytes  uint64
	outputBytes uint64
	executed    uint64
	errors      uint64            // error replies
	byCode      map[string]uint64 // error replies by their code
	memoryPeak  uint64            // bytes of mem, as far as the cron and INFO have seen
	byCommand   []commandStats    // by the command's place in the table

	operations rate
	input      rate
	output     rate
}

// commandStats are one command's line of INFO commandstats.
type commandStats struct {
	calls    uint64
	cycles   uint64
	rejected uint64
	failed   uint64
}

// count takes note of one execution.
func (t *stats) count(command *commands.Command, cycles uint64) {
	t.executed++
	row := &t.byCommand[command.Index()]
	row.calls++
	row.cycles += cycles
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
func (t *stats) sample(now time.Duration) {
	t.operations.sample(now, t.executed)
	t.input.sample(now, t.inputBytes)
	t.output.sample(now, t.outputBytes)
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
