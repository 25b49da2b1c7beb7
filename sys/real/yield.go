//go:build linux

package real

import (
	"runtime"
	"time"
)

// yieldAfter is how long a thread goes on before it yields to Go's scheduler, which
// loses its patience after 10 ms.
const yieldAfter = 5 * time.Millisecond

// patience keeps Go's scheduler patient with a thread that has a goroutine to itself.
//
// A goroutine that was not switched for 10 ms is taken for one that keeps others from
// running: from then on it is interrupted, and what it needs to run is taken away in
// every wait longer than 20 us, by a thread of the runtime (sysmon) that looks as often
// and otherwise would sleep. A thread of a server is never switched, because nothing
// else is to run there. So it shows that it could be: it yields, some 20 us, before a
// wait that may sleep, if it has not for a while. Beside a load of 50 clients at
// pipeline 1 that does not fill a core this halves what a request costs, from 5.2 to
// 2.7 us, of which sysmon had 0.3 to 0.6.
//
// One that slept long has had its turn: it is not the one that is in the way, and a
// yield in each of its rare turns would cost an idle server more than it does.
type patience struct {
	asked time.Time // when the thread came last
	since time.Time // when it was switched last, or came back from a long sleep
}

// renew is called by the thread before it may sleep.
func (p *patience) renew() {
	if p.due(time.Now()) {
		runtime.Gosched()
	}
}

// due tells whether it is time to yield, now.
func (p *patience) due(now time.Time) bool {
	slept := now.Sub(p.asked) > yieldAfter
	p.asked = now
	late := now.Sub(p.since) > yieldAfter
	if slept || late {
		p.since = now
	}
	return late && !slept
}
