//go:build linux

package main

import (
	"os"
	"testing"
)

func TestProcessorTimeAndResidentSizeGrow(t *testing.T) {
	s := redis(t)
	before, err := s.consumption()
	if err != nil {
		t.Fatal(err)
	}
	const keys = 50_000
	if err := fill(t.Context(), kernel(t), s.address, []step{fillKeys(keys)}, testPatience); err != nil {
		t.Fatal(err)
	}
	after, err := s.consumption()
	if err != nil {
		t.Fatal(err)
	}
	if used := after.processor - before.processor; used <= 0 || used > clientTimeout {
		t.Errorf("%d SETs took %v of processor time", keys, used)
	}
	if grown := after.resident - before.resident; grown < keys*48 {
		t.Errorf("%d keys and values of 48 bytes took %d bytes", keys, grown)
	}
}

func TestAServerWithoutRequestsSleeps(t *testing.T) {
	s := redis(t)
	if err := awaitSleep(s.pid()); err != nil {
		t.Fatal(err)
	}
	if _, err := runs(0); err != nil {
		t.Errorf("a process without threads: %v", err)
	}
	// This thread is the one that reads the states.
	if busy, err := runs(os.Getpid()); err != nil || !busy {
		t.Errorf("this process runs: %v, %v", busy, err)
	}
}
