//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
)

// The servers of a run, by their index: Seedis in its three models, and the
// competition without and with I/O threads.
const (
	singleModel = iota
	lockstepModel
	reactorModel
	rivalSingle
	rivalThreaded
)

// models are two programs in every model, with so many I/O threads, main among
// them. The reactor's gate is off: it would keep threads out of a load that shares
// few cores with them.
func models(a, rival subject, threads int) []subject {
	with := strconv.Itoa(threads)
	return []subject{
		singleModel:   a.variant("single"),
		lockstepModel: a.variant("lockstep "+with, append(threadFlags(threads), "--io-threads-model", "lockstep")...),
		reactorModel:  reactorOf(a, threads, ungated),
		rivalSingle:   rival.variant("single"),
		rivalThreaded: rival.variant("io-threads "+with, threadFlags(threads)...),
	}
}

// gate says whether a reactor's threads follow the load.
type gate string

const (
	gated   gate = "no" // io-threads-always
	ungated gate = "yes"
)

func reactorOf(a subject, threads int, g gate) subject {
	name := "reactor " + strconv.Itoa(threads)
	if g == gated {
		name += ", gated"
	}
	return a.variant(name, append(threadFlags(threads), "--io-threads-model", "reactor", "--io-threads-always", string(g))...)
}

// threadFlags are redis-server's.
func threadFlags(threads int) []string {
	return []string{"--io-threads", strconv.Itoa(threads), "--io-threads-do-reads", "yes"}
}

// variant is a program with more flags.
func (s subject) variant(name string, flags ...string) subject {
	s.name += ", " + name
	s.flags = slices.Concat(s.flags, flags)
	return s
}

// modelLoad is so many clients that get keys.
type modelLoad struct {
	clients, pipeline int
}

func (l modelLoad) String() string {
	return fmt.Sprintf("GET, pipeline %d, %d clients", l.pipeline, l.clients)
}

// crowded is the load that the models are judged by: many small requests are what
// I/O threads are for.
var crowded = modelLoad{clients: 500, pipeline: 1}

func modelLoads() []modelLoad {
	return []modelLoad{{clients: 50, pipeline: 1}, crowded, {clients: 50, pipeline: 16}}
}

// modelsContest measures models of threads.
type modelsContest struct {
	network   network
	placement placement
	options   options
	progress  io.Writer
}

// keys is how many the servers hold.
func (m *modelsContest) keys() int { return m.options.keys[0] }

// fill gives the servers their cores and their keys.
func (m *modelsContest) fill(ctx context.Context, servers []*server) error {
	if err := m.placement.sides().pin(servers); err != nil {
		return err
	}
	for _, s := range servers {
		fmt.Fprintf(m.progress, "loading %s keys into %s\n", count(m.keys()), s.name)
		if err := fill(ctx, m.network, s.address, []step{fillKeys(m.keys())}, m.placement.patience()); err != nil {
			return fmt.Errorf("load %s: %w%s", s.name, err, s.lastWords())
		}
	}
	return nil
}

// loads puts the servers under every load in turn: the rounds of each server, one
// list per load.
func (m *modelsContest) loads(ctx context.Context, servers []*server, loads []modelLoad) ([][][]threadedSample, error) {
	if err := m.fill(ctx, servers); err != nil {
		return nil, err
	}
	var results [][][]threadedSample
	for _, l := range loads {
		rounds, err := inTurn(servers, m.options.rounds, func(s *server) (threadedSample, error) { return m.measure(ctx, s, l) })
		if err != nil {
			return nil, fmt.Errorf("%v: %w", l, err)
		}
		for i, s := range servers {
			main := median(rounds[i], threadedSample.mainCost, microseconds)
			fmt.Fprintf(m.progress, "%v: %s %s us, main %s us\n", l, s.name, median(rounds[i], threadedSample.cost, microseconds), main)
		}
		results = append(results, rounds)
	}
	return results, nil
}

// inTurn measures servers one after the other, forwards and backwards in turn, and
// returns the rounds of each.
func inTurn[R any](servers []*server, rounds int, measure func(*server) (R, error)) ([][]R, error) {
	results := make([][]R, len(servers))
	for round := range rounds {
		for _, i := range order(len(servers), round) {
			result, err := measure(servers[i])
			if err != nil {
				return nil, fmt.Errorf("%s: %w%s", servers[i].name, err, servers[i].lastWords())
			}
			results[i] = append(results[i], result)
		}
	}
	return results, nil
}

func (m *modelsContest) measure(ctx context.Context, s *server, l modelLoad) (threadedSample, error) {
	f, err := newFleet(m.network, len(m.placement.sides().load), loadSetup{
		server:   s.address,
		clients:  l.clients,
		pipeline: l.pipeline,
		steps:    keySteps(m.keys(), "GET"),
		patience: m.placement.patience(),
	})
	if err != nil {
		return threadedSample{}, err
	}
	result, err := f.sample(ctx, s, m.options.window)
	return result, errors.Join(err, f.close())
}
