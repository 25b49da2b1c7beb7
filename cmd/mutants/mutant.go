package main

import (
	"bytes"
	"fmt"
	"path"
)

// mutant is a bug to be planted.
type mutant struct {
	name string
	file string // where, within the tree
	old  string // the text that is there, once in the file
	new  string // what takes its place
	does string // what goes wrong then
	// real is the bug that it re-creates, or is closest to: whose, what happened
	// there, and why this is its like here; empty if there is none.
	real string
}

// room is the package that the bug is in.
func (m *mutant) room() string { return path.Dir(m.file) }

// plant returns the source of the bug's file with the bug in it.
func (m *mutant) plant(source []byte) ([]byte, error) {
	if n := bytes.Count(source, []byte(m.old)); n != 1 {
		return nil, fmt.Errorf("%s: its place is %d times in %s, not once", m.name, n, m.file)
	}
	return bytes.Replace(source, []byte(m.old), []byte(m.new), 1), nil
}

// catalogue is all bugs, by room.
func catalogue() []mutant {
	var all []mutant
	for _, of := range [][]mutant{
		loopMutants, iothreadsMutants, handOverMutants, connectionMutants, blockingMutants, memMutants, storeMutants, respMutants,
	} {
		all = append(all, of...)
	}
	return all
}
