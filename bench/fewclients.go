//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// fewClients are loads that threads do not pay for: there is no batch to share the
// cost of a hand-off.
func fewClients() []int { return []int{1, 4, 10} }

// fewLimit is how much worse than without threads a server may be that has them.
const fewLimit = 0.10

// fewRun is what one run of few clients showed of one server.
type fewRun struct {
	latency
	sample
}

// few compares servers under few clients: the rounds of each server, one list per
// number of clients.
func (m *modelsContest) few(ctx context.Context, servers []*server) ([][][]fewRun, error) {
	if err := m.fill(ctx, servers); err != nil {
		return nil, err
	}
	var results [][][]fewRun
	for _, clients := range fewClients() {
		rounds, err := inTurn(servers, m.options.rounds, func(s *server) (fewRun, error) { return m.measureFew(ctx, s, clients) })
		if err != nil {
			return nil, fmt.Errorf("%d clients: %w", clients, err)
		}
		for i, s := range servers {
			fmt.Fprintf(m.progress, "%d clients: %s %s/s\n", clients, s.name, median(rounds[i], fewRun.throughput, thousands))
		}
		results = append(results, rounds)
	}
	return results, nil
}

func (m *modelsContest) measureFew(ctx context.Context, s *server, clients int) (run fewRun, err error) {
	crowd, err := newCrowd(m.network, s.address, clients, m.placement.patience())
	if err != nil {
		return fewRun{}, err
	}
	defer func() { err = errors.Join(err, crowd.close()) }()
	if _, err := m.playFew(ctx, crowd, warmUp); err != nil {
		return fewRun{}, err
	}
	return m.playFew(ctx, crowd, m.options.window)
}

// playFew has the clients get and set keys for a while.
func (m *modelsContest) playFew(ctx context.Context, crowd *crowd, window time.Duration) (fewRun, error) {
	began := m.network.Monotonic()
	load := newMixedLoad(m.keys(), began+window, m.network.Monotonic)
	if err := crowd.play(ctx, load); err != nil {
		return fewRun{}, err
	}
	if err := load.replies.allGranted(); err != nil {
		return fewRun{}, err
	}
	return fewRun{
		latency: latencyOf(load.readings),
		sample:  sample{requests: uint64(load.replies.total()), wall: m.network.Monotonic() - began},
	}, nil
}

var fewHeader = []string{
	"clients", "gated p50 us", "single p50 us", "p50 gated/single (min..max)", "at most", "p99.9 gated/single, not judged",
	"gated/s", "single/s", "rate gated/single (min..max)", "at least",
}

// fewTable compares a server, the first, with the same one without threads.
func fewTable(title string, results [][][]fewRun) section {
	table := section{title: title, header: fewHeader}
	p50 := func(r fewRun) float64 { return r.p50.Seconds() * 1e6 }
	p999 := func(r fewRun) float64 { return r.p999.Seconds() * 1e6 }
	for i, clients := range fewClients() {
		threaded, single := results[i][0], results[i][1]
		slower, rate := ratios(threaded, single, p50), ratios(threaded, single, fewRun.throughput)
		table.rows = append(table.rows, []string{
			fmt.Sprint(clients), median(threaded, p50, microseconds), median(single, p50, microseconds),
			limited(slower.String(), slower.median > 1+fewLimit), fmt.Sprintf("%.2f", 1+fewLimit),
			ratios(threaded, single, p999).String(),
			median(threaded, fewRun.throughput, thousands), median(single, fewRun.throughput, thousands),
			limited(rate.String(), rate.median < 1-fewLimit), fmt.Sprintf("%.2f", 1-fewLimit),
		})
	}
	return table
}
