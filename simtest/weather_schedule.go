package simtest

import (
	"time"

	"seedis/sys/sim"
)

// drawSchedule lets most runs draw at every step who goes on. The others have ranks,
// or one who hardly gets a turn.
func drawSchedule(d dice) sim.Schedule {
	switch d.below(5) {
	case 3:
		// A run of the campaign has ten thousand steps, or a million.
		return sim.Schedule{Kind: sim.PCT, Depth: d.pick(3, 2, 5, 20), Steps: uint64(d.pick(20_000, 200_000, 1_000_000))}
	case 4:
		return sim.Schedule{Kind: sim.Unfair, Of: d.word("io_thd_1", "server", "client 1", "bio_lazy_free")}
	}
	return sim.Schedule{}
}

// drawPace makes the processors of some threads slow, the clocks wrong or coarse, and
// memory scarce.
func drawPace(d dice, f *sim.Faults) {
	if d.oneIn(4) {
		f.Set(sim.Rule{Fault: sim.FaultSlow, Most: int64(d.pick(2, 8)), Of: d.word("", "server", "io_thd_1")})
	}
	if d.oneIn(8) {
		f.Set(sim.Rule{Fault: sim.FaultDrift, Most: int64(d.pick(50, 500))})
	}
	if d.oneIn(8) {
		f.Set(sim.Rule{
			Fault: sim.FaultCoarse, Most: int64(d.duration(time.Millisecond, 4*time.Millisecond, 10*time.Millisecond)),
		})
	}
	if d.oneIn(16) {
		f.Set(sim.Rule{Fault: sim.FaultMapRefused, Chance: d.pick(10_000, 100_000)})
	}
}
