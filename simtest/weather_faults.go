package simtest

import (
	"time"

	"seedis/sys/sim"
)

// gamble is how a seed turns a fault on: one seed in so many, with one of the chances
// and one of the amounts.
type gamble struct {
	fault   sim.Fault
	oneIn   int
	chances []int   // per million; nil where the fault has none
	mosts   []int64 // in the fault's unit; nil where it has none
}

// losses are the faults that end connections. Most seeds have none, because much less
// can be checked then.
var losses = []gamble{
	{sim.FaultReset, 2, []int{200, 2000, 10_000}, nil},
	{sim.FaultHalfClose, 4, []int{200, 2000, 10_000}, nil},
	{sim.FaultAborted, 4, []int{50_000, 300_000}, nil},
	{sim.FaultSilent, 4, []int{200, 2000}, times(100*time.Millisecond, 3*time.Second)},
}

// lossesOneIn is in how many seeds there may be losses.
const lossesOneIn = 3

// hardships are the others. Those that keep a run from getting anywhere are rarer.
var hardships = []gamble{
	{sim.FaultShortWrite, 2, []int{1000, 20_000, 200_000}, nil},
	{sim.FaultSplit, 2, []int{1000, 20_000, 200_000}, nil},
	{sim.FaultEagain, 3, []int{1000, 20_000, 200_000}, nil},
	{sim.FaultNoDescriptors, 4, []int{20_000, 100_000}, nil},
	// Each time the server accepts again with the next cron, after up to 0.1 s.
	{sim.FaultAcceptError, 6, []int{20_000, 100_000}, []int64{1, 4, 10}},
	{sim.FaultInterrupted, 2, []int{1000, 50_000}, nil},
	{sim.FaultSpuriousWait, 2, []int{1000, 50_000}, nil},
	{sim.FaultReorder, 2, []int{50_000, 500_000}, nil},
	{sim.FaultStaleToken, 3, []int{20_000, 200_000}, nil},
	{sim.FaultStrangers, 3, []int{50_000, 500_000}, []int64{2, 8}},
	{sim.FaultSmallBuffer, 4, []int{100_000, 500_000}, nil},
	{sim.FaultSpuriousPark, 2, []int{1000, 50_000, 500_000}, nil},
	{sim.FaultStall, 2, []int{100, 5000, 50_000, 200_000},
		times(10*time.Microsecond, 5*time.Millisecond, 50*time.Millisecond, 50*time.Millisecond)},
	{sim.FaultWallStep, 4, []int{1000, 20_000}, times(5*time.Millisecond, time.Second)},
	{sim.FaultLatency, 2, nil, times(10*time.Microsecond, time.Millisecond, 20*time.Millisecond)},
}

// times are durations as amounts.
func times(durations ...time.Duration) (mosts []int64) {
	for _, duration := range durations {
		mosts = append(mosts, int64(duration))
	}
	return mosts
}

// drawFaults turns on some of the faults of the network, of pollers and of threads.
func drawFaults(d dice) (f sim.Faults) {
	if d.oneIn(lossesOneIn) {
		d.gambleOn(&f, losses)
	}
	d.gambleOn(&f, hardships)
	return f
}

func (d dice) gambleOn(f *sim.Faults, gambles []gamble) {
	for _, g := range gambles {
		if !d.oneIn(g.oneIn) {
			continue
		}
		rule := sim.Rule{Fault: g.fault}
		if len(g.chances) > 0 {
			rule.Chance = g.chances[d.below(len(g.chances))]
		}
		if len(g.mosts) > 0 {
			rule.Most = g.mosts[d.below(len(g.mosts))]
		}
		f.Set(rule)
	}
}

// breaks tells whether a connection may end for reasons that the model does not
// follow: the network breaks it, or the server enforces a limit.
func (w *weather) breaks() bool {
	lost := w.faults.Has(sim.FaultReset, sim.FaultHalfClose, sim.FaultSilent, sim.FaultAborted)
	return lost || w.restarts() || w.queryLimit > 0 || w.timeout > 0
}

// patience is how long a short request may be on its way to the server and wait
// for its turn there. Some other clients may make the server sleep (doze), and
// the faults may strike at each of its bytes.
func (w *weather) patience() time.Duration {
	delays := shortRequest * w.most(sim.FaultLatency, sim.FaultStall, sim.FaultStarve)
	if rule, on := w.faults.Find(sim.FaultAcceptError); on {
		delays += time.Duration(rule.Most) * time.Second // several times as long as one run of errors
	}
	return 4*time.Second + delays
}

// most is what the rules of some faults allow in all.
func (w *weather) most(faults ...sim.Fault) (total time.Duration) {
	for _, fault := range faults {
		rule, _ := w.faults.Find(fault)
		total += time.Duration(rule.Most)
	}
	return total
}

// clockJumps tells whether the wall clock may go back.
func (w *weather) clockJumps() bool { return w.faults.Has(sim.FaultWallStep) }
