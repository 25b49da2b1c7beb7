package main

import (
	"fmt"
	"io"
	"time"

	"seedis/simtest"
	"seedis/sys/sim"
)

// shrinkTime is how long -shrink takes if nobody says otherwise, in processor time: most
// runs are small after a few seconds, and on a busy machine they are to be as small.
const shrinkTime = 30 * time.Second

// shrinkRun looks for a smaller run with the same violation, and prints and records
// what it found.
func (o *options) shrinkRun(output io.Writer, violation *simtest.Violation) {
	begin := processorTime()
	more := func() bool { return processorTime()-begin < o.within }
	shrunk, err := simtest.Shrink(violation.Workload, violation, more)
	if err != nil {
		fmt.Fprintln(output, "not shrunk:", err)
		return
	}
	name := o.record
	if name == "" {
		name = fmt.Sprintf("seed-%d.choices", shrunk.Workload.Seed)
	}
	shrunk.Violation.Workload.ReplayFile = name
	fmt.Fprintf(output, "shrunk seed=%d events=%d was=%d runs=%d seconds=%.1f\n%v\n",
		shrunk.Workload.Seed, shrunk.Events, shrunk.EventsBefore, shrunk.Runs, (processorTime() - begin).Seconds(), shrunk.Violation)
	write(output, name, &shrunk.Workload, *shrunk.Workload.Replay)
}

// write records the choices of a run, and says so if it cannot.
func write(output io.Writer, name string, w *simtest.Workload, list sim.List) bool {
	err := writeRecording(name, w, list)
	if err != nil {
		fmt.Fprintln(output, "not recorded:", err)
	}
	return err == nil
}
