package kernels

import (
	"fmt"
	"slices"

	"seedis/sys"
)

// accept takes one of the connections that may wait, none before one that has
// waited longer for sure.
func (j *judge) accept(s Step, a Answer) string {
	l := j.listeners[s.On]
	if l == nil || !l.open {
		return expect(a, j.notListening(s.On))
	}
	must, may := j.queued(l, nil)
	if a.Errno != sys.OK {
		if len(must) > 0 {
			return fmt.Sprint("these wait: ", numbers(must))
		}
		for _, c := range may {
			j.become(c, func(w world) []world { return w.when(!w.sides[server].queued || c.listener != l) })
		}
		return expect(a, sys.EAGAIN)
	}
	at := slices.IndexFunc(may, func(c *connection) bool { return c.end(server) == a.Name })
	if at < 0 {
		return fmt.Sprint("only these may wait: ", numbers(may))
	}
	c := may[at]
	for _, other := range must {
		if slices.Contains(c.before, other.number) {
			return fmt.Sprintf("connection %s has waited longer", other.number)
		}
	}
	c.opened[server] = true
	return j.become(c, func(w world) []world {
		if !w.sides[server].queued {
			return nil
		}
		w.sides[server].queued = false
		return only(w)
	})
}

// notListening is what accept says of other descriptors.
func (j *judge) notListening(name string) sys.Errno {
	switch {
	case isEnd(name) && j.isOpen(name):
		return sys.EINVAL
	case j.isOpen(name):
		return sys.ENOTSOCK
	}
	return sys.EBADF
}

// isOpen tells whether a name stands for an open descriptor.
func (j *judge) isOpen(name string) bool {
	switch {
	case isEnd(name):
		c := j.connections[connectionOf(name)]
		return c != nil && c.opened[sideOf(name)]
	case j.listeners[name] != nil:
		return j.listeners[name].open
	}
	return j.disk.isOpen(name)
}

func sideOf(end string) int {
	if end[0] == 'c' {
		return client
	}
	return server
}

// object judges what can be done to a descriptor of any kind.
func (j *judge) object(s Step, a Answer) string {
	poller := j.pollers[s.On]
	switch {
	case poller != nil:
		return j.closePoller(poller, a)
	case !j.isOpen(s.On):
		return expect(a, sys.EBADF)
	case isEnd(s.On):
		return j.endCall(s, a)
	case s.Verb == "close" && j.listeners[s.On] != nil:
		return j.closeListener(j.listeners[s.On], a)
	case j.listeners[s.On] != nil:
		return j.listenerCall(j.listeners[s.On], s, a)
	case s.Verb == "close":
		j.disk.close(s.On)
		return expect(a, sys.OK)
	}
	return expect(a, sys.ENOTSOCK)
}

// endCall judges a call on a side of a connection.
func (j *judge) endCall(s Step, a Answer) string {
	c, at := j.connections[connectionOf(s.On)], sideOf(s.On)
	sender := peerOf(s.On)
	if a.Name != "" && s.Verb != "address" {
		return "no call says that"
	}
	if s.Verb == "close" {
		c.opened[at] = false
	}
	calls := map[string]func(w world) []world{
		"send":     func(w world) []world { return w.send(at, s.total(), a) },
		"receive":  func(w world) []world { return w.receive(at, s.total(), sender, a) },
		"fill":     func(w world) []world { return w.fill(at, a) },
		"drain":    func(w world) []world { return w.drain(at, sender, a) },
		"shutdown": func(w world) []world { return w.shutdown(at, s.word(0), a) },
		"result":   func(w world) []world { return w.result(at, a) },
		"close":    func(w world) []world { return w.close(at, a) },
		"option":   func(w world) []world { return w.option(at, s, a) },
		"address":  func(w world) []world { return w.when(expectAddress(c.family, c.hostOf(at), a) == "") },
	}
	return j.become(c, func(w world) (after []world) {
		for _, w := range calls[s.Verb](w) {
			after = append(after, j.moved(w, at, s, a)...)
		}
		return after
	})
}

// moved are the worlds once the poller that moves bytes has learned from a transfer.
func (j *judge) moved(w world, at int, s Step, a Answer) []world {
	if mover := j.pollers["p0"]; mover == nil || !mover.open {
		return only(w)
	}
	switch s.Verb {
	case "send":
		return w.moved(at, sys.Writable, false, s.total(), a)
	case "receive":
		return w.moved(at, sys.Readable, false, s.total(), a)
	case "fill":
		return w.moved(at, sys.Writable, true, fillSize, a)
	case "drain":
		return w.moved(at, sys.Readable, true, fillSize, a)
	}
	return only(w)
}

// option: LingerReset changes what is asked here, and a SendBuffer of another
// size is news of the room in it. A unix socket has no options of TCP.
func (w world) option(at int, s Step, a Answer) []world {
	switch s.word(0) {
	case "linger-reset":
		w.sides[at].lingerReset = s.number(1) != 0
	case "send-buffer":
		if w.other(at).sent > w.other(at).seen {
			w.sides[at].room = false // it may be too small for what it holds
		}
		w.sides[at].mayHear(sys.Writable)
		if e := &w.sides[at]; e.room || e.phase == dead {
			e.news(sys.Writable)
		}
	}
	return w.when(a.Errno == optionErrno(w.unix, s))
}

// keepAliveMax is MAX_TCP_KEEPIDLE of Linux, in seconds.
const keepAliveMax = 32767

func optionErrno(unix bool, s Step) sys.Errno {
	keepAlive := s.word(0) == "keep-alive"
	switch {
	case unix && (s.word(0) == "no-delay" || keepAlive && s.number(1) != 0):
		return sys.EOPNOTSUPP
	case keepAlive && s.number(1) > keepAliveMax:
		return sys.EINVAL
	}
	return sys.OK
}

// clients is the host of those who connect: they have the first address, wherever
// they connect to.
const clients = "clients"

// hostOf is where a side of a connection is.
func (c *connection) hostOf(side int) string {
	if side == client {
		return clients
	}
	return c.host
}

// addresses are what LocalAddr tells, by family and host. The client of a unix
// socket has none.
var addresses = map[[2]string]string{
	{"tcp", ""}: "127.0.0.1", {"tcp", clients}: "127.0.0.1", {"tcp", everywhere}: "0.0.0.0", {"tcp", "second"}: "127.0.0.2",
	{"tcp6", ""}: "::1", {"tcp6", clients}: "::1", {"tcp6", everywhere}: "::",
	{"unix", ""}: "a path", {"unix", clients}: "none",
}

func expectAddress(family, host string, a Answer) string {
	expected := addresses[[2]string{family, host}]
	if a.Errno == sys.OK && a.Name == expected {
		return ""
	}
	return "its address: " + expected
}

// listenerCall judges a call that is meant for a connection.
func (j *judge) listenerCall(l *listener, s Step, a Answer) string {
	unix := l.family == "unix"
	switch s.Verb {
	case "send", "fill":
		if unix {
			return expect(a, sys.ENOTCONN)
		}
		return expect(a, sys.EPIPE)
	case "receive", "drain":
		if unix {
			return expect(a, sys.EINVAL)
		}
		return expect(a, sys.ENOTCONN)
	case "option":
		if s.word(0) == "linger-reset" {
			l.linger = s.number(1) != 0
		}
		return expect(a, optionErrno(unix, s))
	case "address":
		return expectAddress(l.family, l.host, a)
	}
	return expect(a, sys.OK)
}

// closeListener resets who was not accepted.
func (j *judge) closeListener(l *listener, a Answer) string {
	_, may := j.queued(l, nil)
	for _, c := range may {
		if c.listener != l {
			continue
		}
		j.become(c, func(w world) []world {
			if w.sides[server].queued {
				return only(w.leave(server, false))
			}
			return only(w)
		})
	}
	l.open = false
	return expect(a, sys.OK)
}
