//go:build linux

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"golang.org/x/sys/unix"
)

// placement says on which cores a measurement runs.
type placement struct {
	allowed unix.CPUSet // what this process may use
	server  int         // the core of the servers
	load    int         // the core of the load generator
}

// findPlacement takes the first two cores that this process may use, or the
// only one for both sides.
func findPlacement() (placement, error) {
	var p placement
	if err := unix.SchedGetaffinity(0, &p.allowed); err != nil {
		return placement{}, fmt.Errorf("sched_getaffinity: %w", err)
	}
	var cores []int
	for core := 0; len(cores) < min(2, p.allowed.Count()); core++ {
		if p.allowed.IsSet(core) {
			cores = append(cores, core)
		}
	}
	p.server, p.load = cores[0], cores[len(cores)-1]
	return p, nil
}

// shared tells that both sides have to do with one core.
func (p placement) shared() bool { return p.server == p.load }

// patience is how long the load generator may sleep: not at all on a core of
// its own. A shared one it leaves to the server, for so long that it still
// notices a stalled one.
func (p placement) patience() time.Duration {
	if p.shared() {
		return 100 * time.Millisecond
	}
	return 0
}

// swapped exchanges the cores.
func (p placement) swapped() placement {
	p.server, p.load = p.load, p.server
	return p
}

// pin moves the servers to their core, and this process with all of its
// threads to the other one.
func (p placement) pin(servers []*server) error {
	for _, s := range servers {
		if err := pinProcess(s.pid(), oneCore(p.server)); err != nil {
			return err
		}
	}
	return pinProcess(os.Getpid(), oneCore(p.load))
}

// release gives this process all of its cores back. A server is started after
// it: one that inherited a single core would think the machine has no more.
func (p placement) release() error { return pinProcess(os.Getpid(), p.allowed) }

// unpin gives the servers all of their cores back, too.
func (p placement) unpin(servers []*server) error {
	for _, s := range servers {
		if err := pinProcess(s.pid(), p.allowed); err != nil {
			return err
		}
	}
	return p.release()
}

func oneCore(core int) unix.CPUSet {
	var set unix.CPUSet
	set.Set(core)
	return set
}

// pinProcess sets the affinity of every thread of a process. A new thread
// inherits that of the one that starts it, so a pass that finds no other
// thread than the pass before has them all.
func pinProcess(pid int, set unix.CPUSet) error {
	for pinned := map[string]bool{}; ; {
		threads, err := filepath.Glob("/proc/" + strconv.Itoa(pid) + "/task/*")
		if err != nil {
			return err
		}
		if len(threads) == 0 {
			return fmt.Errorf("pin process %d: %w", pid, fs.ErrNotExist)
		}
		found := false
		for _, thread := range threads {
			if pinned[thread] {
				continue
			}
			found, pinned[thread] = true, true
			if err := pinThread(filepath.Base(thread), set); err != nil {
				return fmt.Errorf("pin process %d: %w", pid, err)
			}
		}
		if !found {
			return nil
		}
	}
}

// pinThread sets a thread's affinity; that it has ended since it was listed is
// no error.
func pinThread(name string, set unix.CPUSet) error {
	tid, err := strconv.Atoi(name)
	if err != nil {
		return err
	}
	if err := unix.SchedSetaffinity(tid, &set); err != nil && !errors.Is(err, unix.ESRCH) {
		return fmt.Errorf("sched_setaffinity of thread %d: %w", tid, err)
	}
	return nil
}
