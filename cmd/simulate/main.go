package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"seedis/simtest"
	"seedis/sys"
	"seedis/sys/real"
	"seedis/sys/sim"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// options are the flags.
type options struct {
	workload simtest.Workload
	runs     uint64
	marks    bool
	allMarks bool
	verbose  bool
	timeline bool
}

func parse(args []string, problems io.Writer) (o options, err error) {
	flags := flag.NewFlagSet("simulate", flag.ContinueOnError)
	flags.SetOutput(problems)
	flags.Uint64Var(&o.workload.Seed, "seed", 1, "the first run's `number`")
	flags.Uint64Var(&o.runs, "runs", 1, "how many seeds to run, `n`, from the first one on")
	flags.IntVar(&o.workload.Clients, "clients", 8, "how many clients, `n`, a run has")
	flags.IntVar(&o.workload.Ops, "ops", 5000, "how many commands, `n`, a run has, over all clients")
	flags.Uint64Var(&o.workload.ScheduleSeed, "schedule", 0, "another `seed` for the order of threads alone; 0 for none")
	flags.Func("faults", "the `faults` that may happen in every run, as -v prints them, in place of those drawn", func(text string) error {
		faults, err := sim.ParseFaults(text)
		o.workload.Faults = &faults
		return err
	})
	flags.BoolVar(&o.marks, "marks", false, "print how often each mark came up")
	flags.BoolVar(&o.allMarks, "all-marks", false, "print the marks, and fail if one never came up")
	flags.BoolVar(&o.verbose, "v", false, "print each run's faults and settings")
	flags.BoolVar(&o.timeline, "timeline", false, "print every event of every run")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if o.runs < 1 || o.workload.Clients < 1 || o.workload.Ops < 1 || flags.NArg() > 0 {
		err = errors.New("simulate: it takes a run, a client and a command at least, and no arguments but flags")
		fmt.Fprintln(problems, err)
	}
	return o, err
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
	marks, passed := o.campaign(output)
	if o.marks || o.allMarks {
		fmt.Fprint(output, marks.String())
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
func (o *options) campaign(output io.Writer) (marks simtest.MarkCounts, passed bool) {
	workload := o.workload
	for range o.runs {
		result, err := workload.Check()
		marks.Add(result.Marks)
		if o.verbose {
			fmt.Fprintln(output, "weather", result.Weather)
		}
		if err != nil {
			report(output, err)
			return marks, false
		}
		fmt.Fprintln(output, "ok", result)
		workload.Seed++
	}
	return marks, true
}

// report prints a violation: a line for programs, then all there is.
func report(output io.Writer, err error) {
	var violation *simtest.Violation
	if !errors.As(err, &violation) {
		panic(err)
	}
	fmt.Fprintf(output, "FAIL seed=%d %s\n%v\n", violation.Workload.Seed, violation.Reason(), err)
}
