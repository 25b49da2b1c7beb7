package sim

import "time"

// cyclesPerMicrosecond is the rate of the simulated time-stamp counter: that of
// a processor at 3 GHz.
const cyclesPerMicrosecond = 3000

// Wall is the simulated sys.Clock's CLOCK_REALTIME: Options.StartWall, the time
// that has passed, and the steps that the wall clock has made (Faults.WallStep).
func (m *Machine) Wall() int64 {
	m.step()
	m.stepWall()
	wall := m.options.StartWall + int64((m.now+m.wallOffset)/time.Microsecond)
	m.note(CallWall, 0, 0, wall)
	return wall
}

// Monotonic is the virtual time since the machine was made.
func (m *Machine) Monotonic() time.Duration {
	m.step()
	m.note(CallMonotonic, 0, 0, int64(m.now))
	return m.now
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
