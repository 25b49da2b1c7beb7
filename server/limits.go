package server

import (
	"time"

	"seedis/sys"
)

// strangerMax bounds what a client is owed beyond its first block that has not
// authenticated, in bytes: errors it does not read
// (REPLY_BUFFER_SIZE_UNAUTHENTICATED_CLIENT).
const strangerMax = 1 << 10

// overLimit tells whether c is owed more than client-output-buffer-limit
// allows: the hard limit, or the soft one for longer than its seconds.
func (c *connection) overLimit() bool {
	limit := &c.reactor.settings.output
	size := int64(c.output.listed)
	if size > strangerMax && !c.isAuthenticated() {
		return true
	}
	if limit.Hard != 0 && size >= limit.Hard {
		return true
	}
	if limit.Soft == 0 || size < limit.Soft {
		c.output.softSince = 0
		return false
	}
	now := *c.reactor.now
	if c.output.softSince == 0 {
		// A clock may begin at 0, which stands for "not over" here.
		c.output.softSince = max(now, 1)
		return false
	}
	return now-c.output.softSince > time.Duration(limit.Seconds)*time.Second
}

// closeOverLimit ends a client that does not read what it asks for. The log
// says how.
func (s *Server) closeOverLimit(c *client, how string) {
	if c.flags&closing == 0 && c.overLimit() {
		s.kernel.Mark(sys.MarkOutputLimit)
		s.log.warning("Client %s %s for overcoming of output buffer limits.", c, how)
		s.closeClient(c)
	}
}
