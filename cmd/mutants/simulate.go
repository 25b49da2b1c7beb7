package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// watched is a run of simulate, as its output tells of it.
type watched struct {
	runs    int           // that ended well
	steps   uint64        // of these
	virtual time.Duration // on the clocks of these
	seed    uint64        // of the run that failed
	reason  string        // why, in one line; empty if none failed
	rest    []string      // the lines behind that
	used    time.Duration // processor time
}

// patience is how much longer than its limit of processor time a program may take on
// a machine that others use, too.
const patience = 20

// simulate runs the program on one processor until it ends or has used its limit of
// processor time, in whole seconds. The program's own failures are no error, but a
// reason.
func simulate(program string, limit time.Duration, args ...string) (watched, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience*limit)
	defer cancel()
	// The machine ends by SIGKILL who has used more than the limit.
	limited := []string{"-c", `ulimit -t "$0" && exec "$@"`, strconv.Itoa(int(limit.Seconds())), program}
	command := exec.CommandContext(ctx, "sh", append(limited, args...)...)
	command.Env = append(os.Environ(), "GOMAXPROCS=1")
	var problems bytes.Buffer
	command.Stderr = &problems
	output, err := command.StdoutPipe()
	if err != nil {
		return watched{}, err
	}
	if err := command.Start(); err != nil {
		return watched{}, err
	}
	w, failure := watch(output)
	err = command.Wait()
	w.used = command.ProcessState.UserTime() + command.ProcessState.SystemTime()
	if failure != nil {
		return w, failure
	}
	return w, w.judge(err, firstLine(problems.String()))
}

// judge takes in how the program ended. One that was killed has found nothing; one
// that ended otherwise without a word of its own has died of the bug.
func (w *watched) judge(ending error, problem string) error {
	var exit *exec.ExitError
	switch {
	case ending == nil, w.reason != "":
		return nil
	case !errors.As(ending, &exit):
		return ending
	case exit.Exited():
		w.seed, w.reason = uint64(w.runs)+1, "the program ends: "+problem
	}
	return nil
}

// watch reads the output to its end.
func watch(output io.Reader) (w watched, err error) {
	const longest = 16 << 20 // bytes of a line: a replay may be on one
	lines := bufio.NewScanner(output)
	lines.Buffer(nil, longest)
	for lines.Scan() {
		if err := w.note(lines.Text()); err != nil {
			return w, err
		}
	}
	return w, lines.Err()
}

// note takes a line of the output in.
func (w *watched) note(line string) error {
	switch {
	case w.reason != "":
		w.rest = append(w.rest, line)
	case strings.HasPrefix(line, "ok "):
		var seed, steps uint64
		var ops int
		var virtual string
		if _, err := fmt.Sscanf(line, "ok seed=%d steps=%d ops=%d virtual=%s", &seed, &steps, &ops, &virtual); err != nil {
			return fmt.Errorf("mutants: simulate prints %q: %w", line, err)
		}
		lasted, err := time.ParseDuration(virtual)
		if err != nil {
			return err
		}
		w.runs++
		w.steps += steps
		w.virtual += lasted
	case strings.HasPrefix(line, "FAIL "):
		if _, err := fmt.Sscanf(line, "FAIL seed=%d", &w.seed); err != nil {
			return fmt.Errorf("mutants: simulate prints %q: %w", line, err)
		}
		_, w.reason, _ = strings.Cut(strings.TrimPrefix(line, "FAIL "), " ")
	}
	return nil
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return line
}
