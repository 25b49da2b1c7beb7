package sim

import "time"

// inTicks is what clocks show that move in ticks, as CLOCK_REALTIME_COARSE and
// CLOCK_MONOTONIC_COARSE do, and all clocks of a machine that has nothing finer.
func (m *Machine) inTicks(d time.Duration) time.Duration {
	if tick := m.faults[FaultCoarse].Most; tick > 0 {
		return d.Truncate(time.Duration(tick))
	}
	return d
}
