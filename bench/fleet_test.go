//go:build linux

package main

import (
	"errors"
	"testing"
	"time"

	"seedis/sys"
)

// fleetOf is generators with keys to get.
func fleetOf(t *testing.T, s *server, generators, clients, requests int) *fleet {
	t.Helper()
	f, err := newFleet(kernel(t), generators, loadSetup{
		server: s.address, clients: clients, pipeline: 1, patience: testPatience,
		steps: []step{stepNamed(t, "GET", 1000, requests)},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.close(); err != nil {
			t.Error(err)
		}
	})
	return f
}

func TestAFleetSharesClientsAndRequests(t *testing.T) {
	s := filled(t, 1000)
	f := fleetOf(t, s, 3, 10, 3000)
	clients := 0
	for _, l := range f.loads {
		if n := len(l.connections); n < 3 || n > 4 {
			t.Errorf("%d of 10 clients on one of three", n)
		}
		clients += len(l.connections)
	}
	if clients != 10 {
		t.Errorf("%d clients, want 10", clients)
	}
	expect(t, s, "OK", "CONFIG", "RESETSTAT")
	sum, err := f.sample(t.Context(), s, time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	info, err := ask(s.address, "INFO", "stats")
	if err != nil {
		t.Fatal(err)
	}
	// The server counts the warm-up, too.
	hits, err := infoNumber(info, "keyspace_hits")
	if err != nil || sum.requests == 0 || sum.requests%3000 != 0 || hits < float64(sum.requests+3000) {
		t.Errorf("%d requests in the window, %v hits, %v", sum.requests, hits, err)
	}
	if sum.main <= 0 || sum.server < sum.main/2 || sum.wall <= 0 || sum.load <= 0 || sum.load > sum.wall {
		t.Errorf("sample %+v", sum)
	}
}

func TestAFleetHasNoMoreGeneratorsThanClients(t *testing.T) {
	if f := fleetOf(t, redis(t), 8, 2, 100); len(f.loads) != 2 {
		t.Errorf("%d generators for 2 clients", len(f.loads))
	}
}

func TestGeneratorsAskForDifferentKeys(t *testing.T) {
	f := fleetOf(t, redis(t), 2, 2, 100)
	one, other := f.loads[0].setup.steps[0].numbers, f.loads[1].setup.steps[0].numbers
	same := 0
	for range 100 {
		if one.next() == other.next() {
			same++
		}
	}
	if same > 10 { // of 1000 keys
		t.Errorf("%d of 100 numbers are the same", same)
	}
}

func TestAFleetEndsWithItsServer(t *testing.T) {
	s := filled(t, 1000)
	f := fleetOf(t, s, 2, 4, endless)
	time.AfterFunc(0, func() { s.command.Process.Kill() })
	_, err := f.play(t.Context())
	if !errors.Is(err, errClosed) && !errors.Is(err, sys.ECONNRESET) && !errors.Is(err, sys.EPIPE) {
		t.Errorf("a load of a dead server ended with %v", err)
	}
}

func TestTogetherIsTheSlowestAndTheAverage(t *testing.T) {
	got := together([]sample{{requests: 3, wall: 10, load: 8}, {requests: 4, wall: 12, load: 4}})
	if want := (sample{requests: 7, wall: 12, load: 6}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}

// Redis's threads spin behind a load; one request stops them.
func TestThreadsThatSpinAreCalmedDown(t *testing.T) {
	s := filled(t, 1000, threadFlags(3)...)
	f := fleetOf(t, s, 1, 100, 2000)
	if _, err := f.sample(t.Context(), s, time.Millisecond); err != nil {
		t.Fatal(err)
	}
	if text, err := ask(s.address, "INFO", "server"); err != nil || infoField(text, "io_threads_active") != "0" {
		t.Errorf("behind a load io_threads_active is %q, %v", infoField(text, "io_threads_active"), err)
	}
}
