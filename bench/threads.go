//go:build linux

package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// threadTime is how long a thread of a server has been on a processor since it
// began, up to when it last went to sleep.
type threadTime struct {
	id   int
	name string // as in /proc, 15 bytes at most
	used time.Duration
}

// threadTimes reads the clocks of all threads of a process: other processes may
// not ask for them by clock_gettime(2).
func threadTimes(pid int) ([]threadTime, error) {
	directories, err := filepath.Glob("/proc/" + strconv.Itoa(pid) + "/task/*")
	if err != nil {
		return nil, err
	}
	var threads []threadTime
	for _, directory := range directories {
		thread, err := readThread(directory)
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, unix.ESRCH) {
			continue // the thread has ended
		}
		if err != nil {
			return nil, fmt.Errorf("processor time of a thread: %w", err)
		}
		threads = append(threads, thread)
	}
	if len(threads) == 0 {
		return nil, fmt.Errorf("process %d: no thread has a /proc/PID/task/TID/schedstat", pid)
	}
	return threads, nil
}

func readThread(directory string) (threadTime, error) {
	name, err := os.ReadFile(filepath.Join(directory, "comm"))
	if err != nil {
		return threadTime{}, err
	}
	// Nanoseconds on a processor, nanoseconds of waiting for one, times on one.
	statistics, err := os.ReadFile(filepath.Join(directory, "schedstat"))
	if err != nil {
		return threadTime{}, err
	}
	first, _, _ := strings.Cut(string(statistics), " ")
	used, err := strconv.ParseInt(first, 10, 64)
	if err != nil {
		return threadTime{}, err
	}
	id, err := strconv.Atoi(filepath.Base(directory))
	return threadTime{id: id, name: strings.TrimSpace(string(name)), used: time.Duration(used)}, err
}

// division is how the processor time of a server is divided among its threads.
type division struct {
	main   time.Duration
	others map[string]time.Duration // by name
}

// unnamed are the threads that bear the name of their process, but for main: those
// of Go's runtime.
const unnamed = "unnamed"

// divide tells what the threads of a process did between two moments. Main is the
// first of them, whose id is the process's, in Seedis as in redis-server. Threads that
// have no name of their own have that of the process.
func divide(pid int, before, after []threadTime) division {
	began := map[int]time.Duration{}
	for _, thread := range before {
		began[thread.id] = thread.used
	}
	process := ""
	if first := slices.IndexFunc(after, func(t threadTime) bool { return t.id == pid }); first >= 0 {
		process = after[first].name
	}
	d := division{others: map[string]time.Duration{}}
	for _, thread := range after {
		used := thread.used - began[thread.id]
		switch {
		case thread.id == pid:
			d.main = used
		case thread.name == process:
			d.others[unnamed] += used
		default:
			d.others[thread.name] += used
		}
	}
	return d
}

// plus adds what happened at another time.
func (d division) plus(other division) division {
	sum := division{main: d.main + other.main, others: map[string]time.Duration{}}
	for _, part := range []division{d, other} {
		for name, used := range part.others {
			sum.others[name] += used
		}
	}
	return sum
}

// names are those of the threads beside main, numbered ones in the order of their
// numbers.
func (d division) names() []string {
	return slices.SortedFunc(maps.Keys(d.others), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
	})
}
