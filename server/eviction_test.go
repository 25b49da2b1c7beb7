package server

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"seedis/resp"
	"seedis/sys"
)

// memoryLimit is what the keys of load fill when they are about to make a larger
// table, in bytes.
const memoryLimit = 760 << 10

var errorOutOfMemory = "-" + resp.ErrOutOfMemory.Detail()

// configured is a party of one member whose server is configured so.
func configured(t testing.TB, parameters ...string) *party {
	t.Helper()
	p := newParty(t, 1)
	p.want("+OK", append([]string{"CONFIG", "SET"}, parameters...)...)
	return p
}

// steppedKernel is a machine whose cycle counter goes a step on whenever somebody
// looks at it.
type steppedKernel struct {
	sys.Kernel
	cycles, step uint64
}

func (k *steppedKernel) Cycles() uint64 {
	k.cycles += k.step
	return k.cycles
}

// step lets a look at the cycle counter of the server take so many cycles.
func (p *party) step(cycles uint64) {
	k := &steppedKernel{Kernel: p.kernel, step: cycles}
	p.kernel, p.clock.machine = k, k
}

// encoded is a request as clients send it.
func encoded(words ...string) string {
	var text strings.Builder
	fmt.Fprintf(&text, "*%d\r\n", len(words))
	for _, word := range words {
		fmt.Fprintf(&text, "$%d\r\n%s\r\n", len(word), word)
	}
	return text.String()
}

// ask is what the first member is told when it asks.
func (p *party) ask(words ...string) string {
	p.send(0, encoded(words...))
	return strings.TrimSuffix(p.heard(0), "\r\n")
}

func (p *party) want(answer string, words ...string) {
	p.t.Helper()
	if got := p.ask(words...); got != answer {
		p.t.Fatalf("%.80q: %q, want %q", words, got, answer)
	}
}

// keys is how many keys all databases have.
func (p *party) keys() int {
	total := 0
	for i := range p.keyspace.Databases() {
		total += p.keyspace.DB(i).Len()
	}
	return total
}

// turns lets so many turns pass in which nobody asks for anything.
func (p *party) turns(limit int) int {
	turns := 0
	for ; turns < limit && p.eviction.timer != 0; turns++ {
		p.beginTurn(p.kernel.Cycles())
		if p.evictMore() != 0 {
			return turns + 1
		}
	}
	return turns
}

// load writes four times as much as memory may hold, and demands that it never
// holds 5% more than that and one command. It returns the refusals.
func load(p *party) (refused int) {
	const room = 4096 // of the client's buffers and of the largest value
	chance := rand.New(rand.NewPCG(1, 2))
	for written, i := 0, 0; written < 4*memoryLimit; i++ {
		value := strings.Repeat("v", chance.IntN(200))
		p.beginTurn(p.kernel.Cycles())
		switch answer := p.ask("SET", fmt.Sprint("key:", i), value, "EX", fmt.Sprint(1+chance.IntN(1000))); answer {
		case "+OK":
		case errorOutOfMemory:
			refused++
		default:
			p.t.Fatalf("answered with %q", answer)
		}
		if used := p.usedMemory(); used > memoryLimit/20*21+room {
			p.t.Fatalf("%d bytes are used after %d commands", used, i)
		}
		written += len(value) + 64
	}
	return refused
}

// Under each policy memory holds what it may, and all writes go through where keys
// may go.
func TestMaxMemoryIsKept(t *testing.T) {
	for _, policy := range []string{
		"allkeys-lru", "allkeys-lfu", "allkeys-random",
		"volatile-lru", "volatile-lfu", "volatile-random", "volatile-ttl", "noeviction",
	} {
		p := configured(t, "maxmemory", fmt.Sprint(memoryLimit), "maxmemory-policy", policy)
		refused := load(p)
		evicted := p.stats.EvictedKeys
		if none := policy == "noeviction"; none != (refused > 0) || none == (evicted > 0) {
			t.Errorf("%s: %d requests are refused, %d keys evicted", policy, refused, evicted)
		}
		if used := p.usedMemory(); used < memoryLimit*8/10 {
			t.Errorf("%s: only %d bytes are in use in the end", policy, used)
		}
	}
}

// Where only keys with an expiry may go and there is none, what may take memory is
// refused, and nothing else.
func TestOutOfMemory(t *testing.T) {
	value := strings.Repeat("v", 10_000)
	for _, policy := range []string{"noeviction", "volatile-lru", "volatile-lfu", "volatile-random", "volatile-ttl"} {
		p := configured(t, "maxmemory", "200000", "maxmemory-policy", policy)
		for i := 0; ; i++ {
			if answer := p.ask("APPEND", fmt.Sprint("key:", i), value); answer == errorOutOfMemory {
				break
			} else if i > 20 {
				t.Fatalf("%s: nothing is refused", policy)
			}
		}
		p.want(errorOutOfMemory, "SET", "a", "b")
		p.want("$10000\r\n"+value, "GET", "key:7")
		p.want(errorOutOfMemory, "LPUSH", "list", "a")
		p.want(":1", "DEL", "key:7")
		p.want(":1", "DEL", "key:8")
		p.want("+OK", "SET", "a", "b")
		if p.stats.EvictedKeys != 0 {
			t.Errorf("%s: %d keys were evicted", policy, p.stats.EvictedKeys)
		}
	}
}

// A transaction takes memory when it is queued, so nothing is queued while there is
// none, and none is run that would take more.
func TestOutOfMemoryInTransactions(t *testing.T) {
	p := newParty(t, 3)
	p.play(
		"1> SET a 1; MULTI; GET a", "1< +OK; +OK; +QUEUED",
		"2> CONFIG SET maxmemory 1", "2< +OK",
		"1> EXEC", "1< *1; $1",
		"1> MULTI; GET a; MULTI; WATCH a; EXEC",
		"1< +OK; "+errorOutOfMemory+"; "+errorOutOfMemory+"; "+errorOutOfMemory+
			"; -EXECABORT Transaction discarded because of previous errors.",
		"1> MULTI; DISCARD; MULTI; RESET", "1< +OK; +OK; +OK; +RESET",
		"2> CONFIG SET maxmemory 0", "2< +OK",
		"1> MULTI; SET a 2", "1< +OK; +QUEUED",
		"2> CONFIG SET maxmemory 1", "2< +OK",
		"1> EXEC; EXEC", "1< -EXECABORT Transaction discarded because of: "+errorOutOfMemory[1:]+"; -ERR EXEC without MULTI",
	)
}

// demandLimit demands that no more is used than is promised: 5% more than maxmemory
// and so many bytes, which one command takes.
func (p *party) demandLimit(limit, command uint64) {
	p.t.Helper()
	if used := p.usedMemory(); used > limit+limit/20+command {
		p.t.Fatalf("%d bytes are used of %d, %d of them are pending", used, limit, p.pendingFreeBytes())
	}
}

// Eviction lets the thread free what is large as long as that keeps up. Here it
// sleeps all the while, so that main must free most: memory holds what it may,
// nobody is refused, and hardly a key more goes than if main frees all.
func TestLazyEvictionHoldsTheLimit(t *testing.T) {
	left := map[string]int{}
	for _, lazy := range []string{"no", "yes"} {
		p := configured(t, "maxmemory", fmt.Sprint(memoryLimit), "maxmemory-policy", "allkeys-lru", "lazyfree-lazy-eviction", lazy)
		p.step(0)
		for i := range 1000 {
			words := []string{"SADD", fmt.Sprint("set:", i)}
			for member := range 100 {
				words = append(words, fmt.Sprintf("%070d", member))
			}
			p.beginTurn(p.kernel.Cycles())
			p.want(":100", words...)
			p.demandLimit(memoryLimit, 24<<10)
		}
		left[lazy] = p.keys()
		if pending := p.pendingFreeBytes(); (lazy == "yes") != (pending > memoryLimit/promised) {
			t.Errorf("lazily %s: %d bytes are pending", lazy, pending)
		}
	}
	if l, r := left["no"], left["yes"]; r < l*90/100 || r > l*110/100 {
		t.Errorf("%d keys are left, and %d if they are freed lazily", l, r)
	}
}

// Large strings go to the thread, too, which may not keep up.
func TestLazyEvictionOfStringsHoldsTheLimit(t *testing.T) {
	const limit, size = 8 << 20, 100_000
	p := configured(t, "maxmemory", fmt.Sprint(limit), "maxmemory-policy", "allkeys-random", "lazyfree-lazy-eviction", "yes")
	for i := range 500 {
		p.beginTurn(p.kernel.Cycles())
		p.want("+OK", "SET", fmt.Sprint("key:", i), strings.Repeat("v", size))
		p.demandLimit(limit, 3*size) // the value, the client's buffer, and what was the last to be handed over
	}
}

// What waits to be freed is known by an estimate: a wrong one lends nobody more than
// was promised.
func TestAnOverestimateDoesNotLiftTheLimit(t *testing.T) {
	const limit = 4 << 20
	for _, policy := range []string{"allkeys-lru", "noeviction"} {
		p := configured(t, "maxmemory", fmt.Sprint(limit), "maxmemory-policy", policy)
		p.lazyFree.bytes += 100 * limit
		for i := range 10_000 {
			p.beginTurn(p.kernel.Cycles())
			if answer := p.ask("SET", fmt.Sprint("key:", i), strings.Repeat("v", 1000)); answer != "+OK" && policy != "noeviction" {
				t.Fatalf("%s: %q", policy, answer)
			}
			p.demandLimit(limit, 4096)
		}
	}
}

// What the thread has still to free is waited for, and neither a key goes for it nor
// is anybody refused.
func TestWhatIsBeingFreedIsWaitedFor(t *testing.T) {
	for _, policy := range []string{"allkeys-lru", "noeviction"} {
		p := configured(t, "maxmemory-policy", policy)
		p.bio.start()
		for i := range 2000 {
			p.want(":1", "HSET", "hash", fmt.Sprint("field:", i), strings.Repeat("v", 100))
		}
		p.want("+OK", "SET", "small", "v")
		p.step(1) // no time passes, however long the thread takes
		limit := p.usedMemory() + 20_000
		p.want("+OK", "CONFIG", "SET", "maxmemory", fmt.Sprint(limit))
		p.want(":1", "UNLINK", "hash")
		for i := range 20 {
			p.want("+OK", "SET", fmt.Sprint("key:", i), strings.Repeat("v", 4000))
		}
		if p.keys() != 21 || p.stats.EvictedKeys != 0 {
			t.Errorf("%s: %d keys are left, %d are evicted", policy, p.keys(), p.stats.EvictedKeys)
		}
		for p.lazyFree.pendingObjects() > 0 {
			p.kernel.Pause()
		}
		p.want("+PONG", "PING") // it takes home what was freed
		p.demandLimit(limit, 4096)
	}
}

// A table that must grow has room made for it. Large values fill the memory here, and
// small ones that come for them are so many that the table is too small by far.
func TestATableGrowsWithinTheLimit(t *testing.T) {
	const large, small = 30_000, 200_000
	p := configured(t, "maxmemory-policy", "allkeys-random")
	for i := range large {
		p.want("+OK", "SET", fmt.Sprintf("large:%06d", i), strings.Repeat("v", 200))
	}
	limit, granted := p.usedMemory(), 0
	p.want("+OK", "CONFIG", "SET", "maxmemory", fmt.Sprint(limit))
	p.keyspace.AskToGrow(func(bytes int, pressing bool) bool {
		allowed := p.hasRoomFor(bytes, pressing)
		if allowed {
			granted = bytes
		}
		return allowed
	})
	for i := range small {
		p.beginTurn(p.kernel.Cycles())
		p.want("+OK", "SET", fmt.Sprintf("small:%06d", i), "v")
		p.demandLimit(limit, 4096)
	}
	if granted == 0 || p.eviction.reserved != 0 {
		t.Errorf("a table of %d bytes is granted with %d keys, %d bytes are reserved", granted, p.keys(), p.eviction.reserved)
	}
}

// The room that is made for a table suffices though the next key takes some of it, and
// others do, before the table is asked for again. Here each takes far more than was
// left over by the last key that went.
func TestRoomForATableIsNotTakenByTheNextKey(t *testing.T) {
	const small, large = 50_000, 2000 // the table for 20,000 has 4096 buckets, and twice what it should
	p := configured(t, "maxmemory-policy", "allkeys-random")
	p.step(1)
	for i := range small {
		if i == small*4/10 {
			p.keyspace.AskToGrow(func(int, bool) bool { return false })
		}
		p.want("+OK", "SET", fmt.Sprintf("small:%06d", i), "v")
	}
	granted := false
	p.keyspace.AskToGrow(func(bytes int, pressing bool) bool {
		allowed := p.hasRoomFor(bytes, pressing)
		granted = granted || allowed
		return allowed
	})
	limit := p.usedMemory()
	p.want("+OK", "CONFIG", "SET", "maxmemory", fmt.Sprint(limit))
	for i := 0; !granted; i++ {
		p.beginTurn(p.kernel.Cycles())
		p.want("+OK", "SET", fmt.Sprintf("large:%06d", i), strings.Repeat("v", large))
		p.demandLimit(limit, 2*large)
		if i > 20 {
			t.Fatalf("no table is granted to %d keys, though %d bytes are reserved", p.keys(), p.eviction.reserved)
		}
	}
}

// What the thread has freed comes home when memory is short of it, however busy the
// server is: though nobody takes a block, which would bring some, and no chore runs.
func TestFreedMemoryComesHomeUnderPressure(t *testing.T) {
	p := configured(t, "maxmemory-policy", "noeviction")
	p.bio.start()
	for i := range 200 {
		words := []string{"HSET", "hash"}
		for field := range 100 {
			words = append(words, fmt.Sprint("field:", i, field), strings.Repeat("v", 100))
		}
		p.ask(words...)
	}
	limit := p.usedMemory() / 2
	p.want(":1", "UNLINK", "hash")
	p.lazyFree.publish()
	for p.lazyFree.pendingObjects() > 0 {
		p.kernel.Pause()
	}
	p.want("+OK", "CONFIG", "SET", "maxmemory", fmt.Sprint(limit))
	for range 1000 {
		p.performEvictions(false)
	}
	if used := p.usedMemory(); used > limit {
		t.Errorf("%d bytes are used of %d, %d of them are pending", used, limit, p.pendingFreeBytes())
	}
}

// A turn has its share of time for evictions, which is three looks at the counter
// for each key here. What is left goes in the next turns; meanwhile nobody is
// refused.
func TestMuchIsEvictedInManyTurns(t *testing.T) {
	const keys, perTurn = 10_000, 100
	p := configured(t, "maxmemory-policy", "allkeys-random", "maxmemory-eviction-tenacity", "10")
	p.step(p.eviction.share / (3 * perTurn))
	for i := range keys {
		p.want("+OK", "SET", fmt.Sprint("key:", i), strings.Repeat("v", 100))
	}
	limit := p.usedMemory() / 2
	p.want("+OK", "CONFIG", "SET", "maxmemory", fmt.Sprint(limit))
	for turn := 1; turn <= 20; turn++ {
		p.turns(1)
		if gone := keys - p.keys(); gone < turn*(perTurn-1) || gone > turn*(perTurn+1) {
			t.Fatalf("%d keys are gone after %d turns", gone, turn)
		}
	}
	p.beginTurn(p.kernel.Cycles())
	p.want("+OK", "SET", "key:0", strings.Repeat("v", 100))
	for used := p.usedMemory(); p.usedMemory() > limit+limit/overdraft; used = p.usedMemory() {
		// The first request of the turn has taken what there was of its share.
		p.want("+OK", "SET", fmt.Sprint("more:", used), strings.Repeat("v", 500))
		if p.usedMemory() > used+1024 { // the entry, and a bucket for it
			t.Fatalf("%d bytes are used, and %d before", p.usedMemory(), used)
		}
		p.turns(1)
	}
	if p.turns(keys); p.usedMemory() > limit || p.eviction.timer != 0 {
		t.Errorf("%d bytes are left of %d, timer %d", p.usedMemory(), limit, p.eviction.timer)
	}
	if p.keys() < keys*4/10 {
		t.Errorf("only %d keys are left", p.keys())
	}
}

// The share is a turn's, however many requests it serves: those that take nothing
// find it used up, and are served at once.
func TestATurnsRequestsShareItsTime(t *testing.T) {
	p := configured(t, "maxmemory-policy", "allkeys-random")
	for i := range 1000 {
		p.want("+OK", "SET", fmt.Sprint("key:", i), strings.Repeat("v", 100))
	}
	p.step(p.eviction.share / 30)
	p.want("+OK", "CONFIG", "SET", "maxmemory", fmt.Sprint(p.usedMemory()/2))
	p.eviction.ceiling = 0 // though far more is used than those who take memory would be let
	p.beginTurn(p.kernel.Cycles())
	if p.want("+PONG", "PING"); p.keys() < 950 {
		t.Fatalf("the first request leaves %d keys", p.keys())
	}
	for first, i := p.keys(), 0; i < 100; i++ {
		if p.want("+PONG", "PING"); p.keys() != first {
			t.Fatalf("%d keys are left when the share was used up, %d after %d requests more", first, p.keys(), i+1)
		}
	}
}

// What a request leaves is evicted in the next turns, though nobody asks for anything.
func TestWhatARequestLeavesIsEvicted(t *testing.T) {
	p := configured(t, "maxmemory-policy", "allkeys-random")
	for i := range 1000 {
		p.want("+OK", "SET", fmt.Sprint("key:", i), strings.Repeat("v", 100))
	}
	limit := p.usedMemory() / 2
	p.want("+OK", "CONFIG", "SET", "maxmemory", fmt.Sprint(limit))
	p.main.loop.DeleteTimer(p.eviction.timer)
	p.eviction.timer = 0
	p.step(p.eviction.share / 30)
	p.beginTurn(p.kernel.Cycles())
	p.want("+PONG", "PING")
	if p.turns(1000); p.usedMemory() > limit {
		t.Errorf("%d bytes are left of %d", p.usedMemory(), limit)
	}
}

// Nothing is left of an eviction once memory fits: neither of one that came to its
// end, nor of one that was in vain because maxmemory, or what is used, is another.
// The next one has its many turns, too.
func TestAnEvictionForgetsTheLast(t *testing.T) {
	for _, test := range []struct {
		name string
		fit  func(p *party)
	}{
		{"evicted", func(p *party) { p.turns(1 << 20) }},
		{"no limit", func(p *party) { p.want("+OK", "CONFIG", "SET", "maxmemory", "0") }},
		{"flushed", func(p *party) { p.want("+OK", "FLUSHALL", "SYNC"); p.want("$-1", "GET", "a") }},
	} {
		p := configured(t, "maxmemory-policy", "allkeys-random")
		p.step(p.eviction.share / 300)
		fill := func() {
			p.want("+OK", "CONFIG", "SET", "maxmemory", "0")
			for i := range 3000 {
				p.want("+OK", "SET", fmt.Sprint("key:", i), strings.Repeat("v", 100))
			}
			p.want("+OK", "CONFIG", "SET", "maxmemory", fmt.Sprint(p.usedMemory()/2))
			p.turns(3)
		}
		fill()
		if test.fit(p); p.eviction.ceiling != 0 {
			t.Errorf("%s: the ceiling is %d", test.name, p.eviction.ceiling)
		}
		fill()
		p.beginTurn(p.kernel.Cycles())
		before := p.keys()
		if p.want("+OK", "SET", "new", "v"); p.keys() < before-150 || p.keys() < 2000 {
			t.Errorf("%s: %d keys are left, %d before the turn", test.name, p.keys(), before)
		}
	}
}

// The one key of many that may go is found before anybody is refused, in a turn that
// has no time to lose; and when it is gone no turn looks for another.
func TestTheOneKeyThatMayGoIsFound(t *testing.T) {
	const keys, large = 30_000, 10 << 20
	for _, policy := range []string{"volatile-lru", "volatile-lfu", "volatile-random", "volatile-ttl"} {
		p := configured(t, "maxmemory-policy", policy)
		for i := range keys {
			p.want("+OK", "SET", fmt.Sprint("key:", i), "v")
		}
		p.want("+OK", "SET", "mortal", strings.Repeat("v", large), "EX", "1000")
		p.members[0].query.release(&p.main)
		p.step(p.eviction.share)
		limit := p.usedMemory() - large/2
		p.want("+OK", "CONFIG", "SET", "maxmemory", fmt.Sprint(limit))
		p.eviction.ceiling = 0 // somebody has written all that in spite of it
		p.beginTurn(p.kernel.Cycles())
		p.want("+OK", "SET", "a", "b")
		if p.stats.EvictedKeys != 1 || p.keys() != keys+1 {
			t.Errorf("%s: %d keys are evicted, %d left", policy, p.stats.EvictedKeys, p.keys())
		}
		p.want("+OK", "CONFIG", "SET", "maxmemory", fmt.Sprint(p.usedMemory()/2))
		p.eviction.ceiling = 0
		p.beginTurn(p.kernel.Cycles())
		began := p.kernel.Cycles()
		p.want(errorOutOfMemory, "SET", "a", "b")
		if looks := (p.kernel.Cycles() - began) / p.eviction.share; looks > 20 {
			t.Errorf("%s: a turn has looked at the counter %d times", policy, looks)
		}
	}
}

// Who writes much while memory is far too full gets nothing for free: what is in use
// never grows by more than one request.
func TestWritersAreNotAheadOfEviction(t *testing.T) {
	p := configured(t, "maxmemory-policy", "allkeys-lru", "maxmemory-eviction-tenacity", "0")
	for i := range 5000 {
		p.want("+OK", "SET", fmt.Sprint("key:", i), strings.Repeat("v", 100))
	}
	full := p.usedMemory()
	p.want("+OK", "CONFIG", "SET", "maxmemory", fmt.Sprint(full/2))
	for i := range 3000 {
		p.want("+OK", "SET", fmt.Sprint("more:", i), strings.Repeat("v", 1000))
		if p.usedMemory() > full+2048 {
			t.Fatalf("%d bytes are used after %d writes, and %d before", p.usedMemory(), i, full)
		}
	}
}

// The shares are Redis's limits, in microseconds.
func TestEvictionShare(t *testing.T) {
	for tenacity, want := range map[int]uint64{
		0: 0, 1: 50, 9: 450, 10: 500, 11: 575, 20: 2022, 50: 133931, 99: 126205358, 100: 1<<64 - 1,
	} {
		if got := evictionShare(tenacity, 1); got != want {
			t.Errorf("%d: %d, want %d", tenacity, got, want)
		}
	}
	if got := evictionShare(10, 3000); got != 1_500_000 {
		t.Errorf("%d cycles", got)
	}
}

// While clients are paused no key goes, and nobody is refused.
func TestNothingIsEvictedDuringAPause(t *testing.T) {
	p := configured(t, "maxmemory-policy", "allkeys-lru")
	for i := range 1000 {
		p.want("+OK", "SET", fmt.Sprint("key:", i), strings.Repeat("v", 100))
	}
	p.want("+OK", "CLIENT", "PAUSE", "1000", "WRITE")
	p.want("+OK", "CONFIG", "SET", "maxmemory", fmt.Sprint(p.usedMemory()*3/4))
	p.turns(10)
	p.want("+PONG", "PING")
	p.want("", "SET", "a", "b")
	if p.keys() != 1000 {
		t.Errorf("%d keys are left", p.keys())
	}
	p.time.microseconds += 1_001_000
	p.clock.update()
	p.cronWaits()
	if got := p.heard(0); got != "+OK\r\n" || p.stats.EvictedKeys == 0 {
		t.Errorf("after the pause the answer is %q, and %d keys are evicted", got, p.stats.EvictedKeys)
	}
}

// INFO tells for how long memory was too full, and is.
func TestTimeOfExceeding(t *testing.T) {
	p := configured(t, "maxmemory", "1")
	p.want("$-1", "GET", "a")
	expect := func(total, current int64) {
		t.Helper()
		c, now := &p.stats.counters, p.clock.monotonic
		if got := c.exceededNow(now).Milliseconds(); got != current {
			t.Errorf("now for %d ms, want %d", got, current)
		}
		if got := (c.exceeded + c.exceededNow(now)).Milliseconds(); got != total {
			t.Errorf("in all for %d ms, want %d", got, total)
		}
	}
	later := func(milliseconds int64) {
		p.time.microseconds += milliseconds * 1000
		p.ask("GET", "a")
	}
	expect(0, 0)
	later(7)
	expect(7, 7)
	p.want("+OK", "CONFIG", "SET", "maxmemory", "100000000")
	later(0)
	expect(7, 0)
	later(100)
	p.want("+OK", "CONFIG", "SET", "maxmemory", "1")
	later(0)
	later(5)
	expect(12, 5)
	p.want("+OK", "CONFIG", "RESETSTAT")
	expect(0, 0)
}

// evictionWitness writes down what an observer is told of keys that go.
type evictionWitness struct {
	Observer
	heard []string
}

func (w *evictionWitness) Accepted(uint64, sys.Addr)          {}
func (w *evictionWitness) Executing(uint64, resp.Args, int64) {}
func (w *evictionWitness) Serving(int64)                      {}
func (w *evictionWitness) Closed(uint64)                      {}
func (w *evictionWitness) Removing(db int, key []byte, evicted bool, _ int64) {
	w.heard = append(w.heard, fmt.Sprintf("removing %d:%s, evicted %v", db, key, evicted))
}

func (w *evictionWitness) Effect(_ int, argv [][]byte) {
	w.heard = append(w.heard, string(bytes.Join(argv, []byte(" "))))
}

// A key that is evicted is gone for all who must know: for those who watch it, and
// for those who repeat what happens here. Nobody has changed anything.
func TestAnEvictedKeyIsGoneForAll(t *testing.T) {
	for lazy, word := range map[string]string{"no": "DEL", "yes": "UNLINK"} {
		p := newParty(t, 3)
		p.play("1> SET k v; WATCH k; MULTI; PING", "1< +OK; +OK; +OK; +QUEUED")
		witness := &evictionWitness{}
		p.options.Observer = witness
		dirty := p.dirty
		p.play(
			"2> CONFIG SET maxmemory-policy allkeys-lru maxmemory 1 lazyfree-lazy-eviction "+lazy, "2< +OK",
			"2> PING", "2< +PONG", "1> EXEC", "1< *-1")
		if want := []string{"removing 0:k, evicted true", word + " k"}; !slices.Equal(witness.heard, want) {
			t.Errorf("heard %q, want %q", witness.heard, want)
		}
		if p.dirty != dirty || p.stats.EvictedKeys != 1 {
			t.Errorf("%d changes, %d evicted keys", p.dirty-dirty, p.stats.EvictedKeys)
		}
		p.options.Observer = nil
	}
}

// While maxmemory is 0 nobody looks at what is used.
func TestNoLimitEvictsNothing(t *testing.T) {
	p := configured(t, "maxmemory-policy", "allkeys-lru", "maxmemory", "1")
	p.want("+OK", "CONFIG", "SET", "maxmemory", "0")
	p.want("+OK", "SET", "a", "b")
	if p.turns(5) != 1 || p.keys() != 1 {
		t.Errorf("%d keys are left", p.keys())
	}
}
