package conformance

import (
	"errors"
	"fmt"
	"os"
	"time"
)

// kept are servers on Linux that carry out one case after the other, as a
// start takes longer than a hundred commands. Before each case they are
// emptied, and every case has connections of its own; what still tells a server
// that was used before from a new one is the number of its clients, and a few
// counts. Servers that do not carry out a case to its end are replaced.
type kept struct {
	*comparison
	oracle, linux *keptServer
	// answered is told every answer of redis-server that the others gave too.
	answered func(Answer)
}

// keptServer is one of them, with the directory it was started in.
type keptServer struct {
	running
	dir string
}

// keptSettings are the parameters that cases may change, and what they are
// before each case: no other request of a case shows them.
var keptSettings = []string{
	"maxmemory-samples", "5", "lazyfree-lazy-user-del", "no",
	"list-max-listpack-size", "-2", "set-max-intset-entries", "512",
	"hash-max-listpack-entries", "512", "hash-max-listpack-value", "64",
	"zset-max-listpack-entries", "128", "zset-max-listpack-value", "64",
}

// emptying is carried out before each case. The counters come last: they start
// with the case, but for that of changes, which is asked for.
var emptying = &Case{Name: "emptying", Steps: []Step{
	Request("FLUSHALL", "SYNC"), Request(append([]string{"CONFIG", "SET"}, keptSettings...)...),
	Request("INFO", "persistence"), Request("CONFIG", "RESETSTAT"),
}}

const askedForChanges = 2 // the answer to that

// playEmptied is play on a server that is emptied first.
func playEmptied(c *Case, protocol int, dial dialer) ([]Answer, error) {
	emptied, err := play(emptying, 2, dial)
	if err != nil {
		return nil, err
	}
	return playFrom(changesIn(emptied[askedForChanges].Reply), c, protocol, dial)
}

const (
	// slowCase is when a case says nothing about times any more: the machine
	// stood still for a while. Cases take some milliseconds.
	slowCase = time.Second
	// slowTries is how often a slow case that differs is tried.
	slowTries = 3
)

// agree carries out a case on three servers and compares, as that of
// comparison does. All cases must have the same configuration and network. A
// case that differs when the machine was slow is tried again.
func (k *kept) agree(c *Case, protocol int) error {
	for try := 1; ; try++ {
		// The wall clock, as the other goes on alone where a machine is halted.
		began := time.Now().UnixMilli()
		err := k.once(c, protocol)
		if err == nil {
			return nil
		}
		took := time.Duration(time.Now().UnixMilli()-began) * time.Millisecond
		if took < slowCase || try == slowTries {
			return err
		}
	}
}

// once is one try. The simulated server is asked before the other that runs in
// this process: if it breaks down, that is a report. What is compared is
// compared last, as that may take longer than all the rest.
func (k *kept) once(c *Case, protocol int) error {
	if err := k.start(c); err != nil {
		return err
	}
	asked := make(chan answers)
	go func() { asked <- k.oracle.play("redis-server", c, protocol) }()
	simulated := simulate(c, protocol, playEmptied, usual)
	oracle := <-asked
	if oracle.err != nil || simulated.err != nil {
		return errors.Join(k.judge(c, protocol, oracle, simulated), k.stop())
	}
	linux := k.linux.play("on Linux", c, protocol)
	if linux.err != nil {
		return errors.Join(k.judge(c, protocol, oracle, linux), k.stop())
	}
	if err := k.judge(c, protocol, oracle, simulated); err != nil {
		return err
	}
	if err := k.judge(c, protocol, oracle, linux); err != nil {
		return err
	}
	for _, answer := range oracle.given {
		k.answered(answer)
	}
	return nil
}

// start starts the servers that do not run.
func (k *kept) start(c *Case) error {
	if k.oracle != nil {
		return nil
	}
	oracle, err := keep(func(dir string) (running, error) { return startOracle(dir, c) })
	if err != nil {
		return fmt.Errorf("redis-server: %w", err)
	}
	linux, err := keep(func(dir string) (running, error) { return startLinux(dir, c, usual) })
	if err != nil {
		return errors.Join(fmt.Errorf("on Linux: %w", err), oracle.end())
	}
	k.oracle, k.linux = oracle, linux
	return nil
}

// stop ends the servers. It may be called twice.
func (k *kept) stop() error {
	if k.oracle == nil {
		return nil
	}
	err := errors.Join(k.oracle.end(), k.linux.end())
	k.oracle, k.linux = nil, nil
	return err
}

func keep(start func(dir string) (running, error)) (*keptServer, error) {
	// Not a test's directory: its name may be too long for a unix socket.
	dir, err := os.MkdirTemp("", "conformance")
	if err != nil {
		return nil, err
	}
	server, err := start(dir)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return &keptServer{server, dir}, nil
}

func (s *keptServer) play(name string, c *Case, protocol int) answers {
	a := answers{server: name}
	a.given, a.err = playEmptied(c, protocol, s.dial)
	return a
}

func (s *keptServer) end() error { return errors.Join(s.stop(), os.RemoveAll(s.dir)) }
