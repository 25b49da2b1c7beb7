package sim

import (
	"fmt"
	"strings"
	"time"
)

// FailureKind says how a run failed.
type FailureKind uint8

// The kinds of Failure.
const (
	FailurePanic     FailureKind = iota // a thread panicked
	FailureExit                         // a thread called runtime.Goexit (as t.Fatal does)
	FailureDeadlock                     // all threads sleep and no timer is left
	FailureStepLimit                    // more steps than Options.StepLimit
	FailureCheck                        // Machine.Fail was called
	FailureStopped                      // Options.StopAt was reached
)

var failureNames = [...]string{
	FailurePanic:     "panic",
	FailureExit:      "goexit",
	FailureDeadlock:  "deadlock",
	FailureStepLimit: "step limit",
	FailureCheck:     "check failed",
	FailureStopped:   "stopped",
}

func (k FailureKind) String() string { return failureNames[k] }

// Failure is how a run went wrong. It is what Run returns.
type Failure struct {
	Kind    FailureKind
	Message string
	Thread  string // the thread that ran, "" if none did
	Stack   []byte // of a panic: that of the thread
	Value   any    // of a panic: what the thread panicked with

	Seed    uint64
	Steps   uint64
	Elapsed time.Duration // virtual
}

// Error tells everything, over several lines.
func (f *Failure) Error() string {
	var text strings.Builder
	fmt.Fprintf(&text, "sim: %s: %s\n", f.Kind, strings.TrimSuffix(f.Message, "\n"))
	fmt.Fprintf(&text, "seed %d, step %d, %v", f.Seed, f.Steps, f.Elapsed)
	if f.Thread != "" {
		fmt.Fprintf(&text, ", thread %q", f.Thread)
	}
	if len(f.Stack) > 0 {
		fmt.Fprintf(&text, "\n%s", f.Stack)
	}
	return text.String()
}

// Fail ends the run with a Failure: a check found something wrong. Called from
// a simulated thread it does not return.
func (m *Machine) Fail(format string, args ...any) {
	m.conclude(m.failure(FailureCheck, format, args...))
	if m.current != nil {
		panic(stopped{})
	}
}

// Stop ends the run. The calling thread goes on to its next call on the
// machine; that call, and every one of the other threads, unwinds its thread.
func (m *Machine) Stop() {
	m.note(CallStop, 0, 0, 0)
	m.ending = true
}

func (m *Machine) failure(kind FailureKind, format string, args ...any) *Failure {
	f := &Failure{
		Kind: kind, Message: fmt.Sprintf(format, args...),
		Seed: m.options.Seed, Steps: m.steps, Elapsed: m.now,
	}
	if m.current != nil {
		f.Thread = m.current.name
	}
	return f
}

func (m *Machine) panicked(t *thread, value any, stack []byte) *Failure {
	f := m.failure(FailurePanic, "%v", value)
	f.Thread, f.Stack, f.Value = t.name, stack, value
	return f
}

// conclude ends the run with its first failure; what goes wrong afterwards is a
// consequence.
func (m *Machine) conclude(f *Failure) {
	if m.failed == nil {
		m.failed = f
		if m.options.AtStop != nil {
			m.Look(m.options.AtStop)
		}
	}
	m.ending = true
}

// wait is what a thread sleeps for.
type wait uint8

const (
	waitsForNothing wait = iota
	waitsForTime
	waitsForEvents
	waitsForWord
	waitsForBytes
	waitsForSpace
	waitsForConnection
	waitsForProcess
	waitsStalled
)

var waitNames = [...]string{
	waitsForNothing:    "is runnable",
	waitsForTime:       "sleeps",
	waitsForEvents:     "waits for events",
	waitsForWord:       "is parked",
	waitsForBytes:      "waits for bytes",
	waitsForSpace:      "waits for space to write",
	waitsForConnection: "waits for a connection",
	waitsForProcess:    "waits for the process to end",
	waitsStalled:       "is stalled",
}

// whoWaits lists the threads that have not ended and what they wait for.
func (m *Machine) whoWaits() string {
	var text strings.Builder
	for _, t := range m.threads {
		if t.ended {
			continue
		}
		fmt.Fprintf(&text, "  %v %s", t, waitNames[t.waiting])
		if t.waiting != waitsForNothing {
			fmt.Fprintf(&text, " since %v", t.since)
		}
		text.WriteByte('\n')
	}
	return text.String()
}
