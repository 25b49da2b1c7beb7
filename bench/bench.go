//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
)

// bench is one run: what is measured, on what, and how.
type bench struct {
	network   network
	placement placement
	subjects  []subject // the last is the one the others are compared with
	options   options
	directory string // of the servers' files, removed afterwards
	progress  io.Writer
}

// run measures what the options ask for and returns the report.
func (b *bench) run(ctx context.Context) (report string, err error) {
	defer func() { err = errors.Join(err, b.placement.release()) }()
	var r results
	if err := b.measure(ctx, &r); err != nil {
		return "", err
	}
	return b.report(r)
}

// measureCost measures processor time with both loads, on servers that live
// through all cases.
func (b *bench) measureCost(ctx context.Context, r *results) (err error) {
	servers, err := startServers(ctx, b.subjects, b.directory)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stopServers(servers)) }()
	if r.versions, err = versionsOf(servers); err != nil || b.options.memory == memoryOnly {
		return err
	}
	engines, err := judgedEngines(servers)
	if err != nil {
		return err
	}
	for i, engine := range engines {
		if engine != "" {
			r.notes = append(r.notes, fmt.Sprintf("%s polls by %s", servers[i].name, engine))
		}
	}
	contest := contest{
		network: b.network, placement: b.placement, servers: servers, engines: engines,
		options: b.options, progress: b.progress,
	}
	if r.load, err = contest.run(ctx); err != nil || !b.options.redisBenchmark {
		return err
	}
	path, lookErr := exec.LookPath("redis-benchmark")
	if lookErr != nil {
		r.notes = append(r.notes, "redis-benchmark is not installed, so there is no second load")
		return nil
	}
	r.benchmark, err = contest.runRedisBenchmark(ctx, path)
	return err
}

// measureMemory measures bytes per element on servers of its own.
func (b *bench) measureMemory(ctx context.Context, r *results) (err error) {
	if b.options.memory == memoryWithout {
		return nil
	}
	contest := memoryContest{
		network: b.network, placement: b.placement, subjects: b.subjects,
		directory: b.directory, progress: b.progress, settling: b.options.settling,
	}
	r.memory, err = contest.run(ctx, memoryTable(b.options.memoryKeys, b.options.elements))
	return err
}

// versionsOf asks every server which version it claims to be.
func versionsOf(servers []*server) ([]string, error) {
	var versions []string
	for _, s := range servers {
		info, err := ask(s.address, "INFO", "server")
		if err != nil {
			return nil, fmt.Errorf("INFO of %s: %w", s.name, err)
		}
		versions = append(versions, infoField(info, "redis_version"))
	}
	return versions, nil
}
