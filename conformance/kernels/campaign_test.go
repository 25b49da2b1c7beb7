package kernels

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"seedis/sys/sim"
)

// The campaign plays scripts by number, so that a number says all: the script, the
// machine and what goes wrong on it. Rapid's generated tests shrink what they find;
// this asks a hundred times as many in the same time, on every processor.
var (
	scriptsAsked = flag.Int("scripts", 10_000, "how many scripts TestCampaign plays on simulated machines")
	firstNumber  = flag.Int("script", 0, "the number of TestCampaign's first script")
)

// linuxShare: of so many scripts Linux is asked one. It takes ten times as long for
// it, most of which it waits for what is on its way.
const linuxShare = 50

// rules are what may go wrong in a campaign, so often that a script of thirty steps
// meets it, and over within simulatedSettle.
var rules = []string{
	"latency:100µs", "short-write:0.2", "split:0.2", "eagain:0.1", "small-buffer:0.2",
	"reset:0.05", "silent:0.05/300µs",
	"aborted:0.2", "no-descriptors:0.2", "accept-error:0.2/3",
	"interrupted:0.05", "spurious-wait:0.05", "reorder:0.1", "batch-reorder:0.3", "stale-token:0.1", "strangers:0.1/8",
	"spurious-park:0.5", "stall:0.05/100µs", "slow:4", "neighbours:0.1",
	"wall-step:0.1/1s", "drift:500", "coarse:10µs",
	"file-short-write:0.2", "file-error:0.1", "disk-full:30", "sync-fails:0.2",
}

// unasked are the faults that no script can meet, and why.
var unasked = map[sim.Fault]string{
	sim.FaultHalfClose:  "it befalls clients outside of the process, and scripts have both ends inside",
	sim.FaultStarve:     "a script is one thread",
	sim.FaultMapRefused: "scripts ask for no memory",
	sim.FaultLostWrites: "a script does not outlive its machine",
	sim.FaultTornRename: "a script does not outlive its machine",
	sim.FaultCrash:      "a script does not outlive its machine",
}

// machineOf is the machine for the script of a number.
func machineOf(number int) sim.Options {
	random := rand.New(rand.NewPCG(uint64(number), 0))
	o := sim.Options{Engine: sim.Engine(number % int(sim.EngineCount))}
	often := random.IntN(3) // in how many of four machines each rule is on
	for _, text := range rules {
		if random.IntN(4) < often {
			o.Faults.Set(sim.MustFaults(text)[0])
		}
	}
	if random.IntN(2) == 0 {
		o.SocketBuffer = 16 << 10
	}
	return o
}

// asked plays the script of a number on its machine.
func asked(number int) error {
	script, o := scripts(false).Example(number), machineOf(number)
	wrong := playOn(o, number, script)
	if wrong == nil {
		return nil
	}
	script = shrunk(script, func(script Script) bool { return playOn(o, number, script) != nil })
	return fmt.Errorf("-script %d -scripts 1, engine %v, faults %v:\n%v%w",
		number, o.Engine, o.Faults, script, playOn(o, number, script))
}

func playOn(o sim.Options, number int, script Script) (wrong error) {
	err := onSimulated(uint64(number), o, func(g *ground) { wrong = perform(script, g, false).wrong })
	if wrong == nil {
		return err
	}
	return wrong
}

// TestCampaign plays many scripts on simulated machines, each with rules of its own,
// and some of them on Linux.
func TestCampaign(t *testing.T) {
	var workers sync.WaitGroup
	var next atomic.Int64
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for !t.Failed() {
				number := int(next.Add(1)) - 1
				if number >= *scriptsAsked {
					return
				}
				if err := asked(*firstNumber + number); err != nil {
					t.Error(err)
				}
			}
		})
	}
	workers.Wait()
	onEngines(t, func(t *testing.T, g *ground, engine sim.Engine) {
		share := linuxShare * int(sim.EngineCount)
		for number := *firstNumber + int(engine)*linuxShare; number < *firstNumber+*scriptsAsked; number += share {
			if whole := perform(scripts(false).Example(number), g, false); whole.wrong != nil {
				t.Fatalf("-script %d -scripts 1, on Linux:\n%v\n%v", number, whole, whole.wrong)
			}
		}
	})
}

// TestRules holds the list of rules against all faults that there are.
func TestRules(t *testing.T) {
	for fault := range sim.FaultCount {
		isAsked := slices.ContainsFunc(rules, func(text string) bool { return sim.MustFaults(text).Has(fault) })
		if _, isNot := unasked[fault]; isAsked == isNot {
			t.Errorf("%v: one of rules and unasked has to have it", fault)
		}
	}
}

// unseen are the rules that change no answer of a script, and why they are asked
// all the same: that they do not.
var unseen = map[sim.Fault]string{
	sim.FaultReorder:      "the events of a Wait are compared as a set",
	sim.FaultBatchReorder: "the transfers of a script's batch have nothing to do with one another",
	sim.FaultStall:        "it costs time",
	sim.FaultSlow:         "it costs time",
	sim.FaultNeighbours:   "scripts do not ask for the pressure",
	sim.FaultWallStep:     "scripts read the clocks that do not go back",
	sim.FaultDrift:        "scripts read the clocks that do not go back",
	sim.FaultCoarse:       "scripts read the clocks that do not go back",
}

// showsWithin is how many scripts a rule may take to change an answer: five times
// what the rarest needs.
const showsWithin = 1000

// TestRulesShow holds that each rule changes answers: one that never comes up would
// be asked in vain.
func TestRulesShow(t *testing.T) {
	for _, text := range rules {
		t.Run(text, func(t *testing.T) {
			o := sim.Options{Faults: sim.MustFaults(text)}
			for number := range showsWithin {
				script := scripts(false).Example(number)
				plain := simulate(t, script, uint64(number), sim.Options{}, false).String()
				if simulate(t, script, uint64(number), o, false).String() != plain {
					t.Logf("after %d scripts", number)
					if reason, is := unseen[o.Faults[0].Fault]; is {
						t.Errorf("it is seen, and should not be: %s", reason)
					}
					return
				}
			}
			if unseen[o.Faults[0].Fault] == "" {
				t.Error("nobody sees it")
			}
		})
	}
}
