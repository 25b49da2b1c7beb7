package server

import (
	"time"

	"seedis/loop"
	"seedis/resp"
	"seedis/sys"
)

// acceptMax bounds the connections accepted in one event, so that a storm of
// them does not stop those that are there (MAX_ACCEPTS_PER_CALL).
const acceptMax = 1000

// Ready accepts the connections that wait.
func (l *listener) Ready(loop.Mask) {
	s := l.server
	defer s.reached(workAccept)
	for range acceptMax {
		fd, peer, errno := s.kernel.Accept(l.fd)
		switch errno {
		case sys.OK:
			l.failing = false
			s.accept(l, fd, peer)
		case sys.ECONNABORTED:
			// That one is gone; others may wait behind it.
			s.kernel.Mark(sys.MarkAcceptAborted)
		case sys.EAGAIN:
			return
		default:
			l.markFailure()
			if s.acceptLine.due(s.clock.monotonic, time.Second) {
				s.log.warning("Accepting client connection: %s", errno)
			}
			l.listenLater()
			return
		}
	}
}

// markFailure reports a failure to accept, and whether it follows another one.
func (l *listener) markFailure() {
	l.server.kernel.Mark(sys.MarkAcceptFailed)
	if l.failing {
		l.server.kernel.Mark(sys.MarkAcceptFailedAgain)
	}
	l.failing = true
}

// listenLater makes a listener deaf. The connection for which there is no
// descriptor goes on to wait, and would be reported in every turn: the loop
// would spin until somebody left.
func (l *listener) listenLater() {
	l.deaf = true
	l.server.main.loop.Delete(l.fd, loop.Readable)
}

// listenAgain lets deaf listeners try again: when clients were freed, or with
// the cron, as a descriptor may be free for other reasons, too.
func (s *Server) listenAgain() {
	for _, l := range s.listeners {
		if l.deaf && s.main.loop.Add(l.fd, loop.Readable, sys.Level, l) == sys.OK {
			l.deaf = false
		}
	}
}

// accept makes a connection a client, or turns it away.
func (s *Server) accept(l *listener, fd sys.FD, peer sys.Addr) {
	if s.clients.count >= s.config.MaxClients {
		s.turnAway(fd, resp.ErrMaxClients)
		return
	}
	if s.config.ProtectedMode && s.config.RequirePass == "" && !isLocal(l.addr, peer) {
		s.turnAway(fd, resp.ErrProtectedMode)
		return
	}
	local := l.addr
	if l.addr.Path == "" {
		s.kernel.SetOption(fd, sys.NoDelay, 1)
		if s.config.TCPKeepAlive > 0 {
			s.kernel.SetOption(fd, sys.KeepAlive, s.config.TCPKeepAlive)
		}
		local, _ = s.kernel.LocalAddr(fd)
	} else {
		peer = l.addr // Redis shows a unix client by the listener's path
	}
	c := s.newClient(fd, peer, local)
	if c == nil {
		return
	}
	s.stats.accepted++
	s.log.verbose("Accepted %s", &c.peer)
	if s.options.Observer != nil {
		s.options.Observer.Accepted(c.id, peer)
	}
}

// turnAway tells why and closes. Nobody waits for the socket to take it.
func (s *Server) turnAway(fd sys.FD, reason resp.Error) {
	s.stats.rejected++
	op := &s.main.ops[0]
	op.FD, op.Num = fd, 1
	op.Bufs[0] = []byte("-" + reason.String() + "\r\n")
	s.kernel.SendBatch(s.main.ops[:1])
	s.kernel.Close(fd)
}

// isLocal tells whether the peer of a connection is on this machine.
func isLocal(local, peer sys.Addr) bool {
	return local.Path != "" || peer.IP.Addr().Unmap().IsLoopback()
}

func (c *client) isLocal() bool { return isLocal(c.local, c.peer) }
