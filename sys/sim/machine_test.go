package sim

import (
	"net/netip"
	"testing"

	"go.uber.org/goleak"

	"seedis/sys"
)

// A machine that has run leaves no coroutine behind, however it ended.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// address is where the servers of these tests listen.
var address = sys.Addr{IP: netip.MustParseAddrPort("127.0.0.1:6379")}

// simulate runs one thread on a machine of its own and fails the test if the
// run fails.
func simulate(t *testing.T, o Options, run func(m *Machine)) *Machine {
	t.Helper()
	m := New(o)
	m.Start("test", func() { run(m) })
	if err := m.Run(); err != nil {
		t.Fatal(err)
	}
	return m
}

// must fails the run on an errno.
func must(m *Machine, what string, errno sys.Errno) {
	if errno != sys.OK {
		m.Fail("%s: %v", what, errno)
	}
}

// op is an Op with one buffer.
func op(fd sys.FD, p []byte) sys.Op {
	o := sys.Op{FD: fd, Num: 1}
	o.Bufs[0] = p
	return o
}

// receive goes by a poller or by a plain call, as does send.
func receive(by sys.Transfers, fd sys.FD, p []byte) (int, sys.Errno) {
	ops := [1]sys.Op{op(fd, p)}
	by.RecvBatch(ops[:])
	return ops[0].N, ops[0].Errno
}

func send(by sys.Transfers, fd sys.FD, p []byte) (int, sys.Errno) {
	ops := [1]sys.Op{op(fd, p)}
	by.SendBatch(ops[:])
	return ops[0].N, ops[0].Errno
}

func listen(m *Machine) sys.FD {
	fd, errno := m.Listen(address, 511, 0)
	must(m, "listen", errno)
	return fd
}

// startEcho starts a server that sends back what it receives, over a level
// poller, as a reactor does: until the machine stops.
func startEcho(m *Machine) {
	listener := listen(m)
	m.Start("server", func() { echo(m, listener) })
}

func echo(m *Machine, listener sys.FD) {
	p, errno := m.NewPoller()
	must(m, "new poller", errno)
	must(m, "add", p.Add(listener, sys.Readable, sys.Level, uint64(listener)))
	events := make([]sys.Event, 16)
	ops := make([]sys.Op, 1)
	buffer := make([]byte, 256)
	for {
		n, _ := p.Wait(events, -1)
		for _, event := range events[:n] {
			fd := sys.FD(event.Token)
			if fd == listener {
				if accepted, _, errno := m.Accept(fd); errno == sys.OK {
					must(m, "add", p.Add(accepted, sys.Readable, sys.Level, uint64(accepted)))
				}
				continue
			}
			echoOnce(m, p, fd, ops, buffer)
		}
	}
}

func echoOnce(m *Machine, p sys.Poller, fd sys.FD, ops []sys.Op, buffer []byte) {
	ops[0].FD, ops[0].Num, ops[0].Bufs[0] = fd, 1, buffer
	p.RecvBatch(ops)
	n, errno := ops[0].N, ops[0].Errno
	if errno == sys.EAGAIN {
		return
	}
	if errno != sys.OK || n == 0 {
		m.Close(fd)
		return
	}
	for sent := 0; sent < n; {
		ops[0].Bufs[0] = buffer[sent:n]
		p.SendBatch(ops)
		switch ops[0].Errno {
		case sys.OK:
			sent += ops[0].N
		case sys.EAGAIN:
			m.Pause()
		default:
			m.Close(fd)
			return
		}
	}
}

// startClients starts clients of an echo server that check what comes back;
// the last one to end stops the machine.
func startClients(m *Machine, clients, messages int) {
	running := clients
	for i := range clients {
		m.Start("client", func() {
			talk(m, byte('a'+i), messages)
			if running--; running == 0 {
				m.Stop()
			}
		})
	}
}

func talk(m *Machine, letter byte, messages int) {
	c, errno := m.Dial(address)
	must(m, "dial", errno)
	sent := []byte{letter, 0, 0, 0, 0, 0, 0, 0}
	got := make([]byte, len(sent))
	for i := range messages {
		sent[1] = byte(i)
		if _, errno := c.Write(sent); errno != sys.OK {
			break
		}
		if !readFull(c, got) {
			break
		}
		if string(got) != string(sent) {
			m.Fail("client %c sent %q and got %q", letter, sent, got)
		}
	}
	c.Close()
}

// readFull fills p; false at the end of the stream or an error.
func readFull(c *Conn, p []byte) bool {
	for len(p) > 0 {
		n, errno := c.Read(p)
		if n == 0 || errno != sys.OK {
			return false
		}
		p = p[n:]
	}
	return true
}

// everything is a machine on which all that can go wrong does.
var everything = MustFaults("latency:300µs,short-write:0.1,split:0.1,eagain:0.05,small-buffer:0.3," +
	"reset:0.0005,half-close:0.0005,silent:0.0005/1s,no-descriptors:0.05,accept-error:0.05/3," +
	"interrupted:0.02,spurious-wait:0.02,reorder:0.1,spurious-park:0.05,stall:0.005/200µs,wall-step:0.1/5s")

// bad is such a machine.
func bad(seed uint64) Options {
	return Options{Seed: seed, Faults: everything, SocketBuffer: 4096}
}

// echoRun is an echo server with clients that send on one thread and read on
// another, so that no size of buffers stops them.
func echoRun(o Options) *Machine {
	m := New(o)
	startEcho(m)
	const clients, messages = 4, 40
	running := clients
	for i := range clients {
		m.Start("reader", func() {
			pipeline(m, byte('a'+i), messages)
			if running--; running == 0 {
				m.Stop()
			}
		})
	}
	return m
}

// pipeline sends messages and checks the echo of those that come back before
// the network breaks the connection.
func pipeline(m *Machine, letter byte, messages int) {
	c, errno := m.Dial(address)
	must(m, "dial", errno)
	m.Start("writer", func() {
		sent := []byte{letter, 0, 0, 0, 0, 0, 0, 0}
		for i := range messages {
			sent[1] = byte(i)
			if _, errno := c.Write(sent); errno != sys.OK {
				return
			}
		}
		c.CloseWrite()
	})
	got := make([]byte, 8)
	for i := 0; readFull(c, got); i++ {
		if got[0] != letter || got[1] != byte(i) {
			m.Fail("client %c: echo %d is %q", letter, i, got)
		}
	}
	c.Close()
}
