package sim

import "time"

// latency is how long the next TCP segment is on its way.
func (m *Machine) latency() time.Duration {
	return m.drawTime(streamNetwork, m.options.Faults.LatencyMax)
}

// breaks tells whether the network breaks the connection that carries a send.
func (m *Machine) breaks() bool {
	return m.Chance(streamNetwork, m.options.Faults.Reset)
}

// bufferLimit is the size of the next buffer.
func (m *Machine) bufferLimit() int {
	limit := m.options.Faults.SocketBuffer
	if limit == 0 {
		limit = defaultSocketBuffer
	}
	halvings := 0
	for limit>>halvings > 1 {
		halvings++
	}
	return limit >> m.rarely(streamNetwork, m.options.Faults.BufferVaries, halvings+1)
}
