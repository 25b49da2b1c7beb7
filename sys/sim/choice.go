package sim

import (
	"fmt"
	"math"
)

// Stream names a sequence of choices of its own: drawing more from one stream
// does not change what the others give.
type Stream uint16

// The streams of the machine itself. Machine.Stream makes more.
const (
	streamSchedule   Stream = iota // which thread goes on
	streamStall                    // a thread that stops for a while
	streamPoller                   // what Wait returns, and in which order
	streamPark                     // parks that end for no reason
	streamTransfer                 // how much of a transfer happens, in which order
	streamNetwork                  // latency, resets, sizes of buffers
	streamClock                    // steps of the wall clock
	streamProcessors               // what other processes leave of the processors
	streamCount
)

var streamNames = [streamCount]string{
	"schedule", "stall", "poller", "park", "transfer", "network", "clock", "processors",
}

// Choice is one recorded draw.
type Choice struct {
	Stream Stream
	Value  uint32
}

// stream is where the choices of one Stream come from.
type stream struct {
	name      string
	generator generator
	replay    []uint32 // what is left of Options.Replay for this stream
}

// openStreams makes the machine's own streams.
func (m *Machine) openStreams() {
	if m.options.Replay != nil {
		m.replaying = true
		m.replays = splitReplay(m.options.Replay)
	}
	m.streams = make([]stream, 0, 2*streamCount)
	for _, name := range streamNames {
		m.Stream(name)
	}
	if m.options.ScheduleSeed != 0 {
		m.streams[streamSchedule].generator = seeded(m.options.ScheduleSeed, streamNames[streamSchedule])
	}
}

// splitReplay sorts choices by stream and keeps their order within each.
func splitReplay(choices []Choice) [][]uint32 {
	var replays [][]uint32
	for _, choice := range choices {
		for len(replays) <= int(choice.Stream) {
			replays = append(replays, nil)
		}
		replays[choice.Stream] = append(replays[choice.Stream], choice.Value)
	}
	return replays
}

// Stream returns the stream of this name, a new one at the first call. The
// number of a new stream depends on the order of the first calls, so a script
// that wants its recorded choices to replay asks for its streams in an order
// that does not depend on the schedule.
func (m *Machine) Stream(name string) Stream {
	for i := range m.streams {
		if m.streams[i].name == name {
			return Stream(i)
		}
	}
	s := stream{name: name, generator: seeded(m.options.Seed, name)}
	if number := len(m.streams); number < len(m.replays) {
		s.replay = m.replays[number]
	}
	m.streams = append(m.streams, s)
	return Stream(len(m.streams) - 1)
}

// StreamName is the name by which s was made.
func (m *Machine) StreamName(s Stream) string { return m.streams[s].name }

// Choose returns a number in [0, n) and records it; 0 is the plainest of the
// possible outcomes. Where n is 1 there is nothing to choose or to record.
func (m *Machine) Choose(s Stream, n int) int {
	if n < 1 || n > math.MaxUint32 {
		panic(fmt.Sprintf("sim: a choice among %d", n))
	}
	if n == 1 {
		return 0
	}
	return m.decide(s, n, m.streams[s].generator.below(uint64(n)))
}

// Chance tells whether something happens that happens perMillion times in a
// million. What never happens is not recorded.
func (m *Machine) Chance(s Stream, perMillion int) bool {
	return m.rarely(s, perMillion, 2) == 1
}

// rarely chooses 0, and perMillion times in a million evenly among the other
// n-1 outcomes.
func (m *Machine) rarely(s Stream, perMillion, n int) int {
	if perMillion <= 0 || n <= 1 {
		return 0
	}
	from := &m.streams[s].generator
	drawn := uint64(0)
	if from.below(million) < uint64(perMillion) {
		drawn = 1 + from.below(uint64(n-1))
	}
	return m.decide(s, n, drawn)
}

const million = 1_000_000

// decide records what was drawn or, in a replay, what stands in its place.
// Values are taken modulo n, so that an edited list always runs.
func (m *Machine) decide(s Stream, n int, drawn uint64) int {
	value := uint32(drawn)
	if m.replaying {
		value = 0
		if replay := m.streams[s].replay; len(replay) > 0 {
			value = replay[0] % uint32(n)
			m.streams[s].replay = replay[1:]
		}
	}
	m.choices = append(m.choices, Choice{Stream: s, Value: value})
	return int(value)
}

// Choices returns the choices made so far. They belong to the machine and must
// not be changed while it runs.
func (m *Machine) Choices() []Choice { return m.choices }
