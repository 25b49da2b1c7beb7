package sim

import "time"

// heldUp is for how long the thread that gives up the processor will have to do
// without it, beside its turn; mostly 0.
func (m *Machine) heldUp() time.Duration {
	switch {
	case m.starves(m.current):
		return m.starveTime()
	case m.faults[FaultStall].of(m.current) && m.strikes(streamStall, FaultStall):
		return time.Nanosecond + m.drawUpTo(streamStall, FaultStall)
	}
	return 0
}
