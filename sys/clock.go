package sys

import "time"

// Clock tells the time. A reading costs tens of nanoseconds, so the server
// takes one a turn of its loop; Cycles is what may be read per command.
type Clock interface {
	// Wall is the time since 1970-01-01 UTC, in microseconds
	// (CLOCK_REALTIME). It may jump.
	Wall() int64
	// Monotonic is the time since some fixed point (CLOCK_MONOTONIC). It
	// never goes back.
	Monotonic() time.Duration
	// Cycles reads the processor's time-stamp counter; CyclesPerMicrosecond
	// is its rate, measured once at start.
	Cycles() uint64
	CyclesPerMicrosecond() uint64
	// Location is the time zone of log lines.
	Location() *time.Location
}
