//go:build linux

package main

import (
	"fmt"
	"strings"
)

// mainLimit is the most that main may take of a request with I/O threads, as a share
// of what it takes without them, and of what redis-server's main thread takes with
// its own.
const mainLimit = 0.15

// smallShare is that of a request's cost below which a thread is not named.
const smallShare = 0.01

func (s threadedSample) perRequest(ns int64) float64 { return float64(ns) / 1e3 / float64(s.requests) }

// mainCost is main's processor time per request, and othersCost that of all other
// threads, in microseconds.
func (s threadedSample) mainCost() float64 { return s.perRequest(s.main.Nanoseconds()) }
func (s threadedSample) othersCost() float64 {
	return s.perRequest((s.server - s.main).Nanoseconds())
}

// otherThreads names those that take part in a request, with their medians.
func otherThreads(rounds []threadedSample) string {
	var all division
	for _, round := range rounds {
		all = all.plus(round.division)
	}
	var texts []string
	rest := figures(rounds, threadedSample.othersCost).median
	small := figures(rounds, threadedSample.cost).median * smallShare
	for _, name := range all.names() {
		cost := figures(rounds, func(s threadedSample) float64 { return s.perRequest(s.others[name].Nanoseconds()) }).median
		if cost < small {
			continue
		}
		texts = append(texts, name+" "+microseconds(cost))
		rest -= cost
	}
	if rest >= small {
		texts = append(texts, "others "+microseconds(rest))
	}
	return strings.Join(texts, ", ")
}

// processors shows how many of them a server kept busy.
func processors(share float64) string { return fmt.Sprintf("%.2f", share) }

var modelsHeader = []string{
	"server", "requests/s", "x A single (min..max)", "us", "main us", "other threads us",
	"main / A single's (min..max)", "main / B's with threads (min..max)", "at most", "processors", "load",
}

// modelsTable compares the models under one load, round by round, with Seedis's
// single and with the competition's threads.
func modelsTable(l modelLoad, subjects []subject, rounds [][]threadedSample) section {
	table := section{title: l.String(), header: modelsHeader}
	for i, s := range subjects {
		rate := ratios(rounds[i], rounds[singleModel], threadedSample.throughput).String()
		ofSingle := ratios(rounds[i], rounds[singleModel], threadedSample.mainCost)
		ofRival := ratios(rounds[i], rounds[rivalThreaded], threadedSample.mainCost)
		judged, most := i == reactorModel && l == crowded, ""
		if judged {
			most = fmt.Sprintf("%.2f", mainLimit)
		}
		table.rows = append(table.rows, []string{
			s.name, median(rounds[i], threadedSample.throughput, thousands), rate,
			median(rounds[i], threadedSample.cost, microseconds), median(rounds[i], threadedSample.mainCost, microseconds),
			otherThreads(rounds[i]),
			limited(ofSingle.String(), judged && ofSingle.median > mainLimit),
			limited(ofRival.String(), judged && ofRival.median > mainLimit), most,
			median(rounds[i], threadedSample.serverBusy, processors), median(rounds[i], threadedSample.loadBusy, percent),
		})
	}
	return table
}
