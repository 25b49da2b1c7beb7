package sim

// breaks tells whether the network breaks the connection that carries a send: both
// sides get a reset, behind what is on its way.
func (m *Machine) breaks() bool { return m.strikes(streamNetwork, FaultReset) }
