package sim

import (
	"time"

	"seedis/sys"
)

// interruptedPoller sometimes finds that a signal came first.
type interruptedPoller struct {
	sys.Poller
	machine *Machine
}

func (p *interruptedPoller) Wait(events []sys.Event, timeout time.Duration) (int, sys.Errno) {
	if m := p.machine; m.strikes(streamPoller, FaultInterrupted) {
		m.step()
		m.note(CallWait, int64(len(events)), int64(timeout), outcome(0, sys.EINTR))
		return 0, sys.EINTR
	}
	return p.Poller.Wait(events, timeout)
}
