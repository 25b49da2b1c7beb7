package server

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"seedis/sys"
	"seedis/sys/sim"
)

// serveWith has so many threads serve, and main make a turn.
func (e *exercise) serveWith(active int) {
	e.server.serveWith(active)
	v := e.dial()
	v.ask("PING\r\n", "+PONG\r\n")
	v.close()
	e.settled()
}

// wantLiving demands that so many clients live with the threads, with each of the
// first ones so many, give or take some, and with the others none.
func (e *exercise) wantLiving(count, active, give int) {
	living := slices.Clone(e.server.crew.living)
	inAll := 0
	for i, n := range living {
		inAll += n
		if i < active && (n < count/active-give || n > (count+active-1)/active+give) || i >= active && n > 0 {
			e.machine.Fail("%d clients of %d threads live %v", count, active, living)
		}
	}
	if want := min(count, count*active); inAll != want {
		e.machine.Fail("%d clients of %d threads live %v", count, active, living)
	}
}

// Clients are spread over the threads that serve, when they come and when that changes.
// They move one turn after another: none waits for a timer.
func TestClientsAreSpreadOverTheThreads(t *testing.T) {
	for _, count := range []int{0, 1, 12, 5 * movesMost} {
		e := newCalm(t, sim.Epoll)
		e.play(t, func() {
			all := e.lodgeMany(count)
			e.settled()
			e.wantLiving(count, exerciseThreads, 0)
			for _, active := range []int{1, 3, 2, 0, 3, 0, 2, 1, 0} {
				e.serveWith(active)
				e.wantLiving(count, active, 1)
			}
			for _, l := range all {
				l.ask("PING\r\n", "+PONG\r\n")
			}
		})
	}
}

// Who could not move, as he waits, does so when his wait is over.
func TestWhoWaitsMovesLater(t *testing.T) {
	e := newCalm(t, sim.Epoll)
	e.play(t, func() {
		e.serveWith(0)
		waiter, other := e.lodge(), e.lodge()
		waiter.write("BLPOP key 0\r\n")
		e.settled()
		e.serveWith(2)
		if waiter.client.home != nil || other.client.home == nil {
			e.machine.Fail("who waits lives with a thread, or who does not lives with main")
		}
		other.ask("RPUSH key v\r\n", ":1\r\n")
		waiter.want("*2\r\n$3\r\nkey\r\n$1\r\nv\r\n")
		e.machine.Sleep(time.Second)
		if waiter.client.home == nil {
			e.machine.Fail("who waited lives with main still")
		}
		waiter.ask("PING\r\n", "+PONG\r\n")
	})
}

// Who is told to go on, and killed with the same breath, goes to his thread and is
// not gone on with.
func TestWhoIsKilledAsHisWaitEnds(t *testing.T) {
	e := newCalm(t, sim.Epoll)
	e.play(t, func() {
		killer, victim := e.lodge(), e.lodge()
		killer.ask("CLIENT PAUSE 100000 WRITE\r\n", "+OK\r\n")
		victim.write("INCR key\r\n")
		e.settled()
		killer.ask(fmt.Sprintf("CLIENT UNPAUSE\r\nCLIENT KILL ID %d\r\n", victim.client.id), "+OK\r\n:1\r\n")
		e.settled()
		e.wantThere(false, victim)
		killer.ask("GET key\r\n", "$-1\r\n")
	})
}

// A client that was to go on, was closed, and is with its thread by now, is the
// thread's alone.
func TestWhoIsAwayIsNotGoneOnWith(t *testing.T) {
	s, c := newFixture(t)
	c.query.received(copy(c.query.room(&s.main, 0), "PING\r\n"))
	c.flags |= resumed | closing
	s.blocked.resumed = append(s.blocked.resumed, &c.connection)
	c.away = true
	s.serveResumed()
	c.away = false
	c.flags &^= closing
	if c.query.length == 0 || c.owed() || c.flags&resumed != 0 || len(s.blocked.resumed) > 0 {
		t.Errorf("%d bytes of its request are left, and %d clients are to go on", c.query.length, len(s.blocked.resumed))
	}
}

// refusing is a kernel with pollers that add nothing while they are told so, and take
// their time to close. It takes note of how often each was closed, and how often it was
// waited for without sleep.
type refusing struct {
	*sim.Machine
	refuses bool
	pollers []*refusingPoller
}

type refusingPoller struct {
	sys.Poller
	kernel *refusing
	looks  int
	closed int
}

func (k *refusing) NewPoller() (sys.Poller, sys.Errno) {
	poller, errno := k.Machine.NewPoller()
	p := &refusingPoller{Poller: poller, kernel: k}
	k.pollers = append(k.pollers, p)
	return p, errno
}

func (p *refusingPoller) Add(fd sys.FD, interest sys.Ready, mode sys.Mode, token uint64) sys.Errno {
	if p.kernel.refuses {
		return sys.ENOMEM
	}
	return p.Poller.Add(fd, interest, mode, token)
}

func (p *refusingPoller) Wait(events []sys.Event, timeout time.Duration) (int, sys.Errno) {
	if timeout == 0 {
		p.looks++
	}
	return p.Poller.Wait(events, timeout)
}

func (p *refusingPoller) Close() sys.Errno {
	p.closed++
	p.kernel.Sleep(time.Millisecond)
	return p.Poller.Close()
}

// newRefusing is a calm server with such a kernel.
func newRefusing(t *testing.T) (*exercise, *refusing) {
	k := new(refusing)
	e := newCalmOn(t, sim.Epoll, func(machine *sim.Machine) sys.Kernel {
		k.Machine = machine
		return k
	})
	return e, k
}

// Who moves to where nobody polls him is closed: nobody would ever hear of him.
func TestWhomNobodyPollsIsClosed(t *testing.T) {
	for _, from := range []int{0, 1} {
		e, k := newRefusing(t)
		e.play(t, func() {
			e.serveWith(from)
			asker := e.lodge()
			k.refuses = true
			e.server.serveWith(1 - from)
			asker.say("PING\r\n")
			e.machine.Sleep(time.Second)
			k.refuses = false
			e.wantThere(false, asker)
			for !asker.gone {
				asker.read(1) // to the end of the stream, which comes
			}
			e.lodge() // others are served
		})
	}
}

// Each poller is closed once, whether its thread has run or not.
func TestPollersOfIOThreadsAreClosedOnce(t *testing.T) {
	for _, ran := range []bool{true, false} {
		e, k := newRefusing(t)
		if ran {
			e.play(t, func() { e.lodgeMany(4) })
		} else {
			e.machine.Start("test", func() { e.server.close() })
			e.run(t, 0)
		}
		for i, p := range k.pollers {
			if p.closed != 1 {
				t.Errorf("ran %v: poller %d of %d was closed %d times", ran, i, len(k.pollers), p.closed)
			}
		}
	}
}

// Main sleeps while its threads take their time to end.
func TestMainSleepsWhileItsThreadsEnd(t *testing.T) {
	e, k := newRefusing(t)
	looks := 0
	e.play(t, func() {
		e.lodgeMany(4)
		e.settled()
		looks = k.pollers[0].looks
	})
	if more := k.pollers[0].looks - looks; more > 2*exerciseThreads {
		t.Errorf("main has looked %d times for threads that were busy", more)
	}
}
