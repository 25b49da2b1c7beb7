package sim

import "time"

// cyclesPerMicrosecond is the rate of the simulated time-stamp counter: that of
// a processor at 3 GHz.
const cyclesPerMicrosecond = 3000

// wallClock is how far the wall clock is from where it would be by itself.
type wallClock struct {
	offset time.Duration // by which it was set, and has drifted

	rate    int64         // of the drift, in millionths
	counted time.Duration // the moment up to which the drift is in offset
	rest    int64         // that is not, of a nanosecond, in millionths
}

// Wall is the simulated sys.Clock's CLOCK_REALTIME: Options.StartWall, the time
// that has passed, and what the wall clock has been set and gone wrong by
// (FaultWallStep, FaultDrift, FaultCoarse).
func (m *Machine) Wall() int64 {
	m.step()
	m.stepWall()
	m.drift()
	wall := m.options.StartWall + int64((m.inTicks(m.now)+m.wall.offset)/time.Microsecond)
	m.note(CallWall, 0, 0, wall)
	return wall
}

// Monotonic is the virtual time since the machine was made; see FaultCoarse.
func (m *Machine) Monotonic() time.Duration {
	m.step()
	now := m.inTicks(m.now)
	m.note(CallMonotonic, 0, 0, int64(now))
	return now
}

// Cycles is the virtual time in cycles.
func (m *Machine) Cycles() uint64 {
	m.step()
	cycles := uint64(m.now) * cyclesPerMicrosecond / uint64(time.Microsecond)
	m.note(CallCycles, 0, 0, int64(cycles))
	return cycles
}

// CyclesPerMicrosecond is a constant and no step.
func (m *Machine) CyclesPerMicrosecond() uint64 { return cyclesPerMicrosecond }

// Location is UTC.
func (m *Machine) Location() *time.Location { return time.UTC }
