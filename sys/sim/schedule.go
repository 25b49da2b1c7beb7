package sim

import (
	"math/bits"
	"time"
)

// schedule decides which thread runs.
type schedule struct {
	threads  []*thread // all that were started, by number
	runnable []*thread // those that are not asleep, the running one included
	current  *thread   // the running one; nil outside a run
	upcoming *thread   // the one that the driver resumes next

	// A step goes on with the same thread unless this many low bits of its
	// draw are all 0. Some seeds let threads run long, some interleave closely.
	steadiness uint64
	slice      int // steps since the last switch

	strategy strategy // nil for Uniform
}

const (
	// mostSteady is the largest number of bits of schedule.steadiness: a
	// switch every 64 steps, about as many as a turn of the server has.
	mostSteady = 6

	// sliceSteps is how long a thread may run while others wait. Without such
	// a slice the plainest schedule, which never switches, would spin for ever
	// where a thread spins without Pause. A drawn schedule hardly meets it.
	sliceSteps = 1000

	// A step takes from costLeast to costLeast+costSpread-1 ns, like a cheap
	// system call or an atomic that misses the cache; more on a slow processor.
	costLeast  = 20
	costSpread = 101
)

// step is the start of every call: time passes, and another thread may get the
// processor. The call takes effect afterwards, at once.
func (m *Machine) step() {
	m.advance()
	if len(m.runnable) > 1 && m.current != nil {
		m.consider()
	}
}

// advance lets a step's time pass. It raises the sentinel when the run is over.
func (m *Machine) advance() {
	t := m.current
	if t == nil {
		return
	}
	if m.ending {
		panic(stopped{})
	}
	if m.steps >= m.lastStep {
		m.pastLastStep()
	}
	m.steps++
	m.slice++
	cost := time.Duration(costLeast+m.costs.below(costSpread)) * t.pace
	m.now += cost
	m.busy += cost
	t.busy += cost
	t.steps++
	m.fold(uint64(t.id), uint64(m.now))
	if m.now >= m.timers.next() {
		m.fireTimers()
	}
}

// consider chooses which of the runnable threads goes on: choice 0 is the
// running one, and then no coroutine is switched.
func (m *Machine) consider() {
	n := uint64(len(m.runnable))
	drawn := m.streams[streamSchedule].generator.next()
	choice := uint64(0)
	switch {
	case m.strategy != nil:
		if m.slice >= sliceSteps {
			m.strategy.yields(m.current)
		}
		choice = m.planned(m.current.place)
	case drawn&(1<<m.steadiness-1) == 0:
		other, _ := bits.Mul64(drawn, n-1)
		choice = 1 + other
	}
	next := m.decideNext(m.current.place, choice)
	if m.slice >= sliceSteps && next == m.current {
		next = m.runnable[(next.place+1)%len(m.runnable)]
	}
	m.turnTo(next)
}

// decideNext is the thread that stands so far behind place, counted round, or in a
// replay as far as the list has it.
func (m *Machine) decideNext(place int, drawn uint64) *thread {
	n := len(m.runnable)
	value := m.decide(streamSchedule, n, drawn)
	next := m.runnable[(place+value)%n]
	if value != 0 && m.options.Switched != nil {
		m.options.Switched(m.switchOf(next.label))
	}
	return next
}

// planned is the choice of the strategy: how far behind place, counted round, its
// thread stands.
func (m *Machine) planned(place int) uint64 {
	n := len(m.runnable)
	return uint64((m.strategy.next(m, m.runnable[place]).place - place + n) % n)
}

// chooseNext chooses one of the runnable threads, counted round from place: the
// running one does not go on just like that.
func (m *Machine) chooseNext(place int) *thread {
	n := len(m.runnable)
	place %= n
	if t := m.current; t != nil && t.label != "" {
		t.countLeaving()
	}
	switch {
	case n == 1:
		return m.runnable[0]
	case m.strategy != nil:
		return m.decideNext(place, m.planned(place))
	}
	return m.decideNext(place, m.streams[streamSchedule].generator.below(uint64(n)))
}

// turnTo gives the processor to next.
func (m *Machine) turnTo(next *thread) {
	if next != m.current {
		if held := m.heldUp(); held > 0 {
			m.block(waitsStalled, m.now+held)
			return
		}
	}
	m.switchTo(next)
}

func (m *Machine) switchTo(next *thread) {
	t := m.current
	if next == t {
		return
	}
	m.slice = 0
	m.upcoming = next
	t.yield(struct{}{})
	if m.ending {
		panic(stopped{})
	}
}

// block puts the running thread to sleep until somebody wakes it. It returns
// false if the deadline came first.
func (m *Machine) block(why wait, deadline time.Duration) bool {
	t := m.current
	if t == nil {
		panic("sim: a call that sleeps was made outside a simulated thread")
	}
	t.waiting, t.since, t.timedOut = why, m.now, false
	if deadline != never {
		m.timers.add(timer{at: deadline, what: wakeThread, thread: t})
	}
	next := m.pick(m.unschedule(t))
	if next == nil {
		panic(stopped{})
	}
	m.switchTo(next)
	return !t.timedOut
}

// pick chooses the thread to run after one has left place: in the plainest case
// the next in turn. It lets time jump while all sleep, and returns nil at the
// end of the run.
func (m *Machine) pick(place int) *thread {
	for len(m.runnable) == 0 {
		if !m.restsWell() {
			return nil
		}
		next := m.timers.next()
		if next == never {
			m.concludeAsleep()
			return nil
		}
		m.now = max(m.now, next)
		m.fireTimers()
	}
	return m.chooseNext(place)
}

// concludeAsleep ends a run in which nothing will happen any more: all threads
// have ended, or those that have not are in a deadlock.
func (m *Machine) concludeAsleep() {
	for _, t := range m.threads {
		if !t.ended {
			m.conclude(m.failure(FailureDeadlock, "all threads sleep and nothing is to come\n%s", m.whoWaits()))
			return
		}
	}
	m.ending = true
}

// wake makes a sleeping thread runnable, or has it wait for a processor first.
// Waking one that is awake, because two things happened at once, does nothing.
func (m *Machine) wake(t *thread) {
	if t.place != asleep || t.waiting == waitsStalled {
		return
	}
	if t.timer != noTimer {
		m.timers.remove(t.timer)
	}
	if m.starves(t) {
		t.waiting, t.since = waitsStalled, m.now
		m.timers.add(timer{at: m.now + m.starveTime(), what: wakeThread, thread: t})
		return
	}
	m.runnableAgain(t)
}

// timeUp is the moment until which a thread has slept: its deadline, or the end of
// a stall.
func (m *Machine) timeUp(t *thread) {
	if t.waiting == waitsStalled {
		m.runnableAgain(t)
		return
	}
	t.timedOut = true
	m.wake(t)
}

func (m *Machine) runnableAgain(t *thread) {
	t.waiting = waitsForNothing
	t.place = len(m.runnable)
	m.runnable = append(m.runnable, t)
	if m.current == nil && m.upcoming == nil {
		m.upcoming = t
	}
}

// unschedule takes t out of the runnable threads and returns its place, where
// now the next one in turn is, if any.
func (m *Machine) unschedule(t *thread) int {
	place := t.place
	for i, later := range m.runnable[place+1:] {
		later.place = place + i
		m.runnable[place+i] = later
	}
	m.runnable = m.runnable[:len(m.runnable)-1]
	t.place = asleep
	return place
}
