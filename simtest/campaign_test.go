package simtest

import (
	"errors"
	"strings"
	"testing"
	"time"
	"unsafe"

	"seedis/config"
	"seedis/sys"
	"seedis/sys/sim"
)

func TestFixedSeeds(t *testing.T) {
	const seeds, ops = 60, 1000
	executed := 0
	for seed := range uint64(seeds) {
		executed += mustPass(t, workload(seed, ops)).Ops
	}
	// What is sent before a connection ends need not be executed.
	if executed < seeds*ops*3/4 {
		t.Errorf("%d requests were executed of %d", executed, seeds*ops)
	}
}

func TestSizesOfWorkloads(t *testing.T) {
	for _, w := range []Workload{
		{Clients: 1, Ops: 1}, {Clients: 1, Ops: 300}, {Clients: 3, Ops: 2}, {Clients: 50, Ops: 1000},
	} {
		w.Seed, w.Memory = 7, memory
		mustPass(t, w)
	}
}

// tap has all sends pass a function on their way: plain calls, and those of
// pollers.
type tap struct {
	sys.Kernel
	send func(ops []sys.Op, way sys.Transfers)
}

func (k *tap) SendBatch(ops []sys.Op) { k.send(ops, k.Kernel) }

func (k *tap) NewPoller() (sys.Poller, sys.Errno) {
	p, errno := k.Kernel.NewPoller()
	if errno != sys.OK {
		return nil, errno
	}
	return &tappedPoller{p, k}, sys.OK
}

type tappedPoller struct {
	sys.Poller
	tap *tap
}

func (p *tappedPoller) SendBatch(ops []sys.Op) { p.tap.send(ops, p.Poller) }

// flip changes one bit of one reply: the first of at least a few bytes that goes
// out after so many sends.
func flip(after int) func(sys.Kernel) sys.Kernel {
	return func(kernel sys.Kernel) sys.Kernel {
		left := after
		return &tap{kernel, func(ops []sys.Op, way sys.Transfers) {
			for i := range ops {
				if left--; left == 0 && len(ops[i].Bufs[0]) > 0 {
					ops[i].Bufs[0][0] ^= 1
					defer func() { ops[i].Bufs[0][0] ^= 1 }()
				}
			}
			way.SendBatch(ops)
		}}
	}
}

func TestAWrongByteIsFound(t *testing.T) {
	for _, after := range []int{1, 10, 20} {
		w := workload(9, 1000)   // nobody breaks off who is sent one of these
		w.Faults = &sim.Faults{} // what is sent arrives
		w.Wrap = flip(after)
		_, err := w.Check()
		var violation *Violation
		if !errors.As(err, &violation) {
			t.Fatalf("one bit of send %d was wrong and nobody saw it: %v", after, err)
		}
		if want := "replay: the failing test # commit "; !strings.Contains(err.Error(), want) {
			t.Errorf("no replay line in %v", err)
		}
	}
}

func TestAWrongByteChangesTheTrace(t *testing.T) {
	run := func(wrap func(sys.Kernel) sys.Kernel) uint64 {
		m, err := New(Options{Seed: 1, Memory: memory, Wrap: wrap})
		if err != nil {
			t.Fatal(err)
		}
		m.Start("client", func() {
			c := m.Dial()
			c.Send("ECHO", "one")
			c.Read(make([]byte, 100)) // whatever it is
			c.Close()
		})
		if err := m.Run(); err != nil {
			t.Fatal(err)
		}
		return m.Trace()
	}
	plain := run(nil)
	if again := run(flip(1000)); again != plain {
		t.Errorf("the wrapper alone changes the trace: %016x, %016x", plain, again)
	}
	if other := run(flip(1)); other == plain {
		t.Errorf("one bit of the reply changed, and the trace did not: %016x", plain)
	}
}

// thief loses a descriptor that the server closes: it stays open.
type thief struct {
	sys.Kernel
	spared int
}

func (k *thief) Close(fd sys.FD) sys.Errno {
	if k.spared--; k.spared == 0 {
		return sys.OK
	}
	return k.Kernel.Close(fd)
}

func TestAnOpenDescriptorIsFound(t *testing.T) {
	w := workload(7, 100)
	w.Wrap = func(kernel sys.Kernel) sys.Kernel { return &thief{kernel, 5} }
	if _, err := w.Check(); err == nil {
		t.Error("a descriptor was never closed, and nobody saw it")
	}
}

// hoarder loses the memory that the server releases.
type hoarder struct{ sys.Kernel }

func (k *hoarder) Release(unsafe.Pointer, uintptr) sys.Errno { return sys.OK }

func TestMemoryThatWasKeptIsFound(t *testing.T) {
	w := workload(7, 100)
	w.Wrap = func(kernel sys.Kernel) sys.Kernel { return &hoarder{kernel} }
	if _, err := w.Check(); err == nil || !strings.Contains(err.Error(), "address space") {
		t.Errorf("the heap was never released, and the run ended with %v", err)
	}
}

// A port that comes round again belongs to another session.
func TestAnAddressThatComesBackIsAnotherSession(t *testing.T) {
	const ports = 21_000 // more than sim gives out
	machine := sim.New(sim.Options{})
	m := newModel(settingsOf(config.New(), false, 0))
	listener, _ := machine.Listen(Address(), 1, 0)
	machine.Start("clients", func() {
		for id := range uint64(ports) {
			conn, _ := machine.Dial(Address())
			fd, peer, errno := machine.Accept(listener)
			if errno != sys.OK {
				machine.Fail("accept: %v", errno)
			}
			if s := m.session(peer); s.id != 0 || s.conn != nil {
				machine.Fail("session %d takes the place of %d, which is over", id+1, s.id)
			}
			s := m.session(conn.LocalAddr())
			s.id, s.conn = id+1, conn
			conn.Close()
			if m.session(peer) != s {
				machine.Fail("the server has session %d yet", id+1)
			}
			machine.Close(fd)
		}
	})
	if err := machine.Run(); err != nil {
		t.Fatal(err)
	}
	if len(m.peers) >= ports {
		t.Errorf("no address came back in %d connections", ports)
	}
}

// What the server refuses to be set to leaves the model as good as before.
func TestARefusedSettingIsNotFollowed(t *testing.T) {
	for reply, adrift := range map[string]int{"+OK\r\n": 1, "-ERR CONFIG SET failed\r\n": 0} {
		m := newModel(settingsOf(config.New(), false, 0))
		s := &session{unscripted: true, authenticated: true}
		if err := m.execute(s, []string{"CONFIG", "SET", "maxclients", "x"}, 0); err != nil {
			t.Fatal(err)
		}
		if m.adrift != 1 {
			t.Errorf("before the reply has come it is %d", m.adrift)
		}
		if _, err := s.expected.check([]byte(reply)); err != nil || m.adrift != adrift {
			t.Errorf("after %q it is %d, error %v", reply, m.adrift, err)
		}
	}
}

func TestReplayLineIsTheWholeCommand(t *testing.T) {
	faults := sim.MustFaults("latency:1ms,stall(server):0.000005/5ms")
	w := Workload{Seed: 1, ScheduleSeed: 9, Clients: 2, Ops: 3, Faults: &faults, Schedule: &sim.Schedule{Kind: sim.Unfair, Of: "server"}}
	v := &Violation{Workload: w, Err: errors.New("a\nb")}
	want := "go run ./cmd/simulate -seed 1 -clients 2 -ops 3 -schedule 9 " +
		"-faults 'latency:1ms,stall(server):0.000005/5ms' -strategy 'unfair(server)' # commit "
	if !strings.HasPrefix(v.Replay(), want) {
		t.Errorf("got %q", v.Replay())
	}
	if v.Reason() != "a" {
		t.Errorf("the reason is %q", v.Reason())
	}
	v.Workload.Replay = &sim.List{}
	if !strings.HasPrefix(v.Replay(), "the failing test # ") {
		t.Errorf("no flag plays choices, and yet the line is %q", v.Replay())
	}
}

func TestFaultsThatAreGivenReplaceThoseDrawn(t *testing.T) {
	w := workload(7, 200)
	faults := sim.MustFaults("latency:3s")
	w.Faults = &faults
	slow := mustPass(t, w)
	if want := "faults=latency:3s "; !strings.HasPrefix(slow.Weather, want) || slow.Virtual < 3*time.Second {
		t.Errorf("it took %v in %s", slow.Virtual, slow.Weather)
	}
}

func TestAnUnservedClientIsFound(t *testing.T) {
	w := workload(5, 100)
	w.Wrap = silence
	_, err := w.Check()
	if err == nil || !strings.Contains(err.Error(), "is not served") {
		t.Errorf("the server stopped sending, and the run ended with %v", err)
	}
}

// silence sends nothing after a while, and says that it has.
func silence(kernel sys.Kernel) sys.Kernel {
	batches := 0
	return &tap{kernel, func(ops []sys.Op, way sys.Transfers) {
		if batches++; batches < 20 {
			way.SendBatch(ops)
			return
		}
		for i := range ops {
			ops[i].N, ops[i].Errno = ops[i].Size(), sys.OK
		}
	}}
}

func TestMarksAreReportedByRarity(t *testing.T) {
	var report MarkReport
	report.Add(7, MarkCounts{sys.MarkTableGrew: 9})
	report.Add(8, MarkCounts{sys.MarkTableGrew: 2, sys.MarkOutgrown: 5})
	if report.Count(sys.MarkTableGrew) != 11 || len(report.Missing()) != int(sys.MarkCount)-2 {
		t.Errorf("counted\n%v", report.String())
	}
	table := report.String()
	never, rare, frequent := strings.Index(table, "NEVER SEEN"),
		strings.Index(table, " 1             5           8  store: collection outgrew its one piece\n"),
		strings.Index(table, " 2            11           7  store: table grew\n")
	if never < 0 || rare < never || frequent < rare {
		t.Errorf("the table is\n%s", table)
	}
}

func TestTheWeatherChangesFromSeedToSeed(t *testing.T) {
	seen, plain := map[string]bool{}, 0
	for seed := range uint64(100) {
		w := forecast(seed)
		if again := forecast(seed); again.String() != w.String() {
			t.Fatalf("seed %d has two weathers: %v, %v", seed, &w, &again)
		}
		seen[w.faults.String()] = true
		if w.plainMemory {
			plain++
		}
	}
	if plain < 5 || plain > 25 {
		t.Errorf("the heap that users have is run with %d times in 100", plain)
	}
	if len(seen) < 90 {
		t.Errorf("only %d kinds of weather in 100 seeds", len(seen))
	}
}
