package sim

// syncFails tells whether the device refuses what it is to store.
func (m *Machine) syncFails() bool { return m.strikes(streamDisk, FaultSyncFails) }
