package iothreads

import (
	"testing"

	"seedis/sys"
	"seedis/sys/sim"
)

// place is where a thread of a scenario sleeps, and its bell.
type place struct {
	bell  *Bell
	sleep func(needed func() bool)
}

// atPoller is a thread that sleeps in a poller, which it makes at its first sleep.
func atPoller(m *sim.Machine) place {
	bell := NewBell(m.Hook())
	var poller sys.Poller
	return place{bell, func(needed func() bool) {
		if poller == nil {
			poller, _ = m.NewPoller()
			bell.Attach(poller)
		}
		if bell.MaySleep(needed) {
			poller.Wait(make([]sys.Event, 1), -1)
			bell.Awake()
		}
	}}
}

// atWord is a thread that sleeps parked.
func atWord(m *sim.Machine) place {
	s := new(sleeper)
	s.init(m)
	return place{&s.Bell, s.sleep}
}

// places are where threads sleep, by name.
var places = map[string]func(m *sim.Machine) place{"poller": atPoller, "word": atWord}

// pingPong is two threads that hand one value to and fro and sleep in between: where
// nobody else moves, a lost wake-up is a deadlock.
func pingPong(m *sim.Machine, rounds int, sleeping func(m *sim.Machine) place) {
	ping, pong := sleeping(m), sleeping(m)
	atPing, atPong := Join[int](m.Hook(), 1, ping.bell, pong.bell)
	receive := func(e *End[int], p place) int {
		for {
			if v, ok := e.Take(); ok {
				e.Release()
				return v
			}
			p.sleep(func() bool { return !e.Empty() })
		}
	}
	m.Start("ping", func() {
		for round := range rounds {
			atPing.Send(round)
			atPing.Publish()
			if v := receive(atPing, ping); v != round {
				m.Fail("%d came back as %d", round, v)
			}
		}
	})
	m.Start("pong", func() {
		for range rounds {
			atPong.Send(receive(atPong, pong))
			atPong.Publish()
		}
	})
}

func TestNoWakeUpIsLost(t *testing.T) {
	for name, sleeping := range places {
		t.Run(name, func(t *testing.T) {
			eachSeed(t, func(m *sim.Machine) { pingPong(m, 30, sleeping) })
		})
	}
}

// The same for two rounds, with every schedule of up to three departures.
func TestNoWakeUpIsLostInAnySchedule(t *testing.T) {
	for name, sleeping := range places {
		t.Run(name, func(t *testing.T) {
			eachSchedule(t, departures, func(m *sim.Machine) { pingPong(m, 2, sleeping) })
		})
	}
}

// token is what wanders between main and the threads; who holds it is its owner.
type token struct {
	owner int // 0: main
	steps int // until it stays with main
}

// letter is what the ends of the scenario carry: a token, or word that the sender
// stops after this.
type letter struct {
	number int // in this direction
	token  *token
}

// desk is one thread's side of an end.
type desk struct {
	machine  *sim.Machine
	end      *End[letter]
	here     int // whose desk it is
	there    int
	sent     int
	received int
	over     bool // the other side has stopped
}

func (d *desk) send(t *token) {
	if t != nil {
		if t.owner != d.here {
			d.machine.Fail("thread %d sends a token of thread %d", d.here, t.owner)
		}
		t.owner = d.there
	}
	d.end.Send(letter{d.sent, t})
	d.sent++
}

// receive returns a token, or nil when there is none.
func (d *desk) receive() *token {
	l, ok := d.end.Take()
	switch {
	case !ok:
		return nil
	case l.number != d.received || d.over:
		d.machine.Fail("letter %d came as number %d, after the last: %v", l.number, d.received, d.over)
	case l.token == nil:
		d.over = true
	case l.token.owner != d.here:
		d.machine.Fail("thread %d was sent a token of thread %d", d.here, l.token.owner)
	}
	d.received++
	return l.token
}

// roundTrips is main with one bell and several ends, and a thread at each, which
// sends every token back that it gets, in batches, until it is told to stop.
type roundTrips struct {
	machine *sim.Machine
	draws   draws
	main    place
	desks   []*desk // main's
	home    int     // tokens that are with main for good
}

// hire starts a thread and gives main a desk to it.
func (r *roundTrips) hire(number int, sleeping func(m *sim.Machine) place) {
	m := r.machine
	its := sleeping(m)
	capacity := 1 << m.Choose(m.Stream("capacity"), 4)
	atMain, atThread := Join[letter](m.Hook(), capacity, r.main.bell, its.bell)
	r.desks = append(r.desks, &desk{machine: m, end: atMain, there: number})
	d := &desk{machine: m, end: atThread, here: number}
	m.Start("thread", func() {
		for !d.over {
			for t := d.receive(); t != nil; t = d.receive() {
				m.Hook()()
				d.send(t)
			}
			d.end.Release()
			if d.over {
				d.send(nil)
			}
			d.end.Publish()
			if !d.over {
				its.sleep(func() bool { return !d.end.Empty() })
			}
		}
	})
}

// news tells whether anything has come for main.
func (r *roundTrips) news() bool {
	for _, d := range r.desks {
		if !d.end.Empty() {
			return true
		}
	}
	return false
}

// turn takes what has come and sends on what is to wander further, unless main is
// about to stop.
func (r *roundTrips) turn(stopping bool) {
	for _, d := range r.desks {
		for t := d.receive(); t != nil; t = d.receive() {
			if t.steps--; t.steps <= 0 || stopping {
				r.home++
			} else {
				r.desks[r.draws.upTo(len(r.desks)-1)].send(t)
			}
		}
		d.end.Release()
	}
	for _, d := range r.desks {
		d.end.Publish()
	}
}

// over tells whether all threads have said that they stop.
func (r *roundTrips) over() bool {
	for _, d := range r.desks {
		if !d.over {
			return false
		}
	}
	return true
}

// Tokens wander between main and several threads which all sleep whenever they can.
// Each has one owner at any time, letters come in order, and a thread that is told to
// stop at any moment, with tokens before it, sends every one back.
func TestTokensWanderAndAllComeHome(t *testing.T) {
	eachSeed(t, func(m *sim.Machine) {
		r := &roundTrips{machine: m, draws: drawsOf(m, "main"), main: atPoller(m)}
		for i := range 1 + r.draws.upTo(3) {
			r.hire(i+1, []func(*sim.Machine) place{atPoller, atWord}[r.draws.upTo(1)])
		}
		tokens, patience := 1+r.draws.upTo(12), r.draws.upTo(40)
		m.Start("main", func() {
			for range tokens {
				r.desks[r.draws.upTo(len(r.desks)-1)].send(&token{steps: 1 + r.draws.upTo(20)})
			}
			for r.turn(false); r.home < tokens && patience > 0; patience-- {
				r.main.sleep(r.news)
				r.turn(false)
			}
			for _, d := range r.desks {
				d.send(nil)
			}
			for r.turn(true); !r.over(); r.turn(true) {
				r.main.sleep(r.news)
			}
			if r.home != tokens {
				m.Fail("%d of %d tokens are home", r.home, tokens)
			}
		})
	})
}
