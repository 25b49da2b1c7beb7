package sim

import (
	"time"

	"seedis/sys"
)

// stalePoller reports at times also a token of a watch that has ended: epoll(7) does
// when somebody else, a child perhaps, holds the closed socket open, and an engine
// of completions when the report was under way.
type stalePoller struct {
	sys.Poller
	inner *poller
}

// staleTokens is how many ended watches a poller remembers: the last ones.
const staleTokens = 16

// staleReports are the conditions with which they come back.
var staleReports = [...]sys.Ready{
	sys.Readable, sys.Writable, sys.Readable | sys.HangUp, sys.Readable | sys.Writable,
}

// remember keeps the token of a watch that ends.
func (p *poller) remember(token uint64) {
	if p.machine.faults[FaultStaleToken].Chance == 0 {
		return
	}
	if len(p.stale) == staleTokens {
		p.stale = append(p.stale[:0], p.stale[1:]...)
	}
	p.stale = append(p.stale, token)
}

func (p *stalePoller) Wait(events []sys.Event, timeout time.Duration) (int, sys.Errno) {
	n, errno := p.Poller.Wait(events, timeout)
	m, stale := p.inner.machine, p.inner.stale
	if errno != sys.OK || n == len(events) || len(stale) == 0 || !m.strikes(streamPoller, FaultStaleToken) {
		return n, errno
	}
	token := stale[len(stale)-1-m.Choose(streamPoller, len(stale))]
	if p.inner.uses(token) {
		return n, errno
	}
	ready := staleReports[m.Choose(streamPoller, len(staleReports))]
	events[n] = sys.Event{Token: token, Ready: ready}
	m.note(CallReady, int64(token), int64(ready), 0)
	return n + 1, sys.OK
}

// uses tells whether a watch has the token.
func (p *poller) uses(token uint64) bool {
	for _, w := range p.watches {
		if w != nil && w.object != nil && w.token == token {
			return true
		}
	}
	return false
}
