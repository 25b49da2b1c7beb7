package sim

// changeNeighbours lets other processes come or go: up to twice as many as there
// are processors want to run then.
func (m *Machine) changeNeighbours() {
	if m.strikes(streamProcessors, FaultNeighbours) {
		m.processors.neighbours = m.Choose(streamProcessors, 2*m.processors.count+1)
	}
}
