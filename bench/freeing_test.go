//go:build linux

package main

import (
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestDisposalsLoadAndFreeAsMuchAsTheySay(t *testing.T) {
	const size = sizeUnit
	s := redis(t, debugging...)
	control, err := dial(s.address)
	if err != nil {
		t.Fatal(err)
	}
	defer control.close()
	contest := freeingContest{network: kernel(t), options: options{window: time.Millisecond}, progress: io.Discard}
	lengths := map[string]string{hashKey: "HLEN", setKey: "SCARD", sortedSetKey: "ZCARD", listKey: "LLEN"}
	for _, d := range disposals(size) {
		if err := contest.load(t.Context(), s, control, d); err != nil {
			t.Fatal(d.name, err)
		}
		switch length, isValue := lengths[d.command[1]]; {
		case isValue:
			expect(t, s, strconv.Itoa(size), length, d.command[1])
		case d.keys > 0:
			expect(t, s, strconv.Itoa(size), "DBSIZE")
		default:
			expect(t, s, strconv.Itoa(size/5), "DBSIZE")
		}
		course, err := contest.dispose(t.Context(), control, d)
		if err != nil {
			t.Fatal(d.name, err)
		}
		expect(t, s, "0", "DBSIZE")
		if course.replied < course.commanded || course.freed < course.replied {
			t.Errorf("%s: %v", d.name, course)
		}
	}
}

// The reading that the command meets on its way counts as one that it kept
// waiting, and what comes behind the tail counts as nothing.
func TestACourseDividesTheReadings(t *testing.T) {
	const second = time.Second
	c := course{began: 1 * second, commanded: 2 * second, replied: 3 * second, freed: 4 * second}
	d := c.disposed([]reading{
		{sent: second / 2, took: 9},
		{sent: second, took: 1},
		{sent: 2*second - justBefore, took: 5},
		{sent: 4*second + freeingTail - 1, took: 4},
		{sent: 4*second + freeingTail, took: 8},
	})
	if d.command != second || d.freed != 2*second {
		t.Errorf("the command took %v, the freeing %v", d.command, d.freed)
	}
	if d.idle.max != 1 || d.busy.p50 != 4 || d.busy.max != 5 {
		t.Errorf("idle %v, busy %v", d.idle, d.busy)
	}
	if len(d.curve) != 5 || d.curve[0].sent != -3*second/2 {
		t.Errorf("curve %v", d.curve)
	}
}

func TestWhatIsAboveALimitIsBold(t *testing.T) {
	const us = time.Microsecond
	good := disposed{command: 9 * us, idle: latency{p999: 100 * us}, busy: latency{p999: 1100 * us}, turn: 1000 * us}
	bad := disposed{command: 11 * us, idle: latency{p999: 100 * us}, busy: latency{p999: 1101 * us}, turn: 1001 * us}
	middle := disposed{command: 10 * us}
	bold := func(row []string) (n int) {
		for _, cell := range row {
			n += strings.Count(cell, "**") / 2
		}
		return n
	}
	one := func(d disposed) []disposed { return []disposed{d} }
	if row := waitRow("x", one(good), one(middle)); bold(row) != 0 {
		t.Errorf("at the limits: %q", row)
	}
	if row := waitRow("x", one(bad), one(middle)); bold(row) != 2 {
		t.Errorf("above two limits: %q", row)
	}
	if row := disposalRow("x", one(good), one(middle)); bold(row) != 0 {
		t.Errorf("faster: %q", row)
	}
	if row := disposalRow("x", one(bad), one(middle)); bold(row) != 1 {
		t.Errorf("slower: %q", row)
	}
	if row := waitRow("x", []disposed{good, {turn: us, work: "send"}, {turn: 2000 * us, work: "rehash"}}, one(middle)); !slices.Contains(row, "rehash") {
		t.Errorf("the longest turn was a rehash: %q", row)
	}
}
