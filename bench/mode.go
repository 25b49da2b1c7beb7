//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// mode is what a run is about.
type mode string

// The modes; each but the first has a flag of its name.
const (
	costMode     mode = "cost" // of requests, and bytes per element
	freeingMode  mode = "freeing"
	limitsMode   mode = "limits"
	residentMode mode = "resident"
	modelsMode   mode = "models"
	enginesMode  mode = "engines"
)

// section is a table of the report under its title.
type section struct {
	title  string
	header []string
	rows   [][]string
}

// versus names the two servers of a table: one by its index, and the last.
func (b *bench) versus(server int) string {
	return b.subjects[server].name + " and " + b.subjects[len(b.subjects)-1].name
}

// measure measures what the mode is about.
func (b *bench) measure(ctx context.Context, r *results) error {
	switch b.options.mode {
	case freeingMode:
		return b.withServers(ctx, r, b.measureFreeing)
	case limitsMode:
		return b.withServers(ctx, r, b.measureLimits)
	case residentMode:
		return b.withServers(ctx, r, b.measureResident)
	case modelsMode:
		return b.measureModels(ctx, r)
	case enginesMode:
		return b.measureEngines(ctx, r)
	}
	if err := b.measureCost(ctx, r); err != nil {
		return err
	}
	return b.measureMemory(ctx, r)
}

// withServers starts all servers for something to be measured.
func (b *bench) withServers(ctx context.Context, r *results, measure func(context.Context, *results, []*server) error) error {
	return b.withSubjects(ctx, b.subjects, func(servers []*server) (err error) {
		if r.versions, err = versionsOf(servers); err != nil {
			return err
		}
		return measure(ctx, r, servers)
	})
}

// withSubjects starts servers for something to be measured. They find all cores
// free for them, though others may have been pinned before.
func (b *bench) withSubjects(ctx context.Context, subjects []subject, measure func([]*server) error) (err error) {
	if err := b.placement.release(); err != nil {
		return err
	}
	servers, err := startServers(ctx, subjects, b.directory)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stopServers(servers)) }()
	return measure(servers)
}

// draw writes a picture to the file of -plot, if one is named.
func (b *bench) draw(picture string) error {
	if b.options.plot == "" {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(b.options.plot), 0o755); err != nil {
		return err
	}
	return os.WriteFile(b.options.plot, []byte(picture), 0o644)
}

// measureFreeing measures how long the freeing of much keeps clients waiting, and
// plots it.
func (b *bench) measureFreeing(ctx context.Context, r *results, servers []*server) error {
	contest := freeingContest{network: b.network, servers: servers, options: b.options, progress: b.progress}
	table := disposals(b.options.size)
	rounds, err := contest.run(ctx, table)
	if err != nil {
		return err
	}
	for server := range servers[:len(servers)-1] {
		r.sections = append(r.sections, freeingTables(b.versus(server), table, rounds, server)...)
	}
	return b.draw(unlinkPlot(b.options.size, table, rounds).svg())
}

func (b *bench) describeFreeing() string {
	return fmt.Sprintf("- nobody is pinned to a core; %d rounds; PING from one client in a closed loop, idle for %v and then from"+
		" %v before the command until %v after all was free; all figures are medians of the rounds, in parentheses the"+
		" smallest and the largest; p99.9 above idle is the difference within a round\n"+
		"- the longest turn is the server's own, since the command; what else the machine did in it counts: beside it stands the"+
		" longest in as long a time in which nothing was freed and a thread of the bench computed, and where that is above"+
		" %v too, a turn that is longer by no more than %v is not judged\n",
		b.options.rounds, b.options.window, justBefore, freeingTail, turnLimit, turnLimit)
}

// measureLimits measures how servers keep to maxmemory, and what they keep.
func (b *bench) measureLimits(ctx context.Context, r *results, servers []*server) error {
	contest := limitsContest{
		network: b.network, placement: b.placement, servers: servers, options: b.options, progress: b.progress,
	}
	floods, err := contest.flood(ctx)
	if err != nil {
		return err
	}
	hits, err := contest.hits(ctx)
	if err != nil {
		return err
	}
	for server := range servers[:len(servers)-1] {
		r.sections = append(r.sections,
			floodTable(b.versus(server), floodCases(b.options.policies), floods, server),
			hitTable(b.versus(server), evicting(b.options.policies), hits, server))
	}
	return nil
}

func (b *bench) describeLimits() string {
	resident := b.options.maxMemory >> 20 * hitsPerMebibyte
	return fmt.Sprintf("- maxmemory %d MiB; writes of %d times as many bytes of keys and values by %d clients with pipelines of"+
		" %d, %d rounds, %s; over maxmemory: the most of used_memory, seen every %v; us: processor time per write\n"+
		"- hits: each server has the maxmemory at which it holds %d keys with values of %d bytes, for the same maxmemory is more"+
		" keys on one than on the other; of %d keys by Zipf's law with exponent %.1f, the same ones on all servers at the"+
		" same time, %d every %v; what is missing is set; %d requests count, after %d that do not\n",
		b.options.maxMemory>>20, floodFactor, floodClients, floodPipeline, b.options.rounds, b.describeCores(), watchPeriod,
		resident, hitsValue, resident*hitsFactor, hitsExponent, hitsPipeline, hitsPeriod, resident*hitsCounted, resident*hitsWarmUp)
}

// measureResident measures a mixed load on full servers.
func (b *bench) measureResident(ctx context.Context, r *results, servers []*server) error {
	contest := residentContest{
		network: b.network, placement: b.placement, servers: servers, options: b.options, progress: b.progress,
	}
	crowded, err := contest.run(ctx)
	if err != nil {
		return err
	}
	for server := range servers[:len(servers)-1] {
		r.sections = append(r.sections,
			mixedTable(b.versus(server), crowded[server], crowded[len(servers)-1]),
			collectorTable(fmt.Sprintf("The Go heap and its collector: %s", b.subjects[server].name), crowded[server]))
	}
	return nil
}

func (b *bench) describeResident() string {
	return fmt.Sprintf("- %s keys of 16 bytes with values of %d; %d clients connected, %d of them active with pipelines of 1,"+
		" drawing keys; %d rounds of %v; %s; ratios are medians of the rounds' ratios with the smallest and the largest\n",
		count(b.options.size), valueSize, b.options.connected, b.options.clients, b.options.rounds, b.options.window, b.describeCores())
}
