package sim

import "time"

// stepWall sets the wall clock at times, as an administrator or ntpd would: to
// a moment up to WallStepMax from where it stands.
func (m *Machine) stepWall() {
	if !m.Chance(streamClock, m.options.Faults.WallStep) {
		return
	}
	step := m.drawTime(streamClock, m.options.Faults.WallStepMax).Truncate(time.Microsecond)
	if m.Choose(streamClock, 2) == 1 {
		step = -step
	}
	m.wallOffset += step
}
