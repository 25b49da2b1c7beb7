package sim

import (
	"testing"
	"time"

	"seedis/sys"
)

// watched is a poller with a connection in it, and what the last Wait said.
type watched struct {
	m      *Machine
	p      sys.Poller
	c      *Conn
	fd     sys.FD
	events [8]sys.Event
}

func watch1(m *Machine, interest sys.Ready, mode sys.Mode) *watched {
	w := &watched{m: m}
	w.c, w.fd = pairOn(m, listen(m))
	var errno sys.Errno
	w.p, errno = m.NewPoller()
	must(m, "new poller", errno)
	must(m, "add", w.p.Add(w.fd, interest, mode, 7))
	return w
}

// expect waits without sleeping, for one event of the connection or for none.
func (w *watched) expect(what string, ready sys.Ready) {
	n, errno := w.p.Wait(w.events[:], 0)
	must(w.m, "wait", errno)
	switch {
	case ready == 0:
		equal(w.m, what+": events", n, 0)
	case n != 1:
		w.m.Fail("%s: %d events", what, n)
	default:
		equal(w.m, what, w.events[0], sys.Event{Token: 7, Ready: ready})
	}
}

func TestLevelReportsWhileItHolds(t *testing.T) {
	simulate(t, Options{}, func(m *Machine) {
		w := watch1(m, sys.Readable, sys.Level)
		w.expect("nothing yet", 0)
		w.c.Write([]byte("abc"))
		w.expect("bytes", sys.Readable)
		receive(w.p, w.fd, make([]byte, 2))
		w.expect("one byte is left", sys.Readable)
		receive(w.p, w.fd, make([]byte, 2))
		w.expect("drained", 0)
		w.c.Write([]byte("d"))
		w.expect("bytes again", sys.Readable)
	})
}

func TestEdgeReportsWhatIsNew(t *testing.T) {
	simulate(t, Options{}, func(m *Machine) {
		w := watch1(m, sys.Readable, sys.Edge)
		w.c.Write([]byte("abc"))
		w.expect("bytes", sys.Readable)
		w.expect("the same bytes", 0)
		w.c.Write([]byte("d"))
		w.expect("more bytes", sys.Readable)
		must(m, "modify", w.p.Modify(w.fd, sys.Readable, sys.Edge, 7))
		w.expect("modify reports what holds", sys.Readable)
		w.c.CloseWrite()
		w.expect("the end", sys.Readable|sys.HangUp)
		w.expect("the same end", 0)
	})
}

func TestHangUpAndFailureAreReportedUnasked(t *testing.T) {
	for _, mode := range []sys.Mode{sys.Level, sys.Edge} {
		simulate(t, Options{}, func(m *Machine) {
			w := watch1(m, 0, mode)
			w.c.Write([]byte("not asked for"))
			w.expect("bytes", 0)
			w.c.CloseWrite()
			if mode == sys.Level {
				w.expect("half-close, for who does not read", 0)
			} else {
				w.expect("half-close", sys.HangUp)
			}
			must(m, "modify", w.p.Modify(w.fd, sys.Readable|sys.Writable, mode, 7))
			w.expect("all that holds", sys.Readable|sys.Writable|sys.HangUp)
		})
		simulate(t, Options{}, func(m *Machine) {
			w := watch1(m, sys.Readable|sys.Writable, mode)
			w.c.Reset()
			w.expect("reset", sys.Readable|sys.Writable|sys.HangUp|sys.Failed)
			receive(w.p, w.fd, make([]byte, 1))
			if mode == sys.Level {
				w.expect("the error is taken", sys.Readable|sys.Writable|sys.HangUp)
			} else {
				w.expect("nothing new", 0)
			}
		})
	}
}

func TestPollerErrors(t *testing.T) {
	simulate(t, Options{}, func(m *Machine) {
		w := watch1(m, sys.Readable, sys.Level)
		file, _ := m.Open("/f", sys.OpenWrite|sys.OpenCreate, 0)
		equal(m, "add twice", w.p.Add(w.fd, sys.Readable, sys.Level, 0), sys.EEXIST)
		equal(m, "add a file", w.p.Add(file, sys.Readable, sys.Level, 0), sys.EPERM)
		equal(m, "add nothing", w.p.Add(99, sys.Readable, sys.Level, 0), sys.EBADF)
		equal(m, "modify a file", w.p.Modify(file, sys.Readable, sys.Level, 0), sys.EPERM)
		equal(m, "modify a stranger", w.p.Modify(3, sys.Readable, sys.Level, 0), sys.ENOENT)
		must(m, "delete", w.p.Delete(w.fd))
		equal(m, "delete twice", w.p.Delete(w.fd), sys.ENOENT)
		w.c.Write([]byte("x"))
		w.expect("of the deleted", 0)
		equal(m, "delete nothing", w.p.Delete(99), sys.EBADF)
		before := m.OpenDescriptors()
		must(m, "close", w.p.Close())
		equal(m, "descriptors of a poller", before-m.OpenDescriptors(), 2)
		equal(m, "close twice", w.p.Close(), sys.EBADF)
	})
}

// A descriptor that is closed is watched no more, and the next connection with
// its number is another.
func TestClosingADescriptorEndsItsWatch(t *testing.T) {
	simulate(t, Options{}, func(m *Machine) {
		listener := listen(m)
		p, _ := m.NewPoller()
		c, fd := pairOn(m, listener)
		must(m, "add", p.Add(fd, sys.Readable, sys.Level, 1))
		c.Write([]byte("x"))
		m.Close(fd)
		other, again := pairOn(m, listener)
		equal(m, "the number", again, fd)
		other.Write([]byte("y"))
		var events [4]sys.Event
		n, _ := p.Wait(events[:], 0)
		equal(m, "events", n, 0)
		must(m, "add", p.Add(again, sys.Readable, sys.Level, 2))
		n, _ = p.Wait(events[:], 0)
		equal(m, "events", n, 1)
		equal(m, "token", events[0].Token, 2)
	})
}

// A descriptor moves from one poller to another without losing an edge.
func TestWatchMovesBetweenPollers(t *testing.T) {
	simulate(t, Options{}, func(m *Machine) {
		w := watch1(m, sys.Readable, sys.Edge)
		w.c.Write([]byte("x"))
		w.expect("at the first", sys.Readable)
		must(m, "delete", w.p.Delete(w.fd))
		w.p, _ = m.NewPoller()
		must(m, "add", w.p.Add(w.fd, sys.Readable, sys.Edge, 7))
		w.expect("anew at the second", sys.Readable)
	})
}

func TestFewEventsAtATimeReachAll(t *testing.T) {
	simulate(t, Options{}, func(m *Machine) {
		listener := listen(m)
		p, _ := m.NewPoller()
		for token := range uint64(10) {
			c, fd := pairOn(m, listener)
			must(m, "add", p.Add(fd, sys.Readable, sys.Level, token))
			c.Write([]byte("x"))
		}
		var seen [10]int
		var events [3]sys.Event
		for range 10 {
			n, _ := p.Wait(events[:], 0)
			equal(m, "events", n, 3)
			for _, event := range events {
				seen[event.Token]++
			}
		}
		equal(m, "each had its turns", seen, [10]int{3, 3, 3, 3, 3, 3, 3, 3, 3, 3})
	})
}

func TestWaitSleepsUntilItsDeadline(t *testing.T) {
	simulate(t, Options{}, func(m *Machine) {
		w := watch1(m, sys.Readable, sys.Level)
		start := m.Elapsed()
		n, errno := w.p.Wait(w.events[:], 100*time.Millisecond)
		equal(m, "events", n, 0)
		must(m, "wait", errno)
		if took := m.Elapsed() - start; took < 100*time.Millisecond || took > 101*time.Millisecond {
			m.Fail("100 ms took %v", took)
		}
		m.Start("writer", func() { m.Sleep(time.Millisecond); w.c.Write([]byte("x")) })
		n, _ = w.p.Wait(w.events[:], time.Hour)
		equal(m, "events", n, 1)
		if took := m.Elapsed() - start; took > 102*time.Millisecond {
			m.Fail("an event came after %v", took)
		}
	})
}

func TestWakeIsRememberedOnce(t *testing.T) {
	simulate(t, Options{}, func(m *Machine) {
		p, _ := m.NewPoller()
		p.Wake()
		p.Wake()
		var events [1]sys.Event
		n, errno := p.Wait(events[:], -1) // would sleep for ever
		equal(m, "events of a wake", n, 0)
		must(m, "wait", errno)
		start := m.Elapsed()
		p.Wait(events[:], time.Second)
		if m.Elapsed()-start < time.Second {
			m.Fail("two wakes before a wait woke twice")
		}
	})
}

// A wake from another thread is never lost, wherever it falls.
func TestWakeIsNotLost(t *testing.T) {
	for seed := range uint64(300) {
		m := New(Options{Seed: seed})
		var flag sys.Uint32
		flag.Init(m.Hook(), 0)
		p, _ := m.NewPoller()
		m.Start("sleeper", func() {
			var events [1]sys.Event
			for flag.Load() == 0 {
				p.Wait(events[:], -1)
			}
		})
		m.Start("waker", func() { flag.Store(1); p.Wake() })
		if err := m.Run(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestSignalsWakeTheirWatcher(t *testing.T) {
	simulate(t, Options{}, func(m *Machine) {
		p, _ := m.NewPoller()
		m.Signal(sys.SignalInterrupt)
		equal(m, "before anybody watches", m.TakeSignals(), sys.SignalInterrupt)
		m.WatchSignals(p)
		m.Start("terminal", func() {
			m.Sleep(time.Second)
			m.Signal(sys.SignalTerminate)
		})
		p.Wait(make([]sys.Event, 1), -1)
		equal(m, "signals", m.TakeSignals(), sys.SignalTerminate)
		equal(m, "signals after that", m.TakeSignals(), 0)
	})
}

func TestClosingAPollerTwiceClosesNobodyElse(t *testing.T) {
	simulate(t, Options{}, func(m *Machine) {
		p, _ := m.NewPoller()
		must(m, "close", p.Close())
		listener := listen(m)
		_, other := pairOn(m, listener)
		equal(m, "close again", p.Close(), sys.EBADF)
		_, errno := m.LocalAddr(listener)
		must(m, "the first of the next descriptors", errno)
		_, errno = m.LocalAddr(other)
		must(m, "the second", errno)
	})
}

// Both directions are over: that is a hang-up also for who asked for nothing.
func TestTheEndOfBothDirectionsIsReportedUnasked(t *testing.T) {
	simulate(t, Options{}, func(m *Machine) {
		w := watch1(m, 0, sys.Level)
		must(m, "shutdown", m.Shutdown(w.fd, sys.ShutdownWrite))
		w.expect("its own end", 0)
		w.c.CloseWrite()
		w.expect("both ends", sys.HangUp)
	})
}

func TestEdgesOfRoom(t *testing.T) {
	simulate(t, Options{}, func(m *Machine) {
		w := watch1(m, sys.Writable, sys.Edge)
		w.expect("room", sys.Writable)
		w.expect("no news", 0)
		must(m, "option", m.SetOption(w.fd, sys.SendBuffer, 1<<16))
		w.expect("room in another buffer", sys.Writable)
		must(m, "shutdown", m.Shutdown(w.fd, sys.ShutdownWrite))
		w.expect("its own end, and that the peer has it", sys.Writable)
	})
}

// Who has ended the stream hears that it has arrived.
func TestTheArrivalOfTheEndIsAnEdge(t *testing.T) {
	simulate(t, Options{Seed: 2, Faults: MustFaults("latency:1ms")}, func(m *Machine) {
		listener := listen(m)
		c, errno := m.Dial(address)
		must(m, "dial", errno)
		fd, _, errno := m.Accept(listener)
		must(m, "accept", errno)
		p, _ := m.NewPoller()
		w := &watched{m: m, p: p, c: c, fd: fd}
		must(m, "add", p.Add(fd, sys.Writable, sys.Edge, 7))
		w.expect("room", sys.Writable)
		must(m, "shutdown", m.Shutdown(fd, sys.ShutdownWrite))
		w.expect("its own end", sys.Writable)
		w.expect("no news while it travels", 0)
		m.Sleep(time.Millisecond)
		w.expect("it has arrived", sys.Writable)
	})
}

// A unix socket is writable with three quarters of its buffer free, whoever has
// shut what, and tells of room at every receive.
func TestRoomInUnixSockets(t *testing.T) {
	simulate(t, Options{SocketBuffer: 8}, func(m *Machine) {
		at := sys.Addr{Path: "/s"}
		listener, errno := m.Listen(at, 1, 0)
		must(m, "listen", errno)
		fd, errno := m.Connect(at)
		must(m, "connect", errno)
		peer, _, errno := m.Accept(listener)
		must(m, "accept", errno)
		p, _ := m.NewPoller()
		w := &watched{m: m, p: p, fd: fd}
		must(m, "add", p.Add(fd, sys.Writable, sys.Edge, 7))
		w.expect("room", sys.Writable)
		send(p, fd, make([]byte, 8))
		w.expect("full", 0)
		receive(m, peer, make([]byte, 5))
		w.expect("room for 5 of 8", 0)
		receive(m, peer, make([]byte, 1))
		w.expect("room for 6 of 8", sys.Writable)
		receive(m, peer, make([]byte, 1))
		w.expect("room for 7 of 8", sys.Writable)
		send(p, fd, make([]byte, 7))
		must(m, "shutdown", m.Shutdown(fd, sys.ShutdownWrite))
		w.expect("full, and shut", 0)
	})
}
