package iothreads

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"seedis/sys/sim"
)

// gang is threads in lock-step, and what they were seen to do.
type gang struct {
	machine  *sim.Machine
	lockstep *Lockstep[*task]
	count    int
	begun    []int // the machine's number of each thread; 0 before its first work
	stopped  bool
}

// task is an item. It notes who did it and when, in plain words: the caller may
// read them once Run has returned.
type task struct {
	steps  int
	thread int // that did it
	place  int // among what this thread did
	times  int
}

func newGang(m *sim.Machine, count, spin int) *gang {
	g := &gang{machine: m, count: count, begun: make([]int, count)}
	name := func(i int) string { return fmt.Sprintf("thread %d", i) }
	g.lockstep = NewLockstep(m, count, spin, name, g.work)
	return g
}

func (g *gang) work(thread int, tasks []*task) {
	if g.begun[thread] == 0 {
		g.begun[thread] = g.machine.Current()
	}
	if g.begun[thread] != g.machine.Current() || slices.Index(g.begun, g.machine.Current()) != thread {
		g.machine.Fail("the work of thread %d was done by another", thread)
	}
	if len(tasks) == 0 || g.stopped {
		g.machine.Fail("thread %d was called with %d tasks; stopped: %v", thread, len(tasks), g.stopped)
	}
	for i, task := range tasks {
		for range task.steps {
			g.machine.Hook()()
		}
		task.thread, task.place = thread, i
		task.times++
	}
}

// run has tasks done and looks that they were dealt as Redis deals them.
func (g *gang) run(tasks []*task) {
	g.lockstep.Run(tasks)
	for i, t := range tasks {
		if t.times != 1 || t.thread != i%g.count || t.place != i/g.count {
			g.machine.Fail("task %d of %d was done %d times, by thread %d as number %d",
				i, len(tasks), t.times, t.thread, t.place)
		}
	}
}

func (g *gang) tasks(d draws, count int) []*task {
	tasks := make([]*task, count)
	for i := range tasks {
		tasks[i] = &task{steps: d.upTo(10)}
	}
	return tasks
}

// stop ends the threads: from then on nothing is done, and the machine ends only
// when they have.
func (g *gang) stop() {
	g.lockstep.Stop()
	g.stopped = true
	g.lockstep.Stop()
}

// However many threads and items, and whether the threads spin or sleep or have just
// been left alone: every item is done once, by whom it was dealt to, in order, before
// Run returns. A lost wake-up, of a thread or of the caller, is a deadlock.
func TestLockstepDoesAllThatItIsDealt(t *testing.T) {
	eachSeed(t, func(m *sim.Machine) {
		d := drawsOf(m, "caller")
		g := newGang(m, 1+d.upTo(4), d.upTo(8))
		m.Start("caller", func() {
			g.lockstep.Start()
			for range 1 + d.upTo(4) {
				g.lockstep.Activate()
				for range d.upTo(4) {
					g.run(g.tasks(d, d.upTo(20)))
					if d.upTo(2) == 0 {
						d.rest()
					}
				}
				g.lockstep.Deactivate()
				m.Sleep(time.Duration(d.upTo(20)) * time.Microsecond)
			}
			g.stop()
		})
	})
}

// A thread beside the caller, two runs and the end, with every schedule of up to
// three departures; without a spin, so that both sleep.
func TestLockstepInAnySchedule(t *testing.T) {
	eachSchedule(t, departures, func(m *sim.Machine) {
		g := newGang(m, 2, 0)
		m.Start("caller", func() {
			g.lockstep.Start()
			g.lockstep.Activate()
			for range 2 {
				g.run([]*task{{}, {}})
			}
			g.stop()
		})
	})
}

// Activate wakes the threads before there is work for them.
func TestLockstepWakesItsThreadsEarly(t *testing.T) {
	eachSeed(t, func(m *sim.Machine) {
		g := newGang(m, 3, 100_000) // longer than the test
		asleep := func() (count uint32) {
			for i := 1; i < g.count; i++ {
				count += g.lockstep.hands[i].sleeper.asleep.Load()
			}
			return count
		}
		m.Start("caller", func() {
			g.lockstep.Start()
			m.Sleep(time.Millisecond)
			g.lockstep.Activate()
			for try := 0; try < patience && asleep() > 0; try++ {
				m.Pause()
			}
			if count := asleep(); count > 0 {
				m.Fail("%d of %d threads sleep on", count, g.count-1)
			}
			g.stop()
		})
	})
}

// Threads can be stopped whenever the caller comes to it: before they have begun,
// while they spin, while they sleep.
func TestLockstepStopsAtAnyTime(t *testing.T) {
	eachSeed(t, func(m *sim.Machine) {
		d := drawsOf(m, "caller")
		g := newGang(m, 1+d.upTo(3), d.upTo(100))
		m.Start("caller", func() {
			switch d.upTo(3) {
			case 0:
			case 1:
				g.lockstep.Start()
			case 2:
				g.lockstep.Start()
				m.Sleep(time.Duration(d.upTo(30)) * time.Microsecond)
			case 3:
				g.lockstep.Start()
				g.lockstep.Activate()
				m.Sleep(time.Duration(d.upTo(30)) * time.Microsecond)
			}
			g.stop()
		})
	})
}
