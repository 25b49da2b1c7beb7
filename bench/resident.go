//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strconv"
	"time"

	"seedis/sys"
	"seedis/sys/real"
)

// What a full server holds beside its keys.
const (
	defaultConnected = 10_000 // clients
	mixedSeed        = 7
	setEvery         = 5 // requests: four gets and a set
)

// residentRun is what one run of the mixed load showed of one server.
type residentRun struct {
	latency
	sample
	after goFigures // the whole life of the server up to the end of the run
	run   goFigures // the run alone, but for the heap
}

// goFigures are what a server tells of its Go heap.
type goFigures struct {
	heap      int           // bytes
	collector time.Duration // on processors
	process   time.Duration // on processors, the collector's among it
}

// share is the collector's of all processor time.
func (g goFigures) share() float64 { return g.collector.Seconds() / g.process.Seconds() }

// residentContest measures full servers.
type residentContest struct {
	network   network
	placement placement
	servers   []*server // the last is the competition
	options   options
	progress  io.Writer
}

// run loads all servers and then puts them under the mixed load in turn: the runs
// of each server.
func (r *residentContest) run(ctx context.Context) ([][]residentRun, error) {
	if err := raiseDescriptorLimit(r.options.connected); err != nil {
		return nil, err
	}
	if err := r.placement.pin(r.servers); err != nil {
		return nil, err
	}
	for _, s := range r.servers {
		fmt.Fprintf(r.progress, "loading %s keys into %s\n", count(r.options.size), s.name)
		if err := r.load(ctx, s); err != nil {
			return nil, fmt.Errorf("load %s: %w", s.name, err)
		}
	}
	results := make([][]residentRun, len(r.servers))
	for round := range r.options.rounds {
		for _, server := range order(len(r.servers), round) {
			s := r.servers[server]
			result, err := r.mixed(ctx, s)
			if err != nil {
				return nil, fmt.Errorf("mixed load on %s: %w%s", s.name, err, s.lastWords())
			}
			results[server] = append(results[server], result)
			fmt.Fprintf(r.progress, "mixed load: %s p99.9 %v\n", s.name, result.p999)
		}
	}
	return results, nil
}

// spareDescriptors are those of a process that are no client's.
const spareDescriptors = 200

// raiseDescriptorLimit makes room for the clients. Servers raise their own.
func raiseDescriptorLimit(clients int) error {
	machine, err := real.New()
	if err != nil {
		return err
	}
	needed := uint64(clients + spareDescriptors)
	if machine.DescriptorLimit() >= needed {
		return nil
	}
	if errno := machine.SetDescriptorLimit(needed); errno != sys.OK {
		return fmt.Errorf("%d descriptors for %d clients: %w", needed, clients, errno)
	}
	return nil
}

// load fills a server with keys and lets it take all clients, and those that ask
// how it is.
func (r *residentContest) load(ctx context.Context, s *server) error {
	most := r.options.connected + spareDescriptors/2
	if _, err := ask(s.address, "CONFIG", "SET", "maxclients", strconv.Itoa(most)); err != nil {
		return err
	}
	return fill(ctx, r.network, s.address, []step{fillKeys(r.options.size)}, r.placement.patience())
}

// mixed connects all clients, and has some of them active for a while.
func (r *residentContest) mixed(ctx context.Context, s *server) (result residentRun, err error) {
	if err := awaitLeft(ctx, s); err != nil {
		return residentRun{}, err
	}
	idle, err := newCrowd(r.network, s.address, r.options.connected-r.options.clients, r.placement.patience())
	if err != nil {
		return residentRun{}, err
	}
	defer func() { err = errors.Join(err, idle.close()) }()
	if err := idle.play(ctx, &greeting{greeted: make([]bool, r.options.connected)}); err != nil {
		return residentRun{}, err
	}
	active, err := newCrowd(r.network, s.address, r.options.clients, r.placement.patience())
	if err != nil {
		return residentRun{}, err
	}
	defer func() { err = errors.Join(err, active.close()) }()
	if err := r.play(ctx, active, s, warmUp, new(residentRun)); err != nil {
		return residentRun{}, err
	}
	return result, r.play(ctx, active, s, r.options.window, &result)
}

// play puts a server under the mixed load for a while.
func (r *residentContest) play(ctx context.Context, active *crowd, s *server, window time.Duration, result *residentRun) error {
	before, err := goFiguresOf(s, r.options.connected)
	if err != nil {
		return err
	}
	began := r.network.Monotonic()
	load := newMixedLoad(r.options.size, began+window, r.network.Monotonic)
	if err := active.play(ctx, load); err != nil {
		return err
	}
	if err := load.replies.allGranted(); err != nil {
		return err
	}
	result.wall = r.network.Monotonic() - began
	result.requests = uint64(load.replies.total())
	result.latency = latencyOf(load.readings)
	result.after, err = goFiguresOf(s, r.options.connected)
	result.run = goFigures{
		heap:      result.after.heap,
		collector: result.after.collector - before.collector,
		process:   result.after.process - before.process,
	}
	result.server = result.run.process
	return err
}

// goFiguresOf asks a server that has so many clients at least; what it does not
// tell is 0.
func goFiguresOf(s *server, clients int) (goFigures, error) {
	text, err := ask(s.address, "INFO")
	if err != nil {
		return goFigures{}, err
	}
	var failures []error
	number := func(field string) float64 {
		value, err := infoNumber(text, field)
		failures = append(failures, err)
		return value
	}
	seconds := func(field string) time.Duration { return time.Duration(number(field) * float64(time.Second)) }
	if connected := int(number("connected_clients")); connected < clients {
		return goFigures{}, fmt.Errorf("%d clients are connected, not %d", connected, clients)
	}
	figures := goFigures{
		heap:      int(number("used_memory_go_heap")),
		collector: seconds("used_cpu_collector"),
		process:   seconds("used_cpu_user") + seconds("used_cpu_sys"),
	}
	return figures, errors.Join(failures...)
}

// awaitLeft waits until a server has noticed that the clients of the run before
// have left.
func awaitLeft(ctx context.Context, s *server) error {
	control, err := dial(s.address)
	if err != nil {
		return err
	}
	for connected := 2; err == nil && connected > 1; {
		if connected, err = control.info("clients", "connected_clients"); connected > 1 {
			err = errors.Join(err, pause(ctx, 10*time.Millisecond)) // some thousand clients' time
		}
	}
	return errors.Join(err, control.close())
}

// greeting is a script: every client sends one PING, and then nothing.
type greeting struct {
	greeted []bool
}

func (g *greeting) next(client int, buffer []byte) ([]byte, int) {
	if g.greeted[client] {
		return buffer, 0
	}
	g.greeted[client] = true
	return append(buffer, ping...), 1
}

func (g *greeting) heard(int, outcome) {}

func (g *greeting) answered(int, time.Duration, time.Duration) {}

// mixedLoad is a script: every client gets and sets keys, one at a time, until the
// end.
type mixedLoad struct {
	get, set template
	keys     uint64
	random   *rand.Rand
	end      time.Duration // by clock
	clock    func() time.Duration
	replies  tally
	readings []reading
}

// mixedRoom is for the readings of some seconds.
const mixedRoom = 1 << 20

func newMixedLoad(keys int, end time.Duration, clock func() time.Duration) *mixedLoad {
	return &mixedLoad{
		get:      newTemplate(encode([]string{"GET", keyName})),
		set:      newTemplate(encode([]string{"SET", keyName, keyValue})),
		keys:     uint64(keys),
		random:   rand.New(rand.NewPCG(mixedSeed, mixedSeed)),
		end:      end,
		clock:    clock,
		readings: make([]reading, 0, mixedRoom),
	}
}

func (m *mixedLoad) next(_ int, buffer []byte) ([]byte, int) {
	if m.clock() >= m.end {
		return buffer, 0
	}
	request := &m.get
	if m.random.IntN(setEvery) == 0 {
		request = &m.set
	}
	return request.append(buffer, m.random.Uint64N(m.keys)), 1
}

func (m *mixedLoad) heard(_ int, o outcome) { m.replies.count(o) }

func (m *mixedLoad) answered(_ int, sent, took time.Duration) {
	m.readings = append(m.readings, reading{sent: sent, took: took})
}
