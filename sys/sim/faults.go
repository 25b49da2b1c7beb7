package sim

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Faults are what may go wrong, and how often: chances are per million. The
// zero value is a machine on which nothing does. String and ParseFaults are
// inverse, so that a line can carry a run's faults.
type Faults struct {
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
	// ParkSpurious is the chance that Park returns for no reason.
	ParkSpurious int
	// Stall is the chance that a thread, when another one gets the processor,
	// does not run for up to StallMax.
	Stall    int
	StallMax time.Duration
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

// faultField is a field of Faults in its printed form: one of the two pointers
// is set.
type faultField struct {
	name     string
	number   *int
	duration *time.Duration
}

func (f *Faults) fields() []faultField {
	return []faultField{
		{name: "short", number: &f.ShortTransfer},
		{name: "reset", number: &f.Reset},
		{name: "interrupted", number: &f.WaitInterrupted},
		{name: "spurious-wait", number: &f.WaitSpurious},
		{name: "reorder", number: &f.WaitReorder},
		{name: "spurious-park", number: &f.ParkSpurious},
		{name: "stall", number: &f.Stall},
		{name: "stall-max", duration: &f.StallMax},
		{name: "wall-step", number: &f.WallStep},
		{name: "wall-step-max", duration: &f.WallStepMax},
		{name: "latency-max", duration: &f.LatencyMax},
		{name: "buffer", number: &f.SocketBuffer},
		{name: "buffer-varies", number: &f.BufferVaries},
	}
}

// String lists the faults that are on: "short=1000,latency-max=2ms"; "none"
// for the zero value.
func (f Faults) String() string {
	var words []string
	for _, field := range f.fields() {
		switch {
		case field.number != nil && *field.number != 0:
			words = append(words, fmt.Sprintf("%s=%d", field.name, *field.number))
		case field.duration != nil && *field.duration != 0:
			words = append(words, fmt.Sprintf("%s=%v", field.name, *field.duration))
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
	for _, word := range strings.Split(text, ",") {
		name, value, _ := strings.Cut(word, "=")
		if err := setFault(fields, name, value); err != nil {
			return Faults{}, fmt.Errorf("fault %q: %w", word, err)
		}
	}
	return f, nil
}

func setFault(fields []faultField, name, value string) (err error) {
	for _, field := range fields {
		switch {
		case field.name != name:
		case field.number != nil:
			*field.number, err = strconv.Atoi(value)
			return err
		default:
			*field.duration, err = time.ParseDuration(value)
			return err
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
