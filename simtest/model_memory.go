package simtest

import (
	"fmt"
	"slices"
	"strings"
)

// The model cannot know how much memory the server uses. It takes the server's word
// for it that memory is full, and holds it to the rest: what may go then, in which
// order, and who may be refused when.

// removal is a key that the server lets go by its own will.
type removal struct {
	place
	word string // of the effect that tells so
}

// removalCounts are what INFO tells of keys that went, since CONFIG RESETSTAT.
type removalCounts struct {
	expired, evicted int64
}

const (
	noEviction = "noeviction"
	allKeys    = "allkeys-" // policies that let every key go
	byUse      = "-lfu"     // policies that count how often a key is used
	errFull    = "OOM command not allowed when used memory > 'maxmemory'."
)

// policies are the values of maxmemory-policy.
var policies = []string{
	noEviction, "allkeys-lru", "allkeys-lfu", "allkeys-random",
	"volatile-lru", "volatile-lfu", "volatile-random", "volatile-ttl",
}

// removing is told of a key that is about to go because it is past its time, or
// evicted. An error is that it must not.
func (m *model) removing(p place, evicted bool, now int64) error {
	if err := m.undecided(); err != nil {
		return err
	}
	m.now, m.ghosts = now, nil
	reason := m.objection(m.databases[p.db].values[p.key], evicted)
	if reason != "" {
		return fmt.Errorf("key %q of database %d goes (evicted: %t), but %s", p.key, p.db, evicted, reason)
	}
	m.removal = &removal{place: p, word: "DEL"}
	if evicted && m.settings.lazy.eviction || !evicted && m.settings.lazy.expire {
		m.removal.word = "UNLINK"
	}
	if evicted {
		m.counts.evicted++
		m.remove(p.db, p.key) // lazily only while the thread that frees keeps up
	} else {
		m.pass(p.db, p.key)
	}
	return nil
}

// objection is why a value must not go by the server's own will; "" if it may.
func (m *model) objection(v *value, evicted bool) string {
	switch {
	case v == nil:
		return "there is no such key"
	case m.paused():
		return "clients are paused"
	case m.adrift > 0:
		return ""
	case evicted && m.settings.maxMemory == 0:
		return "memory is not limited"
	case evicted && !m.evictable(v):
		return "the policy is " + m.settings.policy
	case !evicted && !m.isPast(v):
		return "it is not past its time"
	case !evicted && m.idleExpire:
		return "nobody has asked for it"
	}
	return ""
}

// evictable tells whether the policy lets a value go.
func (m *model) evictable(v *value) bool {
	switch {
	case m.settings.policy == noEviction:
		return false
	case strings.HasPrefix(m.settings.policy, allKeys):
		return true
	}
	return v.expireAt != noExpiry
}

// countsUse tells whether the server counts how often a key is used, and not when.
func (m *model) countsUse() bool { return strings.HasSuffix(m.settings.policy, byUse) }

// removed takes the effect that must follow.
func (m *model) removed(db int, args []string) error {
	r := m.removal
	m.removal = nil
	if db != r.db || !slices.Equal(args, []string{r.word, r.key}) {
		return fmt.Errorf("%s of key %q in database %d was to follow, not %s in %d", r.word, r.key, r.db, quote(args), db)
	}
	return nil
}

// outOfMemory is told that the next request is refused for want of memory. An error
// is that keys could have gone instead.
func (m *model) outOfMemory() error {
	if err := m.undecided(); err != nil {
		return err
	}
	m.full = true
	if m.adrift > 0 {
		return nil
	}
	if m.settings.maxMemory == 0 {
		return fmt.Errorf("memory is full, but not limited")
	}
	for db := range m.databases {
		if key, found := m.victim(db); found {
			return fmt.Errorf("memory is full, but by %s key %q of database %d could go", m.settings.policy, key, db)
		}
	}
	return nil
}

// victim is a key of a database that may be evicted.
func (m *model) victim(db int) (key string, found bool) {
	d := &m.databases[db]
	if strings.HasPrefix(m.settings.policy, allKeys) {
		return "(any)", len(d.values) > 0
	}
	for _, key := range d.expiring {
		if v := d.values[key]; v != nil && m.evictable(v) {
			return key, true
		}
	}
	return "", false
}

// growing are the commands that are refused when memory is full.
var growing = strings.Fields("append bitfield bitop blmove brpoplpush copy decr decrby getset " +
	"hincrby hincrbyfloat hmset hset hsetnx incr incrby incrbyfloat linsert lmove lpush lpushx lset " +
	"mset msetnx psetex rpoplpush rpush rpushx sadd sdiffstore set setbit setex setnx setrange " +
	"sinterstore sort sunionstore zadd zdiffstore zincrby zinterstore zrangestore zunionstore")

// refuseFull answers a request that is refused for want of memory. An error is that
// it must not be.
func (m *model) refuseFull(s *session, r *row) error {
	m.full = false
	if !s.mayGrow(r) {
		return fmt.Errorf("%s is refused for want of memory", quote(s.request))
	}
	s.refuse(r, errFull)
	return nil
}

// mayGrow tells whether a request may take memory. Inside MULTI all may but those
// that end it.
func (s *session) mayGrow(r *row) bool {
	grows := func(r *row) bool { return slices.Contains(growing, r.fullName()) }
	switch {
	case s.transaction == nil:
		return grows(r)
	case r.name == "exec":
		return slices.ContainsFunc(s.transaction.requests, func(q queuedRequest) bool { return grows(q.row) })
	}
	return !slices.Contains([]string{"discard", "quit", "reset"}, r.fullName())
}

// closed is told of a session that the server has closed. An error is that nobody
// has asked for that, and nothing has happened that ends connections.
func (m *model) closed(s *session) error {
	m.forgetWait(s)
	m.full = false // who was about to be refused may be the one who is owed too much
	mayBe := m.settings.clientLimit && !s.noEvict || m.mayBeOwedTooMuch(s)
	if mayBe {
		s.fate = cut
		m.endTransaction(s)
	}
	if mayBe || !s.stays() || s.unscripted || m.settings.resets || m.shutdown || m.adrift > 0 {
		return nil
	}
	return fmt.Errorf("client %d (id %d) is closed, and nothing ends it", s.client, s.id)
}

// mayBeOwedTooMuch tells whether a session may be closed for what it does not read. One
// that has not authenticated is allowed little, whatever the settings are.
func (m *model) mayBeOwedTooMuch(s *session) bool {
	return (m.settings.outputLimit || !s.authenticated) && (m.settings.couriers || !s.expected.empty())
}
