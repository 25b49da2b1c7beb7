package sim

import "seedis/sys"

// lacksDescriptors is the error of a call that would make a descriptor: other parts of
// the process have them all, or the whole machine has no more. Only calls with which
// a program can try again later ask for it: Accept and Open.
func (m *Machine) lacksDescriptors() sys.Errno {
	if !m.strikes(streamNetwork, FaultNoDescriptors) {
		return sys.OK
	}
	return [...]sys.Errno{sys.EMFILE, sys.ENFILE}[m.Choose(streamNetwork, 2)]
}
