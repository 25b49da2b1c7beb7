//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net/netip"
	"slices"
	"time"
)

// warmUp precedes every measurement: the server comes back into the caches,
// and its buffers grow to their size. It covers a few runs of the server's
// cron, which come ten times a second and resize buffers and tables.
const warmUp = 300 * time.Millisecond

// fillPipeline is the pipeline that loads keys: the longest of the cases, so
// that 5,000,000 keys take seconds.
const fillPipeline = 100

// contest is a set of running servers and what they are measured with. The
// last server is the one that the others are compared with.
type contest struct {
	network   network
	placement placement
	servers   []*server
	options   options
	progress  io.Writer
}

// testCase is one line of the report.
type testCase struct {
	command  command
	pipeline int
	keys     int
}

func (c testCase) String() string {
	return fmt.Sprintf("%s, pipeline %d, %s keys", c.command.name, c.pipeline, count(c.keys))
}

// cases lists what the options ask for with one number of keys.
func cases(o options, keys int) []testCase {
	var all []testCase
	for _, pipeline := range o.pipelines {
		for _, command := range o.commands {
			all = append(all, testCase{command: command, pipeline: pipeline, keys: keys})
		}
	}
	return all
}

// run measures all cases, the keys of each loaded before. The result has the
// comparisons of every server but the last, in the order of the servers.
func (c *contest) run(ctx context.Context) ([][]comparison, error) {
	results := make([][]comparison, len(c.servers)-1)
	for _, keys := range c.options.keys {
		if err := c.refill(ctx, keys); err != nil {
			return nil, err
		}
		for _, test := range cases(c.options, keys) {
			samples, err := c.rounds(func(s *server) (sample, error) { return c.measure(ctx, s, test) })
			if err != nil {
				return nil, fmt.Errorf("%s: %w", test, err)
			}
			c.record(results, test.String(), samples)
		}
	}
	return results, nil
}

// refill empties every server and loads keys in order.
func (c *contest) refill(ctx context.Context, keys int) error {
	if err := c.placement.pin(c.servers); err != nil {
		return err
	}
	for _, s := range c.servers {
		fmt.Fprintf(c.progress, "loading %s keys into %s\n", count(keys), s.name)
		if _, err := ask(s.address, "FLUSHALL"); err != nil {
			return fmt.Errorf("FLUSHALL of %s: %w", s.name, err)
		}
		if err := fill(ctx, c.network, s.address, keys, c.placement.patience()); err != nil {
			return fmt.Errorf("load %s keys into %s: %w", count(keys), s.name, err)
		}
	}
	return nil
}

// rounds measures the servers one after the other, forwards and backwards in
// turn, and returns the samples of each server.
func (c *contest) rounds(measure func(*server) (sample, error)) ([][]sample, error) {
	samples := make([][]sample, len(c.servers))
	for round := range c.options.rounds {
		if err := c.roundPlacement(round).pin(c.servers); err != nil {
			return nil, err
		}
		for _, i := range order(len(c.servers), round) {
			s, err := measure(c.servers[i])
			if err != nil {
				return nil, fmt.Errorf("%s: %w%s", c.servers[i].name, err, c.servers[i].lastWords())
			}
			samples[i] = append(samples[i], s)
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

// measure puts one server under load, and takes its sample after a warm-up.
func (c *contest) measure(ctx context.Context, s *server, test testCase) (sample, error) {
	l, err := newLoad(c.network, loadSetup{
		server:    s.address,
		clients:   c.options.clients,
		pipeline:  test.pipeline,
		command:   test.command,
		keys:      sequence{count: uint64(test.keys)},
		pipelines: endless,
		patience:  c.placement.patience(),
	})
	if err != nil {
		return sample{}, err
	}
	result, err := l.sample(ctx, s.pid(), c.options.window)
	return result, errors.Join(err, l.close())
}

// sample runs the load for a warm-up and a window, and returns what happened
// in the window.
func (l *load) sample(ctx context.Context, pid int, window time.Duration) (sample, error) {
	if err := l.start(); err != nil {
		return sample{}, err
	}
	if err := l.run(ctx, warmUp); err != nil {
		return sample{}, err
	}
	begin, err := l.read(pid)
	if err != nil {
		return sample{}, err
	}
	if err := l.run(ctx, window); err != nil {
		return sample{}, err
	}
	end, err := l.read(pid)
	if err != nil {
		return sample{}, err
	}
	return begin.until(end), nil
}

// record adds a case to the results of every server.
func (c *contest) record(results [][]comparison, name string, samples [][]sample) {
	for i := range results {
		result := comparison{name: name, subject: samples[i], competition: samples[len(samples)-1]}
		results[i] = append(results[i], result)
		fmt.Fprintf(c.progress, "%s: %s to %s %s\n", name,
			c.servers[i].name, c.servers[len(results)].name, result.ratios(sample.cost))
	}
}

// fill sets keys in order, each once, or a few twice to make the last pipeline
// full.
func fill(ctx context.Context, network network, address netip.AddrPort, keys int, patience time.Duration) error {
	set, err := commandNamed("SET")
	if err != nil {
		return err
	}
	l, err := newLoad(network, loadSetup{
		server:    address,
		clients:   min(fillClients, keys),
		pipeline:  fillPipeline,
		command:   set,
		keys:      sequence{count: uint64(keys), ordered: true},
		pipelines: uint64(math.Ceil(float64(keys) / fillPipeline)),
		patience:  patience,
	})
	if err != nil {
		return err
	}
	if err := l.start(); err != nil {
		return errors.Join(err, l.close())
	}
	return errors.Join(l.finish(ctx), l.close())
}

// fillClients is enough to keep a server busy while it loads, and few enough
// to load in about the order of the keys.
const fillClients = 10
