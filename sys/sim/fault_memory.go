package sim

// mostRefusals is for how many calls in a row memory may be refused: one who asks
// for less next, and then frees what it can and asks again, meets all of them at
// times.
const mostRefusals = 8

// refuses tells whether memory cannot be had now, as where it is not overcommitted,
// or the process has too many mappings. What is asked for before the first thread
// runs is there.
func (m *Machine) refuses() bool {
	switch {
	case m.current == nil:
		return false
	case m.refusals > 0:
		m.refusals--
		return true
	case m.strikes(streamMemory, FaultMapRefused):
		m.refusals = m.Choose(streamMemory, mostRefusals)
		return true
	}
	return false
}
