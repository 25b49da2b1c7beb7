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
	streamDisk                     // errors of files, and what a loss of power leaves of them
	streamCrash                    // the ends of the process
	streamMemory                   // address space and memory that cannot be had
	streamCount
)

var streamNames = [streamCount]string{
	"schedule", "stall", "poller", "park", "transfer", "network", "clock", "processors",
	"disk", "crash", "memory",
}

// Choice is one recorded draw.
type Choice struct {
	Stream Stream
	Of     uint16 // how many outcomes there were; 65535 stands for more, too
	Value  uint32
}

// stream is where the choices of one Stream come from.
type stream struct {
	name      string
	generator generator
	replayed  bool // choices come from replay
	replay    replay
	spans     []Span // by places in Machine.choices
	open      []int  // which of spans have not ended
}

// openStreams makes the machine's own streams.
func (m *Machine) openStreams() {
	m.streams = make([]stream, 0, 2*streamCount)
	for _, name := range streamNames {
		m.Stream(name)
	}
	if m.options.ScheduleSeed != 0 {
		m.streams[streamSchedule].generator = seeded(m.options.ScheduleSeed, streamNames[streamSchedule])
	}
}

// Stream returns the stream of this name, a new one at the first call.
func (m *Machine) Stream(name string) Stream {
	for i := range m.streams {
		if m.streams[i].name == name {
			return Stream(i)
		}
	}
	s := stream{name: name, generator: seeded(m.options.Seed, name)}
	if list := m.options.Replay; list != nil {
		s.replayed = m.options.Switches == nil || name != streamNames[streamSchedule]
		if choices := list.Of(name); choices != nil {
			s.replay = replayOf(choices)
		}
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

// Record is a choice that the program has made itself: it returns value, or in a
// replay what stands in its place, 0 beyond the end. So 1 should be to go on.
func (m *Machine) Record(s Stream, n, value int) int {
	if value < 0 || value >= n {
		panic(fmt.Sprintf("sim: the choice of %d among %d", value, n))
	}
	return m.decide(s, n, uint64(value))
}

// decide records what was drawn or, in a replay, what stands in its place.
// Values are taken modulo n, so that an edited list always runs.
func (m *Machine) decide(s Stream, n int, drawn uint64) int {
	value := uint32(drawn)
	if from := &m.streams[s]; from.replayed {
		value = from.replay.take() % uint32(n)
	}
	m.choices = append(m.choices, Choice{Stream: s, Of: uint16(min(n, math.MaxUint16)), Value: value})
	return int(value)
}

// unended is the end of a span that goes on.
const unended = -1

// Begin opens a span of s: what is drawn from it until End belongs together. In a
// replay it takes the choices of the next such span and of no other.
func (m *Machine) Begin(s Stream) {
	from := &m.streams[s]
	from.spans = append(from.spans, Span{Begin: len(m.choices), End: unended, Depth: len(from.open)})
	from.open = append(from.open, len(from.spans)-1)
	from.replay.begin()
}

// End closes the span of s that was opened last.
func (m *Machine) End(s Stream) {
	from := &m.streams[s]
	last := len(from.open) - 1
	if last < 0 {
		panic(fmt.Sprintf("sim: no span of stream %q is open", from.name))
	}
	from.spans[from.open[last]].End = len(m.choices)
	from.open = from.open[:last]
	from.replay.end()
}

// Choices returns the choices made so far. They belong to the machine and must
// not be changed while it runs.
func (m *Machine) Choices() []Choice { return m.choices }
