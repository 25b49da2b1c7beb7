package sim

import "time"

// heldUp is for how long the thread that gives up the processor will have to do
// without it, beside its turn; mostly 0.
func (m *Machine) heldUp() time.Duration {
	f := &m.options.Faults
	switch {
	case m.starves(m.current):
		return m.starveTime()
	case m.Chance(streamStall, f.Stall):
		return time.Nanosecond + m.drawTime(streamStall, f.StallMax)
	}
	return 0
}

// starves tells whether a thread that may run will have to wait for very long.
func (m *Machine) starves(t *thread) bool {
	f := &m.options.Faults
	return f.Starve > 0 && t.name == f.Starved && m.Chance(streamStall, f.Starve)
}

// starveTime is for how long.
func (m *Machine) starveTime() time.Duration {
	return time.Nanosecond + m.drawTime(streamStall, m.options.Faults.StarveMax)
}

// parksInVain tells whether a Park returns for no reason.
func (m *Machine) parksInVain() bool {
	return m.Chance(streamPark, m.options.Faults.ParkSpurious)
}
