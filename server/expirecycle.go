package server

import (
	"time"

	"seedis/store"
	"seedis/sys"
)

// The search for keys past their time, so that they go though nobody asks for them.
//
// The slow cycle begins with each tick of the cron: it takes the databases one by
// one and looks at keys that have an expiry, some at a time, for as long as more of
// them than it accepts are past their time. It has a share of the time, in slices.
//
// The fast cycle is for when that is not enough: a slow one was not done when the
// next began, or many keys are thought to be stale. It adds a slice to a turn, up to
// 1 ms in 2.
//
// All figures are Redis's (activeExpireCycle), and as there the effort raises them.
type expireCycle struct {
	db      int // of the slow cycle under way; len(walks) when it is done
	walks   []expireWalk
	sampled int // keys that the cycle has looked at, and those that were past their time
	expired int
	// stale is the part of the keys with an expiry that is taken to be past its time
	// and still there: a moving average, 0 to 1.
	stale float64
	cut   bool // the last slow cycle was not done in its time
	round expireRound

	fastLeft  uint64        // cycles of the fast cycle under way
	fastAfter time.Duration // when the next may begin, on the monotonic clock
}

// expireWalk is how far the search is in a database.
type expireWalk struct {
	cursor uint64
	// averageTTL is how long keys that have an expiry have to live on average, in
	// milliseconds, as far as has been seen lately.
	averageTTL int64
	looked     int // buckets since the last key with an expiry
}

// expireRound is what a round has seen of the keys of a database.
type expireRound struct {
	now       int64 // milliseconds since 1970
	sampled   int
	lifetimes int64 // milliseconds, the sum of those that are not over
	alive     int   // and their number
	expired   []store.Entry
}

// What the cycles do at the least effort, and what each step adds
// (ACTIVE_EXPIRE_CYCLE_*).
const (
	expireKeys       = 20   // keys of a round
	expireKeysStep   = 5    //
	expireShare      = 25   // percent of the time for the slow cycle
	expireShareStep  = 2    //
	expireFast       = 1000 // microseconds of the fast cycle
	expireFastStep   = 250  //
	expireStale      = 10   // percent of keys past their time that are accepted, at least 1
	expireBuckets    = 20   // buckets of a round for each of its keys
	staleWeight      = 0.05 // of a cycle in the average
	averageTTLWeight = 50   // of a round in the average: one in so many
)

const (
	// expireStride is how many buckets are looked at together: few, so that rounds
	// are not much longer than the keys they want, but their misses overlap.
	expireStride = 8
	// expireVain is how many buckets a slow cycle looks at in vain in a database, at
	// least: some millisecond. It passes by what earlier rounds have emptied so.
	expireVain = 200_000
	// expireLook is how many keys a large database has for each bucket that it looks
	// at in vain. A table where hardly a key has an expiry is passed by in 10 to 20
	// ticks so, at a millisecond in each for 10 million keys.
	expireLook = 50
)

func (s *Server) initExpireCycle() {
	s.expireCycle.walks = make([]expireWalk, s.keyspace.Databases())
	s.expireCycle.db = len(s.expireCycle.walks)
}

// effort is active-expire-effort, 0 for the least.
func (s *Server) effort() int { return s.config.ActiveExpireEffort - 1 }

// searchesExpired tells whether keys past their time are looked for: not while the
// dataset stands still.
func (s *Server) searchesExpired() bool { return !s.activeExpireOff && !s.pauseHolds() }

// cronExpire begins a slow cycle. One that is still under way has had its time.
func (s *Server) cronExpire() {
	if !s.searchesExpired() {
		return
	}
	e := &s.expireCycle
	e.cut = !e.done()
	if e.cut {
		s.stats.expireCapReached++
		s.kernel.Mark(sys.MarkExpireCut)
		e.rate()
	} else {
		e.db = 0
	}
	s.chores.expire.share = uint64(expireShare + expireShareStep*s.effort())
	s.skipEndless()
	if !e.done() {
		s.ask(&s.chores.expire)
	}
}

// skipEndless passes by the databases in which no key has an expiry.
func (s *Server) skipEndless() {
	e := &s.expireCycle
	for ; !e.done() && s.keyspace.DB(e.db).Expires() == 0; e.db++ {
		e.walks[e.db] = expireWalk{}
	}
	if e.done() {
		e.rate()
	}
}

// forget begins anew in a database that is emptied.
func (e *expireCycle) forget(db *store.DB) { e.walks[db.Index()] = expireWalk{} }

// swap follows two databases that exchange their keys.
func (e *expireCycle) swap(a, b *store.DB) {
	e.walks[a.Index()], e.walks[b.Index()] = e.walks[b.Index()], e.walks[a.Index()]
}

func (e *expireCycle) done() bool { return e.db == len(e.walks) }

// rate takes the share of stale keys that a cycle has found into the average.
func (e *expireCycle) rate() {
	current := 0.0
	if e.sampled > 0 {
		current = float64(e.expired) / float64(e.sampled)
	}
	e.stale = current*staleWeight + e.stale*(1-staleWeight)
	e.sampled, e.expired = 0, 0
}

// acceptedStale is the percentage of keys past their time that is not worth a search.
func (s *Server) acceptedStale() int { return max(expireStale-s.effort(), 1) }

// expireSlice goes on with the slow cycle.
func (s *Server) expireSlice(until uint64) (more bool) {
	return s.searchesExpired() && s.expireUntil(until)
}

// expireFast runs a slice of the fast cycle, if there is a reason for one. It is
// called when a turn ends.
func (s *Server) expireFast() {
	e := &s.expireCycle
	if !e.cut && e.stale*100 <= float64(s.acceptedStale()) || e.done() || !s.searchesExpired() {
		return
	}
	if now := s.clock.monotonic; e.fastLeft == 0 && now >= e.fastAfter {
		length := uint64(expireFast + expireFastStep*s.effort())
		e.fastLeft = length * s.clock.perMicrosecond
		e.fastAfter = now + 2*time.Duration(length)*time.Microsecond
		s.kernel.Mark(sys.MarkExpireFast)
	}
	if e.fastLeft == 0 {
		return
	}
	began := s.kernel.Cycles()
	s.expireUntil(began + min(e.fastLeft, s.chores.slice))
	cycles := s.kernel.Cycles() - began
	e.fastLeft -= min(e.fastLeft, cycles)
	s.spent(workExpire, cycles)
}

// expireUntil searches until the cycle counter reaches a value, or the cycle is
// done, and tells whether there is more to do.
func (s *Server) expireUntil(until uint64) (more bool) {
	e := &s.expireCycle
	began := s.kernel.Cycles()
	now := began
	for s.skipEndless(); !e.done() && now < until; s.skipEndless() {
		if !s.expireSome(s.keyspace.DB(e.db), &e.walks[e.db]) {
			e.db++
		}
		now = s.kernel.Cycles()
	}
	s.stats.expireCycles += now - began
	return !e.done()
}

// expireSome is a round: it looks at some keys of a database, deletes those that are
// past their time, and tells whether another round is worth it.
func (s *Server) expireSome(db *store.DB, walk *expireWalk) bool {
	e := &s.expireCycle
	round := &e.round
	round.begin(s.clock.milliseconds())
	buckets := round.walk(db, walk, expireKeys+expireKeysStep*s.effort())
	for _, entry := range round.expired {
		s.expireKey(entry)
	}
	expired := len(round.expired)
	e.sampled += round.sampled
	e.expired += expired
	if round.alive > 0 {
		walk.average(round.lifetimes / int64(round.alive))
	}
	if round.sampled == 0 {
		return walk.inVain(buckets, db.Len())
	}
	walk.looked = 0
	return expired*100/round.sampled > s.acceptedStale()
}

func (r *expireRound) begin(now int64) { *r = expireRound{now: now, expired: r.expired[:0]} }

// walk goes on through a database until it has seen so many keys that have an expiry,
// and returns how many buckets it has looked at.
func (r *expireRound) walk(db *store.DB, walk *expireWalk, keys int) (buckets int) {
	for buckets < keys*expireBuckets && r.sampled < keys {
		buckets += expireStride
		walk.cursor = db.Volatile(walk.cursor, expireStride, r.look)
		if walk.cursor == 0 {
			break // from here on the round would meet what it has met
		}
	}
	return buckets
}

// look takes an entry into account. One that is in its last millisecond still lives,
// for no time.
func (r *expireRound) look(entry store.Entry) {
	r.sampled++
	switch lifetime := entry.ExpireAt() - r.now; {
	case lifetime < 0:
		r.expired = append(r.expired, entry)
	case lifetime > 0:
		r.lifetimes += lifetime
		r.alive++
	}
}

// inVain is told that a round has met no key in so many buckets of a database with so
// many keys, and tells whether to go on. At the end of the table it is enough.
func (w *expireWalk) inVain(buckets, keys int) bool {
	w.looked += buckets
	if w.cursor != 0 && w.looked < max(keys/expireLook, expireVain) {
		return true
	}
	w.looked = 0
	return false
}

// average takes the mean lifetime of a round into the walk's.
func (w *expireWalk) average(lifetime int64) {
	if w.averageTTL == 0 {
		w.averageTTL = lifetime
	}
	w.averageTTL = w.averageTTL/averageTTLWeight*(averageTTLWeight-1) + lifetime/averageTTLWeight
}

// expireKey deletes an entry that is past its time.
func (s *Server) expireKey(e store.Entry) {
	if s.options.Observer != nil {
		s.options.Observer.Removing(e.DB().Index(), e.Key(), false, s.clock.milliseconds())
	}
	s.kernel.Mark(sys.MarkExpiredUnasked)
	s.call.Now = s.clock.milliseconds()
	s.call.Expire(e)
}
