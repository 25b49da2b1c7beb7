package simtest

import (
	"fmt"
	"time"

	"seedis/config"
	"seedis/sys/sim"
)

// threadWeather is how many threads serve clients, and how.
type threadWeather struct {
	model   string // single, lockstep, reactor
	count   int    // threads, main among them
	always  bool   // reactor: whatever the load
	doReads bool   // lockstep
	spin    int    // lockstep: looks before a thread sleeps
	crowd   int    // reactor: further clients, so that threads are worth their while
}

// drawThreads turns on what only threads meet, too: stalls of one of them, other
// processes that want its processor.
func drawThreads(d dice, f *sim.Faults) threadWeather {
	w := threadWeather{model: d.word("single", "reactor", "lockstep"), count: 1}
	f.Engine = sim.Engine(d.below(int(sim.EngineCount)))
	if d.oneIn(2) {
		f.BatchReorder = d.pick(50_000, 500_000)
	}
	if w.model == "single" {
		return w
	}
	w.count = d.pick(2, 3, 4, 9)
	w.always = !d.oneIn(4)
	w.doReads = !d.oneIn(4)
	w.spin = d.pick(0, 10, 1000)
	if d.oneIn(3) {
		f.Starve = d.pick(1000, 50_000)
		f.StarveMax = d.duration(time.Millisecond, 20*time.Millisecond)
		f.Starved = d.word("io_thd_1", "io_thd_2", "server")
	}
	if d.oneIn(3) {
		f.Neighbours = d.pick(50_000, 500_000)
		f.Processors = d.pick(2, 4)
	}
	if w.model == "reactor" && !w.always && d.oneIn(2) {
		w.crowd = 24
		f.Stall, f.LatencyMax = 0, 0 // main is slow, and many wait for it
		f.Starve, f.StarveMax, f.Starved = 300_000, 500*time.Microsecond, "server"
	}
	return w
}

func (w *threadWeather) configure(c *config.Config) {
	c.IOThreads = w.count
	c.IOThreadsModel = w.model
	c.IOThreadsAlways = w.always
	c.IOThreadsDoReads = w.doReads
	c.IOThreadsSpin = w.spin
}

func (w threadWeather) String() string {
	return fmt.Sprintf("threads=%d model=%s always=%t do-reads=%t spin=%d crowd=%d",
		w.count, w.model, w.always, w.doReads, w.spin, w.crowd)
}

// pressings is how often one of a crowd asks: for long enough that the server, which is
// slow then, finds itself busy.
const pressings = 100

// press is the life of one of a crowd, who asks for little and at once again.
func (c *client) press() {
	for c.left = pressings; c.left > 0 && !c.run.isOver(); c.left-- {
		if c.conn != nil || c.connect() {
			c.ask([]string{"PING"}, []string{"ECHO", "more"})
		}
	}
	if c.conn != nil && c.settle() {
		c.hangUp()
	}
}
