//go:build linux

package main

import (
	"os"
	"slices"
	"testing"
)

func TestSidesLeaveTheServersTwoCoresAtLeast(t *testing.T) {
	for _, c := range []struct{ allowed, servers, load []int }{
		{[]int{3}, []int{3}, []int{3}},
		{[]int{0, 1}, []int{0, 1}, []int{1}},
		{[]int{0, 1, 5}, []int{0, 1, 5}, []int{5}},
		{[]int{0, 1, 2, 3}, []int{0, 1}, []int{2, 3}},
		{[]int{0, 2, 4, 6, 8}, []int{0, 2}, []int{4, 6, 8}},
	} {
		got := placement{allowed: coreSet(c.allowed)}.sides()
		if !slices.Equal(got.servers, c.servers) || !slices.Equal(got.load, c.load) {
			t.Errorf("of %v the servers have %v, the load %v", c.allowed, got.servers, got.load)
		}
		if got.apart() != (len(c.allowed) >= fewestApart) {
			t.Errorf("of %v: apart %v", c.allowed, got.apart())
		}
	}
}

func TestSidesPinAllThreads(t *testing.T) {
	s := redis(t)
	p, err := findPlacement()
	if err != nil {
		t.Fatal(err)
	}
	where := p.sides()
	if err := where.pin([]*server{s}); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := p.release(); err != nil {
			t.Error(err)
		}
	}()
	for pid, cores := range map[int][]int{s.pid(): where.servers, os.Getpid(): where.load} {
		for thread, set := range affinities(t, pid) {
			if set != coreSet(cores) {
				t.Errorf("thread %s is not on the cores %v", thread, cores)
			}
		}
	}
}
