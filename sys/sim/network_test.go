package sim

import (
	"net/netip"
	"testing"
	"time"

	"seedis/sys"
)

// pairOn connects a client to a listener and accepts it.
func pairOn(m *Machine, listener sys.FD) (*Conn, sys.FD) {
	c, errno := m.Dial(address)
	must(m, "dial", errno)
	fd, _, errno := m.Accept(listener)
	must(m, "accept", errno)
	return c, fd
}

func equal[T comparable](m *Machine, what string, got, want T) {
	if got != want {
		m.Fail("%s: %v, and not %v", what, got, want)
	}
}

func TestConnectionsHaveAddresses(t *testing.T) {
	simulate(t, Options{}, func(m *Machine) {
		listener := listen(m)
		c, errno := m.Dial(address)
		must(m, "dial", errno)
		fd, remote, errno := m.Accept(listener)
		must(m, "accept", errno)
		equal(m, "the client's address", remote.String(), "127.0.0.1:40001")
		equal(m, "the client's own view", c.LocalAddr(), remote)
		local, errno := m.LocalAddr(fd)
		must(m, "local address", errno)
		equal(m, "the server's address", local, address)
	})
}

func TestListenersKeepOutOfEachOthersWay(t *testing.T) {
	simulate(t, Options{}, func(m *Machine) {
		on := func(text string) (sys.FD, sys.Errno) {
			return m.Listen(sys.Addr{IP: netip.MustParseAddrPort(text)}, 1, 0)
		}
		_, errno := on("0.0.0.0:7000")
		must(m, "any address", errno)
		_, errno = on("127.0.0.1:7000")
		equal(m, "one of the addresses", errno, sys.EADDRINUSE)
		_, errno = on("[::]:7000")
		must(m, "IPv6 is apart", errno)
		for text, from := range map[string]string{"0.0.0.0:7000": "127.0.0.1", "[::]:7000": "::1", "127.0.0.1:7000": "127.0.0.1"} {
			c, errno := m.Dial(sys.Addr{IP: netip.MustParseAddrPort(text)})
			must(m, "dial "+text, errno)
			equal(m, "the source", c.LocalAddr().IP.Addr().String(), from)
		}
		free, errno := on("127.0.0.1:0")
		must(m, "any port", errno)
		addr, _ := m.LocalAddr(free)
		equal(m, "the free port", addr.IP.Port(), 40004)
		c, errno := m.Dial(addr)
		must(m, "dial the free port", errno)
		c.Close()
		m.Close(free)
		_, errno = m.Dial(addr)
		equal(m, "dial a closed listener", errno, sys.ECONNREFUSED)
	})
}

func TestUnixSocketsHaveNames(t *testing.T) {
	simulate(t, Options{}, func(m *Machine) {
		at := sys.Addr{Path: "/run/seedis.sock"}
		_, errno := m.Dial(at)
		equal(m, "dial nothing", errno, sys.ENOENT)
		m.WriteFile(at.Path, []byte("in the way"))
		_, errno = m.Dial(at)
		equal(m, "dial a file", errno, sys.ECONNREFUSED)
		listener, errno := m.Listen(at, 0, 0o700)
		must(m, "listen in place of a file", errno)
		c, errno := m.Dial(at)
		must(m, "dial", errno)
		_, errno = m.Connect(at)
		equal(m, "the queue is full", errno, sys.EAGAIN)
		fd, remote, errno := m.Accept(listener)
		must(m, "accept", errno)
		equal(m, "an unnamed peer", remote, sys.Addr{})
		local, _ := m.LocalAddr(fd)
		equal(m, "the server's name", local, at)
		c.Close()
		m.Close(listener)
		_, errno = m.Dial(at)
		equal(m, "the name outlives the socket", errno, sys.ECONNREFUSED)
		must(m, "remove the name", m.Remove(at.Path))
		_, errno = m.Dial(at)
		equal(m, "no name", errno, sys.ENOENT)
	})
}

func TestSendFillsTheBufferAndDrainingMakesRoom(t *testing.T) {
	simulate(t, Options{SocketBuffer: 9}, func(m *Machine) {
		c, fd := pairOn(m, listen(m))
		p, _ := m.NewPoller()
		p.Add(fd, sys.Writable, sys.Edge, 5)
		var events [4]sys.Event
		n, _ := p.Wait(events[:], 0)
		equal(m, "writable at first", n, 1)

		n, errno := send(p, fd, []byte("0123456789"))
		must(m, "send", errno)
		equal(m, "a buffer of 9 takes", n, 9)
		_, errno = send(p, fd, []byte("x"))
		equal(m, "send to a full buffer", errno, sys.EAGAIN)
		n, _ = p.Wait(events[:], 0)
		equal(m, "events while it is full", n, 0)

		got := make([]byte, 2)
		c.Read(got)
		n, _ = p.Wait(events[:], 0)
		equal(m, "events with room for 2 of 9", n, 0)
		c.Read(got)
		n, _ = p.Wait(events[:], 0)
		equal(m, "events with room for 4 of 9", n, 1)
		equal(m, "and that is", events[0], sys.Event{Token: 5, Ready: sys.Writable})
	})
}

func TestSeveralBuffersMakeOneTransfer(t *testing.T) {
	simulate(t, Options{}, func(m *Machine) {
		c, fd := pairOn(m, listen(m))
		o := sys.Op{FD: fd, Num: 3}
		o.Bufs = [sys.MaxBufs][]byte{[]byte("one "), nil, []byte("two"), []byte("never")}
		m.SendBatch([]sys.Op{o})
		got := make([]byte, 20)
		n, _ := c.Read(got)
		equal(m, "sent", string(got[:n]), "one two")

		c.Write([]byte("abcdefgh"))
		first, second := make([]byte, 3), make([]byte, 10)
		ops := []sys.Op{{FD: fd, Num: 2, Bufs: [sys.MaxBufs][]byte{first, second}}}
		m.RecvBatch(ops)
		equal(m, "received", ops[0].N, 8)
		equal(m, "in the first and the second", string(first)+string(second[:5]), "abcdefgh")
	})
}

func TestLatencyDelaysAndKeepsOrder(t *testing.T) {
	for seed := range uint64(50) {
		simulate(t, Options{Seed: seed, Faults: MustFaults("latency:1s")}, func(m *Machine) {
			listener := listen(m)
			c, errno := m.Dial(address)
			must(m, "dial", errno)
			fd, _, errno := m.Accept(listener)
			must(m, "accept", errno)
			sent := m.Elapsed()
			for i := range byte(10) {
				_, errno := send(m, fd, []byte{i})
				must(m, "send", errno)
			}
			m.Close(fd)
			got := make([]byte, 10)
			equal(m, "all came", readFull(c, got), true)
			equal(m, "in order", string(got), "\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09")
			n, errno := c.Read(got)
			equal(m, "then the end", n == 0 && errno == sys.OK, true)
			if took := m.Elapsed() - sent; took > time.Second+time.Millisecond || took < 100*time.Millisecond {
				m.Fail("eleven segments took %v", took)
			}
		})
	}
}

func TestReadTimeout(t *testing.T) {
	simulate(t, Options{}, func(m *Machine) {
		c, fd := pairOn(m, listen(m))
		got := make([]byte, 4)
		start := m.Elapsed()
		_, errno := c.ReadTimeout(got, time.Second)
		equal(m, "nothing comes", errno, sys.EAGAIN)
		if took := m.Elapsed() - start; took < time.Second || took > time.Second+time.Microsecond {
			m.Fail("a second took %v", took)
		}
		m.Start("sender", func() { m.Sleep(time.Millisecond); send(m, fd, []byte("late")) })
		n, errno := c.ReadTimeout(got, time.Second)
		equal(m, "bytes in time", n == 4 && errno == sys.OK, true)

		// The rest of that timeout is nobody's.
		start = m.Elapsed()
		m.Sleep(time.Hour)
		if took := m.Elapsed() - start; took < time.Hour {
			m.Fail("an hour took %v", took)
		}
		equal(m, "timers", len(m.timers.heap), 0)
	})
}

func TestBlockedReaderHearsOfCloseAndReset(t *testing.T) {
	simulate(t, Options{}, func(m *Machine) {
		listener := listen(m)
		c, _ := pairOn(m, listener)
		m.Start("closer", func() { m.Sleep(1); c.Close(); c.Close() })
		_, errno := c.Read(make([]byte, 1))
		equal(m, "closed by another thread", errno, sys.EBADF)

		c, fd := pairOn(m, listener)
		m.Start("resetter", func() { m.Sleep(1); m.SetOption(fd, sys.LingerReset, 1); m.Close(fd) })
		_, errno = c.Read(make([]byte, 1))
		equal(m, "reset by the server", errno, sys.ECONNRESET)
	})
}

func TestResetOfAClient(t *testing.T) {
	simulate(t, Options{}, func(m *Machine) {
		c, fd := pairOn(m, listen(m))
		c.Write([]byte("half a requ"))
		c.Reset()
		got := make([]byte, 100)
		n, _ := receive(m, fd, got)
		equal(m, "what came before", string(got[:n]), "half a requ")
		_, errno := receive(m, fd, got)
		equal(m, "then the reset", errno, sys.ECONNRESET)
		n, errno = receive(m, fd, got)
		equal(m, "then the end", n == 0 && errno == sys.OK, true)
	})
}

// As on Linux a descriptor comes back at once, and whoever holds on to the
// number of a closed one meets the next connection.
func TestDescriptorsAreReusedLowestFirst(t *testing.T) {
	simulate(t, Options{Lax: true}, func(m *Machine) {
		listener := listen(m)
		_, a := pairOn(m, listener)
		_, b := pairOn(m, listener)
		equal(m, "numbers", [3]sys.FD{listener, a, b}, [3]sys.FD{3, 4, 5})
		m.Close(a)
		_, errno := receive(m, a, make([]byte, 1))
		equal(m, "a closed descriptor", errno, sys.EBADF)
		equal(m, "close again", m.Close(a), sys.EBADF)
		c, again := pairOn(m, listener)
		equal(m, "the same number", again, a)
		c.Write([]byte("new"))
		n, _ := receive(m, a, make([]byte, 5))
		equal(m, "the stale holder reads a stranger's bytes", n, 3)
		equal(m, "open descriptors", m.OpenDescriptors(), 3)
	})
}

func TestDescriptorLimit(t *testing.T) {
	simulate(t, Options{}, func(m *Machine) {
		listener := listen(m)
		equal(m, "the limit at first", m.DescriptorLimit(), 1024)
		must(m, "set limit", m.SetDescriptorLimit(5))
		equal(m, "over the hard limit", m.SetDescriptorLimit(1<<40), sys.EPERM)
		_, fd := pairOn(m, listener)
		waiting, errno := m.Dial(address)
		must(m, "clients can connect", errno)
		_, _, errno = m.Accept(listener)
		equal(m, "accept", errno, sys.EMFILE)
		_, errno = m.Open("/f", sys.OpenWrite|sys.OpenCreate, 0)
		equal(m, "open", errno, sys.EMFILE)
		_, errno = m.NewPoller()
		equal(m, "poller", errno, sys.EMFILE)
		_, errno = m.Connect(address)
		equal(m, "connect", errno, sys.EMFILE)
		m.Close(fd)
		_, remote, errno := m.Accept(listener)
		must(m, "the connection has waited", errno)
		equal(m, "and is the same", remote, waiting.LocalAddr())
	})
}

func TestFullBacklogLosesRequests(t *testing.T) {
	m := New(Options{})
	listener, _ := m.Listen(address, 1, 0)
	connected := 0
	for range 4 {
		m.Start("client", func() {
			if _, errno := m.Dial(address); errno == sys.OK {
				connected++
			}
		})
	}
	m.Start("server", func() {
		m.Sleep(500 * time.Millisecond)
		equal(m, "connected at once", connected, 2)
		m.Accept(listener)
		m.Sleep(time.Second)
		equal(m, "connected after a second", connected, 3)
		m.Sleep(200 * time.Second)
		equal(m, "connected in the end", connected, 3)
	})
	if err := m.Run(); err != nil {
		t.Fatal(err)
	}
	if m.Elapsed() < 127*time.Second {
		t.Errorf("gave up after %v", m.Elapsed())
	}
}

func TestDialTimesOut(t *testing.T) {
	simulate(t, Options{}, func(m *Machine) {
		m.Listen(address, 0, 0)
		m.Dial(address)
		_, errno := m.Dial(address)
		equal(m, "a full queue", errno, sys.ETIMEDOUT)
		equal(m, "in seconds", m.Elapsed()/time.Second, 127)
	})
}

func TestClosedListenerResetsWhoWasNotAccepted(t *testing.T) {
	simulate(t, Options{}, func(m *Machine) {
		for _, at := range []sys.Addr{address, {Path: "/s"}} {
			listener, errno := m.Listen(at, 5, 0)
			must(m, "listen", errno)
			c, errno := m.Dial(at)
			must(m, "dial", errno)
			gone, _ := m.Dial(at)
			gone.Close()
			m.Close(listener)
			_, errno = c.Read(make([]byte, 1))
			equal(m, "read", errno, sys.ECONNRESET)
			c.Close()
		}
	})
}

// Connections by the thousand use the same few objects.
func TestConnectionsAreRecycled(t *testing.T) {
	m := simulate(t, Options{Faults: MustFaults("latency:1µs")}, func(m *Machine) {
		listener := listen(m)
		p, _ := m.NewPoller()
		for i := range 3000 {
			c, fd := pairOn(m, listener)
			p.Add(fd, sys.Readable, sys.Edge, uint64(i))
			c.Write([]byte("in flight when all is over"))
			if i%2 == 0 {
				c.Close()
				m.Close(fd)
			} else {
				m.Close(fd)
				c.Reset()
			}
		}
		var events [8]sys.Event
		n, _ := p.Wait(events[:], 0)
		equal(m, "events of closed descriptors", n, 0)
	})
	if spare := len(m.network.spare); spare > 8 {
		t.Errorf("%d spare endpoints", spare)
	}
	if open := m.OpenDescriptors(); open != 3 {
		t.Errorf("%d open descriptors", open)
	}
}

func TestWrongKindsOfDescriptors(t *testing.T) {
	simulate(t, Options{Lax: true}, func(m *Machine) {
		listener := listen(m)
		_, fd := pairOn(m, listener)
		file, _ := m.Open("/f", sys.OpenRead|sys.OpenWrite|sys.OpenCreate, 0o600)
		byteOf := make([]byte, 1)
		first := func(n int, errno sys.Errno) sys.Errno { return errno }

		equal(m, "receive from a listener", first(receive(m, listener, byteOf)), sys.ENOTCONN)
		equal(m, "send to a listener", first(send(m, listener, byteOf)), sys.EPIPE)
		equal(m, "receive from a file", first(receive(m, file, byteOf)), sys.ENOTSOCK)
		equal(m, "send to nothing", first(send(m, 99, byteOf)), sys.EBADF)
		_, _, errno := m.Accept(fd)
		equal(m, "accept from a connection", errno, sys.EINVAL)
		equal(m, "shut a listener down", m.Shutdown(listener, sys.ShutdownBoth), sys.ENOTCONN)
		equal(m, "option of a file", m.SetOption(file, sys.NoDelay, 1), sys.ENOTSOCK)
		equal(m, "option of a listener", m.SetOption(listener, sys.KeepAlive, 1), sys.OK)
		equal(m, "sync a socket", m.Sync(fd), sys.EINVAL)
		equal(m, "read nothing", first(m.Read(sys.NoFD, byteOf)), sys.EBADF)
		equal(m, "close nothing", m.Close(sys.NoFD), sys.EBADF)
		_, errno = m.LocalAddr(file)
		equal(m, "address of a file", errno, sys.ENOTSOCK)
	})
}

// A thread that was blocked on a closed connection may run again after the
// endpoint has gone to the next client, who must be woken all the same.
func TestALateThreadLeavesTheNextConnectionAlone(t *testing.T) {
	simulate(t, Options{Replay: &List{}, SocketBuffer: 8}, func(m *Machine) {
		listener := listen(m)
		c, fd := pairOn(m, listener)
		own := c.LocalAddr()
		var errno sys.Errno
		m.Start("writer", func() { _, errno = c.Write(make([]byte, 100)) })
		m.Sleep(time.Microsecond)
		equal(m, "over while both sides are open", c.Over(), false)
		c.Close()
		m.Close(fd)
		next, _ := pairOn(m, listener)
		equal(m, "the endpoint is the next client's", next.endpoint, c.endpoint)
		equal(m, "the late writer", errno, sys.EBADF)
		equal(m, "over when both sides are closed", c.Over(), true)
		equal(m, "the address of the closed connection", c.LocalAddr(), own)
	})
}

// Ports come round again, but for those in use.
func TestPortsOfConnectionsAreNotGivenOutTwice(t *testing.T) {
	m := simulate(t, Options{}, func(m *Machine) {
		listener := listen(m)
		must(m, "set limit", m.SetDescriptorLimit(1<<16))
		staying, _ := pairOn(m, listener)
		port := staying.LocalAddr().IP.Port()
		leaving, fd := pairOn(m, listener)
		again := leaving.LocalAddr()
		leaving.Close()
		m.Close(fd)
		for range len(m.network.taken) - 2 {
			c, fd := pairOn(m, listener)
			if c.LocalAddr().IP.Port() == port {
				m.Fail("two clients have port %d", port)
			}
			c.Close()
			m.Close(fd)
		}
		round, _ := pairOn(m, listener)
		equal(m, "the first port after the last one", round.LocalAddr(), again)
	})
	for i := range m.network.taken {
		m.network.taken[i] = 4
	}
	if port := m.nextPort(); port != 0 {
		t.Errorf("port %d is given out when all are taken", port)
	}
}

func TestAListenerDoesNotGetAClientsPort(t *testing.T) {
	simulate(t, Options{}, func(m *Machine) {
		c, _ := pairOn(m, listen(m))
		port := c.LocalAddr().IP.Port()
		_, errno := m.Listen(c.LocalAddr(), 1, 0)
		equal(m, "listen on it", errno, sys.EADDRINUSE)
		_, errno = m.Listen(sys.Addr{IP: netip.AddrPortFrom(netip.IPv4Unspecified(), port)}, 1, 0)
		equal(m, "listen on all addresses", errno, sys.EADDRINUSE)
		_, errno = m.Listen(sys.Addr{IP: netip.AddrPortFrom(netip.IPv6Loopback(), port)}, 1, 0)
		must(m, "listen in the other family", errno)
	})
}

func TestConnectionsInheritLingerReset(t *testing.T) {
	simulate(t, Options{}, func(m *Machine) {
		listener := listen(m)
		must(m, "option", m.SetOption(listener, sys.LingerReset, 1))
		c, fd := pairOn(m, listener)
		m.Close(fd)
		_, errno := c.Read(make([]byte, 1))
		equal(m, "read", errno, sys.ECONNRESET)
	})
}

func TestBytesForWhoShutBothDirectionsBreakTheConnection(t *testing.T) {
	simulate(t, Options{}, func(m *Machine) {
		c, fd := pairOn(m, listen(m))
		must(m, "shutdown", m.Shutdown(fd, sys.ShutdownBoth))
		_, errno := c.Write([]byte("for nobody"))
		must(m, "write", errno)
		_, errno = receive(m, fd, make([]byte, 20))
		equal(m, "receive", errno, sys.ECONNRESET)
		_, errno = c.Write([]byte("more"))
		equal(m, "write again", errno, sys.EPIPE)
	})
}

func TestAResetAfterBothEndsIsNoNews(t *testing.T) {
	simulate(t, Options{}, func(m *Machine) {
		c, fd := pairOn(m, listen(m))
		c.Write([]byte("unread"))
		c.CloseWrite()
		must(m, "shutdown", m.Shutdown(fd, sys.ShutdownWrite))
		m.Close(fd)
		equal(m, "pending", c.endpoint.pending, sys.OK)
		equal(m, "alive", c.endpoint.state, established)
	})
}

func TestTransfersOnListenersOfUnixSockets(t *testing.T) {
	simulate(t, Options{}, func(m *Machine) {
		listener, errno := m.Listen(sys.Addr{Path: "/s"}, 1, 0)
		must(m, "listen", errno)
		_, errno = send(m, listener, []byte("x"))
		equal(m, "send", errno, sys.ENOTCONN)
		_, errno = receive(m, listener, make([]byte, 1))
		equal(m, "receive", errno, sys.EINVAL)
	})
}
