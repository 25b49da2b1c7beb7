package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"seedis/simtest"
	"seedis/sys/sim"
)

// The file of a run has a line with its version, one with the commit that it was
// made at, one with the flags of the workload, and then the choices (sim.List).
const (
	fileVersion = "seedis choices 1"
	fileCommit  = "commit "
	fileFlags   = "flags "
)

// recording is what a file of choices holds.
type recording struct {
	commit string
	flags  []string
	list   sim.List
}

// writeRecording writes the file of a run.
func writeRecording(name string, w *simtest.Workload, list sim.List) error {
	text := fmt.Appendf(nil, "%s\n%s%s\n%s%s\n", fileVersion, fileCommit, simtest.Commit(), fileFlags, w.Flags())
	text, err := list.AppendText(text)
	if err != nil {
		return err
	}
	return os.WriteFile(name, text, 0o644)
}

// readRecording reads what writeRecording writes.
func readRecording(name string) (r recording, err error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return r, err
	}
	head := make([]string, 3)
	for i, begin := range []string{fileVersion, fileCommit, fileFlags} {
		line, rest, _ := bytes.Cut(text, []byte("\n"))
		after, found := strings.CutPrefix(string(line), begin)
		if !found {
			return r, fmt.Errorf("%s: %.60q is not the line %q", name, line, begin)
		}
		head[i], text = after, rest
	}
	if head[0] != "" {
		return r, fmt.Errorf("%s: another version, %q", name, fileVersion+head[0])
	}
	r.commit, r.flags = head[1], strings.Fields(head[2])
	if r.list, err = sim.ParseList(text); err != nil {
		return r, fmt.Errorf("%s: %w", name, err)
	}
	return r, nil
}

// takeRecording sets the options to those of the file that -replay names: as if its
// flags were given ahead of the others.
func (o *options) takeRecording(args []string) error {
	recorded, err := readRecording(o.workload.ReplayFile)
	if err != nil {
		return err
	}
	flags := o.flags()
	flags.SetOutput(io.Discard) // the error is told like others of the file
	if err := flags.Parse(append(recorded.flags, args...)); err != nil {
		return fmt.Errorf("%s: %w", o.workload.ReplayFile, err)
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("%s: %q is no flag", o.workload.ReplayFile, flags.Arg(0))
	}
	if o.runs != 1 {
		return errors.New("simulate: a list of choices is one run")
	}
	o.workload.Replay = &recorded.list
	return nil
}
