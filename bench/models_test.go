//go:build linux

package main

import (
	"io"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestModelsDifferInTheirFlagsAlone(t *testing.T) {
	a := subject{name: "A seedis", path: "/a", flags: []string{"--x", "1"}}
	rival := subject{name: "B redis-server", path: "/b"}
	want := []struct{ name, path, flags string }{
		singleModel:   {"A seedis, single", "/a", "--x 1"},
		lockstepModel: {"A seedis, lockstep 3", "/a", "--x 1 --io-threads 3 --io-threads-do-reads yes --io-threads-model lockstep"},
		reactorModel: {
			"A seedis, reactor 3", "/a",
			"--x 1 --io-threads 3 --io-threads-do-reads yes --io-threads-model reactor --io-threads-always yes",
		},
		rivalSingle:   {"B redis-server, single", "/b", ""},
		rivalThreaded: {"B redis-server, io-threads 3", "/b", "--io-threads 3 --io-threads-do-reads yes"},
	}
	for i, got := range models(a, rival, 3) {
		if got.name != want[i].name || got.path != want[i].path || strings.Join(got.flags, " ") != want[i].flags {
			t.Errorf("%+v, want %+v", got, want[i])
		}
	}
	idle := idleModels(a, rival)
	if flags := strings.Join(idle[0].flags, " "); idle[0].name != "A seedis, reactor 9, gated" || !strings.HasSuffix(flags, "--io-threads-always no") {
		t.Errorf("%s: %s", idle[0].name, flags)
	}
}

// threaded is a second of a server that took so much of the processor for each of a
// thousand requests, in microseconds.
func threaded(main, thread time.Duration) threadedSample {
	const requests = 1000
	const us = time.Microsecond
	return threadedSample{
		sample: sample{requests: requests, wall: time.Second, server: (main + thread) * requests * us},
		division: division{
			main:   main * requests * us,
			others: map[string]time.Duration{"io_thd_1": thread * requests * us},
		},
	}
}

func one[R any](r R) []R { return []R{r} }

// boldCells counts those of a row.
func boldCells(row []string) (n int) {
	for _, cell := range row {
		n += strings.Count(cell, "**") / 2
	}
	return n
}

func TestReactorsMainIsJudgedUnderManyClientsOnly(t *testing.T) {
	subjects := models(subject{name: "A"}, subject{name: "B"}, 2)
	rounds := func(reactor time.Duration) [][]threadedSample {
		return [][]threadedSample{
			singleModel: one(threaded(100, 0)), lockstepModel: one(threaded(100, 50)), reactorModel: one(threaded(reactor, 99)),
			rivalSingle: one(threaded(90, 0)), rivalThreaded: one(threaded(100, 90)),
		}
	}
	for _, c := range []struct {
		load modelLoad
		main time.Duration
		bold int
	}{{crowded, 15, 0}, {crowded, 16, 2}, {modelLoad{50, 1}, 16, 0}, {modelLoad{500, 16}, 16, 0}} {
		table := modelsTable(c.load, subjects, rounds(c.main))
		for i, row := range table.rows {
			want := 0
			if i == reactorModel {
				want = c.bold
			}
			if boldCells(row) != want || len(row) != len(table.header) {
				t.Errorf("%v, main %d: %q", c.load, c.main, row)
			}
		}
	}
	row := modelsTable(crowded, subjects, rounds(15)).rows[reactorModel]
	for _, cell := range []string{"A, reactor 2", "1k", "114.0", "15.0", "io_thd_1 99.0", "0.15 (0.15..0.15)", "0.15", "0.11"} {
		if !slices.Contains(row, cell) {
			t.Errorf("no %q in %q", cell, row)
		}
	}
}

func TestThreadsThatDoLittleAreNotNamed(t *testing.T) {
	s := threaded(50, 49)
	s.server += 1500 * time.Microsecond
	s.others["io_thd_2"] = 900 * time.Microsecond
	s.others["bio_close_file"] = 600 * time.Microsecond
	if got := otherThreads(one(s)); got != "io_thd_1 49.0, others 1.50" {
		t.Errorf("%q", got)
	}
	if got := otherThreads(one(threaded(50, 0))); got != "" {
		t.Errorf("of main alone: %q", got)
	}
}

func TestFewClientsMayLoseATenth(t *testing.T) {
	run := func(p50 time.Duration, requests uint64) []fewRun {
		return one(fewRun{latency: latency{p50: p50, p999: 2 * p50}, sample: sample{requests: requests, wall: time.Second}})
	}
	for _, c := range []struct {
		p50      time.Duration
		requests uint64
		bold     int
	}{{110, 900, 0}, {111, 900, 1}, {110, 899, 1}, {200, 500, 2}} {
		var results [][][]fewRun
		for range fewClients() {
			results = append(results, [][]fewRun{run(c.p50*time.Microsecond, c.requests), run(100*time.Microsecond, 1000)})
		}
		table := fewTable("x", results)
		if row := table.rows[1]; len(table.rows) != 3 || row[0] != "4" || boldCells(row) != c.bold || len(row) != len(table.header) {
			t.Errorf("%v, %d: %q", c.p50, c.requests, row)
		}
	}
}

// A null costs less than a value, and nothing is judged by it.
func TestFewClientsFindTheirKeys(t *testing.T) {
	place, err := findPlacement()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := place.release(); err != nil {
			t.Error(err)
		}
	})
	m := modelsContest{
		network: kernel(t), placement: place, progress: io.Discard,
		options: options{keys: []int{1000}, rounds: 1, window: time.Millisecond},
	}
	s := redis(t)
	if results, err := m.few(t.Context(), []*server{s}); err != nil || len(results) != len(fewClients()) {
		t.Errorf("with keys: %d numbers of clients, %v", len(results), err)
	}
	expect(t, s, "OK", "FLUSHALL")
	if _, err := m.measureFew(t.Context(), s, 1); err == nil || !strings.Contains(err.Error(), "found no key") {
		t.Errorf("without keys: %v", err)
	}
}

func TestIdleServersAreJudgedButNotTheCompetition(t *testing.T) {
	run := func(used time.Duration) idleRun {
		return idleRunOf(used, division{main: used / 4, others: map[string]time.Duration{"io_thd_8": used / 2, "x": used / 8}}, time.Second)
	}
	table := idleTable([]idleRun{run(4 * time.Millisecond), run(5 * time.Millisecond), run(time.Second)})
	for i, want := range []int{0, 1, 0} {
		if boldCells(table.rows[i]) != want {
			t.Errorf("%q", table.rows[i])
		}
	}
	if row := table.rows[2]; row[3] != "io_thd_8 50.000%" || row[2] != "" {
		t.Errorf("%q", row)
	}
}
