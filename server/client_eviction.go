package server

import (
	"math/bits"
	"time"

	"seedis/sys"
)

// What clients take together is limited by maxmemory-clients: when it is too much,
// the largest are closed. While there is such a limit each client is weighed
// whenever it was served, and stands in a list of those that take about as much.

// clientWeights is what clients take, as far as there is a limit to it.
type clientWeights struct {
	limit   int // bytes; 0: none, and no client is weighed
	total   int // bytes of all clients when they were weighed last
	buckets [weightBuckets]struct{ first, last *client }
	inVain  rareLine // of the log: that closing clients did not suffice
}

// weight is what a client was found to take when it was weighed last.
type weight struct {
	bytes          int
	bucket         int     // the list it stands in, plus 1; 0: in none, as it must not be evicted
	previous, next *client // there
}

const (
	// clientLimitMin is the least limit, in bytes: below it hardly anybody could
	// talk to the server to correct it, as in Redis.
	clientLimitMin = 128 << 10
	// The first list is of clients that take less than 32 KiB, the next of those
	// with less than twice that, and so on; the last has no bound (CLIENT_MEM_USAGE
	// _BUCKET_MIN_LOG and _MAX_LOG).
	weightShift   = 15
	weightBuckets = 19
)

// clientLimit is maxmemory-clients in bytes, 0 for none.
func (s *Server) clientLimit() int {
	limit := s.config.MaxMemoryClients
	if limit < 0 {
		limit = int64(float64(s.config.MaxMemory) * float64(-limit) / 100)
	}
	if limit == 0 {
		return 0
	}
	return max(int(limit), clientLimitMin)
}

// limitClients carries out what the configuration says of maxmemory-clients. A
// first limit has all clients weighed, and none forgets what they weigh.
func (s *Server) limitClients() {
	m, before := &s.weights, s.weights.limit
	m.limit = s.clientLimit()
	for c := s.clients.first; c != nil && (before == 0) != (m.limit == 0); c = c.next {
		if m.limit == 0 {
			m.forget(c)
		} else {
			s.weigh(c)
		}
	}
}

// weigh takes note of what a client takes. It costs nothing while there is no
// limit.
func (s *Server) weigh(c *client) {
	m := &s.weights
	if m.limit == 0 || c.flags&closing != 0 {
		return
	}
	_, bytes := c.memory()
	m.total += bytes - c.weight.bytes
	c.weight.bytes = bytes
	if bucket := c.bucket(); bucket != c.weight.bucket {
		m.leave(c)
		m.enter(c, bucket)
	}
}

// bucket is the list where a client belongs that takes what it was found to take.
func (c *client) bucket() int {
	if c.flags&noEvict != 0 {
		return 0
	}
	return 1 + min(bits.Len(uint(c.weight.bytes)>>weightShift), weightBuckets-1)
}

// forget takes out what a client takes.
func (m *clientWeights) forget(c *client) {
	m.leave(c)
	m.total -= c.weight.bytes
	c.weight.bytes = 0
}

// enter puts c behind those in a list, which is 0 for none.
func (m *clientWeights) enter(c *client, bucket int) {
	c.weight.bucket = bucket
	if bucket == 0 {
		return
	}
	l := &m.buckets[bucket-1]
	c.weight.previous = l.last
	if l.last == nil {
		l.first = c
	} else {
		l.last.weight.next = c
	}
	l.last = c
}

// leave takes c out of its list, if it stands in one.
func (m *clientWeights) leave(c *client) {
	w := &c.weight
	if w.bucket == 0 {
		return
	}
	l := &m.buckets[w.bucket-1]
	if w.previous == nil {
		l.first = w.next
	} else {
		w.previous.weight.next = w.next
	}
	if w.next == nil {
		l.last = w.previous
	} else {
		w.next.weight.previous = w.previous
	}
	*w = weight{bytes: w.bytes}
}

// evictClients closes clients until the rest takes less than the limit, those
// first that take most, or about as much as those.
func (s *Server) evictClients() {
	m := &s.weights
	if m.limit == 0 || m.total < m.limit {
		return
	}
	began := s.kernel.Cycles()
	for bucket := weightBuckets - 1; bucket >= 0 && m.total >= m.limit; {
		c := m.buckets[bucket].first
		if c == nil {
			bucket--
			continue
		}
		s.log.notice("Evicting client: %s", c)
		s.kernel.Mark(sys.MarkClientEvicted)
		s.stats.evictedClients++
		s.closeClient(c)
	}
	if m.total >= m.limit && m.inVain.due(s.clock.monotonic, time.Minute) {
		s.log.warning("Over client maxmemory after evicting all evictable clients")
	}
	s.spent(workClientEviction, s.clock.lap()-began)
}
