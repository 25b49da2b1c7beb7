package sim

import (
	"testing"
	"time"

	"seedis/sys"
)

// A client that has tired says nothing more, and hears all the same.
func TestHalfClose(t *testing.T) {
	simulate(t, Options{Faults: MustFaults("half-close:1")}, func(m *Machine) {
		c, fd := pairOn(m, listen(m))
		n, errno := c.Write([]byte("abc"))
		equal(m, "written", n, 3)
		must(m, "write", errno)
		_, errno = c.Write([]byte("d"))
		equal(m, "the next write", errno, sys.EPIPE)
		var p [8]byte
		n, _ = receive(m, fd, p[:])
		equal(m, "received", string(p[:n]), "abc")
		n, errno = receive(m, fd, p[:])
		equal(m, "at the end", errno, sys.OK)
		equal(m, "bytes at the end", n, 0)
		send(m, fd, []byte("reply"))
		n, _ = c.Read(p[:])
		equal(m, "heard", string(p[:n]), "reply")
	})
}

// A cut cable tells nobody: what was sent before arrives, what is sent later does not,
// and each side gives up by itself.
func TestSilence(t *testing.T) {
	for seed := range uint64(20) {
		simulate(t, Options{Seed: seed, Faults: MustFaults("silent:1/1s")}, func(m *Machine) {
			c, fd := pairOn(m, listen(m))
			c.Write([]byte("last"))
			cut := m.Monotonic()
			c.Write([]byte("lost"))
			c.CloseWrite()
			var p [16]byte
			n, _ := receive(m, fd, p[:])
			equal(m, "received", string(p[:n]), "last")
			q, _ := m.NewPoller()
			q.Add(fd, sys.Readable, sys.Edge, 7)
			var events [1]sys.Event
			q.Wait(events[:], -1)
			equal(m, "conditions", events[0].Ready, sys.Readable|sys.HangUp|sys.Failed)
			_, errno := receive(q, fd, p[:])
			equal(m, "the server's error", errno, sys.ETIMEDOUT)
			_, errno = c.Read(p[:])
			equal(m, "the client's error", errno, sys.ETIMEDOUT)
			if passed := m.Monotonic() - cut; passed > time.Second+time.Millisecond {
				m.Fail("it took %v", passed)
			}
			m.Close(fd)
			c.Close()
			equal(m, "over", c.Over(), true)
		})
	}
}

func TestAbortedConnections(t *testing.T) {
	simulate(t, Options{Faults: MustFaults("aborted:1")}, func(m *Machine) {
		listener := listen(m)
		c, errno := m.Dial(address)
		must(m, "dial", errno)
		_, _, errno = m.Accept(listener)
		equal(m, "the first accept", errno, sys.ECONNABORTED)
		_, _, errno = m.Accept(listener)
		equal(m, "the next accept", errno, sys.EAGAIN)
		_, errno = c.Read(make([]byte, 1))
		equal(m, "the client's error", errno, sys.ECONNRESET)
		equal(m, "descriptors", m.OpenDescriptors(), 1)
	})
}

// Errors of Accept come in runs of one kind, and cost no connection.
func TestAcceptErrors(t *testing.T) {
	seen, longest := map[sys.Errno]bool{}, 0
	for seed := range uint64(100) {
		simulate(t, Options{Seed: seed, Faults: MustFaults("accept-error:0.2/3")}, func(m *Machine) {
			listener := listen(m)
			m.Dial(address)
			run, last := 0, sys.OK
			for {
				_, _, errno := m.Accept(listener)
				if errno == sys.OK {
					break
				}
				if run++; errno != last {
					run, last = 1, errno
				}
				seen[errno], longest = true, max(longest, run)
			}
			_, _, errno := m.Accept(listener)
			if errno == sys.OK {
				m.Fail("a second connection")
			}
		})
	}
	if len(seen) != len(acceptErrors) || longest < 3 {
		t.Errorf("seen %v, the longest run is %d", seen, longest)
	}
}

func TestAcceptRecoversInCalm(t *testing.T) {
	simulate(t, Options{Faults: MustFaults("accept-error:1/5")}, func(m *Machine) {
		listener := listen(m)
		m.Dial(address)
		if _, _, errno := m.Accept(listener); errno == sys.OK {
			m.Fail("no error")
		}
		m.Calm()
		_, _, errno := m.Accept(listener)
		must(m, "accept", errno)
	})
}

func TestNoDescriptorsForAccept(t *testing.T) {
	seen := map[sys.Errno]int{}
	for seed := range uint64(50) {
		simulate(t, Options{Seed: seed, Faults: MustFaults("no-descriptors:0.5")}, func(m *Machine) {
			listener := listen(m)
			m.Dial(address)
			errno := sys.EMFILE
			for errno != sys.OK {
				_, _, errno = m.Accept(listener)
				seen[errno]++
			}
		})
	}
	if seen[sys.EMFILE] == 0 || seen[sys.ENFILE] == 0 || len(seen) != 3 {
		t.Errorf("seen %v", seen)
	}
}

// Bytes come late only to who was not told of them, and then that is news.
func TestReceivesFindNothingForAWhile(t *testing.T) {
	nothing := 0
	for seed := range uint64(50) {
		simulate(t, Options{Seed: seed, Faults: MustFaults("eagain:0.5")}, func(m *Machine) {
			c, fd := pairOn(m, listen(m))
			p, _ := m.NewPoller()
			p.Add(fd, sys.Readable, sys.Edge, 7)
			var events [1]sys.Event
			var into [2]byte
			c.Write([]byte("abcd"))
			p.Wait(events[:], -1)
			n, errno := receive(p, fd, into[:])
			equal(m, "told of", string(into[:n]), "ab")
			must(m, "receive", errno)
			if n, errno = receive(p, fd, into[:]); errno == sys.EAGAIN {
				nothing++
				p.Wait(events[:], -1)
				n, errno = receive(p, fd, into[:])
			}
			equal(m, "the rest", string(into[:n]), "cd")
			must(m, "receive", errno)
		})
	}
	if nothing == 0 || nothing == 50 {
		t.Errorf("%d of 50 receives found nothing", nothing)
	}
}

func TestSendsFindNoRoomForAWhile(t *testing.T) {
	nothing := 0
	for seed := range uint64(50) {
		simulate(t, Options{Seed: seed, Faults: MustFaults("eagain:0.5")}, func(m *Machine) {
			c, fd := pairOn(m, listen(m))
			p, _ := m.NewPoller()
			p.Add(fd, sys.Writable, sys.Edge, 7)
			var events [1]sys.Event
			p.Wait(events[:], -1)
			for _, errno := send(p, fd, []byte("abc")); errno != sys.OK; _, errno = send(p, fd, []byte("abc")) {
				equal(m, "errno", errno, sys.EAGAIN)
				nothing++
				n, _ := p.Wait(events[:], time.Second)
				equal(m, "news", n, 1)
			}
			var got [8]byte
			n, _ := c.Read(got[:])
			equal(m, "received", string(got[:n]), "abc")
		})
	}
	if nothing == 0 {
		t.Error("every send had room")
	}
}
