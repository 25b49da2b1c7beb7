//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// measureEngines measures what a request costs by every engine, and plots it.
func (b *bench) measureEngines(ctx context.Context, r *results) (err error) {
	o := b.options
	most := max(o.clients+slices.Max(o.idle), manyClients)
	if err := raiseDescriptorLimit(most); err != nil {
		return err
	}
	a, rival := b.rivals()
	servers, skipped, err := startEngines(ctx, engineSubjects(a, rival, most), b.directory)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stopServers(plain(servers))) }()
	last := len(servers) - 1
	if r.versions, err = versionsOf([]*server{servers[0].server, servers[last].server}); err != nil {
		return err
	}
	contest := engineContest{network: b.network, placement: b.placement, servers: servers, options: o, progress: b.progress}
	cases := engineCases(o.clients, o.idle)
	results, err := contest.run(ctx, cases)
	if err != nil {
		return err
	}
	r.notes = append(r.notes, engineNotes(servers, cases, skipped)...)
	r.sections = append(r.sections, engineTable(b.versus(0), servers, cases, results))
	return b.draw(enginesChart(o.clients, servers, cases, results).svg())
}

func (b *bench) describeEngines() string {
	return fmt.Sprintf("- %s; %s keys of 16 bytes, values of %d; %d rounds of %v; idle clients are connected and have said something"+
		" once; ratios are medians of the rounds' ratios with the smallest and the largest\n"+
		"- us: processor time of the server process per request, user and system; busy: share of its core the server used; bold"+
		" below %.0f%%; load: the same for the load generator\n"+
		"- at most: the most that A/B may be with no idle client; not judged where one of the servers was not busy enough\n",
		b.describeCores(), count(b.options.keys[0]), valueSize, b.options.rounds, b.options.window, busyEnough*100)
}
