//go:build linux

package main

import (
	"os"
	"slices"

	"golang.org/x/sys/unix"
)

// fewestApart is how many cores it takes to give the load some of its own: a server
// with threads needs two at least.
const fewestApart = 4

// sides divides the cores between servers with threads and their load.
type sides struct {
	servers, load []int
}

// sides gives the upper half of the cores to the load, which has a thread on each,
// and the lower half to the servers. Where they are too few the load has the last
// one, and the servers have all.
func (p placement) sides() sides {
	var cores []int
	for core := 0; len(cores) < p.allowed.Count(); core++ {
		if p.allowed.IsSet(core) {
			cores = append(cores, core)
		}
	}
	if len(cores) < fewestApart {
		return sides{servers: cores, load: cores[len(cores)-1:]}
	}
	return sides{servers: cores[:len(cores)/2], load: cores[len(cores)/2:]}
}

// apart tells that no server runs on a core of the load.
func (s sides) apart() bool { return !slices.Contains(s.servers, s.load[0]) }

// pin moves the servers to their cores, and this process to those of the load.
func (s sides) pin(servers []*server) error {
	for _, one := range servers {
		if err := pinProcess(one.pid(), coreSet(s.servers)); err != nil {
			return err
		}
	}
	return pinProcess(os.Getpid(), coreSet(s.load))
}

func coreSet(cores []int) unix.CPUSet {
	var set unix.CPUSet
	for _, core := range cores {
		set.Set(core)
	}
	return set
}
