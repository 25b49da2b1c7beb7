package server

import (
	"strings"
	"testing"
	"time"

	"seedis/commands"
	"seedis/loop"
)

// toil is a chore's work of a known length, and how it was done.
type toil struct {
	left, done time.Duration
	longest    time.Duration // slice
}

// endless is more work than any test has time for.
const endless = time.Hour

// newShop is a stage whose chores have nothing to do but what toils gives them.
func newShop(t *testing.T) *stage {
	p := newStage(t)
	p.initChores()
	p.chores.expire.share = expireShare
	p.table.Find([]byte("ping")).Run = func(*commands.Call) { p.time.Sleep(2 * time.Microsecond) }
	return p
}

// toils makes so much work of a chore, and asks for it.
func (p *stage) toils(c *chore, work time.Duration) *toil {
	const step = 5 * time.Microsecond
	t := &toil{left: work}
	c.run = func(until uint64) bool {
		began := p.time.now
		for t.left > 0 && p.time.Cycles() < until {
			p.time.Sleep(step)
			t.left -= step
		}
		took := p.time.now - began
		t.done += took
		t.longest = max(t.longest, took)
		return t.left > 0
	}
	p.ask(c)
	return t
}

// idles lets time pass in which nobody comes, until no chore is left.
func (p *stage) idles(duration time.Duration) {
	for end := p.time.now + duration; p.time.now < end; {
		wait := p.lookAtChores()
		if wait == loop.NoMore {
			return
		}
		p.time.Sleep(wait)
	}
}

// isBusy lets time pass in long turns, with no room for a timer.
func (p *stage) isBusy(duration time.Duration) {
	requests := strings.Repeat("PING\r\n", 999) + "PING"
	for end := p.time.now + duration; p.time.now < end; {
		p.turn(p.asks(requests))
	}
}

// wantShare fails the test unless the toil took that percentage of a second.
func (p *stage) wantShare(name string, t *toil, percent float64) {
	p.t.Helper()
	if got := 100 * t.done.Seconds(); got < 0.9*percent || got > 1.1*percent {
		p.t.Errorf("%s: a chore took %.1f%% of the time, want %.0f%%", name, got, percent)
	}
}

func TestAChoreHasItsShareOfTheTime(t *testing.T) {
	for name, passes := range map[string]func(*stage, time.Duration){"idle": (*stage).idles, "busy": (*stage).isBusy} {
		for _, share := range []uint64{1, 5, 25, 43} {
			p := newShop(t)
			p.chores.collect.share = share
			work := p.toils(&p.chores.collect, endless)
			passes(p, time.Second)
			p.wantShare(name, work, float64(share))
			if least, most := sliceTime*time.Microsecond, (sliceTime+10)*time.Microsecond; work.longest < least-10*time.Microsecond || work.longest > most {
				t.Errorf("%s: a slice took %v", name, work.longest)
			}
		}
	}
}

func TestChoresDoNotStarveEachOther(t *testing.T) {
	for name, passes := range map[string]func(*stage, time.Duration){"idle": (*stage).idles, "busy": (*stage).isBusy} {
		p := newShop(t)
		h := &p.chores
		h.expire.share, h.collect.share, h.rehash.share, h.scavenge.share = 15, 15, 5, 5
		works := map[*chore]*toil{}
		for _, c := range h.all() {
			works[c] = p.toils(c, endless)
		}
		passes(p, time.Second)
		for c, work := range works {
			p.wantShare(name+" "+workRows[c.work].name, work, float64(c.share))
		}
	}
}

// However much there is to do, clients have as long as a slice takes after each.
func TestClientsAreServedBetweenSlices(t *testing.T) {
	const least = sliceTime * time.Microsecond
	p := newShop(t)
	var ended time.Duration
	for _, c := range p.chores.all() {
		c.share = 100
		p.toils(c, endless)
		run := c.run
		c.run = func(until uint64) bool {
			if between := p.time.now - ended; between < least {
				t.Errorf("clients had %v", between)
			}
			defer func() { ended = p.time.now }()
			return run(until)
		}
	}
	p.isBusy(20 * time.Millisecond)
	p.idles(20 * time.Millisecond)
}

// One that has used up its share keeps no other waiting.
func TestAChoreNeedNotWaitForTheShareOfAnother(t *testing.T) {
	p := newShop(t)
	p.toils(&p.chores.rehash, endless)
	p.lookAtChores() // its next slice is due in 25 ms
	p.passes(time.Millisecond)
	collect := p.toils(&p.chores.collect, sliceTime*time.Microsecond/2)
	if p.lookAtChores(); collect.left > 0 {
		t.Error("it has to wait")
	}
}

func TestChoresThatAreDoneNeedNoTimer(t *testing.T) {
	p := newShop(t)
	for range 2 {
		expire := p.toils(&p.chores.expire, 3*time.Millisecond)
		collect := p.toils(&p.chores.collect, time.Millisecond)
		if p.chores.timer == 0 {
			t.Fatal("there is work and no timer")
		}
		p.idles(time.Second)
		if expire.left > 0 || collect.left > 0 {
			t.Fatalf("%v and %v of the work are left", expire.left, collect.left)
		}
		if p.chores.timer != 0 || p.chores.due != never {
			t.Fatal("all is done and there is a timer")
		}
	}
}
