//go:build linux

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

// Bounds of a server's start and end. Both take milliseconds when all is well;
// on a crowded machine seconds.
const (
	startLimit = 10 * time.Second
	stopLimit  = 5 * time.Second
)

// subject is a server to be measured: a program that takes redis-server's
// flags.
type subject struct {
	name  string // in tables
	path  string
	flags []string // besides those that all get
}

// server is a running subject.
type server struct {
	subject
	address netip.AddrPort
	log     string // path of its output
	command *exec.Cmd
	ended   chan struct{} // closed when the process is gone
}

// buildServer builds ./cmd/server and returns the program's path.
func buildServer(ctx context.Context, directory string) (string, error) {
	path := filepath.Join(directory, "seedis")
	build := exec.CommandContext(ctx, "go", "build", "-o", path, "seedis/cmd/server")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if output, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build seedis/cmd/server: %w\n%s", err, output)
	}
	return path, nil
}

// startServer starts a subject, without persistence, on a free port of
// 127.0.0.1, and waits until it answers.
func startServer(ctx context.Context, subject subject, directory string) (*server, error) {
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	log, err := os.CreateTemp(directory, "server-*.log")
	if err != nil {
		return nil, err
	}
	defer log.Close()
	s := &server{subject: subject, address: address, log: log.Name(), ended: make(chan struct{})}
	flags := append([]string{
		"--port", strconv.Itoa(int(address.Port())), "--bind", address.Addr().String(),
		"--save", "", "--appendonly", "no", "--protected-mode", "no",
	}, subject.flags...)
	s.command = exec.Command(subject.path, flags...)
	s.command.Dir = directory
	s.command.Stdout, s.command.Stderr = log, log
	// A process group of its own keeps the terminal's ^C away from it, so that
	// it ends when stop says so; and it does not outlive this process.
	s.command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if err := s.command.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", subject.name, err)
	}
	go func() {
		// The status says nothing new: stop ends servers by signals, and one
		// that ends by itself is noticed by its closed connections.
		_ = s.command.Wait()
		close(s.ended)
	}()
	if err := s.awaitReady(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("start %s: %w%s", subject.name, err, s.lastWords()), s.stop())
	}
	return s, nil
}

// freeAddress picks a port that was free a moment ago. Should somebody else
// take it in between, the server says so and the run ends.
func freeAddress() (netip.AddrPort, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return netip.AddrPort{}, err
	}
	defer listener.Close()
	return netip.ParseAddrPort(listener.Addr().String())
}

func (s *server) awaitReady(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	for {
		_, err := ask(s.address, "PING")
		if err == nil {
			return nil
		}
		select {
		case <-s.ended:
			return errors.New("it ended at once")
		case <-ctx.Done():
			return errors.Join(ctx.Err(), err)
		case <-time.After(10 * time.Millisecond): // a start takes a few of these
		}
	}
}

// lastWords is the end of what a server wrote that has ended by itself, for an
// error message.
func (s *server) lastWords() string {
	select {
	case <-s.ended:
	default:
		return ""
	}
	output, err := os.ReadFile(s.log)
	if err != nil || len(output) == 0 {
		return ""
	}
	const enough = 2000 // bytes: some twenty log lines
	return "\nits last words:\n" + string(bytes.TrimSpace(output[max(0, len(output)-enough):]))
}

// pid is the server's process number.
func (s *server) pid() int { return s.command.Process.Pid }

// stop ends the server: it is asked first, then killed.
func (s *server) stop() error {
	for _, signal := range []os.Signal{syscall.SIGTERM, syscall.SIGKILL} {
		if err := s.command.Process.Signal(signal); err != nil && !errors.Is(err, os.ErrProcessDone) {
			return fmt.Errorf("end %s: %w", s.name, err)
		}
		select {
		case <-s.ended:
			return nil
		case <-time.After(stopLimit):
		}
	}
	return fmt.Errorf("%s, process %d, does not end", s.name, s.pid())
}

// startServers starts all subjects, or none.
func startServers(ctx context.Context, subjects []subject, directory string) ([]*server, error) {
	var servers []*server
	for _, subject := range subjects {
		s, err := startServer(ctx, subject, directory)
		if err != nil {
			return nil, errors.Join(err, stopServers(servers))
		}
		servers = append(servers, s)
	}
	return servers, nil
}

func stopServers(servers []*server) error {
	var failures []error
	for _, s := range servers {
		failures = append(failures, s.stop())
	}
	return errors.Join(failures...)
}
