package sim

import "time"

// CrashPeriod is how often FaultCrash may strike; 0 while it is off. Who looks after
// the process calls MayCrash that often, and boots it again: only the program knows
// how.
func (m *Machine) CrashPeriod() time.Duration { return time.Duration(m.faults[FaultCrash].Most) }

// MayCrash is a moment at which FaultCrash may strike: the process is killed, or
// loses power.
func (m *Machine) MayCrash() {
	if m.strikes(streamCrash, FaultCrash) {
		m.Crash(m.Choose(streamCrash, 2) == 1)
	}
}
