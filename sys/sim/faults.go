package sim

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Faults are what the machine is like, what may go wrong, and how often: chances
// are per million. The zero value is a machine on which nothing does. String and
// ParseFaults are inverse, so that a line can carry a run's faults.
type Faults struct {
	// Engine is how pollers find out what is ready.
	Engine Engine
	// ShortTransfer is the chance that a TCP send takes only part of what fits
	// and the next ones nothing for a while, and the chance that bytes sent
	// together arrive in two parts.
	ShortTransfer int
	// Reset is the chance that the network breaks a TCP connection at a send.
	Reset int
	// WaitInterrupted is the chance that Wait returns EINTR.
	WaitInterrupted int
	// WaitSpurious is the chance that Wait returns no event, and early.
	WaitSpurious int
	// WaitReorder is the chance that an event of a Wait changes places with a
	// later one.
	WaitReorder int
	// BatchReorder is the chance that a transfer of a poller's batch changes places
	// with a later one.
	BatchReorder int
	// ParkSpurious is the chance that Park returns for no reason.
	ParkSpurious int
	// Stall is the chance that a thread, when another one gets the processor,
	// does not run for up to StallMax.
	Stall    int
	StallMax time.Duration
	// Starve is the chance that the threads named Starved, when they could run
	// again or another one gets the processor, do not run for up to StarveMax.
	Starve    int
	StarveMax time.Duration
	Starved   string
	// Processors is how many the machine has; 0 is 16.
	Processors int
	// Neighbours is the chance that other processes have begun or ceased to want
	// processors when a thread asks for the Pressure. Before that none wants any.
	Neighbours int
	// WallStep is the chance that the wall clock is set before it is read, by
	// up to WallStepMax forward or back.
	WallStep    int
	WallStepMax time.Duration
	// LatencyMax is the longest time a TCP segment is on its way.
	LatencyMax time.Duration
	// SocketBuffer is the size of a connection's buffers, in bytes for each
	// direction; 0 is 64 KiB.
	SocketBuffer int
	// BufferVaries is the chance that a buffer is smaller: of 1 byte, 2, 4 ...
	// up to the half.
	BufferVaries int
}

// faultField is a field of Faults in its printed form.
type faultField struct {
	name  string
	value faultValue
}

// faultValue is what a field holds, as text.
type faultValue interface {
	String() string
	parse(text string) error
}

type (
	faultNumber int
	faultTime   time.Duration
	faultWord   string
)

func (f *Faults) fields() []faultField {
	return []faultField{
		{"engine", &f.Engine},
		{"short", (*faultNumber)(&f.ShortTransfer)},
		{"reset", (*faultNumber)(&f.Reset)},
		{"interrupted", (*faultNumber)(&f.WaitInterrupted)},
		{"spurious-wait", (*faultNumber)(&f.WaitSpurious)},
		{"reorder", (*faultNumber)(&f.WaitReorder)},
		{"batch-reorder", (*faultNumber)(&f.BatchReorder)},
		{"spurious-park", (*faultNumber)(&f.ParkSpurious)},
		{"stall", (*faultNumber)(&f.Stall)},
		{"stall-max", (*faultTime)(&f.StallMax)},
		{"starve", (*faultNumber)(&f.Starve)},
		{"starve-max", (*faultTime)(&f.StarveMax)},
		{"starved", (*faultWord)(&f.Starved)},
		{"processors", (*faultNumber)(&f.Processors)},
		{"neighbours", (*faultNumber)(&f.Neighbours)},
		{"wall-step", (*faultNumber)(&f.WallStep)},
		{"wall-step-max", (*faultTime)(&f.WallStepMax)},
		{"latency-max", (*faultTime)(&f.LatencyMax)},
		{"buffer", (*faultNumber)(&f.SocketBuffer)},
		{"buffer-varies", (*faultNumber)(&f.BufferVaries)},
	}
}

func (n faultNumber) String() string { return strconv.Itoa(int(n)) }
func (d faultTime) String() string   { return time.Duration(d).String() }
func (w faultWord) String() string   { return string(w) }

func (n *faultNumber) parse(text string) error {
	number, err := strconv.Atoi(text)
	*n = faultNumber(number)
	return err
}

func (d *faultTime) parse(text string) error {
	duration, err := time.ParseDuration(text)
	*d = faultTime(duration)
	return err
}

func (w *faultWord) parse(text string) error {
	*w = faultWord(text)
	return nil
}

// String lists the faults that are on: "short=1000,latency-max=2ms"; "none"
// for the zero value.
func (f Faults) String() string {
	var words []string
	off := new(Faults).fields()
	for i, field := range f.fields() {
		if text := field.value.String(); text != off[i].value.String() {
			words = append(words, field.name+"="+text)
		}
	}
	if len(words) == 0 {
		return "none"
	}
	return strings.Join(words, ",")
}

// ParseFaults reads what String writes.
func ParseFaults(text string) (Faults, error) {
	var f Faults
	if text == "none" || text == "" {
		return f, nil
	}
	fields := f.fields()
	for word := range strings.SplitSeq(text, ",") {
		name, value, _ := strings.Cut(word, "=")
		if err := setFault(fields, name, value); err != nil {
			return Faults{}, fmt.Errorf("fault %q: %w", word, err)
		}
	}
	return f, nil
}

func setFault(fields []faultField, name, value string) error {
	for _, field := range fields {
		if field.name == name {
			return field.value.parse(value)
		}
	}
	return fmt.Errorf("no such fault")
}

// grain is in how many parts a drawn duration is divided: enough to put
// anything before or after anything else.
const grain = 256

// drawTime chooses a duration of up to most; 0 is the plainest.
func (m *Machine) drawTime(s Stream, most time.Duration) time.Duration {
	if most <= 0 {
		return 0
	}
	return most * time.Duration(m.Choose(s, grain)) / (grain - 1)
}
