package simtest

import (
	"time"

	"seedis/config"
	"seedis/sys"
	"seedis/sys/sim"
)

// A server that has crashed is another one when it comes back: it has its
// configuration and no keys, and nobody is connected. What its clients were told
// before was right, and what they were not told is lost.

// restarting makes the model of the next server. One that was told to end is left
// alone.
func (r *run) restarting(ending sim.Ending, configuration *config.Config) bool {
	if f := r.file; f != nil {
		if err := f.survived(ending.How); err != nil {
			r.machine.Fail("%v", err)
		}
	}
	if r.model.shutdown {
		return false
	}
	r.history.cut()
	last := r.model
	r.model = r.newModel(configuration)
	r.model.calm = last.calm
	r.observer.model = r.model
	return true
}

func (r *run) newModel(configuration *config.Config) *model {
	m := newModel(settingsOf(configuration, r.weather.breaks(), r.weather.patience()))
	m.file = r.file
	return m
}

// restarts tells whether the server may end and be started again.
func (w *weather) restarts() bool { return w.faults.Has(sim.FaultCrash, sim.FaultMapRefused) }

// stayUp keeps the server from ending before it is told to.
func (w *weather) stayUp() {
	w.faults.Set(sim.Rule{Fault: sim.FaultCrash})
	w.faults.Set(sim.Rule{Fault: sim.FaultMapRefused})
}

// restartMost is how long what a restart leaves behind may be felt: a server is started
// within 0.2 s, and a lost connection found out within 1 s.
const restartMost = 2 * time.Second

// refuses tells whether a server that is started again may be why a client cannot
// connect. It waits a little then.
func (c *client) refuses(errno sys.Errno) bool {
	switch errno {
	case sys.ECONNREFUSED, sys.ECONNRESET, sys.ETIMEDOUT:
		if c.run.weather.restarts() {
			c.machine.Sleep(time.Millisecond)
			return true
		}
	}
	return false
}
