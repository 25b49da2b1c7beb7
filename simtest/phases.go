package simtest

import (
	"strings"
	"time"

	"seedis/sys/sim"
)

// A run has two phases. In the first, faults strike, and nothing wrong may come of
// that, however long it takes. Then they cease, and everybody is to be served soon: a
// request that got lost on the way is found out, and a thread that nobody wakes, which
// the next fault or the next timer might have hidden.

const (
	// The calm begins when so much of the requests was sent.
	stormyShare = 0.75
	// stormyMost is when it begins at the latest, by the machine's clock. Of 300 runs
	// the longest took 10 s; and nobody's patience has ended by then.
	stormyMost = patience / 2

	// servedWithin is how long in the calm a client may wait and nothing come of it.
	// The server may sleep for 0.2 s when it is told to, and have as many requests
	// before it as all clients can send at once, which take it 0.1 s.
	servedWithin = time.Second

	// watchPeriod is how often the watchdog looks.
	watchPeriod = 100 * time.Millisecond
)

// phases is how far a run is.
type phases struct {
	planned  int // requests
	calm     bool
	since    time.Duration // from when on what the faults have left behind is over, too
	finished bool          // nobody is left to be served
}

// progress is what a client waits in, and what has come of it.
type progress struct {
	in    string // a call that may last; "" for none
	count int    // calls so far, and bytes received

	// The watchdog's: what count was, with the requests executed, and since when.
	seen  int
	since time.Duration
}

// begin is for what a client begins to wait in.
func (p *progress) begin(in string) { p.in, p.count = in, p.count+1 }

// end is for when that is over, and n bytes have come.
func (p *progress) end(n int) { p.in, p.count = "", p.count+1+max(0, n) }

// storm tells whether the faults have lasted long enough.
func (r *run) storm() bool {
	requests := stormyShare * float64(r.phases.planned)
	if r.workload.CalmAfter > 0 {
		requests = float64(r.workload.CalmAfter)
	}
	return float64(r.requests) < requests && r.machine.Elapsed() < stormyMost
}

// calmDown ends the first phase, unless it is over.
func (r *run) calmDown() {
	p := &r.phases
	if p.calm {
		return
	}
	p.calm = true
	r.machine.Calm()
	p.since = r.machine.Elapsed() + r.weather.aftermath()
	r.model.calm = startWall/1000 + p.since.Milliseconds()
}

// aftermath is how long the faults may be felt after they have ceased: what is under
// way then takes its course.
func (w *weather) aftermath() time.Duration {
	total := w.most(sim.FaultLatency, sim.FaultStall, sim.FaultStarve, sim.FaultSilent)
	if w.restarts() {
		total += restartMost
	}
	return total
}

// watch is the watchdog: a thread that sees to it that everybody is served.
func (r *run) watch() {
	for !r.phases.finished && !r.isOver() {
		r.machine.Sleep(watchPeriod)
		switch {
		case !r.phases.calm:
			if !r.storm() {
				r.calmDown()
			}
		default:
			for _, c := range append(r.clients[:len(r.clients):len(r.clients)], r.auditor) {
				r.watchOver(c)
			}
		}
	}
}

// watchOver fails the run if a client waits that nothing keeps waiting.
func (r *run) watchOver(c *client) {
	p, now := &c.progress, r.machine.Elapsed()
	count := p.count
	if c.session != nil {
		count += c.session.executed
	}
	if p.in == "" || count != p.seen || c.mayWait() {
		p.seen, p.since = count, now
		return
	}
	if waited := now - max(p.since, r.phases.since); waited > servedWithin {
		var text strings.Builder
		r.machine.Look(func() { r.describe(&text) })
		r.machine.Fail("client %d is not served: faults have ceased, and %v have passed while it waits to %s\n%s",
			c.number, waited, p.in, &text)
	}
}

// mayWait tells whether a client has asked to wait, or another has made it.
func (c *client) mayWait() bool {
	m := c.run.model
	paused := m.pause.on && m.pause.until >= startWall/1000+c.machine.Elapsed().Milliseconds()
	dialling := c.progress.in == "connect" && c.run.weather.restarts() // Linux tries ever more rarely
	return paused || dialling || c.session != nil && m.waitOf(c.session) != nil
}
