package simtest

import (
	"fmt"
	"runtime/debug"
	"strings"
)

// Violation is a run that went wrong.
type Violation struct {
	Workload Workload
	Weather  string
	Err      error // what was found, or a *sim.Failure
}

func (r *run) violation(err error) error {
	return &Violation{Workload: r.workload, Weather: r.weather.String(), Err: err}
}

// Unwrap returns the cause.
func (v *Violation) Unwrap() error { return v.Err }

// Error tells what went wrong and how to see it again.
func (v *Violation) Error() string {
	return fmt.Sprintf("%v\nweather: %s\nreplay: %s", v.Err, v.Weather, v.Replay())
}

// Reason is what went wrong, on one line.
func (v *Violation) Reason() string {
	return strings.Join(strings.Fields(strings.SplitN(v.Err.Error(), "\n", 2)[0]), " ")
}

// Replay is a whole command that runs this workload again, and the commit that
// it belongs to.
func (v *Violation) Replay() string {
	w := v.Workload
	switch {
	case w.Intrusion != nil:
		return "the failing input of FuzzServer # commit " + commit()
	case w.Wrap != nil || w.Replay != nil:
		return "the failing test # commit " + commit() // no flags say what it did
	}
	line := fmt.Sprintf("go run ./cmd/simulate -seed %d -clients %d -ops %d", w.Seed, w.Clients, w.Ops)
	if w.ScheduleSeed != 0 {
		line += fmt.Sprintf(" -schedule %d", w.ScheduleSeed)
	}
	if w.Faults != nil {
		line += " -faults " + w.Faults.String()
	}
	return line + " # commit " + commit()
}

// commit is what the running program was built from. "go run" does not tell,
// and so it is unknown then.
func commit() string {
	name, modified := "unknown", ""
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, setting := range info.Settings {
			switch {
			case setting.Key == "vcs.revision":
				name = setting.Value
			case setting.Key == "vcs.modified" && setting.Value == "true":
				modified = ", modified"
			}
		}
	}
	return name + modified
}
