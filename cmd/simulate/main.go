package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"time"

	"seedis/simtest"
	"seedis/sys"
	"seedis/sys/real"
	"seedis/sys/sim"
)

func main() {
	debug.SetGCPercent(garbagePercent)
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// garbagePercent has the collector wait for more garbage than it does by default: what
// lives is one run, and with it goes all that it has made. Short runs take a fifth
// less time.
const garbagePercent = 400

// options are the flags.
type options struct {
	workload simtest.Workload
	runs     uint64
	marks    bool
	allMarks bool
	verbose  bool
	timeline bool
	step     uint64 // of the first run, after which it is shown; 0: none is
	record   string // the file for the choices of the last run, or of the shrunk one
	shrink   bool
	within   time.Duration // of shrinking
}

func parse(args []string, problems io.Writer) (o options, err error) {
	flags := o.flags()
	flags.SetOutput(problems)
	flags.Usage = func() {
		fmt.Fprintln(problems, "usage of simulate:")
		flags.PrintDefaults()
		fmt.Fprintf(problems, "faults, with the chances and amounts that they have where -faults does not say, as in %q:\n%s",
			"reset:0.01,latency:2ms,stall(io_thd_1):0.05/5ms,reorder", sim.FaultTable())
	}
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if o.workload.ReplayFile != "" {
		err = o.takeRecording(args)
	}
	switch {
	case err != nil:
	case o.runs < 1 || o.workload.Clients < 1 || o.workload.Ops < 1 || flags.NArg() > 0:
		err = errors.New("simulate: it takes a run, a client and a command at least, and no arguments but flags")
	case o.step > 0 && (o.shrink || o.record != ""):
		err = errors.New("simulate: a run that stops at a step is neither recorded nor shrunk")
	}
	if err != nil {
		fmt.Fprintln(problems, err)
	}
	return o, err
}

func (o *options) flags() *flag.FlagSet {
	flags := flag.NewFlagSet("simulate", flag.ContinueOnError)
	flags.Uint64Var(&o.workload.Seed, "seed", 1, "the first run's `number`")
	flags.Uint64Var(&o.runs, "runs", 1, "how many seeds to run, `n`, from the first one on")
	flags.IntVar(&o.workload.Clients, "clients", 8, "how many clients, `n`, a run has")
	flags.IntVar(&o.workload.Ops, "ops", 5000, "how many commands, `n`, a run has, over all clients")
	flags.IntVar(&o.workload.CalmAfter, "calm-after", 0, "the faults cease after `n` commands; 0 for three quarters of them")
	flags.Uint64Var(&o.workload.ScheduleSeed, "schedule", 0, "another `seed` for the order of threads alone; 0 for none")
	flags.Func("faults", "the `faults` that may happen in every run, in place of those drawn: as -v prints them and as told below, or none", func(text string) error {
		faults, err := sim.ParseFaults(text)
		o.workload.Faults = &faults
		return err
	})
	flags.Func("strategy", "the `schedule` of every run, in place of those drawn: uniform, pct(depth/steps) or unfair(thread)", func(text string) error {
		schedule, err := sim.ParseSchedule(text)
		o.workload.Schedule = &schedule
		return err
	})
	flags.BoolVar(&o.marks, "marks", false, "print how often each mark came up")
	flags.BoolVar(&o.allMarks, "all-marks", false, "print the marks, and fail if one never came up")
	flags.BoolVar(&o.verbose, "v", false, "print each run's faults and settings")
	flags.DurationVar(&o.workload.Idle, "idle", 0, "the `time` that clients rest before each thing they do, up to twice as long")
	flags.Uint64Var(&o.step, "step", 0, "stop the first run after this `step`, or where it fails, and show all that is there")
	flags.BoolVar(&o.timeline, "timeline", false, "print every event of every run")
	flags.StringVar(&o.record, "record", "", "write the choices of the last run, or of what -shrink left of it, to a `file`")
	flags.StringVar(&o.workload.ReplayFile, "replay", "", "play the choices in a `file`, with the flags that it names")
	flags.BoolVar(&o.shrink, "shrink", false, "look for a smaller run with the same violation, for seed-<n>.choices or the file of -record")
	flags.DurationVar(&o.within, "shrink-time", shrinkTime, "the processor `time` that -shrink may take")
	return flags
}

// run is the program: it returns its exit status, 1 for a violation or a mark that
// was missed, and 2 for wrong flags.
func run(args []string, output, problems io.Writer) int {
	o, err := parse(args, problems)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		return 2
	}
	ranges := sim.NewRanges(real.Memory{})
	o.workload.Memory = ranges
	if o.timeline {
		o.workload.Timeline = func(e sim.Event) { fmt.Fprintln(output, e) }
	}
	figures := beginFigures()
	marks, passed := o.campaign(output, &figures)
	if o.marks || o.allMarks {
		fmt.Fprint(output, marks.String())
	}
	if o.verbose || o.runs > 1 {
		fmt.Fprintln(problems, &figures)
	}
	if errno := ranges.Close(); errno != sys.OK {
		fmt.Fprintln(problems, "simulate: the address space cannot be given back:", errno)
		return 1
	}
	if !passed || o.allMarks && len(marks.Missing()) > 0 {
		return 1
	}
	return 0
}

// campaign does the runs, up to the first violation.
func (o *options) campaign(output io.Writer, figures *figures) (marks simtest.MarkReport, passed bool) {
	if o.step > 0 {
		passed = o.inspect(output, figures, &marks)
		return marks, passed
	}
	workload, recorded := o.workload, true
	for i := range o.runs {
		result, err := o.check(&workload, output, figures, &marks)
		if o.record != "" && (err != nil || i == o.runs-1) {
			recorded = write(output, o.record, &workload, result.List())
		}
		if err != nil {
			violation := report(output, err)
			if o.shrink {
				o.shrinkRun(output, violation)
			}
			return marks, false
		}
		fmt.Fprintln(output, "ok", result)
		workload.Seed++
	}
	return marks, recorded
}

// check does a run, which counts in the figures and marks.
func (o *options) check(w *simtest.Workload, output io.Writer, figures *figures, marks *simtest.MarkReport) (simtest.Result, error) {
	result, err := w.Check()
	marks.Add(result.Seed, result.Marks)
	figures.add(result)
	if o.verbose {
		fmt.Fprintln(output, "weather", result.Weather)
	}
	return result, err
}

// report prints a violation: a line for programs, then all there is.
func report(output io.Writer, err error) *simtest.Violation {
	var violation *simtest.Violation
	if !errors.As(err, &violation) {
		panic(err)
	}
	fmt.Fprintf(output, "FAIL seed=%d %s\n%v\n", violation.Workload.Seed, violation.Reason(), err)
	return violation
}
