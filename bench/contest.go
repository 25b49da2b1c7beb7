//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"slices"
	"strings"
	"time"
)

// fillPipeline is the pipeline that loads data: long, so that 5,000,000 keys
// take seconds, and a divisor of every number of elements.
const fillPipeline = 100

// fillClients is enough to keep a server busy while it loads, and few enough
// to load in about the order of the numbers.
const fillClients = 10

// contest is a set of running servers and what they are measured with. The
// last server is the one that the others are compared with.
type contest struct {
	network   network
	placement placement
	servers   []*server
	engines   []string // of all but the last, by which they are judged
	options   options
	progress  io.Writer
}

// testCase is a workload at one pipeline: a line of the report or two.
type testCase struct {
	workload workload
	pipeline int
	data     string // the data set's name
	keys     int    // its keys
}

// row is the name of a line.
func (c testCase) row(name string) string {
	return fmt.Sprintf("%s, pipeline %d, %s", name, c.pipeline, c.data)
}

func (c testCase) String() string { return c.row(strings.Join(c.workload.rows(), " and ")) }

// cases lists what the options ask for with one data set.
func cases(o options, data dataset) []testCase {
	var all []testCase
	for _, pipeline := range o.pipelines {
		for _, workload := range o.commands.of(data) {
			all = append(all, testCase{workload: workload, pipeline: pipeline, data: data.name, keys: data.keys})
		}
	}
	return all
}

// run measures all cases, the data of each loaded before. The result has the
// comparisons of every server but the last, in the order of the servers.
func (c *contest) run(ctx context.Context) ([][]comparison, error) {
	results := make([][]comparison, len(c.servers)-1)
	for _, data := range datasets(c.options.keys, c.options.elements) {
		tests := cases(c.options, data)
		if len(tests) == 0 {
			continue
		}
		able, err := c.refill(ctx, data)
		if err != nil {
			return nil, err
		}
		for _, test := range tests {
			if err := c.play(ctx, results, able, data, test); err != nil {
				return nil, fmt.Errorf("%s: %w", test, err)
			}
		}
	}
	return results, nil
}

// play measures one case on those of the able servers that know its commands.
func (c *contest) play(ctx context.Context, results [][]comparison, able []int, data dataset, test testCase) error {
	able, err := c.knowing(able, test.workload)
	if err != nil {
		return err
	}
	samples, err := c.rounds(able, func(s *server) ([]sample, error) { return c.measure(ctx, s, test) })
	if err != nil {
		return err
	}
	for _, name := range test.workload.rows() {
		if c.options.commands.has(data.family, name) {
			c.record(results, test, name, rowSamples(test.workload, name, samples))
		}
	}
	return nil
}

// rowSamples adds up what the steps of one name took, round by round.
func rowSamples(w workload, name string, samples [][][]sample) [][]sample {
	sums := make([][]sample, len(samples))
	for server, rounds := range samples {
		for _, round := range rounds {
			var sum sample
			for i, step := range w {
				if step.name == name && !step.restores {
					sum = sum.plus(round[i])
				}
			}
			sums[server] = append(sums[server], sum)
		}
	}
	return sums
}

// refill empties every server and loads the data into those that know the
// commands for it: the able ones, by index.
func (c *contest) refill(ctx context.Context, data dataset) (able []int, err error) {
	if err := c.placement.pin(c.servers); err != nil {
		return nil, err
	}
	able, err = c.knowing(order(len(c.servers), 0), data.fills)
	if err != nil {
		return nil, err
	}
	for i, s := range c.servers {
		if _, err := ask(s.address, "FLUSHALL"); err != nil {
			return nil, fmt.Errorf("FLUSHALL of %s: %w", s.name, err)
		}
		if !slices.Contains(able, i) {
			continue
		}
		fmt.Fprintf(c.progress, "loading %s into %s\n", data.name, s.name)
		if err := fill(ctx, c.network, s.address, data.fills, c.placement.patience()); err != nil {
			return nil, fmt.Errorf("load %s into %s: %w", data.name, s.name, err)
		}
	}
	return able, nil
}

// knowing keeps the servers, by index, that know the commands of some steps.
func (c *contest) knowing(servers []int, steps []step) ([]int, error) {
	var able []int
	for _, i := range servers {
		knows, err := knowsAll(c.servers[i].address, wireCommands(steps))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c.servers[i].name, err)
		}
		if knows {
			able = append(able, i)
		}
	}
	return able, nil
}

// rounds measures the able servers one after the other, forwards and backwards
// in turn, and returns the samples of each server, step by step.
func (c *contest) rounds(able []int, measure func(*server) ([]sample, error)) ([][][]sample, error) {
	samples := make([][][]sample, len(c.servers))
	for round := range c.options.rounds {
		if err := c.roundPlacement(round).pin(c.servers); err != nil {
			return nil, err
		}
		for _, i := range order(len(able), round) {
			server := able[i]
			s, err := measure(c.servers[server])
			if err != nil {
				return nil, fmt.Errorf("%s: %w%s", c.servers[server].name, err, c.servers[server].lastWords())
			}
			samples[server] = append(samples[server], s)
		}
	}
	return samples, nil
}

// roundPlacement is the placement of a round. With -swap the sides exchange
// their cores after every second round, when each order had its turn.
func (c *contest) roundPlacement(round int) placement {
	if c.options.swap && round/2%2 == 1 {
		return c.placement.swapped()
	}
	return c.placement
}

// order is the order of n servers in a round: A B, then B A.
func order(n, round int) []int {
	indexes := make([]int, n)
	for i := range indexes {
		indexes[i] = i
	}
	if round%2 == 1 {
		slices.Reverse(indexes)
	}
	return indexes
}

// measure puts one server under load, and takes its samples.
func (c *contest) measure(ctx context.Context, s *server, test testCase) ([]sample, error) {
	l, err := newLoad(c.network, loadSetup{
		server:   s.address,
		clients:  c.options.clients,
		pipeline: test.pipeline,
		steps:    test.workload,
		patience: c.placement.patience(),
	})
	if err != nil {
		return nil, err
	}
	result, err := l.sample(ctx, s.pid(), c.options.window)
	return result, errors.Join(err, l.close())
}

// record adds the line of a command to the results of every server.
func (c *contest) record(results [][]comparison, test testCase, command string, samples [][]sample) {
	for i := range results {
		result := comparison{
			name: test.row(command), limit: costLimit(command, c.engines[i], test, c.options.clients),
			subject: samples[i], competition: samples[len(samples)-1],
		}
		results[i] = append(results[i], result)
		fmt.Fprintf(c.progress, "%s: %s to %s %s\n", result.name,
			c.servers[i].name, c.servers[len(results)].name, result.ratio(sample.cost))
	}
}

// fill takes the steps that load a data set.
func fill(ctx context.Context, network network, address netip.AddrPort, steps []step, patience time.Duration) error {
	for i, s := range steps {
		l, err := newLoad(network, loadSetup{
			server:   address,
			clients:  min(fillClients, s.requests),
			pipeline: fillPipeline,
			steps:    steps[i : i+1],
			patience: patience,
		})
		if err != nil {
			return err
		}
		if err := l.start(0); err != nil {
			return errors.Join(err, l.close())
		}
		if err := errors.Join(l.finish(ctx), l.close()); err != nil {
			return err
		}
	}
	return nil
}
