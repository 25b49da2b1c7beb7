//go:build linux

package main

import (
	"fmt"
	"slices"
	"time"
)

// The limits are the project's own, for what is freed in the background. What the
// others of a machine do to a turn counts in it.
const (
	turnLimit    = time.Millisecond // the longest turn
	waitLimit    = time.Millisecond // p99.9 of PING above that of an idle server
	commandLimit = 1.0              // of Seedis's time for a command to redis-server's
)

// durations are one figure of all rounds, in milliseconds.
func durations(rounds []disposed, figure func(disposed) time.Duration) spread {
	return figures(rounds, func(d disposed) float64 { return figure(d).Seconds() * 1e3 })
}

func (d disposed) commandTime() time.Duration { return d.command }
func (d disposed) freeingTime() time.Duration { return d.freed }
func (d disposed) longestTurn() time.Duration { return d.turn }
func (d disposed) disturbed() time.Duration   { return d.beside }
func (d disposed) idleP999() time.Duration    { return d.idle.p999 }
func (d disposed) busyP50() time.Duration     { return d.busy.p50 }
func (d disposed) busyP999() time.Duration    { return d.busy.p999 }
func (d disposed) busyMax() time.Duration     { return d.busy.max }
func (d disposed) addedP999() time.Duration   { return d.busy.p999 - d.idle.p999 }

// notJudged stands behind a figure that has a limit, where something else than the
// server made it.
const notJudged = ", not judged"

// limited is a text, bold where it stands for too much.
func limited(text string, excessive bool) string {
	if excessive {
		return "**" + text + "**"
	}
	return text
}

// judgedTurn is the longest turn, bold where it is above its limit and a neighbour
// does not explain it. Where one that only computes holds up a server that frees
// nothing for longer than the limit, too, the machine has its part in both: a turn is
// not judged then, unless it is above the longest of those by more than the limit.
func judgedTurn(turn, disturbed spread) string {
	limit := turnLimit.Seconds() * 1e3
	if turn.median > limit && disturbed.median > limit && turn.median <= disturbed.max+limit {
		return milliseconds(turn) + notJudged
	}
	return limited(milliseconds(turn), turn.median > limit)
}

// milliseconds shows a spread of times: 0.123 (0.101..0.150).
func milliseconds(s spread) string { return fmt.Sprintf("%.3f (%.3f..%.3f)", s.median, s.min, s.max) }

// disposalHeader has the columns of what is freed before the reply.
var disposalHeader = []string{"command", "A ms", "B ms", "A/B (min..max)", "at most"}

// disposalRow compares the time that a command took.
func disposalRow(name string, a, b []disposed) []string {
	ratio := ratios(a, b, func(d disposed) float64 { return d.command.Seconds() })
	return []string{
		name,
		milliseconds(durations(a, disposed.commandTime)), milliseconds(durations(b, disposed.commandTime)),
		limited(ratio.String(), ratio.median > commandLimit), fmt.Sprintf("%.1f", commandLimit),
	}
}

// waitHeader has the columns of what is freed in the background; all times are in
// milliseconds.
var waitHeader = []string{
	"in the background", "A idle p99.9", "A p50", "A p99.9", "A p99.9 above idle", "A max", "A longest turn", "A what it did",
	"A longest turn beside a busy neighbour", "A freed after", "B idle p99.9", "B p99.9", "B p99.9 above idle", "B max", "B freed after",
}

// waitRow tells how long a client's PING took meanwhile.
func waitRow(name string, a, b []disposed) []string {
	median := func(rounds []disposed, figure func(disposed) time.Duration) string {
		return fmt.Sprintf("%.3f", durations(rounds, figure).median)
	}
	added := durations(a, disposed.addedP999)
	turn, disturbed := durations(a, disposed.longestTurn), durations(a, disposed.disturbed)
	longest := slices.MaxFunc(a, func(x, y disposed) int { return int(x.turn - y.turn) })
	return []string{
		name, median(a, disposed.idleP999), median(a, disposed.busyP50), median(a, disposed.busyP999),
		limited(milliseconds(added), added.median > waitLimit.Seconds()*1e3), milliseconds(durations(a, disposed.busyMax)),
		judgedTurn(turn, disturbed), longest.work, milliseconds(disturbed), median(a, disposed.freeingTime),
		median(b, disposed.idleP999), median(b, disposed.busyP999), milliseconds(durations(b, disposed.addedP999)),
		milliseconds(durations(b, disposed.busyMax)), median(b, disposed.freeingTime),
	}
}

// freeingTables compares a server, by index, with the last.
func freeingTables(versus string, table []disposal, results [][][]disposed, server int) []section {
	waits := section{title: "PING while it is freed in the background, ms: " + versus, header: waitHeader}
	commands := section{title: "Freed before the reply: " + versus, header: disposalHeader}
	for i, d := range table {
		a, b := results[i][server], results[i][len(results[i])-1]
		if d.deferred {
			waits.rows = append(waits.rows, waitRow(d.name, a, b))
		} else {
			commands.rows = append(commands.rows, disposalRow(d.name, a, b))
		}
	}
	return []section{waits, commands}
}
