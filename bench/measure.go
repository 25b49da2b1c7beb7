//go:build linux

package main

import (
	"fmt"
	"os"
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

// sample is one server's part in one round.
type sample struct {
	requests uint64
	wall     time.Duration
	server   time.Duration // processor time of the server
	load     time.Duration // working time of the load generator
}

// cost is the processor time a request took, in microseconds.
func (s sample) cost() float64 { return float64(s.server.Nanoseconds()) / 1e3 / float64(s.requests) }

// throughput is in requests per second.
func (s sample) throughput() float64 { return float64(s.requests) / s.wall.Seconds() }

// serverBusy and loadBusy are the shares of their cores that both sides used.
func (s sample) serverBusy() float64 { return s.server.Seconds() / s.wall.Seconds() }
func (s sample) loadBusy() float64   { return s.load.Seconds() / s.wall.Seconds() }

// reading is the state of all clocks at one moment.
type reading struct {
	requests uint64
	wall     time.Duration
	server   time.Duration
	cycles   uint64
	idle     uint64
}

// read reads the clocks between two turns of a load.
func (l *load) read(pid int) (reading, error) {
	server, err := processorTime(pid)
	return reading{
		requests: l.requests,
		wall:     l.network.Monotonic(),
		server:   server,
		cycles:   l.network.Cycles(),
		idle:     l.idle,
	}, err
}

// until is what happened between two readings.
func (r reading) until(end reading) sample {
	wall := end.wall - r.wall
	idle := float64(end.idle-r.idle) / float64(end.cycles-r.cycles)
	return sample{
		requests: end.requests - r.requests,
		wall:     wall,
		server:   end.server - r.server,
		load:     time.Duration(float64(wall) * (1 - idle)),
	}
}
