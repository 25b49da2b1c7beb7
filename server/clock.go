package server

import (
	"time"

	"seedis/store"
	"seedis/sys"
)

// clock is the time as commands see it: read once a turn, and again when the
// commands since took longer than clockStale, which the cycle counter tells.
type clock struct {
	machine        sys.Clock
	keyspace       *store.Keyspace // is told the time too
	wall           int64           // microseconds since 1970
	millisecond    int64           // the same in milliseconds, as commands see it
	monotonic      time.Duration
	cycles         uint64 // the counter at the last lap
	updated        uint64 // the counter at the last update
	perMicrosecond uint64
	staleAfter     uint64 // cycles
}

// clockStale is how long commands may run before the next ones need a fresh
// clock, in microseconds: expiry is told in milliseconds.
const clockStale = 1000

func (c *clock) init(machine sys.Clock, keyspace *store.Keyspace) {
	c.machine, c.keyspace = machine, keyspace
	c.perMicrosecond = max(1, machine.CyclesPerMicrosecond())
	c.staleAfter = clockStale * c.perMicrosecond
	c.update()
}

func (c *clock) update() {
	c.wall = c.machine.Wall()
	c.millisecond = c.wall / 1000
	c.keyspace.Tick(c.wall / 1_000_000)
	c.monotonic = c.machine.Monotonic()
	c.cycles = c.machine.Cycles()
	c.updated = c.cycles
}

func (c *clock) milliseconds() int64 { return c.millisecond }

// lookMax is how far apart looks at the clock may be that wait for a time: a
// time.Duration cannot hold the longest one.
const lookMax = time.Minute

// lookAfter is how long it takes until a millisecond has passed, which is now or
// comes; or less, if that is long.
func (c *clock) lookAfter(millisecond int64) time.Duration {
	if millisecond-c.millisecond >= lookMax.Milliseconds() {
		return lookMax
	}
	return time.Duration((millisecond+1)*1000-c.wall) * time.Microsecond
}

// duration is a number of cycles in time.
func (c *clock) duration(cycles uint64) time.Duration {
	whole, rest := cycles/c.perMicrosecond, cycles%c.perMicrosecond
	return time.Duration(whole)*time.Microsecond + time.Duration(rest*1000/c.perMicrosecond)
}

// stale tells whether the last lap ended so long after the last update that
// commands need a fresh clock.
func (c *clock) stale() bool { return c.cycles-c.updated > c.staleAfter }

// resume begins a new lap that counts as so many cycles old.
func (c *clock) resume(old uint64) { c.cycles = c.machine.Cycles() - old }

// lap begins a new lap and returns the counter.
func (c *clock) lap() uint64 {
	c.cycles = c.machine.Cycles()
	return c.cycles
}
