package sim

// lostWrites is what a loss of power leaves of a file that was not synced: all of
// it, what was synced, or a beginning.
func (m *Machine) lostWrites(f *file) []byte {
	if !m.strikes(streamDisk, FaultLostWrites) {
		return f.data
	}
	if m.Choose(streamDisk, 2) == 0 {
		return f.device
	}
	return f.data[:m.Choose(streamDisk, len(f.data)+1)]
}

// tornNames is how many of the latest changes of names a loss of power undoes, and
// otherwise whether the names stand for what was synced of their files.
func (m *Machine) tornNames(changes int) (undone int, bare bool) {
	if changes == 0 || !m.strikes(streamDisk, FaultTornRename) {
		return 0, false
	}
	if m.Choose(streamDisk, 2) == 0 {
		return 1 + m.Choose(streamDisk, changes), false
	}
	return 0, true
}
