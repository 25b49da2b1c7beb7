package sim

import "slices"

// restsWell asks the program, at a moment when none of its threads can go on and time
// is about to jump, whether all is well (Options.AtRest). If not, the run ends; but a
// thread that the machine holds up may be about to make it well.
func (m *Machine) restsWell() bool {
	if m.options.AtRest == nil {
		return true
	}
	var err error
	m.Look(func() { err = m.options.AtRest() })
	if err == nil || slices.ContainsFunc(m.threads, func(t *thread) bool { return t.waiting == waitsStalled }) {
		return true
	}
	m.conclude(m.failure(FailureCheck, "all sleep, and %v\n%s", err, m.whoWaits()))
	return false
}

// Polls tells whether the thread of a name waits for the events of a poller.
func (m *Machine) Polls(name string) bool { return m.waitsFor(name, waitsForEvents) }

// Parks tells whether the thread of a name is parked.
func (m *Machine) Parks(name string) bool { return m.waitsFor(name, waitsForWord) }

func (m *Machine) waitsFor(name string, what wait) bool {
	return slices.ContainsFunc(m.threads, func(t *thread) bool {
		return t.name == name && !t.ended && t.waiting == what
	})
}
