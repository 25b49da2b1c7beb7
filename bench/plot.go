//go:build linux

package main

import (
	"fmt"
	"time"
)

// plot shows how long a client waits, over time, for some servers.
type plot struct {
	title  string
	series []series
	// The horizontal axis, both ends included.
	begin, end time.Duration
}

// series is a curve of a plot.
type series struct {
	name     string
	readings []reading // times as on the axis
}

// plotLead is how much of the time before the command a plot shows, as a share of
// the time behind it.
const plotLead = 0.1

// unlinkPlot shows how a hash is freed: by UNLINK on the first server and on the
// last, and by DEL on the last. It is of the last round.
func unlinkPlot(size int, table []disposal, results [][][]disposed) plot {
	p := plot{title: fmt.Sprintf("How long a PING takes while a hash of %s fields is freed", count(size))}
	last := len(results[0]) - 1
	add := func(command string, server int, name string) {
		for i, d := range table {
			if d.command[0] == command && d.command[1] == hashKey {
				rounds := results[i][server]
				final := rounds[len(rounds)-1]
				p.series = append(p.series, series{name: name, readings: final.curve})
				p.end = max(p.end, final.freed)
			}
		}
	}
	add("UNLINK", 0, "Seedis, UNLINK")
	add("UNLINK", last, "redis-server, UNLINK")
	add("DEL", last, "redis-server, DEL")
	p.begin = -time.Duration(float64(p.end) * plotLead)
	return p
}

// waits is how long a request takes at worst that is sent in each of so many equal
// parts of the axis. One that waits for long stands for all that another client
// would have sent meanwhile: they wait for what is left of it.
func (p plot) waits(s series, parts int) []time.Duration {
	width := (p.end - p.begin) / time.Duration(parts)
	waits := make([]time.Duration, parts)
	for _, r := range s.readings {
		answered := r.sent + r.took
		first := max(0, int((r.sent-p.begin)/width))
		for part := first; part < parts; part++ {
			begins := p.begin + time.Duration(part)*width
			if begins >= answered {
				break
			}
			waits[part] = max(waits[part], answered-max(begins, r.sent))
		}
	}
	return waits
}
