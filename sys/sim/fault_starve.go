package sim

import "time"

// starves tells whether a thread that may run will have to wait for very long.
func (m *Machine) starves(t *thread) bool {
	return m.faults[FaultStarve].of(t) && m.strikes(streamStall, FaultStarve)
}

// starveTime is for how long.
func (m *Machine) starveTime() time.Duration {
	return time.Nanosecond + m.drawUpTo(streamStall, FaultStarve)
}
