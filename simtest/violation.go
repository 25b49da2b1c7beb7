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
		return "the failing input of FuzzServer # commit " + Commit()
	case w.Wrap != nil || w.Replay != nil && w.ReplayFile == "":
		return "the failing test # commit " + Commit() // no flags say what it did
	case w.Replay != nil:
		return "go run ./cmd/simulate -replay " + w.ReplayFile + " # commit " + Commit()
	}
	return "go run ./cmd/simulate " + forShell(w.Flags()) + " # commit " + Commit()
}

// forShell quotes the words that a shell would not take as they are: rules of threads.
func forShell(flags string) string {
	words := strings.Fields(flags)
	for i, word := range words {
		if strings.Contains(word, "(") {
			words[i] = "'" + word + "'"
		}
	}
	return strings.Join(words, " ")
}

// Flags are those of cmd/simulate that make this workload, but for its choices.
func (w *Workload) Flags() string {
	flags := fmt.Sprintf("-seed %d -clients %d -ops %d", w.Seed, w.Clients, w.Ops)
	if w.ScheduleSeed != 0 {
		flags += fmt.Sprintf(" -schedule %d", w.ScheduleSeed)
	}
	if w.Idle != 0 {
		flags += fmt.Sprintf(" -idle %v", w.Idle)
	}
	if w.CalmAfter != 0 {
		flags += fmt.Sprintf(" -calm-after %d", w.CalmAfter)
	}
	if w.Faults != nil {
		flags += " -faults " + w.Faults.String()
	}
	if w.Schedule != nil {
		flags += " -strategy " + w.Schedule.String()
	}
	return flags
}

// Commit is what the running program was built from. "go run" does not tell,
// and so it is unknown then.
func Commit() string {
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
