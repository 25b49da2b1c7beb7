//go:build linux

package main

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"golang.org/x/sys/unix"
)

// affinities lists the cores of every thread of a process.
func affinities(t *testing.T, pid int) map[string]unix.CPUSet {
	t.Helper()
	threads, err := filepath.Glob("/proc/" + strconv.Itoa(pid) + "/task/*")
	if err != nil || len(threads) == 0 {
		t.Fatalf("threads of process %d: %q, %v", pid, threads, err)
	}
	all := map[string]unix.CPUSet{}
	for _, thread := range threads {
		tid, err := strconv.Atoi(filepath.Base(thread))
		if err != nil {
			t.Fatal(err)
		}
		var set unix.CPUSet
		if err := unix.SchedGetaffinity(tid, &set); err != nil {
			t.Fatal(err)
		}
		all[filepath.Base(thread)] = set
	}
	return all
}

func TestPinMovesEveryThread(t *testing.T) {
	s := redis(t) // it has background threads
	p, err := findPlacement()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.pin([]*server{s}); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := p.release(); err != nil {
			t.Error(err)
		}
	}()
	if p.shared() {
		t.Log("one core: both sides are on it")
	}
	for _, check := range []struct{ pid, core int }{{s.pid(), p.server}, {os.Getpid(), p.load}} {
		for thread, cores := range affinities(t, check.pid) {
			if cores != oneCore(check.core) {
				t.Errorf("thread %s is not on core %d alone", thread, check.core)
			}
		}
	}
}
