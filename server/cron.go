package server

import (
	"time"

	"seedis/mem"
)

// cron is the state of the timer that runs hz times a second.
type cron struct {
	client *client // the next to be looked at; nil: the first
	excess int     // pages of 64 KiB that are to go back to the machine by the next tick
}

const (
	// scavengePages is the memory that a tick gives back to the machine at once, in
	// pages of 64 KiB, however little is too much.
	scavengePages = 4 * scavengeSlicePages
	// scavengeTicks is the part of the memory that is free and was used which goes
	// back to the machine by the next tick, one in so many: half of it in 2
	// seconds, if nobody uses it again.
	scavengeTicks = 32
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
	s.stats.sample(s.clock.monotonic, s.traffic())
	s.stats.samplePeak(s.usedMemory())
	s.listenAgain()
	s.tickGate()
	s.moveSkipped()
	s.cronWaits()
	s.cronClients()
	s.cronLockstep()
	s.reached(workClients)
	s.askForChores()
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

// askForChores asks for what a tick finds to be done.
func (s *Server) askForChores() {
	s.cronExpire()
	if s.reclaimable() {
		s.ask(&s.chores.collect)
	}
	for i := range s.keyspace.Databases() {
		db := s.keyspace.DB(i)
		db.ResizeIfSparse()
		if s.config.ActiveRehashing && db.Rehash(1) {
			s.ask(&s.chores.rehash)
		}
	}
	stale := int(s.heap.Resident()-s.heap.Active()) / mem.PageSize
	s.cron.excess = stale/scavengeTicks - s.heap.Scavenge(scavengePages)
	if s.cron.excess > 0 {
		s.ask(&s.chores.scavenge)
	}
}

// cronWaits ends a pause and waits that are over, because the wall clock was set,
// before their timers look again.
func (s *Server) cronWaits() {
	s.pauseHolds()
	s.endWaits()
	s.reached(workTimeouts)
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
		if !c.away { // else its thread looks at the connection
			s.closeOverLimit(c, "closed")
			s.closeIdle(c)
			s.main.fitReplies(&c.connection)
			s.main.trimQuery(&c.connection)
		}
		s.weigh(c)
	}
}

// closeIdle ends a client that is idle. One that waits for the server is not.
func (s *Server) closeIdle(c *client) {
	if c.flags&blocked == 0 && c.idle() {
		s.finish(&c.connection, ending{reason: endIdle})
	}
}

// idle tells whether nothing has moved for timeout seconds.
func (c *connection) idle() bool {
	limit := c.reactor.settings.timeout
	return limit != 0 && *c.reactor.now-c.lastActive > limit
}

// silentAfter is how long nothing must have come from a client before its query
// buffer is trimmed, as in Redis.
const silentAfter = 2 * time.Second

// trimQuery makes a client cheaper that does not end its request, or waits.
func (r *reactor) trimQuery(c *connection) {
	if *r.now-c.lastActive > silentAfter {
		c.query.trim(r)
	}
}
