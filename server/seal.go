package server

// In the debug mode of the allocator a connection has a seal while it is on its way
// between threads, and while the thread that has it sleeps: whoever touches it then
// breaks the seal. So the simulation finds who touches what is not his, though nothing
// there runs at the same time.

// seal is for a connection that nobody may touch until unseal.
func (r *reactor) seal(c *connection) {
	if r.sealing {
		c.sealed = c.print()
	}
}

func (r *reactor) unseal(c *connection) {
	if r.sealing && c.sealed != c.print() {
		panic("server: a connection was touched by a thread that does not own it")
	}
}

// sealAll is for all connections that the thread has, before it sleeps.
func (t *ioThread) sealAll(seal func(*connection)) {
	if !t.sealing {
		return
	}
	for _, s := range t.slots {
		if s.here {
			seal(s.connection)
		}
	}
}

// print is a hash of what changes in a connection (FNV-1a).
func (c *connection) print() uint64 {
	const offset, prime = 14695981039346656037, 1099511628211
	hash := uint64(offset)
	fold := func(numbers ...int) {
		for _, n := range numbers {
			hash = (hash ^ uint64(n)) * prime
		}
	}
	fold(int(c.state), int(c.ended.reason), int(c.lastActive), c.parser.Position())
	fold(int(c.query.block), c.query.length, c.query.size, c.query.peak, c.query.aside)
	fold(c.reply.Used(), c.reply.Protocol(), c.output.sent, c.output.listed, int(c.output.firstPeak))
	for _, b := range c.output.waiting() {
		fold(int(b.ref), b.used)
	}
	return hash
}
