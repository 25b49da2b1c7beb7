package server

import (
	"math"
	"time"

	"seedis/loop"
)

// A chore is work of the main thread that nobody waits for: keys past their time,
// tables to be moved, blocks that come home, memory that goes back to the machine.
// It is done in slices, each of them of one chore. In between clients are served, for
// as long as a slice takes at least, and each chore has a share of the time:
//
//	 slice         the rest of the time is the clients'         slice
//	|=====|---------------------------------------------------|=====|---
//	 250 us                                                    250 us
//
// A slice is run by a timer, and in a turn with many requests also in the midst of
// them: turns may be long, and a share is one of the time. While no chore has anything
// to do there is no timer, and the server sleeps.
type chore struct {
	work  work
	share uint64 // percent of the time that the chore takes at most
	// run goes on with the work until the cycle counter reaches a value, or a
	// little beyond, and tells whether there is more to do.
	run   func(until uint64) (more bool)
	asked bool
	due   uint64 // of the next slice, by the cycle counter
}

// sliceTime is how long a slice takes, in microseconds: a client that comes in the
// midst of it hardly notices, and what a slice costs besides is hardly seen in it.
const sliceTime = 250

// chores are all of them, and when they go on. All times are those of the cycle
// counter.
type chores struct {
	expire, rehash, collect, scavenge chore

	slice uint64     // length of a slice
	rest  uint64     // until when no slice may begin: clients have their time first
	due   uint64     // of the next slice, never if no chore is asked for
	timer loop.Timer // runs it, if no requests come before; may be early. 0 for none
}

const never = math.MaxUint64

// The shares of the time, in percent. A rehash has Redis's 1 ms of 100; the others
// come and go with how much was freed.
const (
	rehashShare   = 1
	collectShare  = 25
	scavengeShare = 5
)

func (s *Server) initChores() {
	h := &s.chores
	h.slice = sliceTime * s.clock.perMicrosecond
	h.due = never
	h.expire = chore{work: workExpire, run: s.expireSlice} // its share is configured
	h.rehash = chore{work: workRehash, share: rehashShare, run: s.rehashSlice}
	h.collect = chore{work: workCollect, share: collectShare, run: s.collectSlice}
	h.scavenge = chore{work: workScavenge, share: scavengeShare, run: s.scavengeSlice}
}

// all lists the chores; of those that are due at once the first goes first.
func (h *chores) all() [4]*chore {
	return [...]*chore{&h.expire, &h.collect, &h.rehash, &h.scavenge}
}

// ask has a chore done, as soon as its share of the time allows.
func (s *Server) ask(c *chore) {
	if c.asked {
		return
	}
	h, now := &s.chores, s.clock.cycles
	c.asked = true
	c.due = max(c.due, now)
	if max(c.due, h.rest) >= h.due {
		return
	}
	h.due = max(c.due, h.rest)
	if h.timer != 0 {
		s.main.loop.DeleteTimer(h.timer)
	}
	h.timer = s.main.loop.AddTimer(s.untilChore(now), s.lookAtChores)
}

// lookAtChores is the timer of the chores. It runs the slice that is due and says
// when to look again.
func (s *Server) lookAtChores() time.Duration {
	s.clock.update()
	s.doChore(s.clock.cycles)
	if s.chores.due == never {
		s.chores.timer = 0
		return loop.NoMore
	}
	return s.untilChore(s.kernel.Cycles())
}

// untilChore is how long it takes until a slice is due, a little more rather than
// less: whoever comes too early has to come again.
func (s *Server) untilChore(now uint64) time.Duration {
	if s.chores.due <= now {
		return 0
	}
	return s.clock.duration(s.chores.due-now) + time.Microsecond
}

// doChore runs a slice of the chore that is due longest, if one is due now, by the
// cycle counter. It may be called between any two requests.
func (s *Server) doChore(now uint64) {
	h := &s.chores
	if now < h.due {
		return
	}
	c, began := h.first(), s.kernel.Cycles()
	c.asked = c.run(began + h.slice)
	ended := s.kernel.Cycles()
	s.spent(c.work, ended-began)
	c.due = began + (ended-began)*100/c.share
	h.rest = ended + h.slice
	h.due = never
	if next := h.first(); next != nil {
		h.due = max(next.due, h.rest)
	}
}

// first is the chore that is due first, nil if none is asked for.
func (h *chores) first() *chore {
	var first *chore
	for _, c := range h.all() {
		if c.asked && (first == nil || c.due < first.due) {
			first = c
		}
	}
	return first
}

// rehashSliceBuckets is how many buckets are moved between two looks at the
// counter: some 5 us.
const rehashSliceBuckets = 64

// rehashSlice moves buckets of the databases that rehash.
func (s *Server) rehashSlice(until uint64) (more bool) {
	for i := range s.keyspace.Databases() {
		db := s.keyspace.DB(i)
		for db.Rehash(rehashSliceBuckets) {
			if s.kernel.Cycles() >= until {
				return true
			}
		}
	}
	return false
}

const (
	// collectSteps is how much is collected between two looks at the counter: some
	// 10 us, and 100 if nothing of it is in the cache.
	collectSteps = 100
	// collectVain is how often in a row that may bring nothing, until the next tick:
	// the pages that it looks at wait while other threads go on to free their blocks.
	collectVain = 100
)

// collectSlice takes home what other threads have freed.
func (s *Server) collectSlice(until uint64) (more bool) {
	for vain := 0; vain < collectVain && s.reclaimable(); vain++ {
		if s.heap.Collect(collectSteps) > 0 {
			vain = 0
			s.lazyFree.noteCollected()
		}
		if s.kernel.Cycles() >= until {
			return true
		}
	}
	return false
}

// scavengeSlicePages is how many pages of 64 KiB go back to the machine between two
// looks at the counter: each costs a few microseconds of madvise.
const scavengeSlicePages = 4

// scavengeSlice gives memory back that the tick has found too much.
func (s *Server) scavengeSlice(until uint64) (more bool) {
	for s.cron.excess > 0 {
		given := s.heap.Scavenge(min(s.cron.excess, scavengeSlicePages))
		if given == 0 {
			return false
		}
		s.cron.excess -= given
		if s.kernel.Cycles() >= until {
			return s.cron.excess > 0
		}
	}
	return false
}
