package sim

import "seedis/sys"

// acceptErrors are what accept(2) says when the machine lacks something, or forbids
// it. The connection goes on to wait.
var acceptErrors = [...]sys.Errno{sys.EMFILE, sys.ENFILE, sys.ENOBUFS, sys.ENOMEM, sys.EPERM}

// failsToAccept is the error of an Accept that finds no fault with the listener.
func (m *Machine) failsToAccept(l *listener) sys.Errno {
	switch run := m.faults[FaultAcceptError].Most; {
	case l.failures > 0 && run > 0:
		l.failures--
		return l.failure
	case m.strikes(streamNetwork, FaultAcceptError):
		l.failure = acceptErrors[m.Choose(streamNetwork, len(acceptErrors))]
		l.failures = m.Choose(streamNetwork, max(1, int(run)))
		return l.failure
	}
	return m.lacksDescriptors()
}

// aborts tells whether a connection is broken in the moment in which it would be
// accepted.
func (m *Machine) aborts(e *endpoint) bool {
	return !e.unix && m.strikes(streamNetwork, FaultAborted)
}
