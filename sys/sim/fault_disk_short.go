package sim

// shortWrite cuts a write of n bytes short where the fault strikes, as a signal does:
// 0 < shortWrite <= n.
func (m *Machine) shortWrite(n int) int {
	if cut := m.rarely(streamDisk, m.faults[FaultFileShortWrite].Chance, n); cut > 0 {
		return cut
	}
	return n
}
