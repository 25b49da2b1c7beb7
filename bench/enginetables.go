//go:build linux

package main

import (
	"fmt"
	"strings"
)

// samplesOfCommand are those of one command in the rounds of a server: none if it
// could not hold the clients.
func samplesOfCommand(rounds []engineRun, command int) []sample {
	var all []sample
	for _, round := range rounds {
		if round.samples != nil {
			all = append(all, round.samples[command])
		}
	}
	return all
}

// engineTable compares every engine with the competition.
func engineTable(versus string, servers []engineServer, cases []engineCase, results [][][]engineRun) section {
	table := section{
		title:  "Processor time per request, pipeline 1: " + versus,
		header: comparisonHeader,
	}
	last := len(servers) - 1
	for command, name := range engineCommands() {
		for i, c := range cases {
			for server, s := range servers[:last] {
				line := comparison{
					name:  name + ", " + c.String() + ", " + s.engine + cut(c, results[i][server]),
					limit: engineLimit(s.engine, c), subject: samplesOfCommand(results[i][server], command), competition: samplesOfCommand(results[i][last], command),
				}
				table.rows = append(table.rows, line.row())
			}
		}
	}
	return table
}

// cut tells how many idle clients there were where a server holds less than all.
func cut(c engineCase, rounds []engineRun) string {
	if held := rounds[0].idle; rounds[0].samples != nil && held < c.idle {
		return fmt.Sprintf(" (%d idle)", held)
	}
	return ""
}

// engineNotes tell what was left out.
func engineNotes(servers []engineServer, cases []engineCase, skipped []string) []string {
	var notes []string
	if len(skipped) > 0 {
		notes = append(notes, fmt.Sprintf("**%d of %d engines not measured**: %s",
			len(skipped), len(engines()), strings.Join(skipped, "; ")))
	}
	for _, s := range servers {
		for _, c := range cases {
			switch held, able := s.idleFor(c); {
			case !able:
				notes = append(notes, fmt.Sprintf("%s takes %d clients at most, so it is absent from %v", s.name, s.room, c))
			case held < c.idle:
				notes = append(notes, fmt.Sprintf("%s takes %d clients at most, so there are %d of %v", s.name, s.room, held, c))
			}
		}
	}
	return notes
}

// enginesChart shows what a GET costs over the number of idle clients, in equal
// steps. The competition comes last.
func enginesChart(clients int, servers []engineServer, cases []engineCase, results [][][]engineRun) chart {
	c := chart{
		title:  fmt.Sprintf("Processor time of a GET: %d active clients, pipeline 1", clients),
		across: "clients that are connected and idle", up: "microseconds per request",
		unit: trimmed,
	}
	const get = 0 // of engineCommands
	for place, s := range servers {
		line := curve{name: "Seedis, " + s.engine, colour: place}
		if s.engine == "" {
			line.name = "redis-server"
		}
		for i, one := range cases {
			samples := samplesOfCommand(results[i][place], get)
			if one.clients == clients && len(samples) > 0 {
				line.points = append(line.points, point{float64(i), figures(samples, sample.cost).median})
			}
		}
		c.curves = append(c.curves, line)
	}
	for i, one := range cases {
		if one.clients == clients {
			c.ticks = append(c.ticks, tick{at: float64(i), label: count(one.idle)})
			c.right = max(1, float64(i))
		}
	}
	return c
}
