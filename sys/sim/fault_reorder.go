package sim

import (
	"time"

	"seedis/sys"
)

// reorderedPoller reports events in another order than they came in.
type reorderedPoller struct {
	sys.Poller
	machine *Machine
}

func (p *reorderedPoller) Wait(events []sys.Event, timeout time.Duration) (int, sys.Errno) {
	n, errno := p.Poller.Wait(events, timeout)
	m := p.machine
	for i := range n {
		other := i + m.rarely(streamPoller, m.faults[FaultReorder].Chance, n-i)
		events[i], events[other] = events[other], events[i]
	}
	return n, errno
}
