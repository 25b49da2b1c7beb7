package sim

import (
	"testing"

	"seedis/sys"
)

// edgeEcho is an echo server that relies on all that sys.Edge promises: it
// believes a receive shorter than its buffer to have drained the socket, and
// after a send that did not take everything it waits to be told.
type edgeEcho struct {
	m       *Machine
	p       sys.Poller
	waiting map[sys.FD][]byte // what could not be sent yet
}

func (e *edgeEcho) run(listener sys.FD) {
	e.p, _ = e.m.NewPoller()
	e.p.Add(listener, sys.Readable, sys.Level, uint64(listener)) // no transfer drains it
	var events [3]sys.Event
	for {
		n, _ := e.p.Wait(events[:], -1)
		for _, event := range events[:n] {
			fd := sys.FD(event.Token)
			switch {
			case fd == listener:
				e.acceptAll(listener)
			case event.Ready&sys.Writable != 0 && !e.flush(fd):
			case event.Ready&sys.Readable != 0 || len(e.waiting[fd]) == 0:
				e.receiveAll(fd)
			}
		}
	}
}

func (e *edgeEcho) acceptAll(listener sys.FD) {
	for {
		fd, _, errno := e.m.Accept(listener)
		if errno != sys.OK {
			return
		}
		e.waiting[fd] = nil
		must(e.m, "add", e.p.Add(fd, sys.Readable|sys.Writable, sys.Edge, uint64(fd)))
	}
}

// flush tells whether nothing is left to send.
func (e *edgeEcho) flush(fd sys.FD) bool {
	rest := e.waiting[fd]
	if len(rest) == 0 {
		return true
	}
	n, _ := send(e.p, fd, rest)
	e.waiting[fd] = rest[n:]
	return n == len(rest)
}

func (e *edgeEcho) receiveAll(fd sys.FD) {
	var p [24]byte
	for {
		n, errno := receive(e.p, fd, p[:])
		if n == 0 && errno == sys.OK {
			e.m.Close(fd)
			return
		}
		e.waiting[fd] = append(e.waiting[fd], p[:n]...)
		if e.flush(fd); n < len(p) {
			return
		}
	}
}

// lossless is everything but what loses bytes, on an engine that the seed chooses.
func lossless(seed uint64) Options {
	o := bad(seed)
	o.Engine = Engine(seed % uint64(EngineCount))
	for _, fault := range []Fault{FaultReset, FaultHalfClose, FaultSilent} {
		o.Faults.Set(Rule{Fault: fault})
	}
	o.Faults.Set(Rule{Fault: FaultBatchReorder, Chance: 100_000})
	o.Faults.Set(Rule{Fault: FaultStarve, Of: "server", Chance: 2_000, Most: 1e9})
	return o
}

// edgeRun is an edgeEcho and clients that insist on all that they sent.
func edgeRun(o Options) *Machine {
	m := New(o)
	server := &edgeEcho{m: m, waiting: map[sys.FD][]byte{}}
	listener := listen(m)
	m.Start("server", func() { server.run(listener) })
	done := 0
	for i := range 3 {
		m.Start("client", func() {
			c, errno := m.Dial(address)
			must(m, "dial", errno)
			m.Start("writer", func() { c.Write(make([]byte, 300)) })
			if !readFull(c, make([]byte, 300)) {
				m.Fail("client %d did not get its echo", i)
			}
			c.Close()
			if done++; done == 3 {
				m.Stop()
			}
		})
	}
	return m
}

// Whoever relies on edges gets all, on every engine.
func TestEdgesAreNeverLost(t *testing.T) {
	for seed := range uint64(400) {
		if err := edgeRun(lossless(seed)).Run(); err != nil {
			t.Fatal(err)
		}
	}
}
