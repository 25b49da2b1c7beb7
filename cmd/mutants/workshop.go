package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// workshop builds programs from the tree, with or without a bug.
type workshop struct {
	root string // of the tree
	dir  string // for what is made
}

func openWorkshop() (*workshop, error) {
	file, err := goTool(".", "env", "GOMOD")
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "mutants")
	if err != nil {
		return nil, err
	}
	return &workshop{root: filepath.Dir(file), dir: dir}, nil
}

func (w *workshop) close() { os.RemoveAll(w.dir) }

// build is a program that is being built, or is done.
type build struct {
	dir      string // its own, for all that has to do with it
	command  *exec.Cmd
	problems bytes.Buffer
}

func (b *build) program() string { return filepath.Join(b.dir, "simulate") }

// build begins to build simulate with a bug in it, or without if there is none. It
// goes on while another program is used: to build takes longer than most bugs live.
func (w *workshop) build(m *mutant) (*build, error) {
	dir, err := os.MkdirTemp(w.dir, "build")
	if err != nil {
		return nil, err
	}
	b, overlay := &build{dir: dir}, filepath.Join(dir, "overlay.json")
	replace := map[string]string{}
	if m != nil {
		file := filepath.Join(w.root, filepath.FromSlash(m.file))
		if replace[file], err = m.copyTo(dir, file); err != nil {
			return nil, err
		}
	}
	text, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(overlay, text, 0o600); err != nil {
		return nil, err
	}
	// Nobody debugs the program: without the tables for that the link is faster.
	b.command = exec.Command("go", "build", "-buildvcs=false", "-ldflags=-s -w", "-overlay", overlay, "-o", b.program(), "./cmd/simulate")
	b.command.Dir, b.command.Stderr = w.root, &b.problems
	return b, b.command.Start()
}

// wait returns when the program is there.
func (b *build) wait() error {
	if err := b.command.Wait(); err != nil {
		return fmt.Errorf("go build: %w\n%s", err, b.problems.Bytes())
	}
	return nil
}

// each builds simulate with each of the bugs in turn, and has it used. While it is, the
// next one is built.
func (w *workshop) each(mutants []mutant, use func(m *mutant, program string) error) error {
	var builds []*build
	defer func() {
		for _, b := range builds {
			b.discard()
		}
	}()
	begin := func() error {
		if len(builds) == len(mutants) {
			return nil
		}
		b, err := w.build(&mutants[len(builds)])
		if err == nil {
			builds = append(builds, b)
		}
		return err
	}
	if err := begin(); err != nil {
		return err
	}
	for i := range mutants {
		b := builds[i]
		if err := errors.Join(b.wait(), begin()); err != nil {
			return err
		}
		if err := use(&mutants[i], b.program()); err != nil {
			return err
		}
		b.discard()
	}
	return nil
}

// discard ends a build whose program is not needed, or not any more.
func (b *build) discard() {
	if b.command.ProcessState == nil {
		b.command.Process.Kill()
		b.command.Wait()
	}
	os.RemoveAll(b.dir)
}

// copyTo writes a copy of a file, with the bug in it, and returns the copy's path.
func (m *mutant) copyTo(dir, file string) (string, error) {
	source, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	planted, err := m.plant(source)
	if err != nil {
		return "", err
	}
	copied := filepath.Join(dir, "planted.go")
	return copied, os.WriteFile(copied, planted, 0o600)
}

// goTool runs the go command and returns what it prints.
func goTool(dir string, args ...string) (string, error) {
	command := exec.Command("go", args...)
	command.Dir = dir
	var problems bytes.Buffer
	command.Stderr = &problems
	output, err := command.Output()
	if err != nil {
		return "", fmt.Errorf("go %s: %w\n%s", strings.Join(args, " "), err, problems.Bytes())
	}
	return strings.TrimSpace(string(output)), nil
}
