package simtest

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"seedis/sys/sim"
)

// Shrunk is what is left of a run that went wrong.
type Shrunk struct {
	Workload     Workload // with the choices to replay
	Violation    *Violation
	Events       int // as Result.Events tells
	EventsBefore int
	Runs         int // that it took
}

// Shrink looks for a smaller run with the same failure: of the same kind, found by
// the same check, whatever the numbers in it. It leaves out clients, faults, actions,
// requests and then what is left of the machine's own choices, again and again, until
// nothing can go or more says that it is enough. But for more it is deterministic.
//
// What is left out would change when everything behind it happens. So the actions that
// are left begin when they did; and what fails no more, because the order of threads is
// another one, is tried with other schedules, too, before it is taken for needed.
func Shrink(w Workload, failure *Violation, more func() bool) (Shrunk, error) {
	if w.Intrusion != nil {
		return Shrunk{}, errors.New("the bytes of an intruder are no choices")
	}
	w.Timeline, w.AtStop, w.StopAt = nil, nil, 0
	s := newShrinker(w, checkOf(failure), more)
	if !s.begin() {
		return Shrunk{}, fmt.Errorf("the run ends in another way when it is run again, and not with %q", s.check)
	}
	before := s.best.events
	s.shrink()
	return Shrunk{Workload: s.held.workload, Violation: s.held.violation, Events: s.held.events, EventsBefore: before, Runs: s.runs}, nil
}

// shrinker is a search on its way.
type shrinker struct {
	workload Workload
	check    string // that the failure is of
	more     func() bool
	dice     dice // for other courses of things
	effort   int  // how many of them each step tries
	livelock bool // the failure is that the run does not end
	// calmShare is the share of the requests after which the faults cease; 0 for all
	// that the workload says.
	calmShare float64
	byPlace   bool // the schedule is that of the list: its switches do not bring the failure again
	runs      int
	best      attempt
	held      attempt // the last one that a replay of its list brought again
}

// course is what a run follows from, beside its workload.
type course struct {
	list   sim.List
	faults sim.Faults
	// switches are the schedule. The list has it, too, but by places that change as
	// soon as something is left out.
	switches []sim.Switch
}

// attempt is a run that failed as it should.
type attempt struct {
	course
	workload  Workload
	violation *Violation
	events    int
	starts    [][]time.Duration // of the clients' actions
	requests  int
	calmAfter int // as in Workload
	steps     uint64
	late      bool // all clients had ended
	calm      bool // the faults had ceased
}

func newShrinker(w Workload, check string, more func() bool) *shrinker {
	machine := sim.New(sim.Options{Seed: w.Seed})
	return &shrinker{
		workload: w, check: check, more: more, dice: dice{machine, machine.Stream("shrink")},
		livelock: strings.HasPrefix(check, "sim: "+sim.FailureStepLimit.String()),
	}
}

// begin takes the run itself for the best one so far.
func (s *shrinker) begin() bool {
	w := s.workload
	if s.livelock {
		w.StopAt = stepsOf(w.Ops)
	}
	if !s.run(w, anyway) {
		return false
	}
	if s.hold(); s.held.violation == nil {
		return false
	}
	s.byPlace = !s.attempt(s.edited(), anyway)
	s.fixStarts()
	s.calmSooner()
	return true
}

// hold runs the best one so far once more, as a replay will: by its list alone, to the
// end. If that does not fail as it should, the search goes on from the last one that
// did, and follows the lists, too.
func (s *shrinker) hold() {
	if s.best.violation == s.held.violation {
		return
	}
	w, c := s.workload, s.best.course // a copy, which stays what it is
	w.Replay, w.Faults, w.ScheduleSeed, w.CalmAfter = &c.list, &c.faults, 0, s.best.calmAfter
	livelock := s.livelock
	s.livelock = false
	if s.run(w, anyway) {
		s.held = s.best
	} else {
		s.best, s.byPlace = s.held, true
	}
	s.livelock = livelock
}

// run runs a workload, and keeps what it did if it fails as it should and is better
// than what there is.
func (s *shrinker) run(w Workload, better func(Result) bool) bool {
	var switches []sim.Switch
	w.switched = func(one sim.Switch) { switches = append(switches, one) }
	s.runs++
	result, err := w.Check()
	var found *Violation
	if !errors.As(err, &found) || !s.isSame(found) || !better(result) {
		return false
	}
	if w.unaudited && result.run.running == 0 {
		return false // with an auditor it might not be
	}
	s.best = attempt{
		course:   course{list: result.List(), faults: result.run.weather.faults, switches: switches},
		workload: w, violation: found, starts: result.run.starts(), events: result.Events(), requests: result.run.requests, steps: result.Steps,
		late: result.run.running == 0, calm: result.run.phases.calm, calmAfter: w.CalmAfter,
	}
	return true
}

// isSame tells whether a run failed as it should. One that does not end is not waited
// for until the machine's limit.
func (s *shrinker) isSame(found *Violation) bool {
	var failure *sim.Failure
	if s.livelock && errors.As(found.Err, &failure) && failure.Kind == sim.FailureStopped {
		return true
	}
	return checkOf(found) == s.check
}

// calmSooner has the faults cease as soon as the share of the requests was sent that
// is left of them, if the failure is one of the calm: at once, if that does.
func (s *shrinker) calmSooner() {
	if !s.best.calm || s.livelock {
		return
	}
	was := s.workload.CalmAfter
	s.workload.CalmAfter = 1
	if !s.attempt(s.edited(), anyway) {
		s.workload.CalmAfter = was
		s.calmShare = stormyShare * float64(s.workload.Ops) / float64(max(1, s.best.requests))
	}
}

// stepsMore is how many steps a run may take beyond twice those of the best one so
// far: a few turns of a server that nobody talks to any more.
const stepsMore = 50_000

// stepsOf is more steps than so many requests take, and a few minutes of the server's
// own chores, with the slowest faults: half a second of real time.
func stepsOf(requests int) uint64 { return 1_000_000 + 300*uint64(requests) }

// attempt runs another course of the workload. What the auditor could find is looked
// for only if the failure is of that kind.
func (s *shrinker) attempt(c course, better func(Result) bool) bool {
	if !s.more() {
		return false
	}
	w := s.workload
	w.Replay, w.Faults, w.ScheduleSeed = &c.list, &c.faults, 0
	if !s.byPlace {
		w.switches = append([]sim.Switch{}, c.switches...) // none is not nil
	}
	w.unaudited = !s.best.late
	w.StopAt = 2*s.best.steps + stepsMore
	if s.livelock {
		w.StopAt = stepsOf(s.best.requests)
	}
	if s.calmShare > 0 {
		w.CalmAfter = max(1, int(s.calmShare*float64(requestsIn(c.list))))
	}
	return s.run(w, better)
}

// anyway takes every run that fails as it should.
func anyway(Result) bool { return true }

// fewer takes a run in which less happened.
func (s *shrinker) fewer(result Result) bool { return result.Events() < s.best.events }

// shrink does pass after pass, those first that make runs short, and tries harder
// when nothing more goes. At first it tries each course once, for runs are long then.
func (s *shrinker) shrink() {
	const most = 64
	passes := []func(){s.calm, s.dropClients, s.dropActions, s.dropRequests, s.dropFaults, s.searchCourses, s.quieten, s.dropAtRandom}
	for s.effort = 0; s.effort <= most && s.more(); {
		before := s.best.events
		for _, pass := range passes {
			pass()
			s.hold()
		}
		switch {
		case s.best.events < before, s.effort > 0 && s.simplify():
		default:
			s.effort = max(1, 4*s.effort)
		}
	}
}

// checkOf names the check that a failure is of: what it says, without what is quoted,
// without numbers, and without the details behind the third colon; of a panic, behind
// the fourth, as the third follows the name of a package.
func checkOf(v *Violation) string {
	parts := 3
	if strings.HasPrefix(v.Reason(), "sim: "+sim.FailurePanic.String()) {
		parts = 4
	}
	words := strings.SplitN(unquoted(v.Reason()), ": ", parts+1)
	return strings.Join(words[:min(parts, len(words))], ": ")
}

// unquoted is a text without what stands in quotes, and without numbers.
func unquoted(text string) string {
	var rest strings.Builder
	quoted, escaped := false, false
	for _, c := range text {
		switch {
		case escaped:
			escaped = false
		case quoted && c == '\\':
			escaped = true
		case c == '"':
			quoted = !quoted
		case quoted || '0' <= c && c <= '9':
		default:
			rest.WriteRune(c)
		}
	}
	return strings.Join(strings.Fields(rest.String()), " ")
}
