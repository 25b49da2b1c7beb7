//go:build linux

package main

import "testing"

func TestProcessorTimeAndResidentSizeGrow(t *testing.T) {
	s := redis(t)
	before, err := s.consumption()
	if err != nil {
		t.Fatal(err)
	}
	const keys = 50_000
	if err := fill(t.Context(), kernel(t), s.address, keys, testPatience); err != nil {
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
