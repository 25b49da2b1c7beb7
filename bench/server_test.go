//go:build linux

package main

import (
	"errors"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// redis starts a redis-server for a test, with more flags than all get.
func redis(t *testing.T, flags ...string) *server {
	t.Helper()
	path, err := exec.LookPath("redis-server")
	if err != nil {
		t.Fatal("this test measures a redis-server: install Debian's package redis-server")
	}
	s, err := startServer(t.Context(), subject{name: "redis", path: path, flags: flags}, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.stop(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// expect asks a server and compares its reply.
func expect(t *testing.T, s *server, reply string, arguments ...string) {
	t.Helper()
	if got, err := ask(s.address, arguments...); err != nil || got != reply {
		t.Fatalf("%q: %q, %v, want %q", arguments, got, err, reply)
	}
}

func TestServerThatEndsAtOnce(t *testing.T) {
	_, err := startServer(t.Context(), subject{name: "false", path: "/bin/false"}, t.TempDir())
	if err == nil || !strings.Contains(err.Error(), "ended at once") {
		t.Errorf("/bin/false started with %v", err)
	}
}

func TestServerThatRefusesItsFlagsSaysSo(t *testing.T) {
	_, err := startServer(t.Context(), subject{name: "cat", path: "/bin/cat"}, t.TempDir())
	if err == nil || !strings.Contains(err.Error(), "unrecognized option") {
		t.Errorf("/bin/cat started with %v", err)
	}
}

func TestStopEndsTheProcess(t *testing.T) {
	s := redis(t)
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(s.pid(), 0); !errors.Is(err, syscall.ESRCH) {
		t.Errorf("after stop, signal 0 to the process gives %v", err)
	}
}
