package iothreads

import (
	"flag"
	"testing"
	"time"

	"seedis/sys/sim"
)

// seedsUsual is how many seeds a property is tried with. Of 23 bugs that were
// planted, 21 were found within 9 seeds, and the rarest, a queue that shows the way
// to a ring before it shows what is there, within 124.
const seedsUsual = 600

var oneSeed = flag.Int("seed", -1, "the only seed to try; -1 tries all")

// eachSeed runs a scenario on one simulated machine a seed. Threads stall, and
// parks end for no reason, on most of them.
func eachSeed(t *testing.T, scenario func(m *sim.Machine)) {
	t.Helper()
	first, end := 0, seedsUsual
	if *oneSeed >= 0 {
		first, end = *oneSeed, *oneSeed+1
	}
	for seed := first; seed < end; seed++ {
		m := sim.New(sim.Options{Seed: uint64(seed), Faults: weather(seed), StepLimit: 200_000})
		scenario(m)
		if err := m.Run(); err != nil {
			t.Fatalf("%v\nrun: go test ./iothreads -run '^%s$' -seed %d", err, t.Name(), seed)
		}
	}
}

// weather is what goes wrong with this seed: nothing for one in four.
func weather(seed int) sim.Faults {
	var f sim.Faults
	if seed%2 == 1 {
		f.Set(sim.Rule{Fault: sim.FaultSpuriousPark, Chance: 200_000})
	}
	if seed%4 >= 2 {
		f.Set(sim.Rule{Fault: sim.FaultStall, Chance: 30_000, Most: int64(1+seed%50) * 1000})
	}
	return f
}

// eachSchedule runs a scenario, which draws nothing itself, with every schedule
// within a bound. complete tells that the scenario is so small that there are no
// others.
func eachSchedule(t *testing.T, bound sim.Bound, scenario func(m *sim.Machine)) (complete bool) {
	t.Helper()
	explored, err := sim.Explore(sim.Options{StepLimit: 200_000}, bound, func(o sim.Options) (*sim.Machine, error) {
		m := sim.New(o)
		scenario(m)
		return m, m.Run()
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d schedules, complete: %t", explored.Runs, explored.Complete)
	return explored.Complete
}

// departures is the bound for scenarios with too many schedules to try them all: the
// plainest, and all that differ from it in up to three choices.
var departures = sim.Bound{Departures: 3}

// draws are numbers that follow from the seed, for one thread of a scenario.
type draws struct {
	machine *sim.Machine
	stream  sim.Stream
}

func drawsOf(m *sim.Machine, thread string) draws { return draws{m, m.Stream(thread)} }

// upTo is a number from 0 to most.
func (d draws) upTo(most int) int { return d.machine.Choose(d.stream, most+1) }

// rest lets other threads run, now and then for long.
func (d draws) rest() {
	if d.upTo(3) == 0 {
		d.machine.Sleep(time.Duration(d.upTo(20)) * time.Microsecond)
		return
	}
	d.machine.Pause()
}

// The rings of the scenarios have so few slots that they are often full, and
// begin before the indices wrap around.
func drawRing[T any](m *sim.Machine) *Ring[T] {
	r := NewRing[T](m.Hook(), 1<<m.Choose(m.Stream("capacity"), 5))
	begin := ^uint32(0) - uint32(m.Choose(m.Stream("begin"), 50))
	r.producer = producer{begin, begin, begin + uint32(len(r.slots))}
	r.consumer = consumer{begin, begin, begin}
	r.published.Store(begin)
	r.released.Store(begin)
	return r
}

// A ring hands every value over exactly once and in order, none before it is
// published and each from then on, whatever the two threads do.
func TestRingHandsOverExactlyOnceInOrder(t *testing.T) {
	const count = 100
	eachSeed(t, func(m *sim.Machine) {
		r := drawRing[int](m)
		put, begun, published := 0, 0, 0 // values; begun: Publish was called for them
		p, c := drawsOf(m, "producer"), drawsOf(m, "consumer")
		m.Start("producer", func() {
			for put < count {
				for range 1 + p.upTo(7) {
					if put < count && r.Put(put+1) {
						put++
					}
				}
				begun = put
				r.Publish()
				published = put
				p.rest()
			}
		})
		m.Start("consumer", func() {
			for taken := 0; taken < count; {
				certain := published
				v, ok := r.Take()
				switch {
				case !ok && taken < certain:
					m.Fail("%d values are published, %d taken, and the ring is empty", certain, taken)
				case ok && v != taken+1:
					m.Fail("value %d came after %d", v, taken)
				case ok && v > begun:
					m.Fail("value %d came when %d were published", v, begun)
				case ok:
					taken++
				}
				if !ok || c.upTo(3) == 0 {
					r.Release()
				}
				if !ok {
					c.rest()
				}
			}
			if v, more := r.Take(); more {
				m.Fail("value %d came after the last one", v)
			}
		})
	})
}

// A queue does the same with any number of values at once, of which each is there
// from the moment when it is published on.
func TestQueueHandsOverExactlyOnceInOrder(t *testing.T) {
	const count = 100
	eachSeed(t, func(m *sim.Machine) {
		q := NewQueue[int](m.Hook(), 1<<m.Choose(m.Stream("capacity"), 5))
		put, begun, published := 0, 0, 0 // values; begun: Publish was called for them
		p, c := drawsOf(m, "producer"), drawsOf(m, "consumer")
		m.Start("producer", func() {
			for put < count {
				for range min(1+p.upTo(40), count-put) {
					put++
					q.Put(put)
				}
				begun = put
				q.Publish()
				published = put
				p.rest()
			}
		})
		m.Start("consumer", func() {
			for taken := 0; taken < count; {
				certain, news := published, !q.Empty()
				v, ok := q.Take()
				switch {
				case !ok && (news || taken < certain):
					m.Fail("%d values are published, %d taken, and none comes; news: %v", certain, taken, news)
				case ok && (v != taken+1 || v > begun):
					m.Fail("value %d came after %d when %d were published", v, taken, begun)
				case ok:
					taken++
				}
				if !ok || c.upTo(3) == 0 {
					q.Release()
				}
				if !ok {
					c.rest()
				}
			}
			if v, more := q.Take(); more {
				m.Fail("value %d came after the last one", v)
			}
		})
	})
}

// job is what the workers of the scenarios do.
type job struct {
	number int
	steps  int // it takes
}

// office is a worker, the thread that submits to it, and what both know. It
// lives on a machine of which one thread runs at a time.
type office struct {
	machine   *sim.Machine
	worker    *Worker[job]
	sender    draws
	submitted int
	published int // counted from when Publish begins
	done      int // counted when the job has ended
}

func openOffice(m *sim.Machine) *office {
	o := &office{machine: m, sender: drawsOf(m, "sender")}
	o.worker = NewWorker(m, "worker", 1<<m.Choose(m.Stream("capacity"), 4), o.do)
	return o
}

// do is a job on the worker's thread.
func (o *office) do(j job) {
	if j.number != o.done+1 {
		o.machine.Fail("job %d was done after job %d", j.number, o.done)
	}
	if j.number > o.published {
		o.machine.Fail("job %d was done when %d were published", j.number, o.published)
	}
	for range j.steps {
		o.machine.Hook()()
	}
	o.done++
}

func (o *office) submit() {
	o.submitted++
	o.worker.Submit(job{o.submitted, o.sender.upTo(10)})
}

func (o *office) publish() {
	o.published = o.submitted
	o.worker.Publish()
}

// checkPending holds Pending against what is known: the job that ends just now
// may or may not count.
func (o *office) checkPending() {
	most := o.submitted - o.done
	pending := o.worker.Pending()
	if least := o.submitted - o.done; pending < least || pending > most+1 {
		o.machine.Fail("%d pending, after %d of %d jobs", pending, o.done, o.submitted)
	}
}

// patience is how often a sender looks, at intervals, until all must be done.
const patience = 400

// settle publishes once and then does nothing until nothing is pending: a worker
// that has overslept, or has not been shown all, never gets there.
func (o *office) settle() {
	o.publish()
	for try := 0; try < patience && o.worker.Pending() > 0; try++ {
		o.machine.Sleep(20 * time.Microsecond)
	}
	if pending := o.worker.Pending(); pending != 0 || o.done != o.submitted {
		o.machine.Fail("%d jobs are pending for good, %d of %d are done", pending, o.done, o.submitted)
	}
}

// A worker does every job, in order, once it is published and not before,
// although it sleeps whenever there is none. At quiet points nothing is pending.
func TestWorkerNeverOversleeps(t *testing.T) {
	eachSeed(t, func(m *sim.Machine) {
		o := openOffice(m)
		m.Start("sender", func() {
			o.worker.Start()
			for range 12 {
				for range o.sender.upTo(8) {
					o.submit()
					o.checkPending()
				}
				o.publish()
				o.checkPending()
				if o.sender.upTo(2) == 0 {
					o.settle()
				}
				o.sender.rest()
			}
			o.settle()
			o.worker.Stop()
		})
	})
}

// A sender that submits many times what a ring takes, publishes once and sleeps
// finds everything done: nothing waits for its next turn.
func TestAllOfATurnIsShownAtOnce(t *testing.T) {
	eachSeed(t, func(m *sim.Machine) {
		o := openOffice(m)
		m.Start("sender", func() {
			o.worker.Start()
			for range 3 {
				for range 100 + o.sender.upTo(100) {
					o.submit()
				}
				o.settle()
			}
			o.worker.Stop()
		})
	})
}

// A worker that is stopped at any moment, with jobs in several rings, published
// and not, does all of them before Stop returns.
func TestStopDoesWhatIsLeft(t *testing.T) {
	eachSeed(t, func(m *sim.Machine) {
		o := openOffice(m)
		m.Start("sender", func() {
			o.worker.Start()
			for range o.sender.upTo(4) {
				for range o.sender.upTo(20) {
					o.submit()
				}
				o.publish()
				o.sender.rest()
			}
			for range o.sender.upTo(20) {
				o.submit()
			}
			o.published = o.submitted
			o.worker.Stop()
			if o.done != o.submitted || o.worker.Pending() != 0 {
				m.Fail("stopped with %d of %d jobs done and %d pending", o.done, o.submitted, o.worker.Pending())
			}
			o.worker.Stop()
		})
	})
}
