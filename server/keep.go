package server

import (
	"seedis/loop"
	"seedis/sys"
)

// Main keeps the connections of its own reactor: their clients are at hand.

var _ keeper = (*Server)(nil)

// finish closes a client and tells the log why.
func (s *Server) finish(c *connection, why ending) {
	if c.client.away {
		panic("server: main ends a connection that an I/O thread has")
	}
	switch why.reason {
	case endByPeer:
		s.log.verbose("Client closed connection %s", c.client)
		if c.owed() {
			s.kernel.Mark(sys.MarkPeerHalfClosed)
		}
	case endReceive:
		s.log.verbose("Reading from client: %s", why.errno)
		s.markLoss(c, why)
	case endSend:
		s.markLoss(c, why)
		s.log.verbose("Error writing to client: %s", why.errno)
	case endQuery:
		s.log.warning("Closing client that reached max query buffer length: %s (qbuf initial bytes: %+.*q)",
			c.client, initialBytes, c.query.bytes()[:initialBytes])
	case endOutput:
		s.kernel.Mark(sys.MarkOutputLimit)
		s.log.warning("Client %s closed for overcoming of output buffer limits.", c.client)
	case endIdle:
		s.log.verbose("Closing idle client")
	}
	s.closeClient(c.client)
}

// initialBytes is how much of a query buffer that is too long the log shows.
const initialBytes = 64

// markLoss reports a connection that the network has ended.
func (s *Server) markLoss(c *connection, why ending) {
	switch why.errno {
	case sys.ETIMEDOUT:
		s.kernel.Mark(sys.MarkPeerVanished)
	case sys.ECONNRESET:
		s.kernel.Mark(sys.MarkPeerReset)
		if why.reason == endReceive && c.query.length > 0 {
			s.kernel.Mark(sys.MarkResetInPipeline)
		}
	}
}

// awaitWritable has the loop tell when the socket of c takes more.
func (s *Server) awaitWritable(c *connection, _ bool) {
	if err := s.main.loop.Add(c.fd, loop.Writable, sys.Level, (*connectionWriter)(c)); err != sys.OK {
		s.finish(c, ending{endUnpolled, err})
	}
}

func (s *Server) writable(c *connection) { s.main.loop.Delete(c.fd, loop.Writable) }

func (s *Server) deafen(c *connection) { s.main.loop.Delete(c.fd, loop.Readable) }

func (s *Server) moved(c *connection) { s.weigh(c.client) }
