package sim

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
)

// Schedule is how the next thread is chosen wherever several could run. The zero
// value is Uniform. String and ParseSchedule are inverse.
type Schedule struct {
	Kind ScheduleKind
	// Depth and Steps belong to PCT: Depth-1 times, at steps drawn from the first
	// Steps of the run, the running thread loses its rank. A bug of which the order
	// of Depth steps decides is found in one run of Threads*Steps^(Depth-1) at worst.
	Depth int
	Steps uint64
	// Of belongs to Unfair: the name of the threads who hardly run while others can.
	Of string
}

// ScheduleKind names a strategy.
type ScheduleKind uint8

// The strategies.
const (
	Uniform ScheduleKind = iota // now and then another one, each with the same chance
	PCT                         // the one of the highest rank, all the time
	Unfair                      // as Uniform, but for some who hardly ever get a turn
)

// String is "uniform", "pct(3/100000)" or "unfair(io_thd_1)".
func (s Schedule) String() string {
	switch s.Kind {
	case PCT:
		return fmt.Sprintf("pct(%d/%d)", s.Depth, s.Steps)
	case Unfair:
		return "unfair(" + s.Of + ")"
	}
	return "uniform"
}

// ParseSchedule reads what String writes.
func ParseSchedule(text string) (Schedule, error) {
	kind, rest, _ := strings.Cut(text, "(")
	argument, closed := strings.CutSuffix(rest, ")")
	switch {
	case text == "uniform":
		return Schedule{}, nil
	case kind == "unfair" && closed && argument != "":
		return Schedule{Kind: Unfair, Of: argument}, nil
	case kind == "pct" && closed:
		depth, steps, _ := strings.Cut(argument, "/")
		d, depthError := strconv.Atoi(depth)
		n, stepsError := strconv.ParseUint(steps, 10, 64)
		if cmp.Or(depthError, stepsError) == nil && d >= 1 && n >= 1 {
			return Schedule{Kind: PCT, Depth: d, Steps: n}, nil
		}
	}
	return Schedule{}, fmt.Errorf("schedule %q: not uniform, pct(depth/steps) or unfair(thread)", text)
}

// strategy says who runs next, on a machine whose Schedule is not Uniform. What it
// says is a choice like any other: it is recorded, and a list that is replayed
// takes its place.
type strategy interface {
	// started tells of a thread that is runnable for the first time.
	started(t *thread)
	// next chooses one of the runnable threads, of which there are two at least.
	// The running one goes on if that is its own; it is not among them if it has
	// just gone to sleep or ended. The plainest choice is plain.
	next(m *Machine, plain *thread) *thread
	// yields tells that t has had the processor for long enough, by its own word
	// (Pause) or because its slice is over: it waits for the others.
	yields(t *thread)
}

// newStrategy returns nil for Uniform, whose draws are the schedule's own: they are
// made at every step.
func newStrategy(o Options) strategy {
	if o.Switches != nil {
		return newScript(o.Switches)
	}
	drawn := seeded(cmp.Or(o.ScheduleSeed, o.Seed), "strategy")
	switch o.Schedule.Kind {
	case PCT:
		return newRanks(o.Schedule, drawn)
	case Unfair:
		return &unfair{of: o.Schedule.Of, drawn: drawn}
	}
	return nil
}
