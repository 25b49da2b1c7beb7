package server

import (
	"time"

	"seedis/sys"
)

// clock is the time as commands see it: read once a turn, and again when the
// commands since took longer than clockStale, which the cycle counter tells.
type clock struct {
	machine        sys.Clock
	wall           int64 // microseconds since 1970
	monotonic      time.Duration
	cycles         uint64 // the counter at the last lap
	updated        uint64 // the counter at the last update
	perMicrosecond uint64
	staleAfter     uint64 // cycles
}

// clockStale is how long commands may run before the next ones need a fresh
// clock, in microseconds: expiry is told in milliseconds.
const clockStale = 1000

func (c *clock) init(machine sys.Clock) {
	c.machine = machine
	c.perMicrosecond = max(1, machine.CyclesPerMicrosecond())
	c.staleAfter = clockStale * c.perMicrosecond
	c.update()
}

func (c *clock) update() {
	c.wall = c.machine.Wall()
	c.monotonic = c.machine.Monotonic()
	c.cycles = c.machine.Cycles()
	c.updated = c.cycles
}

func (c *clock) milliseconds() int64 { return c.wall / 1000 }

// stale tells whether the last lap ended so long after the last update that
// commands need a fresh clock.
func (c *clock) stale() bool { return c.cycles-c.updated > c.staleAfter }

// lap returns the cycles since the last lap or update.
func (c *clock) lap() uint64 {
	cycles := c.machine.Cycles()
	elapsed := cycles - c.cycles
	c.cycles = cycles
	return elapsed
}
