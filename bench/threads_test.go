//go:build linux

package main

import (
	"context"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestMainIsTheFirstThreadAndNotTheBusiest(t *testing.T) {
	const pid = 100
	before := []threadTime{{100, "seedis", 50}, {101, "seedis", 7}, {102, "io_thd_1", 20}, {103, "gone", 9}}
	after := []threadTime{
		{100, "seedis", 53}, {101, "seedis", 47}, {102, "io_thd_1", 120}, {104, "io_thd_2", 5}, {105, "seedis", 2},
	}
	got := divide(pid, before, after)
	want := division{main: 3, others: map[string]time.Duration{unnamed: 42, "io_thd_1": 100, "io_thd_2": 5}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(division{})); diff != "" {
		t.Error(diff)
	}
	sum := got.plus(got)
	if sum.main != 6 || sum.others["io_thd_1"] != 200 || got.others["io_thd_1"] != 100 {
		t.Errorf("twice %v is %v", got, sum)
	}
}

func TestThreadsAreInTheOrderOfTheirNumbers(t *testing.T) {
	d := division{others: map[string]time.Duration{"io_thd_10": 1, "unnamed": 1, "io_thd_2": 1, "io_thd_1": 1}}
	if names := d.names(); !slices.Equal(names, []string{"unnamed", "io_thd_1", "io_thd_2", "io_thd_10"}) {
		t.Errorf("%q", names)
	}
}

func TestThreadsOfAServerHaveNamesAndClocks(t *testing.T) {
	s := redis(t, threadFlags(3)...)
	before, err := clocksOf(s)
	if err != nil {
		t.Fatal(err)
	}
	if err := fill(t.Context(), kernel(t), s.address, []step{fillKeys(10_000)}, testPatience); err != nil {
		t.Fatal(err)
	}
	if err := calmDown(s); err != nil {
		t.Fatal(err)
	}
	after, err := clocksOf(s)
	if err != nil {
		t.Fatal(err)
	}
	d := divide(s.pid(), before.threads, after.threads)
	if _, found := d.others["io_thd_2"]; !found || d.main <= 0 {
		t.Errorf("10000 SETs: main %v, others %v", d.main, d.others)
	}
	total := d.main
	for _, used := range d.others {
		total += used
	}
	// The clock of the process may be a tick behind those of its threads.
	if process := after.process - before.process; total > process+10*time.Millisecond {
		t.Errorf("the threads used %v, their process %v", total, process)
	}
	if _, err := threadTimes(0); err == nil {
		t.Error("a process without threads has clocks")
	}
}

func TestANeighbourComputesUntilItIsStopped(t *testing.T) {
	const enough = 20 * time.Millisecond
	patient, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	n := startNeighbour()
	for n.computed() < enough {
		if err := pause(patient, time.Millisecond); err != nil {
			t.Fatalf("it had a processor for %v: %v", n.computed(), err)
		}
	}
	n.stop()
	mine, err := processorTime(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	if n.computed() > mine {
		t.Errorf("it had a processor for %v, its process for %v", n.computed(), mine)
	}
}
