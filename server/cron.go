package server

import "time"

// cron is the state of the timer that runs hz times a second.
type cron struct {
	client *client // the next to be looked at; nil: the first
}

const (
	// rehashBuckets is the cron's share of a table's move while no command
	// touches the table. It bounds a tick, as Redis does by time.
	rehashBuckets = 1024
	// scavengePages bounds the memory given back to the machine in one call,
	// in pages of 64 KiB: each costs a few microseconds of madvise.
	scavengePages = 16
	// clientsMin is how many clients a tick looks at, at least
	// (CLIENTS_CRON_MIN_ITERATIONS).
	clientsMin = 5
)

// runCron does what must happen without anybody asking for it.
func (s *Server) runCron() time.Duration {
	s.clock.update()
	if s.cronPaused {
		return time.Second / time.Duration(s.hz())
	}
	s.stats.sample(s.clock.monotonic)
	s.stats.samplePeak(s.usedMemory())
	s.listenAgain()
	s.cronWaits()
	s.cronClients()
	s.cronDatabases()
	s.heap.Scavenge(scavengePages)
	return time.Second / time.Duration(s.hz())
}

// hz is the rate of the cron: more for many clients, if that is configured, so
// that each of them is looked at once a second.
func (s *Server) hz() int {
	hz := s.config.HZ
	if s.config.DynamicHZ {
		for s.clients.count/hz > clientsPerTick && hz < hzMax {
			hz *= 2
		}
	}
	return min(hz, hzMax)
}

const (
	clientsPerTick = 200 // MAX_CLIENTS_PER_CLOCK_TICK
	hzMax          = 500 // CONFIG_MAX_HZ
)

// cronDatabases lets each database take its share of maintenance.
func (s *Server) cronDatabases() {
	for i := range s.keyspace.Databases() {
		db := s.keyspace.DB(i)
		db.ResizeIfSparse()
		if s.config.ActiveRehashing && db.Rehash(rehashBuckets) {
			return // one table a tick
		}
	}
}

// cronWaits ends a pause and waits that are over, because the wall clock was set,
// before their timers look again.
func (s *Server) cronWaits() {
	s.pauseHolds()
	s.endWaits()
	s.serveResumed()
}

// cronClients looks at a slice of the clients, so that each is seen once a
// second, and closes those that were idle or not reading for too long.
func (s *Server) cronClients() {
	s.stats.buffers.turn(s.clock.monotonic)
	for range min(s.clients.count, max(clientsMin, s.clients.count/s.hz())) {
		c := s.cron.client
		if c == nil {
			c = s.clients.first
		}
		s.cron.client = c.next
		s.stats.buffers.see(c)
		s.closeOverLimit(c, "closed")
		s.closeIdle(c)
		s.fitReplies(c)
		s.trimQuery(c)
	}
}

// closeIdle ends a client to or from which nothing has moved for timeout
// seconds. One that waits for the server is not idle.
func (s *Server) closeIdle(c *client) {
	limit := time.Duration(s.config.Timeout) * time.Second
	if limit != 0 && c.flags&blocked == 0 && s.clock.monotonic-c.lastActive > limit {
		s.log.verbose("Closing idle client")
		s.closeClient(c)
	}
}

// silentAfter is how long nothing must have come from a client before its query
// buffer is trimmed, as in Redis.
const silentAfter = 2 * time.Second

// trimQuery makes a client cheaper that does not end its request, or waits.
func (s *Server) trimQuery(c *client) {
	if s.clock.monotonic-c.lastActive > silentAfter {
		c.query.trim(s.heap)
	}
}
