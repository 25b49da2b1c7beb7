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
func (weather *weather) drawThreads(d dice, f *sim.Faults) {
	w := &weather.threads
	w.model, w.count = d.word("single", "reactor", "lockstep"), 1
	weather.engine = sim.Engine(d.below(int(sim.EngineCount)))
	if d.oneIn(2) {
		f.Set(sim.Rule{Fault: sim.FaultBatchReorder, Chance: d.pick(50_000, 500_000)})
	}
	if w.model == "single" {
		return
	}
	w.count = d.pick(2, 3, 4, 9)
	w.always = !d.oneIn(4)
	w.doReads = !d.oneIn(4)
	w.spin = d.pick(0, 10, 1000)
	if d.oneIn(3) {
		f.Set(sim.Rule{
			Fault: sim.FaultStarve, Chance: d.pick(1000, 50_000),
			Most: int64(d.duration(time.Millisecond, 20*time.Millisecond)), Of: d.word("io_thd_1", "io_thd_2", "server", "bio_lazy_free"),
		})
	}
	if d.oneIn(3) {
		f.Set(sim.Rule{Fault: sim.FaultNeighbours, Chance: d.pick(50_000, 500_000)})
		weather.processors = d.pick(2, 4)
	}
	if w.model == "reactor" && !w.always && d.oneIn(2) {
		w.crowd = 24
		// Main is slow, and many wait for it.
		f.Set(sim.Rule{Fault: sim.FaultStall})
		f.Set(sim.Rule{Fault: sim.FaultLatency})
		f.Set(sim.Rule{Fault: sim.FaultStarve, Of: "server", Chance: 300_000, Most: int64(500 * time.Microsecond)})
	}
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

// pressed is how much that is, in requests.
const pressed = 2

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
