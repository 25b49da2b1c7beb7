package sim

import (
	"testing"

	"seedis/sys"
)

// Whatever a second thread calls of a poller is a failure that names both.
func TestAPollerBelongsToOneThread(t *testing.T) {
	calls := map[Call]func(p sys.Poller, fd sys.FD){
		CallAdd:     func(p sys.Poller, fd sys.FD) { p.Add(fd, sys.Readable, sys.Level, 1) },
		CallModify:  func(p sys.Poller, fd sys.FD) { p.Modify(fd, sys.Readable, sys.Level, 1) },
		CallDelete:  func(p sys.Poller, fd sys.FD) { p.Delete(fd) },
		CallWait:    func(p sys.Poller, _ sys.FD) { p.Wait(make([]sys.Event, 1), 0) },
		CallReceive: func(p sys.Poller, fd sys.FD) { receive(p, fd, make([]byte, 1)) },
		CallSend:    func(p sys.Poller, fd sys.FD) { send(p, fd, make([]byte, 1)) },
		CallClose:   func(p sys.Poller, _ sys.FD) { p.Close() },
	}
	for call, do := range calls {
		t.Run(call.String(), func(t *testing.T) {
			run := func(o Options) *Machine {
				m := New(o)
				m.Start("io_thd_1", func() {
					w := watch1(m, sys.Readable, sys.Level)
					m.Start("io_thd_2", func() { do(w.p, w.fd) })
					m.Sleep(1e9)
				})
				return m
			}
			f := fails(t, run(Options{}), FailureCheck)
			contains(t, f.Error(), call.String()+" of the poller", `thread 1 "io_thd_1"`, `thread 2 "io_thd_2"`)
			if err := run(Options{Lax: true}).Run(); err != nil {
				t.Errorf("on a machine that does not look: %v", err)
			}
		})
	}
}

// Main makes pollers for others, wakes them, and closes them when their threads
// have ended or never began.
func TestWhatOthersMayDoWithAPoller(t *testing.T) {
	for seed := range uint64(20) {
		simulate(t, Options{Seed: seed}, func(m *Machine) {
			used, errno := m.NewPoller()
			must(m, "new poller", errno)
			unused, errno := m.NewPoller()
			must(m, "new poller", errno)
			ended := false
			m.Start("io_thd_1", func() {
				used.Wait(make([]sys.Event, 1), -1)
				ended = true
			})
			used.Wake()
			for !ended {
				m.Sleep(1000)
			}
			must(m, "close what was used", used.Close())
			must(m, "close what was not", unused.Close())
		})
	}
}

func TestEdgesAreForTheTransfersOfTheirPoller(t *testing.T) {
	others := map[string]func(m *Machine) sys.Transfers{
		"a plain call": func(m *Machine) sys.Transfers { return m },
		"the poller 7": func(m *Machine) sys.Transfers { p, _ := m.NewPoller(); return p },
	}
	for name, other := range others {
		moves := func(o Options, mode sys.Mode, move func(sys.Transfers, sys.FD, []byte) (int, sys.Errno)) *Machine {
			m := New(o)
			m.Start("io_thd_1", func() {
				w := watch1(m, sys.Readable, mode)
				move(w.p, w.fd, make([]byte, 1))
				move(other(m), w.fd, make([]byte, 1))
			})
			return m
		}
		f := fails(t, moves(Options{}, sys.Edge, receive), FailureCheck)
		contains(t, f.Error(), "receive(4) goes by "+name, `the poller 5 of thread 1 "io_thd_1" watches it in Edge mode`)
		fails(t, moves(Options{}, sys.Edge, send), FailureCheck)
		for err := range map[error]bool{
			moves(Options{}, sys.Level, receive).Run():         true,
			moves(Options{}, sys.Level, send).Run():            true,
			moves(Options{Lax: true}, sys.Edge, receive).Run(): true,
		} {
			if err != nil {
				t.Errorf("by %s: %v", name, err)
			}
		}
	}
}

// What is done before the threads begin makes a poller nobody's, and after they
// have ended it is anybody's.
func TestAPollerIsNobodysOutsideOfTheRun(t *testing.T) {
	m := New(Options{})
	listener := listen(m)
	p, _ := m.NewPoller()
	must(m, "add", p.Add(listener, sys.Readable, sys.Level, 1))
	m.Start("main", func() {
		c, fd := pairOn(m, listener)
		c.Write([]byte("x"))
		must(m, "add", p.Add(fd, sys.Readable, sys.Edge, 2))
		receive(p, fd, make([]byte, 1))
	})
	if err := m.Run(); err != nil {
		t.Fatal(err)
	}
	if errno := p.Delete(listener); errno != sys.OK || m.failed != nil {
		t.Errorf("delete after the run: %v, %v", errno, m.failed)
	}
}

// A descriptor that has gone to another poller moves its bytes there.
func TestTransfersFollowTheWatch(t *testing.T) {
	simulate(t, Options{}, func(m *Machine) {
		w := watch1(m, sys.Readable, sys.Edge)
		must(m, "delete", w.p.Delete(w.fd))
		next, _ := m.NewPoller()
		must(m, "add", next.Add(w.fd, sys.Readable, sys.Edge, 8))
		send(next, w.fd, []byte("x"))
		must(m, "delete", next.Delete(w.fd))
		send(m, w.fd, []byte("y"))
	})
}

// Who closes a descriptor twice closes another's some day.
func TestADescriptorIsClosedOnce(t *testing.T) {
	run := func(o Options) *Machine {
		m := New(o)
		m.Start("test", func() {
			fd := listen(m)
			must(m, "close", m.Close(fd))
			equal(m, "close again", m.Close(fd), sys.EBADF)
		})
		return m
	}
	f := fails(t, run(Options{}), FailureCheck)
	contains(t, f.Error(), "close(3) of a descriptor that is not open")
	if err := run(Options{Lax: true}).Run(); err != nil {
		t.Errorf("on a machine that does not look: %v", err)
	}
}

func TestAStrangersDescriptorIsNotClosed(t *testing.T) {
	m := New(Options{Seed: 1, Faults: MustFaults("strangers:1/4")})
	m.Start("test", func() {
		for len(m.descriptors.strangers) == 0 {
			m.Close(listen(m))
		}
		m.Close(m.descriptors.strangers[0])
	})
	contains(t, fails(t, m, FailureCheck).Error(), "a descriptor of another part of the process")
}
