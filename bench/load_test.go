//go:build linux

package main

import (
	"context"
	"errors"
	"io"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"seedis/sys/real"
)

func kernel(t *testing.T) *real.Kernel {
	t.Helper()
	k, err := real.New()
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// testPatience lets the generator sleep: the tests share their cores.
const testPatience = 10 * time.Millisecond

// filled is a redis-server with keys in it, and with more flags than all get.
func filled(t *testing.T, keys int, flags ...string) *server {
	t.Helper()
	s := redis(t, flags...)
	if err := fill(t.Context(), kernel(t), s.address, []step{fillKeys(keys)}, testPatience); err != nil {
		t.Fatal(err)
	}
	return s
}

// stepNamed is the step of a command over so many keys.
func stepNamed(t *testing.T, name string, keys, requests int) step {
	t.Helper()
	workloads := choice{name}.of(keyData(keys))
	if len(workloads) != 1 {
		t.Fatalf("%d workloads with %s", len(workloads), name)
	}
	s := workloads[0][0]
	s.requests = requests
	return s
}

// endless is more requests than a test waits for.
const endless = 1 << 60

// play sends a number of pipelines and returns the load and how it ended.
func play(t *testing.T, s *server, name string, keys, pipeline, pipelines int) (*load, error) {
	t.Helper()
	l, err := newLoad(kernel(t), loadSetup{
		server: s.address, clients: 5, pipeline: pipeline, patience: testPatience,
		steps: []step{stepNamed(t, name, keys, pipeline*pipelines)},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.close(); err != nil {
			t.Error(err)
		}
	})
	if err := l.start(0); err != nil {
		t.Fatal(err)
	}
	return l, l.finish(t.Context())
}

func TestFillSetsEveryKeyOnce(t *testing.T) {
	s := filled(t, 12_345)
	expect(t, s, "12345", "DBSIZE")
	expect(t, s, "value-of:000000000000-32-bytes--", "GET", "key:000000000000")
	expect(t, s, "value-of:000000012344-32-bytes--", "GET", "key:000000012344")
}

func TestLoadCountsEveryReply(t *testing.T) {
	s := filled(t, 1000)
	expect(t, s, "OK", "CONFIG", "RESETSTAT")
	for _, command := range []string{"GET", "SET"} {
		for _, pipeline := range []int{1, 16, 1000} {
			l, err := play(t, s, command, 1000, pipeline, 300)
			if err != nil {
				t.Fatalf("%s, pipeline %d: %v", command, pipeline, err)
			}
			if l.requests != uint64(300*pipeline) {
				t.Errorf("%s, pipeline %d: %d requests counted of %d", command, pipeline, l.requests, 300*pipeline)
			}
		}
	}
	info, err := ask(s.address, "INFO", "stats")
	if err != nil {
		t.Fatal(err)
	}
	// Every GET found its key, and the server counts as many as we do.
	hits, misses := infoField(info, "keyspace_hits"), infoField(info, "keyspace_misses")
	if hits != "305100" || misses != "0" {
		t.Errorf("the server counts %s hits and %s misses, want 305100 and 0", hits, misses)
	}
}

func TestLoadFailsOn(t *testing.T) {
	tests := []struct {
		name   string
		change []string
		want   string
	}{
		{"missing keys", []string{"FLUSHALL"}, `$-1`},
		{"an error", []string{"CONFIG", "SET", "requirepass", "secret"}, "NOAUTH"},
		{"a value of another key", []string{"SET", "key:000000000000", "value-of:000000000001-32-bytes--"},
			`instead of "$32\r\nvalue-of:000000000000`},
		{"a longer value", []string{"SET", "key:000000000000", strings.Repeat("v", 33)}, "unexpected reply"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := filled(t, 1)
			expect(t, s, "OK", test.change...)
			if _, err := play(t, s, "GET", 1, 16, 300); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("the load ended with %v, want %s", err, test.want)
			}
		})
	}
}

// answering is a server that answers the first bytes of a connection with reply
// and closes it.
func answering(t *testing.T, reply string) netip.AddrPort {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return // the test is over
			}
			connection.Read(make([]byte, 1024))
			io.WriteString(connection, reply)
			connection.Close()
		}
	}()
	return netip.MustParseAddrPort(listener.Addr().String())
}

func TestLoadFailsOnAServerThat(t *testing.T) {
	tests := []struct{ name, reply, want string }{
		{"closes", "", "closed a connection"},
		{"closes in the middle of a reply", "+OK", "closed a connection"},
		{"answers twice", "+OK\r\n+OK\r\n", "unexpected reply"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := &server{address: answering(t, test.reply)}
			if _, err := play(t, s, "SET", 1, 1, 5); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("the load ended with %v, want %s", err, test.want)
			}
		})
	}
}

func TestLoadFailsWhenTheServerGoes(t *testing.T) {
	s := filled(t, 100)
	l, err := newLoad(kernel(t), loadSetup{
		server: s.address, clients: 3, pipeline: 1, patience: testPatience,
		steps: []step{stepNamed(t, "GET", 100, endless)},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := l.start(0); err != nil {
		t.Fatal(err)
	}
	if err := s.command.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := l.finish(t.Context()); err == nil {
		t.Error("an endless load of a dead server ended well")
	}
	if err := l.close(); err != nil {
		t.Error(err)
	}
}

func TestLoadEndsWithItsContext(t *testing.T) {
	s := filled(t, 100)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := (&contest{network: kernel(t), options: options{clients: 2, window: time.Hour}}).
		measure(ctx, s, testCase{workload: workload{stepNamed(t, "GET", 100, endless)}, pipeline: 1})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled measurement ended with %v", err)
	}
}

func TestTurnAllocatesNothing(t *testing.T) {
	s := filled(t, 100)
	l, err := newLoad(kernel(t), loadSetup{
		server: s.address, clients: 3, pipeline: 16, patience: testPatience,
		steps: []step{stepNamed(t, "GET", 100, endless)},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := l.start(0); err != nil {
		t.Fatal(err)
	}
	// The verified pipelines, one in 64, may allocate: less than one a turn.
	allocations := testing.AllocsPerRun(1000, func() {
		if err := l.turn(t.Context()); err != nil {
			t.Fatal(err)
		}
	})
	if allocations != 0 {
		t.Errorf("a turn allocates %v times", allocations)
	}
	if err := l.close(); err != nil {
		t.Error(err)
	}
}
