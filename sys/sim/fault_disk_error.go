package sim

// deviceFails tells whether the device does not answer.
func (m *Machine) deviceFails() bool { return m.strikes(streamDisk, FaultFileError) }
