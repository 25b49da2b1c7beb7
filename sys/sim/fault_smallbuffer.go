package sim

// bufferLimit is the size of the next buffer, in bytes. A small one is the half of what
// buffers are, or a quarter, down to a byte.
func (m *Machine) bufferLimit() int {
	limit, halvings := m.options.SocketBuffer, 0
	for limit>>halvings > 1 {
		halvings++
	}
	return limit >> m.rarely(streamNetwork, m.faults[FaultSmallBuffer].Chance, halvings+1)
}
