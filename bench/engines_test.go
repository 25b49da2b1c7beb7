//go:build linux

package main

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestEngineCasesEndWithManyClients(t *testing.T) {
	want := []engineCase{{50, 0}, {50, 1000}, {500, 0}}
	if got := engineCases(50, []int{0, 1000}); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestAServerHoldsHalfOfTheIdleClientsOrIsLeftOut(t *testing.T) {
	for _, c := range []struct {
		room, clients, idle int
		held                int
		able                bool
	}{
		{10_000, 50, 1000, 1000, true}, {1055, 50, 1000, 1000, true}, {1054, 50, 1000, 999, true},
		{555, 50, 1000, 500, true}, {554, 50, 1000, 499, false}, {54, 50, 0, -1, false}, {55, 50, 0, 0, true},
	} {
		held, able := engineServer{room: c.room}.idleFor(engineCase{c.clients, c.idle})
		if held != c.held || able != c.able {
			t.Errorf("room for %d, %d of %d: %d, %v", c.room, c.clients, c.idle, held, able)
		}
	}
}

// engineRound is one round in which a GET and a SET took so many microseconds.
func engineRound(idle int, get, set time.Duration) []engineRun {
	of := func(cost time.Duration) sample {
		return sample{requests: 1000, wall: cost * time.Millisecond, server: cost * time.Millisecond}
	}
	return one(engineRun{samples: []sample{of(get), of(set)}, idle: idle})
}

// threeEngines are servers in three cases: select holds 900 idle clients at most.
func threeEngines() ([]engineServer, []engineCase, [][][]engineRun) {
	servers := []engineServer{
		{server: &server{subject: subject{name: "A, select"}}, engine: selectEngine, room: 955},
		{server: &server{subject: subject{name: "A, epoll"}}, engine: epollEngine, room: 20_000},
		{server: &server{subject: subject{name: "A, io_uring"}}, engine: ioUringEngine, room: 20_000},
		{server: &server{subject: subject{name: "B"}}, room: 20_000},
	}
	results := [][][]engineRun{
		{engineRound(0, 95, 95), engineRound(0, 92, 93), engineRound(0, 82, 83), engineRound(0, 100, 100)},
		{engineRound(900, 120, 130), engineRound(1000, 93, 93), engineRound(1000, 83, 83), engineRound(1000, 100, 100)},
		{one(engineRun{}), engineRound(10_000, 99, 99), engineRound(10_000, 99, 99), engineRound(10_000, 100, 100)},
		{engineRound(0, 100, 100), engineRound(0, 93, 92), engineRound(0, 76, 75), engineRound(0, 100, 100)},
	}
	return servers, engineCases(50, []int{0, 1000, 10_000}), results
}

func TestEnginesAreJudgedWithoutIdleClients(t *testing.T) {
	servers, cases, results := threeEngines()
	table := engineTable("A and B", servers, cases, results)
	bold := map[string]bool{
		"SET, 50 clients, 0 idle, epoll": true, "SET, 50 clients, 0 idle, io_uring": true,
		"GET, 500 clients, 0 idle, epoll": true, "GET, 500 clients, 0 idle, io_uring": true,
	}
	seen := map[string][]string{}
	for _, row := range table.rows {
		seen[row[0]] = row
		if strings.Contains(row[ratioColumn], "**") != bold[row[0]] || len(row) != len(table.header) {
			t.Errorf("%q", row)
		}
	}
	if len(seen) != 2*len(cases)*(len(servers)-1) {
		t.Errorf("%d rows", len(seen))
	}
	if row := seen["GET, 50 clients, 10k idle, select"]; row == nil || !slices.Contains(row, absent) {
		t.Errorf("select has no room: %q", row)
	}
	if row := seen["SET, 50 clients, 1k idle, select (900 idle)"]; row == nil || row[1] != "130.0" || row[mostColumn] != "" {
		t.Errorf("select has room for 900: %q", row)
	}
	if row := seen["GET, 500 clients, 0 idle, io_uring"]; row == nil || row[mostColumn] != "0.75" {
		t.Errorf("the limit of 500 clients: %q", row)
	}
}

func TestWhatWasLeftOutIsNamedAndCounted(t *testing.T) {
	servers, cases, _ := threeEngines()
	notes := engineNotes(servers, cases, []string{"io_uring: Operation not permitted"})
	want := []string{
		"**1 of 4 engines not measured**: io_uring: Operation not permitted",
		"A, select takes 955 clients at most, so there are 900 of 50 clients, 1k idle",
		"A, select takes 955 clients at most, so it is absent from 50 clients, 10k idle",
	}
	if !slices.Equal(notes, want) {
		t.Errorf("%q, want %q", notes, want)
	}
}

func TestThePictureOfEnginesHasAPlaceForEachNumber(t *testing.T) {
	servers, cases, results := threeEngines()
	c := enginesChart(50, servers, cases, results)
	if labels := c.ticks; len(labels) != 3 || labels[1] != (tick{1, "1k"}) || c.right != 2 {
		t.Errorf("ticks %v up to %v", labels, c.right)
	}
	if points := c.curves[0].points; !slices.Equal(points, []point{{0, 95}, {1, 120}}) || c.curves[0].name != "Seedis, select" {
		t.Errorf("%s: %v", c.curves[0].name, points)
	}
	if last := c.curves[3]; last.name != "redis-server" || len(last.points) != 3 {
		t.Errorf("%s: %v", last.name, last.points)
	}
}

// redis-server knows no engines, so it is a program that cannot serve by any.
func TestEnginesThatDoNotServeAreSkipped(t *testing.T) {
	s := redis(t)
	subjects := engineSubjects(s.subject, s.subject, 10)
	servers, _, err := startEngines(t.Context(), subjects, t.TempDir())
	if err == nil || servers != nil || !strings.Contains(err.Error(), "no engine serves: select: ") {
		t.Errorf("%v, %v", servers, err)
	}
	if _, err := startEngine(t.Context(), s.subject, selectEngine, t.TempDir()); err == nil || err.Error() != "epoll serves instead" {
		t.Errorf("a server with epoll passed for select: %v", err)
	}
	one, err := startEngine(t.Context(), s.subject, epollEngine, t.TempDir())
	if err != nil || one.room != 10_000 {
		t.Fatalf("room for %d, %v", one.room, err)
	}
	if err := one.stop(); err != nil {
		t.Error(err)
	}
}
