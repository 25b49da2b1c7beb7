package sim

import (
	"errors"
	"runtime"
	"strings"
	"testing"
	"time"

	"seedis/sys"
)

// fails runs m and returns its Failure, which must be of this kind.
func fails(t *testing.T, m *Machine, kind FailureKind) *Failure {
	t.Helper()
	var f *Failure
	if err := m.Run(); !errors.As(err, &f) || f.Kind != kind {
		t.Fatalf("the run ended with %v, and not with a failure of kind %v", err, kind)
	}
	return f
}

func contains(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("%q is not in:\n%s", part, text)
		}
	}
}

func TestThreadsStartThreadsAndAllEnd(t *testing.T) {
	ended := 0
	m := New(Options{Seed: 1})
	m.Start("parent", func() {
		for range 3 {
			m.Start("child", func() { m.Sleep(time.Second); ended++ })
		}
	})
	if err := m.Run(); err != nil || ended != 3 {
		t.Errorf("%d children ended, %v", ended, err)
	}
	if m.Elapsed() < time.Second || m.Elapsed() > time.Second+time.Millisecond {
		t.Errorf("three sleeps of a second at once took %v", m.Elapsed())
	}
}

func TestDeadlockNamesThreadsAndTheirReasons(t *testing.T) {
	m := New(Options{Seed: 77})
	var word sys.Uint32
	word.Init(m.Hook(), 0)
	listener := listen(m)
	m.Start("reactor", func() {
		p, _ := m.NewPoller()
		p.Add(listener, sys.Readable, sys.Level, 0)
		p.Wait(make([]sys.Event, 1), -1)
		p.Wait(make([]sys.Event, 1), -1)
		m.Accept(listener)
		p.Wait(make([]sys.Event, 1), -1)
	})
	m.Start("worker", func() { m.Park(&word, 0, -1) })
	m.Start("client", func() {
		c, _ := m.Dial(address)
		c.Read(make([]byte, 1))
	})
	text := fails(t, m, FailureDeadlock).Error()
	contains(t, text, `"reactor" waits for events`, `"worker" is parked`, `"client" waits for bytes`, "seed 77")
}

//go:noinline
func blowUp(values []int, i int) int { return values[i] }

func TestPanicCarriesTheStackOfItsThread(t *testing.T) {
	m := New(Options{})
	m.Start("calm", func() { m.Sleep(time.Hour) })
	m.Start("hasty", func() { m.Sleep(time.Second); blowUp(nil, 3) })
	f := fails(t, m, FailurePanic)
	contains(t, f.Error(), "index out of range [3]", "blowUp", `thread "hasty"`, "thread_test.go")
	if _, isError := f.Value.(runtime.Error); !isError {
		t.Errorf("the panic's value is %v", f.Value)
	}
}

func TestGoexitIsAFailureAndUnwindsTheOthers(t *testing.T) {
	unwound := false
	m := New(Options{})
	m.Start("bystander", func() {
		defer func() { unwound = true }()
		m.Sleep(time.Hour)
	})
	m.Start("quitter", func() { m.Sleep(1); runtime.Goexit() })
	contains(t, fails(t, m, FailureExit).Error(), `thread "quitter" called runtime.Goexit`)
	if !unwound {
		t.Error("the other thread was left behind")
	}
}

func TestFailEndsTheRunAtOnce(t *testing.T) {
	m := New(Options{Seed: 3})
	m.Start("checker", func() {
		m.Fail("%d is not %d", 1, 2)
		t.Error("Fail returned")
	})
	contains(t, fails(t, m, FailureCheck).Error(), "1 is not 2", "checker", "seed 3")
}

func TestFailFromAnObserver(t *testing.T) {
	var m *Machine
	m = New(Options{Observe: func(e Event) {
		if e.Call == CallSleep {
			m.Fail("nobody sleeps here")
		}
	}})
	m.Start("sleeper", func() { m.Sleep(1); t.Error("the thread went on") })
	contains(t, fails(t, m, FailureCheck).Error(), "nobody sleeps here")
}

func TestStepLimitCatchesALivelock(t *testing.T) {
	m := New(Options{StepLimit: 10_000})
	m.Start("spinner", func() {
		for {
			m.Pause()
		}
	})
	contains(t, fails(t, m, FailureStepLimit).Error(), "more than 10000 steps", `"spinner" is runnable`)
}

// After Stop every call of every thread unwinds it, deferred calls included.
func TestStopUnwindsEveryThread(t *testing.T) {
	var after []string
	m := New(Options{Seed: 2})
	var word sys.Uint32
	word.Init(m.Hook(), 0)
	sleepers := map[string]func(){
		"parked":   func() { m.Park(&word, 0, -1) },
		"sleeping": func() { m.Sleep(time.Hour) },
		"spinning": func() {
			for {
				m.Hook()()
			}
		},
	}
	for _, name := range []string{"parked", "sleeping", "spinning"} {
		m.Start(name, func() {
			defer func() { after = append(after, name) }()
			defer m.Monotonic()
			sleepers[name]()
			t.Errorf("%s came through", name)
		})
	}
	m.Start("stopper", func() {
		m.Sleep(time.Millisecond)
		m.Stop()
		after = append(after, "stopper goes on")
		m.Wall()
		t.Error("a call after Stop returned")
	})
	m.Start("never begun", func() { m.Sleep(0) })
	if err := m.Run(); err != nil {
		t.Fatal(err)
	}
	if len(after) != 4 || after[0] != "stopper goes on" {
		t.Errorf("unwound: %q", after)
	}
}

func TestExitEndsAllThreads(t *testing.T) {
	m := New(Options{})
	m.Start("client", func() { m.Sleep(time.Hour); t.Error("outlived the process") })
	m.Start("main", func() {
		m.Write(m.LogDescriptor(), []byte("bye\n"))
		m.Exit(3)
		t.Error("Exit returned")
	})
	if err := m.Run(); err != nil {
		t.Fatal(err)
	}
	if status, exited := m.Exited(); !exited || status != 3 {
		t.Errorf("exited: %v with %d", exited, status)
	}
	if string(m.LogOutput()) != "bye\n" {
		t.Errorf("the log is %q", m.LogOutput())
	}
}

// Calls are possible before and after a run, but cost no time.
func TestCallsOutsideOfARun(t *testing.T) {
	m := New(Options{})
	before, _ := m.Listen(address, 1, 0)
	m.Start("thread", func() { m.Sleep(time.Second); m.Stop() })
	if err := m.Run(); err != nil {
		t.Fatal(err)
	}
	elapsed := m.Elapsed()
	if errno := m.Close(before); errno != sys.OK || m.Elapsed() != elapsed {
		t.Errorf("close after the run: %v, after %v", errno, m.Elapsed()-elapsed)
	}
	defer func() {
		if recover() == nil {
			t.Error("a sleep outside a thread did not panic")
		}
	}()
	m.Sleep(1)
}

// A thread that spins without ever pausing or sleeping cannot keep the others
// from running, even on the plainest schedule.
func TestSpinnerDoesNotStarveTheOthers(t *testing.T) {
	m := New(Options{Replay: &List{}, StepLimit: 100_000})
	var flag sys.Uint32
	flag.Init(m.Hook(), 0)
	m.Start("spinner", func() {
		for flag.Load() == 0 {
		}
	})
	m.Start("setter", func() { flag.Store(1) })
	if err := m.Run(); err != nil {
		t.Error(err)
	}
}

// With two threads of a few steps, the seeds find every interleaving.
func TestSeedsFindEveryInterleaving(t *testing.T) {
	orders := map[string]bool{}
	for seed := range uint64(2000) {
		m := New(Options{Seed: seed})
		order := ""
		for _, letter := range []string{"a", "b"} {
			m.Start(letter, func() {
				for range 3 {
					m.Hook()()
					order += letter
				}
			})
		}
		if err := m.Run(); err != nil {
			t.Fatal(err)
		}
		orders[order] = true
	}
	if len(orders) != 20 { // 6! / (3! 3!)
		t.Errorf("%d of 20 interleavings", len(orders))
	}
}

func TestSteppedTimeIsBounded(t *testing.T) {
	m := simulate(t, Options{Seed: 8}, func(m *Machine) {
		last := m.Monotonic()
		for range 1000 {
			now := m.Monotonic()
			if d := now - last; d < costLeast || d >= costLeast+costSpread {
				m.Fail("a step took %v", d)
			}
			last = now
		}
		// A loop that is bounded by time ends.
		for start := m.Cycles(); m.Cycles()-start < 50*m.CyclesPerMicrosecond(); {
		}
	})
	if m.Elapsed() < 50*time.Microsecond {
		t.Errorf("only %v have passed", m.Elapsed())
	}
}

func TestStallsHoldThreadsUp(t *testing.T) {
	elapsed := func(f Faults) time.Duration {
		m := echoRun(Options{Seed: 6, Faults: f})
		if err := m.Run(); err != nil {
			t.Fatal(err)
		}
		return m.Elapsed()
	}
	calm, stalled := elapsed(nil), elapsed(MustFaults("stall:0.2/1s"))
	if stalled < 10*calm {
		t.Errorf("%v without stalls, %v with", calm, stalled)
	}
}

// One thread is kept from running for long, whether it spins or is woken, while
// the others go on.
func TestStarvedThreads(t *testing.T) {
	const most = time.Second
	waited := func(starved string, turn func(m *Machine)) (longest map[string]time.Duration) {
		longest = map[string]time.Duration{}
		m := New(Options{Seed: 4, Faults: Faults{{Fault: FaultStarve, Of: starved, Chance: 100_000, Most: int64(most)}}})
		for _, name := range []string{"io_thd_1", "io_thd_2"} {
			m.Start(name, func() {
				for range 200 {
					before := m.Monotonic()
					turn(m)
					longest[name] = max(longest[name], m.Monotonic()-before)
				}
			})
		}
		if err := m.Run(); err != nil {
			t.Fatal(err)
		}
		return longest
	}
	for what, turn := range map[string]func(m *Machine){
		"spins":    func(m *Machine) { m.Pause() },
		"is woken": func(m *Machine) { m.Sleep(time.Millisecond) },
	} {
		longest := waited("io_thd_2", turn)
		if long := longest["io_thd_2"]; long < most/2 || long > most+2*time.Millisecond {
			t.Errorf("the starved thread %s and waited %v", what, long)
		}
		if other := longest["io_thd_1"]; other > 2*time.Millisecond {
			t.Errorf("the other thread %s and waited %v", what, other)
		}
		if nobody := waited("io_thd", turn); nobody["io_thd_2"] > 2*time.Millisecond {
			t.Errorf("nobody is starved, and one that %s waited %v", what, nobody)
		}
	}
}

// Who has to wait for a processor was woken all the same: in time, and once.
func TestAStarvedSleeperWasWokenInTime(t *testing.T) {
	for seed := range uint64(20) {
		m := New(Options{Seed: seed, Faults: MustFaults("starve(sleeper):1/1m")})
		var word sys.Uint32
		word.Init(m.Hook(), 0)
		m.Start("sleeper", func() {
			must(m, "park", m.Park(&word, 0, time.Second))
			equal(m, "park in vain", m.Park(&word, 0, time.Second), sys.ETIMEDOUT)
		})
		m.Start("waker", func() {
			for len(m.parked) == 0 {
				m.Sleep(time.Millisecond)
			}
			m.Unpark(&word, 1)
			m.Unpark(&word, 1)
		})
		if err := m.Run(); err != nil {
			t.Fatal(err)
		}
	}
}

// Being woken again gives no processor to who has to wait for one.
func TestAStarvedThreadIsNotWokenAgain(t *testing.T) {
	longest := time.Duration(0)
	for seed := range uint64(20) {
		m := New(Options{Seed: seed, Faults: MustFaults("starve(sleeper):0.5/1m")})
		p, _ := m.NewPoller()
		m.Start("sleeper", func() {
			start := m.Elapsed()
			p.Wait(make([]sys.Event, 1), -1)
			longest = max(longest, m.Elapsed()-start)
			m.Stop()
		})
		m.Start("waker", func() {
			for {
				m.Sleep(time.Millisecond)
				p.Wake()
			}
		})
		if err := m.Run(); err != nil {
			t.Fatal(err)
		}
	}
	if longest < 30*time.Second {
		t.Errorf("the longest wait was %v", longest)
	}
}

func TestCurrentNumbersTheRunningThread(t *testing.T) {
	m := New(Options{})
	m.Start("first", func() {
		m.Sleep(time.Second)
		steps := m.Steps()
		if m.Current() != 1 || m.Steps() != steps {
			t.Errorf("thread %d, after %d steps", m.Current(), m.Steps()-steps)
		}
	})
	m.Start("second", func() {
		if m.Current() != 2 {
			t.Errorf("thread %d", m.Current())
		}
	})
	before := m.Current()
	if err := m.Run(); err != nil || before != 0 || m.Current() != 0 {
		t.Errorf("thread %d before the run, %d after it: %v", before, m.Current(), err)
	}
}

// A slow thread takes up to so many times as long for the same, as long as it lives
// or until all is calm; the others do not.
func TestSlowThreads(t *testing.T) {
	slowest := time.Duration(0)
	for seed := range uint64(30) {
		const steps = 1000
		took := map[string]time.Duration{}
		m := New(Options{Seed: seed, Faults: MustFaults("slow(io_thd_1):8")})
		for _, name := range []string{"io_thd_1", "io_thd_2"} {
			m.Start(name, func() {
				for range steps {
					m.Hook()()
				}
				took[name] = m.current.busy / steps
				if len(took) == 2 {
					m.Calm()
					busy := m.current.busy
					for range steps {
						m.Hook()()
					}
					took["calm"] = (m.current.busy - busy) / steps
				}
			})
		}
		if err := m.Run(); err != nil {
			t.Fatal(err)
		}
		usual := took["io_thd_2"]
		slowest = max(slowest, took["io_thd_1"])
		if took["io_thd_1"] < usual*9/10 || took["io_thd_1"] > 9*usual || usual > costLeast+costSpread || took["calm"] > costLeast+costSpread {
			t.Errorf("seed %d: a step takes %v", seed, took)
		}
	}
	if slowest < 400*time.Nanosecond {
		t.Errorf("the slowest thread needs %v for a step", slowest)
	}
}
