package sim

import "time"

// stepWall sets the wall clock at times, as an administrator or ntpd would: to
// another moment, not farther than its rule allows.
func (m *Machine) stepWall() {
	if !m.strikes(streamClock, FaultWallStep) {
		return
	}
	step := m.drawUpTo(streamClock, FaultWallStep).Truncate(time.Microsecond)
	if m.Choose(streamClock, 2) == 1 {
		step = -step
	}
	m.wall.offset += step
}
