package server

import (
	"fmt"
	"math"
	"strings"

	"seedis/commands"
)

// latencyEvent is something that keeps clients waiting when it takes long, under
// the name that Redis's latency monitor has for it.
type latencyEvent uint8

const (
	latencyNone latencyEvent = iota
	latencyCommand
	latencyFastCommand
	latencyUnblocking // a command that has waited, when it is served
	latencyExpireCycle
	latencyExpireDel // one key of it, or one that a command met
	latencyEvictionCycle
	latencyEvictionDel // one key of it
	latencyTurn        // the whole turn: an addition
	latencyEvents      // their number
)

var latencyNames = [latencyEvents]string{
	latencyCommand:       "command",
	latencyFastCommand:   "fast-command",
	latencyUnblocking:    "command-unblocking",
	latencyExpireCycle:   "expire-cycle",
	latencyExpireDel:     "expire-del",
	latencyEvictionCycle: "eviction-cycle",
	latencyEvictionDel:   "eviction-del",
	latencyTurn:          "turn",
}

// latencyEventOf is the event of a command that takes long.
func latencyEventOf(command *commands.Command) latencyEvent {
	if command.Flags&commands.Fast != 0 {
		return latencyFastCommand
	}
	return latencyCommand
}

// latencyMonitor keeps what took latency-monitor-threshold or longer: the last
// samples of each event, until they are asked to be forgotten.
type latencyMonitor struct {
	threshold uint64 // cycles, from which on a sample is taken
	series    [latencyEvents]*latencySeries
}

// latencyLength is how many samples of an event are kept (LATENCY_TS_LEN).
const latencyLength = 160

// latencySeries are the samples of one event, in a ring.
type latencySeries struct {
	samples [latencyLength]latencySample
	taken   int   // so far: the next one's place counts round and round
	max     int64 // milliseconds, of all that were ever taken
}

// latencySample is the longest of an event within a second.
type latencySample struct {
	second       int64 // since 1970
	milliseconds int64
}

// configure takes over latency-monitor-threshold, in milliseconds: 0 takes no
// samples. Those that were taken stay.
func (m *latencyMonitor) configure(milliseconds int64, cyclesPerMicrosecond uint64) {
	m.threshold = math.MaxUint64
	cyclesPerMillisecond := 1000 * cyclesPerMicrosecond
	if milliseconds > 0 && uint64(milliseconds) <= math.MaxUint64/cyclesPerMillisecond {
		m.threshold = uint64(milliseconds) * cyclesPerMillisecond
	}
}

// add takes a sample.
func (m *latencyMonitor) add(event latencyEvent, sample latencySample) {
	if m.series[event] == nil {
		m.series[event] = new(latencySeries)
	}
	m.series[event].add(sample)
}

// forget drops the samples of an event and tells whether there were any.
func (m *latencyMonitor) forget(event latencyEvent) bool {
	had := m.series[event] != nil
	m.series[event] = nil
	return had
}

func (l *latencySeries) add(sample latencySample) {
	l.max = max(l.max, sample.milliseconds)
	if l.taken > 0 {
		if last := l.at(l.taken - 1); last.second == sample.second {
			last.milliseconds = max(last.milliseconds, sample.milliseconds)
			return
		}
	}
	*l.at(l.taken) = sample
	l.taken++
}

func (l *latencySeries) at(number int) *latencySample { return &l.samples[number%latencyLength] }

// history are the samples that are kept, the oldest first.
func (l *latencySeries) history() []latencySample {
	var kept []latencySample
	for number := max(0, l.taken-latencyLength); number < l.taken; number++ {
		kept = append(kept, *l.at(number))
	}
	return kept
}

// watchLatency takes over what is configured about the latency monitor.
func (s *Server) watchLatency() {
	s.latency.configure(s.config.LatencyMonitorThreshold, s.clock.perMicrosecond)
	s.turn.notable = 0 // the next command shows what it is now
	s.call.TimeExpiry = nil
	if s.config.LatencyMonitorThreshold > 0 {
		s.call.TimeExpiry = s.timeExpiry
	}
}

// timeExpiry deletes a key that is past its time, which may be an event.
func (s *Server) timeExpiry(del func()) {
	began := s.kernel.Cycles()
	del()
	s.sampleLatency(latencyExpireDel, s.kernel.Cycles()-began)
}

// sampleLatency takes note of an event, if it took long. The clock is read anew
// then: seconds may have passed.
func (s *Server) sampleLatency(event latencyEvent, cycles uint64) {
	if cycles < s.latency.threshold {
		return
	}
	s.stats.latencyEvents[event]++
	s.latency.add(event, latencySample{
		second:       s.kernel.Wall() / 1e6,
		milliseconds: int64(cycles / s.clock.perMicrosecond / 1000),
	})
}

// infoLatencyEvents writes how often each event took long.
func (s *Server) infoLatencyEvents(t *infoText) {
	var counts []string
	for event, count := range s.stats.latencyEvents {
		if count > 0 {
			counts = append(counts, fmt.Sprintf("%s=%d", latencyNames[event], count))
		}
	}
	t.field("latency_events", strings.Join(counts, ","))
}
