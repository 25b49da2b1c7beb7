package sim

import "time"

// drawDrift decides how fast or slow the wall clock runs: 0, or up to so many
// millionths. adjtimex(2) corrects up to 500, and that much may go uncorrected where
// nobody does, as on a virtual machine whose host sets the clock bit by bit.
func (m *Machine) drawDrift() {
	drawn := m.Choose(streamClock, 1+2*int(m.faults[FaultDrift].Most))
	m.wall.rate = int64(drawn+1) / 2
	if drawn%2 == 0 {
		m.wall.rate = -m.wall.rate
	}
}

// drift moves the wall clock by what it has gained or lost since the last time. One
// that moves in ticks gains at its ticks.
func (m *Machine) drift() {
	c, now := &m.wall, m.inTicks(m.now)
	if c.rate != 0 {
		c.rest += int64(now-c.counted) * c.rate
		c.offset += time.Duration(c.rest / million)
		c.rest %= million
	}
	c.counted = now
}
