//go:build linux

package main

import (
	"fmt"
	"slices"
	"strings"
)

// dataset is what the servers hold while some workloads are measured.
type dataset struct {
	family    string // as -commands takes it
	name      string // in the report: 100k lists of 10
	keys      int    // with strings to get and to set, if it is about these
	fills     []step // load it into an empty server
	workloads []workload
}

// workload is a few steps to be repeated. The last leaves the data as the first
// found them, so that a collection keeps its size however long the measurement
// takes, and a command that takes is measured between those that give.
type workload []step

// step is a command that is sent so many times in one pass, each time with the
// next number.
type step struct {
	command
	numbers  sequence
	requests int
	// restores tells that the step only undoes what another did; it is no line
	// of the report.
	restores bool
}

// pipelines is how many pipelines make a pass. A last one that would not be
// full is left out, so that no number comes twice in a pass; but restoring may
// do too much, and must not do too little.
func (s step) pipelines(length int) uint64 {
	requests := s.requests
	if s.restores {
		requests += length - 1
	}
	if requests < length {
		panic(fmt.Sprintf("bench: a pass of %d %s has no room for a pipeline of %d", s.requests, s.name, length))
	}
	return uint64(requests / length)
}

// times makes a step. The command's first argument is its name on the wire.
func times(requests int, numbers sequence, name, reply string, arguments ...string) step {
	return step{
		command:  command{name: name, arguments: arguments, reply: reply},
		numbers:  numbers,
		requests: requests,
	}
}

// restoring makes a step that is not measured.
func restoring(s step) step {
	s.restores = true
	return s
}

// filling makes a step that loads: every number once, in order, or the first
// few twice to make the last pipeline full.
func filling(count int, reply string, arguments ...string) step {
	return restoring(times(count, inOrder(count), arguments[0], reply, arguments...))
}

// rows are the names of a workload's lines in the report, each once.
func (w workload) rows() []string {
	var names []string
	for _, s := range w {
		if !s.restores && !slices.Contains(names, s.name) {
			names = append(names, s.name)
		}
	}
	return names
}

// wireCommands are the commands that a server must know for the steps.
func wireCommands(steps []step) []string {
	var names []string
	for _, s := range steps {
		if !slices.Contains(names, s.arguments[0]) {
			names = append(names, s.arguments[0])
		}
	}
	return names
}

// datasets is the table of everything that can be measured: with so many keys
// for the strings, and so many elements in all other data sets.
func datasets(keys []int, elements int) []dataset {
	small, big := shape{elements, 1}, shape{elements, digitsOf(elements)}
	hundreds := shape{elements, 2}
	var all []dataset
	for _, n := range keys {
		all = append(all, keyData(n), counterData(n))
	}
	return append(all,
		bitmapData(elements),
		listData(small), insertData(small), listRangeData(hundreds), listData(big),
		hashData(small), hashData(big), counterHashData(small), counterHashData(big),
		fiftyFieldsData(elements, ""), fiftyFieldsData(elements, longTail),
		setData(small), integerSetData(small), setData(big), setPairData(elements),
		sortedSetData(small), sortedSetRangeData(hundreds), sortedSetData(big), sortedSetPairData(elements),
		sortData(hundreds),
	)
}

// rowNames lists the names that -commands takes for single commands, and
// families those for many.
func rowNames(all []dataset) []string {
	var names []string
	for _, data := range all {
		for _, w := range data.workloads {
			for _, name := range w.rows() {
				if !slices.Contains(names, name) {
					names = append(names, name)
				}
			}
		}
	}
	return names
}

func families(all []dataset) []string {
	var names []string
	for _, data := range all {
		if !slices.Contains(names, data.family) {
			names = append(names, data.family)
		}
	}
	return names
}

// choice is what -commands names.
type choice []string

// everything is the choice of the whole table.
const everything = "all"

// has tells whether a line of the report was chosen.
func (c choice) has(family, name string) bool {
	return slices.ContainsFunc(c, func(chosen string) bool {
		return strings.EqualFold(chosen, everything) || strings.EqualFold(chosen, family) ||
			strings.EqualFold(chosen, name)
	})
}

// everything tells whether the whole table was chosen.
func (c choice) everything() bool {
	return slices.ContainsFunc(c, func(name string) bool { return strings.EqualFold(name, everything) })
}

// of are the workloads of a data set with a chosen line.
func (c choice) of(data dataset) []workload {
	var chosen []workload
	for _, w := range data.workloads {
		if slices.ContainsFunc(w.rows(), func(name string) bool { return c.has(data.family, name) }) {
			chosen = append(chosen, w)
		}
	}
	return chosen
}
