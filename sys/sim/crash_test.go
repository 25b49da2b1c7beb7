package sim

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"seedis/sys"
)

// bootBusy boots a process whose threads are everywhere where a thread can be: in a
// poller, parked, asleep, at work, in a connection. Each tells when it unwinds.
func bootBusy(m *Machine, unwound *[]string) {
	m.Boot("server", func() {
		defer func() { *unwound = append(*unwound, "server") }()
		start := func(name string, run func()) {
			m.Start(name, func() {
				defer func() { *unwound = append(*unwound, name) }()
				run()
			})
		}
		base, errno := m.Reserve(1 << 20)
		must(m, "reserve", errno)
		must(m, "commit", m.Commit(base, 64<<10))
		var word sys.Uint32
		word.Init(m.Hook(), 0)
		start("parked", func() { m.Park(&word, 0, -1) })
		start("parked for a time", func() { m.Park(&word, 0, time.Hour) })
		start("its own client", func() {
			c, errno := m.Dial(address)
			if errno == sys.OK {
				c.Read(make([]byte, 1))
			}
		})
		start("asleep", func() { m.Sleep(time.Hour) })
		start("spinning", func() {
			for {
				for range 20 {
					m.Pause()
				}
				m.Sleep(time.Millisecond)
			}
		})
		echo(m, listen(m))
	})
}

// nothingIsLeft looks whether a process has gone with all that it had.
func nothingIsLeft(m *Machine) {
	equal(m, "open descriptors", m.OpenDescriptors(), 0)
	equal(m, "reserved memory", m.ReservedMemory(), 0)
	equal(m, "parked threads", len(m.parked), 0)
	for _, timer := range m.timers.heap {
		if timer.thread != nil && timer.thread.ofProcess {
			m.Fail("%v has a timer", timer.thread)
		}
	}
	for _, thread := range m.runnable {
		if thread.ofProcess {
			m.Fail("%v is runnable", thread)
		}
	}
}

// hello sends a message to the echo server and reads it back.
func hello(m *Machine, c *Conn) {
	const message = "hello"
	_, errno := c.Write([]byte(message))
	must(m, "write", errno)
	var buffer [16]byte
	n, errno := c.Read(buffer[:])
	must(m, "read", errno)
	equal(m, "the echo", string(buffer[:n]), message)
}

// dialAgain connects as soon as somebody listens.
func dialAgain(m *Machine) *Conn {
	for {
		c, errno := m.Dial(address)
		if errno == sys.OK {
			return c
		}
		if errno != sys.ECONNREFUSED {
			m.Fail("dial: %v", errno)
		}
		m.Sleep(time.Millisecond)
	}
}

func TestACrashTakesTheWholeProcessAndNothingElse(t *testing.T) {
	for _, power := range []bool{false, true} {
		t.Run(fmt.Sprintf("power=%t", power), func(t *testing.T) {
			bystander := false
			simulate(t, Options{Memory: &mapped{}}, func(m *Machine) {
				m.Start("bystander", func() { m.Sleep(3 * time.Hour); bystander = true })
				pid := m.Pid()
				var unwound []string
				for life := range 3 {
					bootBusy(m, &unwound)
					c := dialAgain(m)
					hello(m, c)
					m.Crash(power)
					nothingIsLeft(m)
					slices.Sort(unwound)
					if want := []string{"asleep", "its own client", "parked", "parked for a time", "server", "spinning"}; !slices.Equal(unwound, want) {
						m.Fail("life %d: %q unwound", life, unwound)
					}
					unwound = nil
					ending, over := m.Await(0)
					equal(m, "it is over", over, true)
					equal(m, "by what", ending.How == PowerLost, power)
				}
				equal(m, "the number of the last process", m.Pid(), pid+2)
			})
			if !bystander {
				t.Error("a thread of the world ended with the process")
			}
		})
	}
}

// TestPeersOfADeadProcess: what the clients find depends on what was unread and on
// how the process went.
func TestPeersOfADeadProcess(t *testing.T) {
	cases := []struct {
		name             string
		power, unread    bool
		queued, answered bool
		errnos           []sys.Errno
		late             bool
	}{
		{name: "killed", errnos: []sys.Errno{sys.OK}},
		{name: "killed with unread bytes", unread: true, errnos: []sys.Errno{sys.ECONNRESET}},
		{name: "killed before it accepted", queued: true, errnos: []sys.Errno{sys.ECONNRESET}},
		{name: "killed, and its answer on the way", answered: true, errnos: []sys.Errno{sys.OK}},
		{name: "without power", power: true, late: true, errnos: []sys.Errno{sys.ECONNRESET, sys.ETIMEDOUT}},
		{name: "without power, unread", power: true, unread: true, late: true, errnos: []sys.Errno{sys.ECONNRESET, sys.ETIMEDOUT}},
		{name: "without power before it accepted", power: true, queued: true, late: true, errnos: []sys.Errno{sys.ECONNRESET, sys.ETIMEDOUT}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			for seed := range uint64(20) {
				simulate(t, Options{Seed: seed}, func(m *Machine) {
					m.Boot("server", func() {
						listener := listen(m)
						m.Sleep(3 * time.Millisecond)
						if !c.queued {
							fd, _, errno := m.Accept(listener)
							must(m, "accept", errno)
							if c.answered {
								send(m, fd, []byte("answer"))
							}
						}
						m.Sleep(time.Hour)
					})
					conn := dialAgain(m)
					if c.unread {
						conn.Write([]byte("x"))
					}
					m.Sleep(5 * time.Millisecond)
					before := m.Elapsed()
					m.Crash(c.power)
					var buffer [16]byte
					if c.answered {
						n, errno := conn.Read(buffer[:])
						must(m, "read the answer", errno)
						equal(m, "what was sent in time", string(buffer[:n]), "answer")
					}
					n, errno := conn.ReadTimeout(buffer[:], time.Minute)
					if n != 0 || !slices.Contains(c.errnos, errno) {
						m.Fail("the client reads %d, %v", n, errno)
					}
					if waited := m.Elapsed() - before; waited > lossMax+time.Millisecond || !c.late && waited > time.Millisecond {
						m.Fail("the client finds out after %v", waited)
					}
					conn.Close()
					equal(m, "connections that are over", conn.Over(), true)
				})
			}
		})
	}
}

// TestNobodyAnswersWithoutPower: who connects then is not refused, and gets through
// when the machine is back.
func TestNobodyAnswersWithoutPower(t *testing.T) {
	simulate(t, Options{Memory: &mapped{}}, func(m *Machine) {
		var unwound []string
		bootBusy(m, &unwound)
		dialAgain(m)
		m.Crash(false)
		_, errno := m.Dial(address)
		equal(m, "dial after a kill", errno, sys.ECONNREFUSED)
		m.Crash(true)
		m.Boot("deaf", func() { m.Sleep(time.Second) })
		_, errno = m.Dial(address)
		equal(m, "dial when the power is back", errno, sys.ECONNREFUSED)
		m.Await(-1)
		bootBusy(m, &unwound)
		dialAgain(m)
		m.Crash(true)
		m.Start("again", func() { m.Sleep(2 * time.Second); bootBusy(m, &unwound) })
		before := m.Elapsed()
		conn, errno := m.Dial(address)
		must(m, "dial without power", errno)
		if waited := m.Elapsed() - before; waited < 2*time.Second {
			m.Fail("connected after %v", waited)
		}
		hello(m, conn)
		m.Stop()
	})
}

// TestWhatIsSentWithoutPowerFillsTheBuffers: nobody takes it out of them, and who
// waits for room finds out in the end.
func TestWhatIsSentWithoutPowerFillsTheBuffers(t *testing.T) {
	simulate(t, Options{SocketBuffer: 1000, Memory: &mapped{}}, func(m *Machine) {
		var unwound []string
		bootBusy(m, &unwound)
		conn := dialAgain(m)
		hello(m, conn)
		m.Crash(true)
		n, errno := conn.Write(make([]byte, 5000))
		equal(m, "the bytes that were taken", n, 1000)
		if errno != sys.ECONNRESET && errno != sys.ETIMEDOUT {
			m.Fail("the write ends with %v", errno)
		}
		conn.Close()
	})
}

// TestConnectionsThatOutliveTheirClients: a client that went first does not come to
// know, and the port is free when the server's side has gone.
func TestConnectionsThatOutliveTheirClients(t *testing.T) {
	for _, power := range []bool{false, true} {
		simulate(t, Options{Memory: &mapped{}}, func(m *Machine) {
			m.Boot("server", func() {
				listener := listen(m)
				m.Sleep(5 * time.Millisecond)
				_, _, errno := m.Accept(listener)
				must(m, "accept", errno)
				m.Sleep(time.Hour)
			})
			dialAgain(m).Close()
			m.Sleep(10 * time.Millisecond)
			before := len(m.network.spare)
			m.Crash(power)
			m.Sleep(2 * lossMax)
			equal(m, "ends that can be used again", len(m.network.spare), before+2)
		})
	}
}

// TestAFailureInTheLastMomentEndsTheRun: what a process finds wrong while it unwinds
// is no less wrong, whoever has ended it.
func TestAFailureInTheLastMomentEndsTheRun(t *testing.T) {
	for name, end := range map[string]func(m *Machine){
		"from outside": func(m *Machine) { m.Sleep(time.Hour) },
		"by itself":    func(m *Machine) { m.Exit(0) },
	} {
		m := New(Options{})
		wentOn := false
		m.Boot("server", func() {
			defer func() { m.Fail("something is wrong") }()
			end(m)
		})
		m.Start("world", func() {
			m.Sleep(time.Second)
			if _, over := m.Await(0); !over {
				m.Crash(false)
			}
			m.Sleep(time.Second)
			wentOn = true
		})
		contains(t, fails(t, m, FailureCheck).Error(), "something is wrong")
		if wentOn {
			t.Errorf("%s: the run went on", name)
		}
	}
}

// TestEndingsOfAProcess: by its own hand, in which case the caller does not go on.
func TestEndingsOfAProcess(t *testing.T) {
	type word string
	cases := []struct {
		name string
		end  func(m *Machine)
		want Ending
	}{
		{"returns", func(*Machine) {}, Ending{How: Returned}},
		{"exits", func(m *Machine) { m.Exit(3) }, Ending{How: Exited, Status: 3}},
		{"exits on another thread", func(m *Machine) {
			m.Start("other", func() { m.Exit(4) })
			m.Sleep(time.Hour)
		}, Ending{How: Exited, Status: 4}},
		{"aborts", func(*Machine) { panic(word("out of memory")) }, Ending{How: Aborted}},
		{"kills itself", func(m *Machine) { m.Crash(false) }, Ending{How: Killed}},
		{"pulls the plug", func(m *Machine) { m.Crash(true) }, Ending{How: PowerLost}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			wentOn, held := false, false
			aborts := func(value any) bool { _, is := value.(word); return is }
			simulate(t, Options{Memory: &mapped{}, Aborts: aborts}, func(m *Machine) {
				m.Boot("server", func() {
					base, errno := m.Reserve(64 << 10)
					must(m, "reserve", errno)
					must(m, "commit", m.Commit(base, 64<<10))
					defer func() { *(*byte)(base) = 1; held = true }() // it has its memory while it unwinds
					m.Sleep(time.Millisecond)
					c.end(m)
					wentOn = true
				})
				ending, over := m.Await(-1)
				equal(m, "over", over, true)
				equal(m, "how it ended", ending, c.want)
				if c.want.How != Returned {
					nothingIsLeft(m)
				}
				status, exited := m.Exited()
				equal(m, "exited", exited, c.want.How == Exited)
				equal(m, "its status", status, c.want.Status)
				m.Sleep(time.Second)
				m.ReleaseMemory()
			})
			if wentOn != (c.want.How == Returned) || !held {
				t.Errorf("the thread went on: %t; unwound with its memory: %t", wentOn, held)
			}
		})
	}
}

// TestAPanicOfTheProcessIsAFailureOfTheRun, unless Aborts knows it.
func TestAPanicOfTheProcessIsAFailureOfTheRun(t *testing.T) {
	m := New(Options{Aborts: func(any) bool { return false }})
	m.Boot("server", func() { panic("bug") })
	m.Start("world", func() { m.Await(-1); t.Error("the process ended, and not the run") })
	if f, failed := m.Run().(*Failure); !failed || f.Kind != FailurePanic {
		t.Errorf("the run ended with %v", f)
	}
}

// TestTheDeadStayAsTheyDied: a signal that comes too late changes nothing, and without
// power the disk loses what it would have lost.
func TestTheDeadStayAsTheyDied(t *testing.T) {
	for _, power := range []bool{false, true} {
		simulate(t, Options{Memory: &mapped{}, Faults: MustFaults("lost-writes:1")}, func(m *Machine) {
			m.Boot("server", func() {
				fd, errno := m.Open("file", sys.OpenWrite|sys.OpenCreate, 0o644)
				must(m, "open", errno)
				_, errno = m.Write(fd, []byte("not synced, and likely lost"))
				must(m, "write", errno)
				m.Exit(3)
			})
			m.Await(-1)
			written, _ := m.ReadFile("file")
			m.Crash(power)
			ending, over := m.Await(0)
			equal(m, "over", over, true)
			equal(m, "how it ended", ending, Ending{How: Exited, Status: 3})
			status, exited := m.Exited()
			equal(m, "exited", exited, true)
			equal(m, "its status", status, 3)
			left, _ := m.ReadFile("file")
			equal(m, "the file is as it was", len(left) == len(written), !power)
		})
	}
}

// TestACrashClosesWhateverIsOpen: a low number, too, that stood for a standard stream.
func TestACrashClosesWhateverIsOpen(t *testing.T) {
	simulate(t, Options{Memory: &mapped{}}, func(m *Machine) {
		m.Boot("server", func() {
			must(m, "close", m.Close(0))
			fd, errno := m.Listen(address, 10, 0)
			must(m, "listen", errno)
			equal(m, "the descriptor", fd, 0)
			m.Sleep(time.Hour)
		})
		m.Sleep(time.Millisecond)
		m.Crash(false)
		_, errno := m.Dial(address)
		equal(m, "dial", errno, sys.ECONNREFUSED)
	})
}

func TestAwaitGivesUp(t *testing.T) {
	simulate(t, Options{Memory: &mapped{}}, func(m *Machine) {
		var unwound []string
		bootBusy(m, &unwound)
		before := m.Elapsed()
		if _, over := m.Await(time.Second); over || m.Elapsed() < before+time.Second {
			m.Fail("over: %t after %v", over, m.Elapsed()-before)
		}
		m.Signal(sys.SignalTerminate)
		m.Crash(false)
		m.Signal(sys.SignalTerminate) // nobody is there
		bootBusy(m, &unwound)
		equal(m, "signals to a process that was not there", m.TakeSignals(), 0)
		m.Crash(false)
	})
}

// TestCrashesAtAnyMoment: on drawn schedules, with all threads at work, whatever a
// crash meets.
func TestCrashesAtAnyMoment(t *testing.T) {
	run := func(seed uint64) (trace uint64, crashes int) {
		faults := MustFaults("latency:1ms,short-write:0.2,split:0.2,stall:0.05/1ms,spurious-park:0.1,crash:0.5/1ms")
		m := simulate(t, Options{Seed: seed, Faults: faults, Memory: &mapped{}}, func(m *Machine) {
			var unwound []string
			bootBusy(m, &unwound)
			client := func() {
				var buffer [64]byte
				for range 20 {
					c, errno := m.Dial(address)
					for range 5 {
						if errno == sys.OK {
							_, errno = c.Write([]byte("some bytes"))
						}
						if errno == sys.OK {
							_, errno = c.ReadTimeout(buffer[:], 10*time.Millisecond)
						}
					}
					if c != nil {
						c.Close()
					}
					m.Sleep(100 * time.Microsecond)
				}
			}
			for i := range 3 {
				m.Start(fmt.Sprintf("client %d", i), client)
			}
			for range 40 {
				if _, over := m.Await(m.CrashPeriod()); !over {
					m.MayCrash()
					continue
				}
				crashes++
				nothingIsLeft(m)
				bootBusy(m, &unwound)
			}
			m.Crash(false)
		})
		return m.Trace(), crashes
	}
	total := 0
	for seed := range uint64(30) {
		trace, crashes := run(seed)
		again, _ := run(seed)
		if trace != again {
			t.Fatalf("seed %d: two traces", seed)
		}
		total += crashes
	}
	if total < 100 {
		t.Errorf("only %d crashes", total)
	}
}
