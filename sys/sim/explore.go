package sim

import "fmt"

// Bound is what keeps an exploration finite; of what is 0 there is no bound.
type Bound struct {
	// Depth is among how many first choices between threads the schedules differ.
	// All later ones are the plainest.
	Depth int
	// Departures is how many choices of a schedule are others than the plainest,
	// wherever they are: most bugs of threads need two or three (Musuvathi and
	// Qadeer, PLDI 2007).
	Departures int
}

// Explored is what an exploration came to.
type Explored struct {
	Runs int
	// Complete tells that the bound has kept nothing out: these were all schedules
	// that the program has.
	Complete bool
}

// Explore runs a program under every schedule within the bound. The choices of all
// other streams are the plainest. run makes a machine with the options that it is
// given, starts the program, runs it and returns its error; the program must do the
// same whenever its choices are the same.
//
// The plainest schedule comes first, and the last choices change before the earlier
// ones. The first error ends the exploration; it is returned with the list that
// brings it again.
func Explore(o Options, bound Bound, run func(Options) (*Machine, error)) (Explored, error) {
	explored := Explored{Complete: true}
	for path, more := []Choice(nil), true; more; {
		o.Replay = scheduled(path)
		m, err := run(o)
		explored.Runs++
		if err != nil {
			return explored, unexpected(explored.Runs, err, o.Replay)
		}
		var left bool
		path, left = bound.next(turns(m.choices))
		more = path != nil
		explored.Complete = explored.Complete && !left
	}
	return explored, nil
}

// unexpected is the error of a run, with its list as text.
func unexpected(run int, err error, list *List) error {
	text, unnamed := list.AppendText(nil)
	if unnamed != nil {
		panic(unnamed)
	}
	return fmt.Errorf("run %d of an exploration: %w\nreplay: %s", run, err, text)
}

// next is the path after one that was taken to its end: with the next outcome at the
// last choice that has another one within the bound. It is nil after the last path.
// left tells that later choices have outcomes beyond the bound.
func (b Bound) next(taken []Choice) (path []Choice, left bool) {
	departures := 0
	for _, choice := range taken {
		if choice.Value > 0 {
			departures++
		}
	}
	for last := len(taken) - 1; last >= 0; last-- {
		choice := &taken[last]
		if choice.Value > 0 {
			departures--
		}
		switch {
		case choice.Value+1 == uint32(choice.Of):
		case b.Depth > 0 && last >= b.Depth, b.Departures > 0 && departures >= b.Departures:
			left = true
		default:
			choice.Value++
			return taken[:last+1], left
		}
	}
	return nil, left
}

// turns are the choices between threads.
func turns(choices []Choice) (turns []Choice) {
	for _, choice := range choices {
		if choice.Stream == streamSchedule {
			turns = append(turns, choice)
		}
	}
	return turns
}
