//go:build linux

package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// processorTime is the processor time that a process has used with all of its
// threads, user and system, to the nanosecond.
func processorTime(pid int) (time.Duration, error) {
	// The number of a process's clock is the complement of its pid, shifted,
	// with CPUCLOCK_SCHED in the low bits (clock_getcpuclockid(3) makes it so).
	const cpuClockSched = 2
	clock := int32(^pid)<<3 | cpuClockSched
	var used unix.Timespec
	if err := unix.ClockGettime(clock, &used); err != nil {
		return 0, fmt.Errorf("processor time of process %d: %w", pid, err)
	}
	return time.Duration(used.Nano()), nil
}

// runs tells whether a thread of a process is running or waits for a core.
func runs(pid int) (bool, error) {
	threads, err := filepath.Glob("/proc/" + strconv.Itoa(pid) + "/task/*/stat")
	if err != nil {
		return false, err
	}
	for _, thread := range threads {
		stat, err := os.ReadFile(thread)
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, unix.ESRCH) {
			continue // the thread has ended
		}
		if err != nil {
			return false, err
		}
		// proc_pid_stat(5): the state stands behind the name in parentheses.
		if state := bytes.LastIndex(stat, []byte(") ")); state >= 0 && stat[state+2] == 'R' {
			return true, nil
		}
	}
	return false, nil
}

// residentSize is the memory of a process that is in RAM, in bytes.
func residentSize(pid int) (int, error) {
	const residentField = 1 // proc_pid_statm(5), in pages
	statm, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/statm")
	if err != nil {
		return 0, err
	}
	fields := strings.Fields(string(statm))
	if len(fields) <= residentField {
		return 0, fmt.Errorf("no resident size in %q", statm)
	}
	pages, err := strconv.Atoi(fields[residentField])
	return pages * os.Getpagesize(), err
}

// sample is what one server did in one round of a case, or in one pass of it.
type sample struct {
	requests uint64
	wall     time.Duration
	server   time.Duration // processor time of the server
	load     time.Duration // working time of the load generator
}

// plus adds what happened at another time.
func (s sample) plus(other sample) sample {
	return sample{
		requests: s.requests + other.requests,
		wall:     s.wall + other.wall,
		server:   s.server + other.server,
		load:     s.load + other.load,
	}
}

// cost is the processor time a request took, in microseconds.
func (s sample) cost() float64 { return float64(s.server.Nanoseconds()) / 1e3 / float64(s.requests) }

// throughput is in requests per second.
func (s sample) throughput() float64 { return float64(s.requests) / s.wall.Seconds() }

// serverBusy and loadBusy are the shares of their cores that both sides used.
func (s sample) serverBusy() float64 { return s.server.Seconds() / s.wall.Seconds() }
func (s sample) loadBusy() float64   { return s.load.Seconds() / s.wall.Seconds() }
