//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// The engines of Seedis, from the oldest on. Redis has epoll here.
const (
	selectEngine  = "select"
	pollEngine    = "poll"
	epollEngine   = "epoll"
	ioUringEngine = "io_uring"
)

func engines() []string { return []string{selectEngine, pollEngine, epollEngine, ioUringEngine} }

// engineCase is so many clients that get and set keys, among others that only are
// connected.
type engineCase struct {
	clients, idle int
}

func (c engineCase) String() string {
	return fmt.Sprintf("%d clients, %s idle", c.clients, count(c.idle))
}

// manyClients is the other number of clients that engines are judged with.
const manyClients = 500

// engineCases are the clients among all numbers of idle ones, and many of them alone.
func engineCases(clients int, idle []int) []engineCase {
	var all []engineCase
	for _, n := range idle {
		all = append(all, engineCase{clients, n})
	}
	return append(all, engineCase{manyClients, 0})
}

// engineCommands have a line each.
func engineCommands() []string { return []string{"GET", "SET"} }

// engineSubjects are a program with every engine, and the competition; all have room
// for so many clients, if their engine has.
func engineSubjects(a, rival subject, clients int) []subject {
	room := []string{"--maxclients", strconv.Itoa(clients + spareDescriptors/2)}
	var all []subject
	for _, engine := range engines() {
		all = append(all, a.variant(engine, append([]string{"--io-engine", engine}, room...)...))
	}
	return append(all, subject{name: rival.name, path: rival.path, flags: slices.Concat(rival.flags, room)})
}

// engineServer is a server that serves by the engine it was asked for.
type engineServer struct {
	*server
	engine string // empty: the competition, whatever it has
	room   int    // clients that it takes
}

// startEngines starts the servers. Who cannot serve here, or serves by another
// engine, is left out, and skipped tells why; but not the competition.
func startEngines(ctx context.Context, subjects []subject, directory string) (servers []engineServer, skipped []string, err error) {
	stop := func() error { return stopServers(plain(servers)) }
	for i, s := range subjects {
		engine := ""
		if i < len(subjects)-1 {
			engine = engines()[i]
		}
		one, err := startEngine(ctx, s, engine, directory)
		switch {
		case err == nil:
			servers = append(servers, one)
		case engine == "" || ctx.Err() != nil:
			return nil, nil, errors.Join(err, stop())
		default:
			skipped = append(skipped, engine+": "+lastLine(err))
		}
	}
	if len(servers) < 2 {
		return nil, nil, errors.Join(fmt.Errorf("no engine serves: %s", strings.Join(skipped, "; ")), stop())
	}
	return servers, skipped, nil
}

func startEngine(ctx context.Context, s subject, engine, directory string) (engineServer, error) {
	started, err := startServer(ctx, s, directory)
	if err != nil {
		return engineServer{}, err
	}
	serving, room, err := engineOf(started)
	if err == nil && engine != "" && serving != engine {
		err = fmt.Errorf("%s serves instead", serving)
	}
	if err != nil {
		return engineServer{}, errors.Join(err, started.stop())
	}
	return engineServer{server: started, engine: engine, room: room}, nil
}

// engineOf asks a server how it polls, and how many clients it takes.
func engineOf(s *server) (engine string, room int, err error) {
	about, err := ask(s.address, "INFO", "server")
	if err != nil {
		return "", 0, err
	}
	clients, err := ask(s.address, "INFO", "clients")
	if err != nil {
		return "", 0, err
	}
	most, err := infoNumber(clients, "maxclients")
	return infoField(about, "multiplexing_api"), int(most), err
}

// lastLine is what a server that does not start says last.
func lastLine(err error) string {
	lines := strings.Split(strings.TrimSpace(err.Error()), "\n")
	return strings.TrimSpace(lines[len(lines)-1])
}

// plain are the servers alone.
func plain(servers []engineServer) []*server {
	var all []*server
	for _, s := range servers {
		all = append(all, s.server)
	}
	return all
}

// engineContest measures engines.
type engineContest struct {
	network   network
	placement placement
	servers   []engineServer // the last is the competition
	options   options
	progress  io.Writer
}

// engineRun is what a server showed in one round of a case: a sample of each
// command, and how many idle clients it held. Without any it cannot hold as many.
type engineRun struct {
	samples []sample
	idle    int
}

// run measures all cases: the rounds of each server, one list per case.
func (e *engineContest) run(ctx context.Context, cases []engineCase) ([][][]engineRun, error) {
	if err := e.placement.pin(plain(e.servers)); err != nil {
		return nil, err
	}
	keys := e.options.keys[0]
	for _, s := range e.servers {
		fmt.Fprintf(e.progress, "loading %s keys into %s\n", count(keys), s.name)
		if err := fill(ctx, e.network, s.address, []step{fillKeys(keys)}, e.placement.patience()); err != nil {
			return nil, fmt.Errorf("load %s: %w", s.name, err)
		}
	}
	var results [][][]engineRun
	for _, c := range cases {
		rounds, err := inTurn(plain(e.servers), e.options.rounds, func(s *server) (engineRun, error) {
			return e.measure(ctx, e.servers[slices.Index(plain(e.servers), s)], c)
		})
		if err != nil {
			return nil, fmt.Errorf("%v: %w", c, err)
		}
		fmt.Fprintf(e.progress, "%v: measured\n", c)
		results = append(results, rounds)
	}
	return results, nil
}

// spareClients are those that are neither idle nor active: who asks how it goes.
const spareClients = 5

// idleFor is how many idle clients of a case a server takes: none, and false, if it
// takes less than half of them.
func (s engineServer) idleFor(c engineCase) (int, bool) {
	idle := min(c.idle, s.room-c.clients-spareClients)
	return idle, idle >= 0 && 2*idle >= c.idle
}

// measure connects the idle clients, and has the others get and set keys.
func (e *engineContest) measure(ctx context.Context, s engineServer, c engineCase) (run engineRun, err error) {
	idle, able := s.idleFor(c)
	if !able {
		return engineRun{}, nil
	}
	if err := awaitLeft(ctx, s.server); err != nil {
		return engineRun{}, err
	}
	crowd, err := newCrowd(e.network, s.address, idle, e.placement.patience())
	if err != nil {
		return engineRun{}, err
	}
	defer func() { err = errors.Join(err, crowd.close()) }()
	if err := crowd.play(ctx, &greeting{greeted: make([]bool, idle)}); err != nil {
		return engineRun{}, err
	}
	l, err := newLoad(e.network, loadSetup{
		server: s.address, clients: c.clients, pipeline: 1,
		steps:    keySteps(e.options.keys[0], engineCommands()...),
		patience: e.placement.patience(),
	})
	if err != nil {
		return engineRun{}, err
	}
	samples, err := l.sample(ctx, s.pid(), e.options.window)
	return engineRun{samples: samples, idle: idle}, errors.Join(err, l.close())
}
