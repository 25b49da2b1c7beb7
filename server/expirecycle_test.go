package server

import (
	"fmt"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"seedis/resp"
)

// removals is an observer that takes its time to look at each key that goes.
type removals struct {
	Observer
	time *stageTime
	seen int
	// How long is taken for a key, and for its deletion.
	took, deletion time.Duration
}

func (r *removals) Executing(uint64, resp.Args, int64) {}
func (r *removals) Closed(uint64)                      {}

func (r *removals) Removing(int, []byte, bool, int64) {
	r.time.Sleep(r.took)
	r.seen++
}

func (r *removals) Effect(int, [][]byte) { r.time.Sleep(r.deletion) }

// newGraveyard is a stage with so many keys past their time, whose removal takes 5
// microseconds each.
func newGraveyard(t *testing.T, keys int) (*stage, *removals) {
	p := newShop(t)
	p.initExpireCycle()
	p.sets("dead", keys, time.Millisecond)
	p.passes(time.Second)
	watch := &removals{time: p.time, took: 5 * time.Microsecond}
	p.options.Observer = watch
	return p, watch
}

// sets makes keys with a lifetime.
func (p *stage) sets(prefix string, keys int, lifetime time.Duration) {
	for i := range keys {
		p.asks(fmt.Sprintf("SET %s%d value PX %d", prefix, i, lifetime.Milliseconds()))()
	}
}

// passes is that some time passes in which nothing happens.
func (p *stage) passes(duration time.Duration) {
	p.time.Sleep(duration)
	p.clock.update()
}

// inRound is what one round of expiry says: whether another is worth it.
func (p *stage) inRound() bool {
	return p.expireSome(p.keyspace.DB(0), &p.expireCycle.walks[0])
}

func TestEffortIsRedisS(t *testing.T) {
	for _, row := range []struct {
		effort, keys, accepted int
		share                  uint64
		fast                   time.Duration
	}{
		{1, 20, 10, 25, 1000 * time.Microsecond},
		{2, 25, 9, 27, 1250 * time.Microsecond},
		{10, 65, 1, 43, 3250 * time.Microsecond},
	} {
		p, watch := newGraveyard(t, 2000)
		p.config.ActiveExpireEffort = row.effort
		p.cronExpire()
		if p.chores.expire.share != row.share || p.acceptedStale() != row.accepted {
			t.Errorf("effort %d: %d%% of the time, %d%% are accepted", row.effort, p.chores.expire.share, p.acceptedStale())
		}
		if p.inRound(); watch.seen < row.keys || watch.seen > row.keys+expireStride*8 {
			t.Errorf("effort %d: a round has looked at %d keys, want %d", row.effort, watch.seen, row.keys)
		}
		p.expireCycle.cut = true
		began := p.time.now
		for p.expireFast(); p.expireCycle.fastLeft > 0; p.expireFast() {
		}
		if took := p.time.now - began; took < row.fast || took > row.fast*5/4 {
			t.Errorf("effort %d: the fast cycle took %v, want %v", row.effort, took, row.fast)
		}
	}
}

func TestASlowCycleThatIsNotDoneIsCut(t *testing.T) {
	p, watch := newGraveyard(t, 1000)
	p.cronExpire()
	p.expireSlice(p.time.Cycles() + p.chores.slice)
	if watch.seen < 40 || watch.seen > 100 {
		t.Fatalf("a slice has taken %d keys", watch.seen)
	}
	p.cronExpire()
	if !p.expireCycle.cut || p.stats.expireCapReached != 1 {
		t.Error("the cycle was not cut")
	}
	for p.expireSlice(math.MaxUint64) {
	}
	p.cronExpire()
	if p.expireCycle.cut || p.stats.expireCapReached != 1 {
		t.Error("a cycle that was done was cut")
	}
	for p.expireSlice(math.MaxUint64) {
	}
	if watch.seen < 900 { // one in ten is not worth a search
		t.Errorf("%d keys went", watch.seen)
	}
}

// The fast cycle is for when the slow one is not enough, and has its length in twice
// that time.
func TestTheFastCycleKeepsItsDistance(t *testing.T) {
	p, watch := newGraveyard(t, 3000)
	p.cronExpire()
	if p.expireFast(); watch.seen > 0 {
		t.Fatal("there was no reason for a fast cycle")
	}
	p.cronExpire() // the first was not done
	began, spent := p.time.now, time.Duration(0)
	for p.time.now < began+9*time.Millisecond {
		before := p.time.now
		p.expireFast()
		took := p.time.now - before
		if spent += took; took > 3*sliceTime*time.Microsecond { // the round that is under way ends
			t.Errorf("a slice took %v", took)
		}
		p.passes(10 * time.Microsecond)
	}
	// Five cycles begin, the last at 8 ms.
	if spent < 4500*time.Microsecond || spent > 6*time.Millisecond {
		t.Errorf("of 9 ms the fast cycle took %v, want 5 ms", spent)
	}
}

func TestStaleKeysAreAReasonForTheFastCycle(t *testing.T) {
	p, watch := newGraveyard(t, 100)
	p.cronExpire()
	p.expireCycle.stale = 0.10
	if p.expireFast(); watch.seen > 0 {
		t.Error("so few stale keys are accepted")
	}
	p.expireCycle.stale = 0.11
	if p.expireFast(); watch.seen == 0 {
		t.Error("so many stale keys are not")
	}
}

// Redis's formulas: a cycle has 5% of the average, a round 1/50 in whole milliseconds.
func TestAveragesAreRedisS(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var e expireCycle
		var w expireWalk
		stale, ttl := 0.0, int64(0)
		for range rapid.IntRange(1, 20).Draw(t, "cycles") {
			e.sampled = rapid.IntRange(0, 100).Draw(t, "sampled")
			e.expired = rapid.IntRange(0, e.sampled).Draw(t, "expired")
			current := 0.0
			if e.sampled > 0 {
				current = float64(e.expired) / float64(e.sampled)
			}
			e.rate()
			if stale = current*0.05 + stale*0.95; math.Abs(e.stale-stale) > 1e-12 {
				t.Fatalf("%v are stale, want %v", e.stale, stale)
			}
			lifetime := rapid.Int64Range(1, 1e12).Draw(t, "lifetime")
			w.average(lifetime)
			if ttl == 0 {
				ttl = lifetime
			}
			if ttl = ttl/50*49 + lifetime/50; w.averageTTL != ttl {
				t.Fatalf("the average lifetime is %d, want %d", w.averageTTL, ttl)
			}
		}
	})
}

// Percentages are whole ones: 2 of 19 are 10, which is accepted.
func TestARoundThatFindsLittleIsTheLast(t *testing.T) {
	for _, row := range []struct {
		dead, alive int
		another     bool
	}{{2, 17, false}, {2, 16, true}, {0, 19, false}, {19, 0, true}} {
		p, _ := newGraveyard(t, row.dead)
		p.options.Observer = nil
		p.sets("alive", row.alive, time.Hour)
		if p.inRound() != row.another {
			t.Errorf("%d of %d were past their time: another round is %v", row.dead, row.dead+row.alive, !row.another)
		}
	}
}

// A part of a table that is empty is passed by within a tick, but hardly more than a
// millisecond is spent in vain, and no table is begun again for nothing.
func TestASearchInVainEnds(t *testing.T) {
	for _, row := range []struct {
		cursor                uint64
		looked, buckets, keys int
		more                  bool
	}{
		{cursor: 8, buckets: 400, keys: 1000, more: true},
		{cursor: 8, looked: 199_599, buckets: 400, keys: 1000, more: true},
		{cursor: 8, looked: 199_600, buckets: 400, keys: 1000, more: false},
		{cursor: 8, looked: 199_600, buckets: 400, keys: 20_000_000, more: true},
		{cursor: 8, looked: 399_600, buckets: 400, keys: 20_000_000, more: false},
		{cursor: 0, buckets: 8, keys: 1000, more: false},
	} {
		walk := expireWalk{cursor: row.cursor, looked: row.looked}
		if got := walk.inVain(row.buckets, row.keys); got != row.more || !got && walk.looked != 0 {
			t.Errorf("%+v: it goes on: %v, with %d looked at", row, got, walk.looked)
		}
	}
}

// In its last millisecond a key is neither past its time, nor has it any to live.
func TestTheLastMillisecondCountsForNothing(t *testing.T) {
	p, watch := newGraveyard(t, 0)
	p.sets("last", 5, 10*time.Millisecond)
	p.sets("alive", 1, 1010*time.Millisecond)
	for _, c := range []struct {
		passes  time.Duration
		expired int
		average int64
	}{{10 * time.Millisecond, 0, 1000}, {time.Millisecond, 5, 20*49 + 19}} {
		p.passes(c.passes)
		p.inRound()
		if got := p.expireCycle.walks[0].averageTTL; watch.seen != c.expired || got != c.average {
			t.Errorf("%d keys went, the others have %d ms, want %d and %d", watch.seen, got, c.expired, c.average)
		}
	}
}

// While the dataset stands still nothing is looked for, whatever command ran last.
func TestNothingIsLookedForInAPause(t *testing.T) {
	p, watch := newGraveyard(t, 100)
	p.cronExpire()
	p.expireCycle.cut = true
	p.pauseFor(pauseWrite, 1000)
	p.expireFast()
	if p.expireSlice(math.MaxUint64) || watch.seen > 0 {
		t.Errorf("%d keys went in a pause", watch.seen)
	}
	p.passes(2 * time.Second)
	if p.expireSlice(math.MaxUint64); watch.seen == 0 {
		t.Error("no key went after the pause")
	}
}

func TestWalksFollowTheirDatabases(t *testing.T) {
	p := newShop(t)
	walks := p.expireCycle.walks
	first, second := expireWalk{cursor: 1, averageTTL: 10, looked: 100}, expireWalk{cursor: 2, averageTTL: 20, looked: 200}
	walks[0], walks[1] = first, second
	p.asks("SWAPDB 0 1")()
	if walks[0] != second || walks[1] != first {
		t.Errorf("after SWAPDB they are %v", walks[:2])
	}
	p.asks("FLUSHDB")()
	if walks[0] != (expireWalk{}) || walks[1] != first {
		t.Errorf("after FLUSHDB they are %v", walks[:2])
	}
	p.asks("FLUSHALL ASYNC")()
	if walks[1] != (expireWalk{}) {
		t.Errorf("after FLUSHALL they are %v", walks[:2])
	}
}

func TestResetForgetsStaleKeys(t *testing.T) {
	p := newShop(t)
	p.expireCycle.stale = 0.5
	p.asks("CONFIG RESETSTAT")()
	if p.expireCycle.stale != 0 {
		t.Errorf("%v are stale", p.expireCycle.stale)
	}
}

// Whoever deletes it, and only while somebody wants to know.
func TestDeletionsOfExpiredKeysAreLatencyEvents(t *testing.T) {
	p, watch := newGraveyard(t, 3)
	watch.deletion = 3 * time.Millisecond
	p.turn(p.asks("GET dead0"))
	p.want("latency_events:")
	p.turn(p.asks("CONFIG SET latency-monitor-threshold 2", "GET dead1"))
	p.want("latency_events:fast-command=1,expire-del=1,turn=1")
	p.turn(func() { p.inRound() })
	p.want("latency_events:fast-command=1,expire-del=2,turn=2")
	if p.keyspace.DB(0).Len() > 0 {
		t.Error("a key that was timed is still there")
	}
	p.asks("CONFIG SET latency-monitor-threshold 0")()
	if p.call.TimeExpiry != nil {
		t.Error("deletions are timed for nobody")
	}
}
