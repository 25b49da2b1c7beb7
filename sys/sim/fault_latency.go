package sim

import "time"

// latency is how long the next TCP segment is on its way.
func (m *Machine) latency() time.Duration { return m.drawUpTo(streamNetwork, FaultLatency) }
