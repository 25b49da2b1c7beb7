package sim

import (
	"testing"
	"time"

	"seedis/sys"
)

func TestFilesKeepWhatIsWritten(t *testing.T) {
	m := simulate(t, Options{}, func(m *Machine) {
		write := func(fd sys.FD, text string) {
			n, errno := m.Write(fd, []byte(text))
			must(m, "write", errno)
			equal(m, "written", n, len(text))
		}
		_, errno := m.Open("/dump", sys.OpenRead, 0)
		equal(m, "open nothing", errno, sys.ENOENT)
		fd, errno := m.Open("/temp", sys.OpenWrite|sys.OpenCreate|sys.OpenTrunc, 0o644)
		must(m, "create", errno)
		write(fd, "one ")
		write(fd, "two ")
		must(m, "sync", m.Sync(fd))
		_, errno = m.Read(fd, make([]byte, 1))
		equal(m, "read what is open to write", errno, sys.EBADF)
		must(m, "close", m.Close(fd))

		fd, errno = m.Open("/temp", sys.OpenWrite|sys.OpenAppend, 0)
		must(m, "open to append", errno)
		must(m, "rename", m.Rename("/temp", "/dump"))
		equal(m, "rename nothing", m.Rename("/temp", "/dump"), sys.ENOENT)
		write(fd, "three")

		fd, errno = m.Open("/dump", sys.OpenRead, 0)
		must(m, "open", errno)
		_, errno = m.Write(fd, []byte("x"))
		equal(m, "write what is open to read", errno, sys.EBADF)
		got := make([]byte, 9)
		n, _ := m.Read(fd, got)
		equal(m, "first", string(got[:n]), "one two t")
		n, _ = m.Read(fd, got)
		equal(m, "then", string(got[:n]), "hree")
		n, errno = m.Read(fd, got)
		equal(m, "the end", n == 0 && errno == sys.OK, true)
		must(m, "remove", m.Remove("/dump"))
		equal(m, "remove again", m.Remove("/dump"), sys.ENOENT)
	})
	if _, exists := m.ReadFile("/dump"); exists {
		t.Error("a removed file can be read")
	}
}

func TestFilesFromOutside(t *testing.T) {
	m := New(Options{})
	m.WriteFile("/redis.conf", []byte("port 7000\n"))
	m.Start("server", func() {
		fd, errno := m.Open("/redis.conf", sys.OpenRead|sys.OpenWrite, 0)
		must(m, "open", errno)
		m.Read(fd, make([]byte, 5))
		m.Write(fd, []byte("6379"))
		m.Write(m.LogDescriptor(), []byte("configured\n"))
		_, errno = m.Open("/redis.conf", sys.OpenAppend, 0)
		equal(m, "open for nothing", errno, sys.EINVAL)
		m.Stop()
	})
	if err := m.Run(); err != nil {
		t.Fatal(err)
	}
	if data, _ := m.ReadFile("/redis.conf"); string(data) != "port 6379\n" {
		t.Errorf("the file is %q", data)
	}
	if string(m.LogOutput()) != "configured\n" {
		t.Errorf("the log is %q", m.LogOutput())
	}
}

func TestEntropyFollowsFromTheSeed(t *testing.T) {
	var random [3][20]byte
	for i, seed := range []uint64{1, 1, 2} {
		simulate(t, Options{Seed: seed}, func(m *Machine) { m.Random(random[i][:]) })
	}
	if random[0] != random[1] || random[0] == random[2] {
		t.Error("randomness does not follow from the seed")
	}
}

func TestMarksAreCounted(t *testing.T) {
	m := simulate(t, Options{}, func(m *Machine) {
		m.Mark(sys.MarkQueueFull)
		m.Mark(sys.MarkQueueFull)
	})
	if counts := m.MarkCounts(); counts[sys.MarkQueueFull] != 2 || counts[sys.MarkKeyExpired] != 0 {
		t.Errorf("counts: %v", counts)
	}
}

func TestClocksAgree(t *testing.T) {
	simulate(t, Options{StartWall: 1_700_000_000_000_000}, func(m *Machine) {
		m.Sleep(time.Second)
		equal(m, "wall", m.Wall()/1e6, 1_700_000_001)
		equal(m, "monotonic", m.Monotonic().Truncate(time.Second), time.Second)
		equal(m, "cycles", m.Cycles()/(m.CyclesPerMicrosecond()*1e6), 1)
		usage := m.Usage()
		if busy := usage.Process.User + usage.Process.System; busy > time.Microsecond || busy == 0 {
			m.Fail("busy for %v of a second's sleep", busy)
		}
	})
}

func TestUsageTellsThreadsApart(t *testing.T) {
	simulate(t, Options{}, func(m *Machine) {
		before := m.Usage().Thread
		m.Start("other", func() {
			for range 100 {
				m.Pause()
			}
		})
		m.Sleep(time.Second)
		after := m.Usage()
		if after.Thread.User <= before.User || after.Process.User <= 2*after.Thread.User {
			m.Fail("%v for this thread at first, then %v of the process's %v", before, after.Thread, after.Process)
		}
		equal(m, "children", after.Children, sys.CPUTime{})
	})
}

func TestWallClockIsSteppedAndMonotonicIsNot(t *testing.T) {
	back := 0
	simulate(t, Options{Faults: MustFaults("wall-step:0.5/1h")}, func(m *Machine) {
		wall, monotonic := m.Wall(), m.Monotonic()
		for range 100 {
			nextWall, next := m.Wall(), m.Monotonic()
			if nextWall < wall {
				back++
			}
			if next <= monotonic {
				m.Fail("the monotonic clock went back")
			}
			wall, monotonic = nextWall, next
		}
	})
	if back < 10 {
		t.Errorf("the wall clock went back %d times", back)
	}
}

// Each fault, when it is on, happens; and with none on nothing but the schedule
// is a choice.
func TestFaultsHappen(t *testing.T) {
	faults := map[string]struct {
		on   string
		seen func(e Event) bool
	}{
		"reset": {"reset:0.02", func(e Event) bool {
			return (e.Call == CallReceive || e.Call == CallSend) && e.Result == -int64(sys.ECONNRESET)
		}},
		"interrupted": {"interrupted:0.05", func(e Event) bool {
			return e.Call == CallWait && e.Result == -int64(sys.EINTR)
		}},
		"spurious-wait": {"spurious-wait:0.05", func(e Event) bool {
			return e.Call == CallWait && e.Result == 0
		}},
		"short send": {"short-write:0.05", func(e Event) bool {
			return e.Call == CallSend && e.Result > 0 && e.Result < e.B
		}},
		"short receive": {"split:0.05", func(e Event) bool {
			return e.Call == CallReceive && e.Result%8 != 0 && e.Result > 0
		}},
		"send blocked": {"small-buffer:1", func(e Event) bool {
			return e.Call == CallSend && e.Result == -int64(sys.EAGAIN)
		}},
	}
	for name, fault := range faults {
		t.Run(name, func(t *testing.T) {
			with, without := 0, 0
			count := func(n *int) func(Event) {
				return func(e Event) {
					if fault.seen(e) {
						*n++
					}
				}
			}
			for seed := range uint64(10) {
				m := echoRun(Options{Seed: seed, Faults: MustFaults(fault.on), Observe: count(&with)})
				if err := m.Run(); err != nil {
					t.Fatal(err)
				}
				calm := echoRun(Options{Seed: seed, Observe: count(&without)})
				if err := calm.Run(); err != nil {
					t.Fatal(err)
				}
				for _, choice := range calm.Choices() {
					if choice.Stream != streamSchedule {
						t.Fatalf("a choice of stream %q without faults", calm.StreamName(choice.Stream))
					}
				}
			}
			if with == 0 || without > 0 {
				t.Errorf("seen %d times with the fault on, %d times without", with, without)
			}
		})
	}
}

// Events come in another order, but none is lost or made up.
func TestReorderedEventsAreTheSameEvents(t *testing.T) {
	moved := 0
	for seed := range uint64(20) {
		simulate(t, Options{Seed: seed, Faults: MustFaults("reorder:0.3")}, func(m *Machine) {
			listener := listen(m)
			p, _ := m.NewPoller()
			for token := range uint64(6) {
				c, fd := pairOn(m, listener)
				must(m, "add", p.Add(fd, sys.Readable, sys.Edge, token))
				c.Write([]byte("x"))
			}
			var events [8]sys.Event
			n, _ := p.Wait(events[:], 0)
			equal(m, "events", n, 6)
			var seen [6]int
			for i, event := range events[:n] {
				seen[event.Token]++
				if event.Token != uint64(i) {
					moved++
				}
			}
			equal(m, "each once", seen, [6]int{1, 1, 1, 1, 1, 1})
		})
	}
	if moved == 0 {
		t.Error("no event was moved")
	}
}

// A park that ends for no reason is no harm to a caller that looks again.
func TestSpuriousParks(t *testing.T) {
	early := 0
	simulate(t, Options{Faults: MustFaults("spurious-park:0.5")}, func(m *Machine) {
		var word sys.Uint32
		word.Init(m.Hook(), 0)
		for range 50 {
			if errno := m.Park(&word, 0, time.Millisecond); errno == sys.OK {
				early++
			}
		}
	})
	if early < 10 || early == 50 {
		t.Errorf("%d of 50 parks returned for no reason", early)
	}
}
