//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

const (
	// idleThreads leaves eight beside main.
	idleThreads = 9
	// idleClients are connected, have said something all at once, and say no more.
	idleClients = 400
	// idleWindows is how much longer idleness is watched than a load: what wakes up
	// ten times a second has to be seen often.
	idleWindows = 5
	// idleLimit is the share of one processor that an idle server may take.
	idleLimit = 0.005
)

// idleModels are the servers that are watched while nobody asks for anything.
func idleModels(a, rival subject) []subject {
	return []subject{
		reactorOf(a, idleThreads, gated),
		reactorOf(a, idleThreads, ungated),
		rival.variant(fmt.Sprint("io-threads ", idleThreads), threadFlags(idleThreads)...),
	}
}

// idleRun is what a server used while it was idle, as shares of one processor.
type idleRun struct {
	name    string
	share   float64
	busiest string // thread
	most    float64
}

// idle connects clients to a server, which say something, and watches what it does
// for them afterwards.
func (m *modelsContest) idle(ctx context.Context, s *server) (run idleRun, err error) {
	if err := m.placement.sides().pin([]*server{s}); err != nil {
		return idleRun{}, err
	}
	clients, err := newCrowd(m.network, s.address, idleClients, blockingPatience)
	if err != nil {
		return idleRun{}, err
	}
	defer func() { err = errors.Join(err, clients.close()) }()
	if err := clients.play(ctx, &greeting{greeted: make([]bool, idleClients)}); err != nil {
		return idleRun{}, err
	}
	// Time to notice that the load is over.
	if err := pause(ctx, m.options.window); err != nil {
		return idleRun{}, err
	}
	before, err := clocksOf(s)
	if err != nil {
		return idleRun{}, err
	}
	began := m.network.Monotonic()
	if err := pause(ctx, idleWindows*m.options.window); err != nil {
		return idleRun{}, err
	}
	after, err := clocksOf(s)
	if err != nil {
		return idleRun{}, err
	}
	run = idleRunOf(after.process-before.process, divide(s.pid(), before.threads, after.threads), m.network.Monotonic()-began)
	run.name = s.name
	fmt.Fprintf(m.progress, "idle: %s %.2f%%\n", s.name, run.share*100)
	return run, nil
}

func idleRunOf(process time.Duration, d division, wall time.Duration) idleRun {
	run := idleRun{share: process.Seconds() / wall.Seconds(), busiest: "main", most: d.main.Seconds() / wall.Seconds()}
	for _, name := range d.names() {
		if share := d.others[name].Seconds() / wall.Seconds(); share > run.most {
			run.busiest, run.most = name, share
		}
	}
	return run
}

var idleHeader = []string{"server", "of a processor", "at most", "the busiest thread"}

// idleTable judges all but the last server, which is the competition.
func idleTable(runs []idleRun) section {
	table := section{
		title:  fmt.Sprintf("Idle with %d clients, io-threads %d", idleClients, idleThreads),
		header: idleHeader,
	}
	for i, run := range runs {
		judged, most := i < len(runs)-1, ""
		if judged {
			most = fmt.Sprintf("%.1f%%", idleLimit*100)
		}
		table.rows = append(table.rows, []string{
			run.name, limited(fmt.Sprintf("%.3f%%", run.share*100), judged && run.share >= idleLimit), most,
			fmt.Sprintf("%s %.3f%%", run.busiest, run.most*100),
		})
	}
	return table
}
