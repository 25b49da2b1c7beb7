package sim

import (
	"time"

	"seedis/sys"
)

// spuriousPoller sometimes returns early and empty-handed.
type spuriousPoller struct {
	sys.Poller
	machine *Machine
}

func (p *spuriousPoller) Wait(events []sys.Event, timeout time.Duration) (int, sys.Errno) {
	if m := p.machine; m.strikes(streamPoller, FaultSpuriousWait) {
		m.step()
		m.note(CallWait, int64(len(events)), int64(timeout), 0)
		return 0, sys.OK
	}
	return p.Poller.Wait(events, timeout)
}
