//go:build linux

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"

	"seedis/sys/real"
)

func main() {
	options, err := parseOptions(os.Args[1:], os.Stderr)
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	// A signal ends the run by way of its context, so that the servers end
	// with it.
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	if err == nil {
		err = run(ctx, options, os.Stdout, os.Stderr)
	}
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// run does everything from the building of the server to the report.
func run(ctx context.Context, o options, output, progress io.Writer) (err error) {
	// This thread sends the load, and is the parent whose death would end the
	// servers.
	runtime.LockOSThread()
	directory, err := os.MkdirTemp("", "seedis-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(directory)) }()
	subjects, err := findSubjects(ctx, o, directory)
	if err != nil {
		return err
	}
	kernel, err := real.New()
	if err != nil {
		return err
	}
	placement, err := findPlacement()
	if err != nil {
		return err
	}
	b := bench{
		network: kernel, placement: placement, subjects: subjects, options: o,
		directory: directory, progress: progress,
	}
	report, err := b.run(ctx)
	if err != nil {
		return err
	}
	return publish(report, o.out, output)
}

// findSubjects finds the programs to measure; the last is the one the others
// are compared with.
func findSubjects(ctx context.Context, o options, directory string) ([]subject, error) {
	names := o.servers
	if len(names) == 0 {
		built, err := buildServer(ctx, directory)
		if err != nil {
			return nil, err
		}
		names = []string{built}
	}
	var subjects []subject
	var flags []string
	if o.mode == freeingMode {
		flags = debugging
	}
	for i, name := range append(names[:len(names):len(names)], o.against) {
		path, err := exec.LookPath(name)
		if err != nil {
			return nil, err
		}
		if path, err = filepath.Abs(path); err != nil {
			return nil, err
		}
		subjects = append(subjects, subject{
			name: letter(i, len(names)) + " " + filepath.Base(path), path: path, flags: flags,
		})
	}
	return subjects, nil
}

// letter names a server as the tables do: A (or A1, A2 ...), and B for the one
// at index n, that the n others are compared with.
func letter(i, n int) string {
	switch {
	case i == n:
		return "B"
	case n == 1:
		return "A"
	}
	return "A" + strconv.Itoa(i+1)
}

// publish writes the report to output and, if it is named, to a file.
func publish(report, file string, output io.Writer) error {
	if _, err := io.WriteString(output, report); err != nil {
		return err
	}
	if file == "" {
		return nil
	}
	return os.WriteFile(file, []byte(report), 0o644)
}
