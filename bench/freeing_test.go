//go:build linux

package main

import (
	"context"
	"io"
	"slices"
	"strconv"
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
	if row := waitRow("x", one(good), one(middle)); boldCells(row) != 0 {
		t.Errorf("at the limits: %q", row)
	}
	if row := waitRow("x", one(bad), one(middle)); boldCells(row) != 2 {
		t.Errorf("above two limits: %q", row)
	}
	if row := disposalRow("x", one(good), one(middle)); boldCells(row) != 0 {
		t.Errorf("faster: %q", row)
	}
	if row := disposalRow("x", one(bad), one(middle)); boldCells(row) != 1 {
		t.Errorf("slower: %q", row)
	}
	if row := waitRow("x", []disposed{good, {turn: us, work: "send"}, {turn: 2000 * us, work: "rehash"}}, one(middle)); !slices.Contains(row, "rehash") {
		t.Errorf("the longest turn was a rehash: %q", row)
	}
}

func TestATurnIsJudgedByWhatANeighbourDoesNotExplain(t *testing.T) {
	const us = time.Microsecond
	for _, c := range []struct {
		name   string
		turn   time.Duration
		beside []time.Duration
		want   string
	}{
		{"short", 1000 * us, []time.Duration{us}, "1.000 (1.000..1.000)"},
		{"short in spite of it", 1000 * us, []time.Duration{5000 * us}, "1.000 (1.000..1.000)"},
		{"alone too long", 1001 * us, []time.Duration{1000 * us}, "**1.001 (1.001..1.001)**"},
		{"both too long", 2000 * us, []time.Duration{1001 * us}, "2.000 (2.000..2.000), not judged"},
		{"longer by more than the limit", 2002 * us, []time.Duration{1001 * us}, "**2.002 (2.002..2.002)**"},
		{"far longer", 50_000 * us, []time.Duration{1100 * us}, "**50.000 (50.000..50.000)**"},
		{"as long as the worst neighbour", 6000 * us, []time.Duration{1001 * us, 5000 * us, 1001 * us}, "6.000 (6.000..6.000), not judged"},
		{"beside one neighbour of three", 6000 * us, []time.Duration{1000 * us, 5000 * us, 1000 * us}, "**6.000 (6.000..6.000)**"},
	} {
		var rounds []disposed
		for _, beside := range c.beside {
			rounds = append(rounds, disposed{turn: c.turn, beside: beside})
		}
		if row := waitRow("x", rounds, one(disposed{})); !slices.Contains(row, c.want) || len(row) != len(waitHeader) {
			t.Errorf("%s: no %q in %q", c.name, c.want, row)
		}
	}
}

// A neighbour that does not compute never makes the time up.
func TestAServerIsDisturbedForAsLongAsItFreed(t *testing.T) {
	s := redis(t)
	control, err := dial(s.address)
	if err != nil {
		t.Fatal(err)
	}
	defer control.close()
	const length = 30 * time.Millisecond
	contest := freeingContest{network: kernel(t)}
	patient, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	began := contest.network.Monotonic()
	if turn, err := contest.disturb(patient, s, control, length); turn != 0 || err != nil {
		t.Errorf("redis-server tells of a turn of %v, %v", turn, err)
	}
	if took := contest.network.Monotonic() - began; took < length {
		t.Errorf("it took %v", took)
	}
}
