package sim

import (
	"time"

	"seedis/sys"
)

// Short transfers. On Linux a send is short when memory is, and then the socket
// is not writable until a later report says so; a receive is short when the
// rest has not arrived. Both leave Edge pollers something to hear, which a
// transfer cut short for no reason would not.

// shortDelayMax is how long the rest of a short transfer may take: a few turns
// of the server.
const shortDelayMax = 50 * time.Microsecond

func (m *Machine) shortDelay() time.Duration {
	return time.Nanosecond + m.drawTime(streamTransfer, max(shortDelayMax, time.Duration(m.faults[FaultLatency].Most)))
}

// part cuts n short where the fault strikes: 0 < part <= n.
func (m *Machine) part(n int, fault Fault) int {
	if cut := m.rarely(streamTransfer, m.faults[fault].Chance, n); cut > 0 {
		return cut
	}
	return n
}

// firstSegment is how many of n bytes arrive first.
func (m *Machine) firstSegment(n int) int { return m.part(n, FaultSplit) }

// squeeze cuts a send of n bytes short, and lets the socket be without memory
// for a while if it did.
func (e *endpoint) squeeze(n int) int {
	m := e.machine
	taken := m.part(n, FaultShortWrite)
	if taken < n {
		e.runOut()
	}
	return taken
}

// runOut leaves a socket without memory to send from for a while.
func (e *endpoint) runOut() {
	e.squeezed = true
	e.machine.after(e, e.machine.now+e.machine.shortDelay(), arriveSpace, 0)
}

// release ends the want of memory.
func (e *endpoint) release() {
	e.squeezed = false
	if e.writable() {
		e.tell(e.machine, sys.Writable)
	}
}
