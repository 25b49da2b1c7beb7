package server

import (
	"time"

	"seedis/config"
)

// strangerMax bounds what a client is owed that has not authenticated, in bytes:
// errors it does not read.
const strangerMax = 64 << 10

// overLimit tells whether c is owed more than client-output-buffer-limit
// allows: more than the hard limit, or more than the soft one for longer than
// its seconds.
func (c *client) overLimit() bool {
	limit := &c.server.config.ClientOutputBufferLimit[config.ClientNormal]
	// As in Redis the first block, which every client may have, does not count.
	size := int64(c.output.size - replySize)
	if size > strangerMax && !c.isAuthenticated() {
		return true
	}
	if limit.Hard != 0 && size > limit.Hard {
		return true
	}
	if limit.Soft == 0 || size <= limit.Soft {
		c.output.softSince = 0
		return false
	}
	now := c.server.clock.monotonic
	if c.output.softSince == 0 {
		// A clock may begin at 0, which stands for "not over" here.
		c.output.softSince = max(now, 1)
		return false
	}
	return now-c.output.softSince > time.Duration(limit.Seconds)*time.Second
}

// closeOverLimit ends a client that does not read what it asks for.
func (s *Server) closeOverLimit(c *client) {
	if c.flags&closing == 0 && c.overLimit() {
		s.log.warning("Client %s scheduled to be closed ASAP for overcoming of output buffer limits.", c)
		s.closeClient(c)
	}
}
