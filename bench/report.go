//go:build linux

package main

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"strings"

	"golang.org/x/sys/unix"
)

// results are all figures of a run. The outer slices have an element for every
// subject but the last; what was not measured is nil.
type results struct {
	versions  []string // of every subject, from INFO
	load      [][]comparison
	benchmark [][]comparison
	memory    [][]memoryCase
	sections  []section // of the other modes
	notes     []string
}

// report lays the results out in Markdown.
func (b *bench) report(r results) (string, error) {
	machine, err := describeMachine()
	if err != nil {
		return "", err
	}
	var text strings.Builder
	text.WriteString("# bench\n\n" + machine)
	text.WriteString(b.describeRun())
	for i, s := range b.subjects {
		fmt.Fprintf(&text, "- %s: redis_version %s, `%s`\n", s.name, r.versions[i], s.path)
	}
	for _, note := range r.notes {
		fmt.Fprintf(&text, "- %s\n", note)
	}
	last := len(b.subjects) - 1
	for i := range last {
		versus := b.versus(i)
		if r.load != nil {
			writeTable(&text, "Processor time per request: "+versus, comparisonHeader, rowsOf(r.load[i]))
		}
		if r.benchmark != nil {
			writeTable(&text, "The same under redis-benchmark: "+versus, comparisonHeader, rowsOf(r.benchmark[i]))
		}
		if r.memory != nil {
			writeTable(&text, "Resident memory per element: "+versus, memoryHeader, rowsOf(r.memory[i]))
		}
	}
	for _, s := range r.sections {
		writeTable(&text, s.title, s.header, s.rows)
	}
	return text.String(), nil
}

// describeRun says how the figures came about, and how to read them.
func (b *bench) describeRun() string {
	switch b.options.mode {
	case freeingMode:
		return b.describeFreeing()
	case limitsMode:
		return b.describeLimits()
	case residentMode:
		return b.describeResident()
	case modelsMode:
		return b.describeModels()
	case enginesMode:
		return b.describeEngines()
	}
	return b.describeCost()
}

func (b *bench) describeCost() string {
	o := b.options
	cores := b.describeCores()
	if o.swap && !b.placement.shared() {
		cores += ", exchanged after every second round"
	}
	return fmt.Sprintf("- %s; %d clients, %d rounds of %v, keys of 16 bytes, values of %d; %s elements\n"+
		"- us: processor time of the server process per request, user and system; A us, B us and the rates are"+
		" medians, ratios are medians of the rounds' ratios with the smallest and the largest\n"+
		"- busy: share of its core the server used; bold below %.0f%%, where its load was too slow or others had the core;"+
		" load: the same for the load generator\n"+
		"- at most: the most that A/B may be, where Seedis is measured beside redis-server: at pipeline 1 by the engine that A"+
		" polls with, at 16 and 100 over %s keys; not judged where one of the servers was not busy enough\n",
		cores, o.clients, o.rounds, o.window, valueSize, count(o.elements), busyEnough*100, count(judgedKeys))
}

func (b *bench) describeCores() string {
	if b.placement.shared() {
		return fmt.Sprintf("**only core %d: servers and load share it**", b.placement.server)
	}
	return fmt.Sprintf("servers on core %d, load on core %d", b.placement.server, b.placement.load)
}

// describeMachine names what the figures depend on.
func describeMachine() (string, error) {
	var system unix.Utsname
	if err := unix.Uname(&system); err != nil {
		return "", fmt.Errorf("uname: %w", err)
	}
	release := unix.ByteSliceToString(system.Release[:])
	information, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("- Linux %s, %s, %d cores, %s\n",
		release, processorModel(information), runtime.NumCPU(), runtime.Version()), nil
}

// processorModel finds the model in /proc/cpuinfo; on arm64 there is none, and
// the architecture has to do.
func processorModel(information []byte) string {
	for line := range bytes.Lines(information) {
		key, value, found := bytes.Cut(line, []byte(":"))
		if found && string(bytes.TrimSpace(key)) == "model name" {
			return string(bytes.TrimSpace(value))
		}
	}
	return runtime.GOARCH
}

// rowsOf lists the rows of a table.
func rowsOf[R interface{ row() []string }](records []R) [][]string {
	var rows [][]string
	for _, record := range records {
		rows = append(rows, record.row())
	}
	return rows
}

func writeTable(text *strings.Builder, title string, header []string, rows [][]string) {
	text.WriteString("\n## " + title + "\n\n" + markdown(header, rows))
}
