package sim

import "time"

// stalls tells whether the thread that gives up the processor will have to do
// without it for longer.
func (m *Machine) stalls() bool {
	return m.Chance(streamStall, m.options.Faults.Stall)
}

// stallTime is for how long.
func (m *Machine) stallTime() time.Duration {
	return time.Nanosecond + m.drawTime(streamStall, m.options.Faults.StallMax)
}

// parksInVain tells whether a Park returns for no reason.
func (m *Machine) parksInVain() bool {
	return m.Chance(streamPark, m.options.Faults.ParkSpurious)
}
