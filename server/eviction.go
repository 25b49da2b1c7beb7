package server

import (
	"math"
	"time"

	"seedis/commands"
	"seedis/loop"
	"seedis/store"
	"seedis/sys"
)

// Memory is full when what is used exceeds maxmemory. Then, before each request,
// keys are evicted until it fits; only if no key may go is a request refused that
// may take memory.
//
// What bio_lazy_free has freed counts as free, and is taken home if it is much. What
// waits for it is known by an estimate, and a thread may be slow: so that counts as
// free only as far as promised, 1.6% of maxmemory. While more waits than that, keys
// that are evicted are freed at once. And no key goes, nobody is refused, for the
// sake of bytes that are about to be free: who takes memory when 3% are too much
// waits for the thread, but not for long, as in Redis. So nothing is evicted for
// twice as long as the thread runs, and memory holds what it may even if it does not.
//
// A turn has a share of time for evictions. If much is to go the rest follows in the
// next turns, with clients served in between, who are refused nothing. Only those
// who take memory make it longer: once 3% are too much they wait until what they have
// taken is made up for. That and what is promised stay below 5%.

// evictionResult says what an attempt to make memory fit came to.
type evictionResult uint8

const (
	memoryFits    evictionResult = iota
	stillEvicting                // the next turns go on
	freeingSoon                  // what is too much waits for bio_lazy_free
	memoryFull                   // no key may go
)

// eviction is the state of evictions.
type eviction struct {
	keys   *store.Eviction
	evicts bool       // the policy allows it
	share  uint64     // cycles that a turn has for it
	timer  loop.Timer // goes on with what a turn has left; 0: nothing is left
	// ceiling is the bytes in use beyond which nobody gets memory for the time being,
	// where maxmemory was set to less: it comes down as keys go. 0 once memory fits.
	ceiling uint64
	// reserved is the bytes to be left free for the table of a database that must
	// grow; 0 if none must.
	reserved uint64
}

// What may be exceeded or lent, as a part of maxmemory: one in so many.
const (
	// overdraft is by how much a turn may leave it exceeded that has used up its
	// share of time: 3%.
	overdraft = 32
	// promised is up to how much counts as free that is only said to be so soon, and
	// how much more is freed for a table than it asks for, as others take some before
	// it asks again: 1.6%.
	promised = 64
)

// freeingPatience is for how long a turn waits for bio_lazy_free if else a key would
// go or a request be refused, in microseconds: a thread that has lost its processor
// mostly has it back by then.
const freeingPatience = 5000

// limitMemory carries out what the configuration says of maxmemory and of who is
// evicted.
func (s *Server) limitMemory() {
	e, policy := &s.eviction, evictionPolicies[s.config.MaxMemoryPolicy]
	if e.keys == nil {
		e.keys = s.keyspace.NewEviction()
		s.keyspace.AskToGrow(s.hasRoomFor)
	}
	e.evicts = s.config.MaxMemoryPolicy != "noeviction"
	e.keys.Configure(policy, s.config.MaxMemorySamples)
	e.share = evictionShare(s.config.MaxMemoryEvictionTenacity, s.clock.perMicrosecond)
}

// evictionPolicies are the values of maxmemory-policy, but for noeviction.
var evictionPolicies = map[string]store.EvictionPolicy{
	"allkeys-lru":     {Order: store.ByIdleTime},
	"allkeys-lfu":     {Order: store.ByFrequency},
	"allkeys-random":  {Order: store.ByChance},
	"volatile-lru":    {Order: store.ByIdleTime, Volatile: true},
	"volatile-lfu":    {Order: store.ByFrequency, Volatile: true},
	"volatile-random": {Order: store.ByChance, Volatile: true},
	"volatile-ttl":    {Order: store.ByExpiry, Volatile: true},
}

// evictionShare is the time that a turn has for evictions by
// maxmemory-eviction-tenacity, in cycles: up to 500 microseconds as far as 10, then
// 15% more for each step, and no end to it at 100. It is Redis's limit, which has
// it for each command.
func evictionShare(tenacity int, cyclesPerMicrosecond uint64) uint64 {
	const linear, usual = 10, 500
	switch {
	case tenacity <= linear:
		return uint64(tenacity) * usual / linear * cyclesPerMicrosecond
	case tenacity < 100:
		return uint64(usual*math.Pow(1.15, float64(tenacity-linear))) * cyclesPerMicrosecond
	}
	return math.MaxUint64
}

// maxMemorySet follows a change of maxmemory: what is too much goes without
// waiting for a request.
func (s *Server) maxMemorySet() {
	e, limit, used := &s.eviction, uint64(s.config.MaxMemory), s.usedMemory()
	e.ceiling, e.reserved = 0, 0
	if limit == 0 {
		return
	}
	e.ceiling = used
	if used > limit {
		s.log.warning("WARNING: the new maxmemory value set via CONFIG SET (%d) is smaller than the current "+
			"memory usage (%d). This will result in key eviction and/or the inability to accept new write "+
			"commands depending on the maxmemory-policy.", limit, used)
	}
	s.evictLater()
}

// warnOfSmallMemory asks in the log whether somebody meant megabytes.
func (s *Server) warnOfSmallMemory() {
	if limit := s.config.MaxMemory; limit > 0 && limit < 1<<20 {
		s.log.warning("WARNING: You specified a maxmemory value that is less than 1MB (current value is %d bytes). "+
			"Are you sure this is what you really want?", limit)
	}
}

// lacksMemory tells whether a request of c must be refused for want of memory,
// which it makes sure of first.
func (s *Server) lacksMemory(c *client, command *commands.Command) bool {
	takes := takesMemory(c, command)
	return s.performEvictions(takes) == memoryFull && takes
}

// takesMemory tells whether a request of c may take memory. While a transaction is
// queued all do, but for those that end it.
func takesMemory(c *client, command *commands.Command) bool {
	flags := command.Flags
	switch command.FullName {
	case "exec":
		flags |= c.queuedFlags()
	case "discard", "quit", "reset":
	default:
		if c.transaction != nil {
			return true
		}
	}
	return flags&commands.DenyOOM != 0
}

// performEvictions evicts keys until memory fits, as far as this turn may; pushed
// tells that somebody is about to take more. While clients are paused the dataset
// stands still, and everything passes for fitting.
func (s *Server) performEvictions(pushed bool) evictionResult {
	if s.pauseHolds() {
		return memoryFits
	}
	e, limit, result := &s.eviction, uint64(s.config.MaxMemory), memoryFits
	used := s.usedMemory()
	if used > limit {
		s.takeHome(limit / promised)
	}
	if used+e.reserved > limit && s.countedMemory()+e.reserved > limit {
		result = s.makeFit(pushed)
	} else if used > limit {
		s.kernel.Mark(sys.MarkPendingSpared)
	}
	if result == memoryFits {
		e.ceiling, e.reserved = 0, 0
	}
	s.stats.noteExceeded(result != memoryFits && used > limit, s.clock.monotonic)
	return result
}

// takeHome collects some of what was freed if that is more than so many bytes.
func (s *Server) takeHome(bytes uint64) {
	if freed, _ := s.heap.PendingFree(); freed > bytes && s.heap.Collect(collectSteps) > 0 {
		s.lazyFree.noteCollected()
	}
}

// countedMemory is what counts against maxmemory, in bytes.
func (s *Server) countedMemory() uint64 {
	counted, _ := s.countMemory()
	return counted
}

// countMemory is countedMemory, and about how much of it waits for bio_lazy_free, as
// one look at the thread has both.
func (s *Server) countMemory() (counted, waiting uint64) {
	used, lent := s.usedMemory(), uint64(s.config.MaxMemory)/promised
	freed, _ := s.heap.PendingFree()
	unfreed := s.unfreedBytes(freed)
	lent = min(lent, unfreed)
	return used - min(used, freed+lent), unfreed - lent
}

// unfreedBytes is about how much waits for bio_lazy_free, when so many bytes that it
// has freed are pending.
func (s *Server) unfreedBytes(freed uint64) uint64 {
	pending := s.pendingFreeBytes()
	return pending - min(pending, freed)
}

// hasRoomFor tells whether a table of so many bytes fits, too. If it must be, room
// is made for it: it asks again.
func (s *Server) hasRoomFor(bytes int, pressing bool) bool {
	e, limit := &s.eviction, uint64(s.config.MaxMemory)
	if limit == 0 || s.countedMemory()+uint64(bytes) <= limit {
		return true
	}
	if pressing && e.evicts {
		e.reserved = uint64(bytes) + limit/promised
	}
	return false
}

// makeFit is performEvictions of memory that does not fit.
func (s *Server) makeFit(pushed bool) evictionResult {
	e, limit := &s.eviction, uint64(s.config.MaxMemory)
	began := s.kernel.Cycles()
	result, left := s.evictKeys(began, pushed)
	if result == memoryFull && left <= limit {
		result = memoryFits // but for a table, which does without
	}
	e.ceiling = min(e.ceiling, left)
	switch result {
	case stillEvicting:
		s.kernel.Mark(sys.MarkEvictionSliced)
		s.evictLater()
	case freeingSoon:
		s.kernel.Mark(sys.MarkPendingSpared)
	case memoryFull:
		s.kernel.Mark(sys.MarkOutOfMemory)
	}
	s.spent(workEviction, s.clock.lap()-began) // it is no command's time
	return result
}

// evictKeys evicts until memory fits, no key may go any more, or the turn's share of
// time is used up. Even then it goes on for one who pushes if too much is in use:
// else those who write would be ahead of it for ever. It returns what counts of the
// memory then.
func (s *Server) evictKeys(began uint64, pushed bool) (evictionResult, uint64) {
	e, limit := &s.eviction, uint64(s.config.MaxMemory)
	used, waiting := s.countMemory()
	ceiling := uint64(math.MaxUint64)
	if pushed {
		ceiling = max(limit+limit/overdraft, e.ceiling)
	}
	for tried := 0; used+e.reserved > limit; tried++ {
		soon := used > limit && used-limit <= waiting
		exhausted := s.evictionShareUsed(began, tried)
		switch {
		case soon && used <= ceiling:
			return freeingSoon, used
		case exhausted && used <= ceiling && e.evicts:
			return stillEvicting, used
		case soon && s.awaitFreed(began):
		case !e.evicts:
			return memoryFull, used
		default:
			entry := e.keys.Next()
			if !entry.Exists() {
				return memoryFull, used
			}
			s.evict(entry)
		}
		used, waiting = s.countMemory()
	}
	return memoryFits, used
}

// awaitFreed lets some time pass for bio_lazy_free, and tells whether it did. A turn
// has an end of its patience.
func (s *Server) awaitFreed(began uint64) bool {
	if !s.lazyFree.runs() || s.evictionTime(began) >= freeingPatience*s.clock.perMicrosecond {
		return false
	}
	s.lazyFree.publish()
	s.kernel.Pause()
	return true
}

// evictionTime is the cycles that this turn has spent on evictions, of which the
// last began at that counter.
func (s *Server) evictionTime(began uint64) uint64 {
	return s.turn.parts[workEviction] + s.kernel.Cycles() - began
}

// evictionShareUsed tells whether this turn has spent its share on evictions, after
// so many steps of the last. It has one step at least.
func (s *Server) evictionShareUsed(began uint64, tried int) bool {
	if tried == 0 && s.turn.parts[workEviction] == 0 {
		return false
	}
	return s.evictionTime(began) >= s.eviction.share
}

// evict lets a key go. While bio_lazy_free does not keep up main frees its value.
func (s *Server) evict(e store.Entry) {
	if s.options.Observer != nil {
		s.options.Observer.Removing(e.DB().Index(), e.Key(), true, s.clock.milliseconds())
	}
	began := s.kernel.Cycles()
	if _, behind := s.countMemory(); behind > 0 {
		s.keyspace.ReclaimBy(nil)
	}
	s.call.Evict(e, s.config.LazyFreeLazyEviction)
	s.keyspace.ReclaimBy(&s.lazyFree)
	s.sampleLatency(latencyEvictionDel, s.kernel.Cycles()-began)
}

// evictLater makes the next turns evict what is too much, whoever comes.
func (s *Server) evictLater() {
	if s.eviction.timer == 0 {
		s.eviction.timer = s.main.loop.AddTimer(0, s.evictMore)
	}
}

// evictMore is a turn's share of what others have left. What waits for bio_lazy_free
// needs no turn.
func (s *Server) evictMore() time.Duration {
	if s.config.MaxMemory > 0 && s.performEvictions(false) == stillEvicting {
		return 0
	}
	s.eviction.timer = 0
	return loop.NoMore
}

// noteExceeded follows for how long maxmemory has been exceeded.
func (t *counters) noteExceeded(exceeded bool, now time.Duration) {
	switch {
	case exceeded && t.exceededSince == 0:
		t.exceededSince = max(now, 1) // 0 stands for "it is not"
	case !exceeded && t.exceededSince != 0:
		t.exceeded += now - t.exceededSince
		t.exceededSince = 0
	}
}

// exceededNow is for how long it has been exceeded without a break, up to now.
func (t *counters) exceededNow(now time.Duration) time.Duration {
	if t.exceededSince == 0 {
		return 0
	}
	return now - t.exceededSince
}
