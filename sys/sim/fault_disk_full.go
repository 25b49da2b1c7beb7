package sim

import "math"

// diskRoom is how much more the files can hold, in bytes.
func (m *Machine) diskRoom() int {
	limit := m.faults[FaultDiskFull].Most
	if limit == 0 {
		return math.MaxInt32 // more than any buffer that is written
	}
	return max(0, int(limit)-m.diskUsed())
}

func (m *Machine) diskIsFull() bool { return m.diskRoom() == 0 }

// diskUsed is what all files hold, in bytes: those that have a name, and those that
// somebody has open still.
func (m *Machine) diskUsed() int {
	used := 0
	named := map[*file]bool{}
	for _, name := range sortedNames(m.disk.files) {
		named[m.disk.files[name]] = true
		used += len(m.disk.files[name].data)
	}
	for _, o := range m.descriptors.objects {
		if open, isFile := o.(*openFile); isFile && !named[open.file] {
			named[open.file] = true
			used += len(open.file.data)
		}
	}
	return used
}
