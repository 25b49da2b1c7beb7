package sim

import (
	"testing"

	"seedis/sys"
)

// onEngines runs a thread on a machine of each of these engines.
func onEngines(t *testing.T, run func(m *Machine), engines ...Engine) {
	t.Helper()
	for _, engine := range engines {
		t.Run(engine.String(), func(t *testing.T) {
			simulate(t, Options{Engine: engine}, run)
		})
	}
}

func TestEnginesHaveTheirNames(t *testing.T) {
	for engine, name := range map[Engine]string{Epoll: "epoll", URing: "io_uring", Poll: "poll", Select: "select"} {
		if m := New(Options{Engine: engine}); m.Engine() != name {
			t.Errorf("the engine is %q, and not %q", m.Engine(), name)
		}
	}
}

func TestEveryEngineKnowsLevels(t *testing.T) {
	onEngines(t, func(m *Machine) {
		w := watch1(m, sys.Readable, sys.Level)
		w.c.Write([]byte("abc"))
		w.expect("bytes", sys.Readable)
		w.expect("the same bytes", sys.Readable)
		receive(w.p, w.fd, make([]byte, 3))
		w.expect("drained", 0)
	}, Epoll, URing, Poll, Select)
}

// With exact edges, new bytes are news even to who has not read the old ones, and
// a drained socket is none.
func TestExactEdges(t *testing.T) {
	onEngines(t, func(m *Machine) {
		w := watch1(m, sys.Readable, sys.Edge)
		w.c.Write([]byte("abc"))
		w.expect("bytes", sys.Readable)
		w.c.Write([]byte("d"))
		w.expect("more bytes", sys.Readable)
		w.c.CloseWrite()
		w.expect("the end", sys.Readable|sys.HangUp)
		receive(w.p, w.fd, make([]byte, 8))
		w.expect("the same end", 0)
	}, Epoll, URing)
}

// Without, what was reported is masked until a transfer has fallen short.
func TestMaskedEdges(t *testing.T) {
	onEngines(t, func(m *Machine) {
		w := watch1(m, sys.Readable, sys.Edge)
		w.c.Write([]byte("abc"))
		w.expect("bytes", sys.Readable)
		w.c.Write([]byte("d"))
		w.expect("more bytes, masked", 0)
		receive(w.p, w.fd, make([]byte, 2))
		w.expect("two are left, and the receive was full", 0)
		receive(w.p, w.fd, make([]byte, 2))
		w.c.Write([]byte("e"))
		w.expect("none is left, and the receive was full", 0)
		receive(w.p, w.fd, make([]byte, 2))
		w.expect("drained", 0)
		w.c.Write([]byte("f"))
		w.expect("new bytes", sys.Readable)
		receive(w.p, w.fd, make([]byte, 1))
		receive(w.p, w.fd, make([]byte, 1)) // EAGAIN
		w.c.Write([]byte("g"))
		w.expect("after EAGAIN", sys.Readable)
		must(m, "modify", w.p.Modify(w.fd, sys.Readable, sys.Edge, 7))
		w.expect("anew after a modify", sys.Readable)
	}, Poll, Select)
}

// Each direction has a mask of its own.
func TestMasksOfTwoDirections(t *testing.T) {
	onEngines(t, func(m *Machine) {
		w := watch1(m, sys.Readable|sys.Writable, sys.Edge)
		w.expect("room", sys.Writable)
		w.c.Write([]byte("abc"))
		w.expect("bytes", sys.Readable)
		receive(w.p, w.fd, make([]byte, 8))
		w.expect("room is masked still", 0)
		n, _ := send(w.p, w.fd, make([]byte, defaultSocketBuffer+1))
		equal(m, "sent", n, defaultSocketBuffer)
		w.expect("no room", 0)
		w.c.Read(make([]byte, defaultSocketBuffer))
		w.expect("room again", sys.Writable)
	}, Poll, Select)
}

// The end of the stream is news to poll(2) also where bytes are masked, and to
// select(2) when it looks for bytes again. Reading it unmasks nothing.
func TestTheEndBehindAMask(t *testing.T) {
	for engine, reports := range map[Engine][2]sys.Ready{
		Poll: {sys.HangUp, sys.Readable}, Select: {0, sys.Readable | sys.HangUp},
	} {
		onEngines(t, func(m *Machine) {
			w := watch1(m, sys.Readable, sys.Edge)
			w.c.Write([]byte("abc"))
			w.expect("bytes", sys.Readable)
			w.c.CloseWrite()
			w.expect("the end", reports[0])
			receive(w.p, w.fd, make([]byte, 8))
			w.expect("drained, and at the end", reports[1])
			receive(w.p, w.fd, make([]byte, 8))
			w.expect("the same end", 0)
		}, engine)
	}
}

// A connection that is over is reported once, and whatever is read of it then.
func TestNothingFollowsAHangUp(t *testing.T) {
	onEngines(t, func(m *Machine) {
		w := watch1(m, sys.Readable|sys.Writable, sys.Edge)
		w.c.Write([]byte("abc"))
		w.c.Reset()
		w.expect("all at once", sys.Readable|sys.Writable|sys.HangUp|sys.Failed)
		receive(w.p, w.fd, make([]byte, 8))
		w.expect("the same", 0)
		send(w.p, w.fd, make([]byte, 8))
		w.expect("the same", 0)
		must(m, "modify", w.p.Modify(w.fd, sys.Readable, sys.Edge, 7))
		w.expect("anew after a modify", sys.Readable|sys.HangUp)
	}, Poll, Select)
}

func TestSelectFindsAHangUpWithWhatIsAsked(t *testing.T) {
	onEngines(t, func(m *Machine) {
		w := watch1(m, sys.Writable, sys.Level)
		w.c.Reset()
		w.expect("a reset, for who writes", sys.Writable|sys.HangUp|sys.Failed)
		must(m, "modify", w.p.Modify(w.fd, sys.Readable, sys.Level, 7))
		w.expect("for who reads", sys.Readable|sys.HangUp|sys.Failed)
		must(m, "modify", w.p.Modify(w.fd, 0, sys.Level, 7))
		w.expect("for who asks for nothing", 0)
	}, Select)
}

func TestSelectTakesNoLargeDescriptors(t *testing.T) {
	onEngines(t, func(m *Machine) {
		equal(m, "a limit that is too high", m.SetDescriptorLimit(selectDescriptors+1), sys.EPERM)
		must(m, "the highest limit", m.SetDescriptorLimit(selectDescriptors))
		p, _ := m.NewPoller()
		listener := listen(m)
		for m.descriptors.nextFree() < selectDescriptors {
			m.descriptors.install(&standardStream{})
		}
		large := m.descriptors.install(m.descriptors.get(listener))
		equal(m, "the descriptor", large, selectDescriptors)
		equal(m, "add", p.Add(large, sys.Readable, sys.Level, 1), sys.EINVAL)
		must(m, "add a smaller one", p.Add(listener, sys.Readable, sys.Level, 1))
	}, Select)
}

// batch has op i receive one byte from connection i.
func batch(m *Machine, p sys.Poller, connections int) ([]sys.Op, []byte) {
	listener := listen(m)
	bytes, ops := make([]byte, connections), make([]sys.Op, connections)
	for i := range connections {
		c, fd := pairOn(m, listener)
		must(m, "add", p.Add(fd, sys.Readable, sys.Edge, 0))
		c.Write([]byte{byte(i + 1)})
		ops[i] = op(fd, bytes[i:i+1])
	}
	return ops, bytes
}

// Each transfer of a batch happens once, and its outcome is in its place, whatever
// the order.
func TestBatchesAreReordered(t *testing.T) {
	const connections = 5
	orders := map[[connections]sys.FD]bool{}
	for seed := range uint64(50) {
		var order []sys.FD
		note := func(e Event) {
			if e.Call == CallReceive {
				order = append(order, sys.FD(e.A))
			}
		}
		o := Options{Seed: seed, Faults: MustFaults("batch-reorder:0.5"), Observe: note}
		simulate(t, o, func(m *Machine) {
			p, _ := m.NewPoller()
			ops, bytes := batch(m, p, connections)
			p.RecvBatch(ops)
			for i := range ops {
				equal(m, "outcome", ops[i].N == 1 && ops[i].Errno == sys.OK && bytes[i] == byte(i+1), true)
			}
		})
		if len(order) != connections {
			t.Fatalf("%d transfers of %d", len(order), connections)
		}
		orders[[connections]sys.FD(order)] = true
	}
	if len(orders) < 30 {
		t.Errorf("%d orders in 50 batches", len(orders))
	}
}

func TestThePlainestBatchIsInOrder(t *testing.T) {
	last := sys.NoFD
	o := Options{Replay: &List{}, Faults: MustFaults("batch-reorder:1")}
	o.Observe = func(e Event) {
		if e.Call == CallReceive && sys.FD(e.A) <= last {
			t.Errorf("descriptor %d comes after %d", e.A, last)
		}
		if e.Call == CallReceive {
			last = sys.FD(e.A)
		}
	}
	simulate(t, o, func(m *Machine) {
		p, _ := m.NewPoller()
		ops, _ := batch(m, p, 5)
		p.RecvBatch(ops)
	})
}
