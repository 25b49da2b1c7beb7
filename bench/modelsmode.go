//go:build linux

package main

import (
	"context"
	"fmt"
)

// measureModels measures the models of threads, and predicts what they do on more
// cores than there are.
func (b *bench) measureModels(ctx context.Context, r *results) error {
	contest := &modelsContest{network: b.network, placement: b.placement, options: b.options, progress: b.progress}
	rounds, err := b.measureLoads(ctx, r, contest)
	if err != nil {
		return err
	}
	if err := b.measureFew(ctx, r, contest); err != nil {
		return err
	}
	if err := b.measureIdle(ctx, r, contest); err != nil {
		return err
	}
	return b.measureScale(ctx, r, contest, scalePoint{threads: b.options.ioThreads, rounds: rounds})
}

// rivals are the program that is measured, and the competition.
func (b *bench) rivals() (a, rival subject) { return b.subjects[0], b.subjects[len(b.subjects)-1] }

// measureLoads makes the tables of the loads, and returns the rounds of the crowded
// one.
func (b *bench) measureLoads(ctx context.Context, r *results, contest *modelsContest) (rounds [][]threadedSample, err error) {
	a, rival := b.rivals()
	subjects := models(a, rival, b.options.ioThreads)
	err = b.withSubjects(ctx, subjects, func(servers []*server) (err error) {
		if r.versions, err = versionsOf([]*server{servers[singleModel], servers[rivalSingle]}); err != nil {
			return err
		}
		engine, _, err := engineOf(servers[reactorModel])
		if err != nil {
			return err
		}
		r.notes = append(r.notes, "A polls by "+engine)
		results, err := contest.loads(ctx, servers, modelLoads())
		if err != nil {
			return err
		}
		for i, l := range modelLoads() {
			r.sections = append(r.sections, modelsTable(l, subjects, results[i]))
			if l == crowded {
				rounds = results[i]
			}
		}
		return nil
	})
	return rounds, err
}

// measureFew makes the table of few clients.
func (b *bench) measureFew(ctx context.Context, r *results, contest *modelsContest) error {
	a, _ := b.rivals()
	subjects := []subject{reactorOf(a, b.options.ioThreads, gated), a.variant("single")}
	return b.withSubjects(ctx, subjects, func(servers []*server) error {
		results, err := contest.few(ctx, servers)
		if err == nil {
			title := "Few clients, four gets to a set: " + subjects[0].name + ", and single"
			r.sections = append(r.sections, fewTable(title, results))
		}
		return err
	})
}

// measureIdle makes the table of idle servers. Each is alone: one that spins would
// disturb the others.
func (b *bench) measureIdle(ctx context.Context, r *results, contest *modelsContest) error {
	var runs []idleRun
	for _, s := range idleModels(b.rivals()) {
		err := b.withSubjects(ctx, []subject{s}, func(servers []*server) error {
			run, err := contest.idle(ctx, servers[0])
			runs = append(runs, run)
			return err
		})
		if err != nil {
			return fmt.Errorf("idle: %s: %w", s.name, err)
		}
	}
	r.sections = append(r.sections, idleTable(runs))
	return nil
}

// measureScale makes the table and the picture of more threads: measured where there
// are cores for them, and predicted by what was measured with a few.
func (b *bench) measureScale(ctx context.Context, r *results, contest *modelsContest, measured scalePoint) error {
	var points []scalePoint
	if cores := b.placement.allowed.Count(); cores >= manyCores {
		var err error
		if points, err = b.scale(ctx, contest); err != nil {
			return err
		}
	} else {
		r.notes = append(r.notes, fmt.Sprintf("more threads are predicted and not measured: that takes %d cores, and here are %d", manyCores, cores))
	}
	foretold := predict(measured)
	r.sections = append(r.sections, scaleTable(b.versus(0), foretold, points))
	if points == nil {
		points = []scalePoint{measured}
	}
	return b.draw(modelsChart(foretold, points, b.placement.allowed.Count()).svg())
}

func (b *bench) describeModels() string {
	where := b.placement.sides()
	cores := fmt.Sprintf("the load on %d of the cores with a thread on each, all servers on the other %d", len(where.load), len(where.servers))
	if !where.apart() {
		cores = fmt.Sprintf("the load on core %d, all servers on all of the %d cores: **threads share a core with their load**",
			where.load[0], len(where.servers))
	}
	return fmt.Sprintf("- %s; no thread of a server is pinned to a core of its own, single servers not either; %s keys of 16 bytes,"+
		" values of %d; %d rounds of %v; ratios are medians of the rounds' ratios with the smallest and the largest\n"+
		"- us: processor time per request, of the process, of main and of each other thread by its name in /proc;"+
		" processors: how many the server used; load: how busy the load generator was\n"+
		"- all threads read, too (io-threads-do-reads); A reactor has its gate off (io-threads-always yes), but where it is gated\n"+
		"- few clients: p50 and requests/s are judged, and with these the mean, for each client awaits its reply before it asks"+
		" again; p99.9 is shown only: it is about one reply in a thousand, and on few cores the scheduler decides which of the"+
		" server's threads and the load waits for the others so long\n"+
		"- the prediction: with n io-threads a reactor serves as many requests as main could, or n-1 times as many as one I/O"+
		" thread could, whichever is less, by what both take of the processor under %v; nothing else is thought to be scarce."+
		" It is optimistic for main: the more threads, the fewer requests come with each hand-off, and main pays for every one\n",
		cores, count(b.options.keys[0]), valueSize, b.options.rounds, b.options.window, crowded)
}
