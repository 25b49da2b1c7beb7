package sim

// parksInVain tells whether a Park returns for no reason.
func (m *Machine) parksInVain() bool { return m.strikes(streamPark, FaultSpuriousPark) }
