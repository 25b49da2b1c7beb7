package simtest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"seedis/config"
	"seedis/sys"
	"seedis/sys/sim"
)

// deaf loses the wake-ups of parked threads, and those of threads that poll.
type deaf struct {
	sys.Kernel
	parked, polls bool
}

func (k *deaf) Unpark(word *sys.Uint32, n int) {
	if !k.parked {
		k.Kernel.Unpark(word, n)
	}
}

func (k *deaf) NewPoller() (sys.Poller, sys.Errno) {
	p, errno := k.Kernel.NewPoller()
	if errno != sys.OK {
		return nil, errno
	}
	return &deafPoller{p, k}, sys.OK
}

type deafPoller struct {
	sys.Poller
	kernel *deaf
}

func (p *deafPoller) Wake() {
	if !p.kernel.polls {
		p.Poller.Wake()
	}
}

// A thread that is not woken is found when all sleep, long before somebody else wakes it
// or its timer does.
func TestALostWakeUpIsFoundAtOnce(t *testing.T) {
	for _, lost := range []struct {
		name, complaint string
		kernel          deaf
		threads         string // the model
		requests        [][]string
	}{
		{"background", "bio_lazy_free was not woken: it sleeps on ", deaf{parked: true}, "single",
			[][]string{manyMembers, {"UNLINK", "big"}}},
		{"lock-step", "io_thd_1 was not woken: it was dealt something", deaf{parked: true}, "lockstep",
			[][]string{{"PING"}, {"PING"}, {"PING"}, {"PING"}}},
		{"reactor", " was not woken: it sleeps on ", deaf{polls: true}, "reactor",
			[][]string{{"PING"}}},
	} {
		t.Run(lost.name, func(t *testing.T) {
			c := config.New()
			c.IOThreadsModel, c.IOThreads, c.IOThreadsAlways, c.IOThreadsSpin = lost.threads, 2, true, 0
			kernel := lost.kernel
			kernel.parked, kernel.polls = false, false
			m, err := New(Options{Seed: 1, Memory: memory, Config: c, Wrap: func(k sys.Kernel) sys.Kernel {
				kernel.Kernel = k
				return &kernel
			}})
			if err != nil {
				t.Fatal(err)
			}
			began := time.Duration(0)
			for i := range 8 { // as many as it takes to have the threads work
				m.Start(fmt.Sprint("client ", i), func() {
					c := m.Dial()
					m.Sleep(time.Millisecond) // by then all threads have fallen asleep
					began = m.Elapsed()
					kernel.parked, kernel.polls = lost.kernel.parked, lost.kernel.polls
					for _, request := range lost.requests {
						c.Do(request...)
					}
					c.Close()
				})
			}
			err = m.Run()
			if err == nil || !strings.Contains(err.Error(), lost.complaint) {
				t.Fatalf("got %v, want %q", err, lost.complaint)
			}
			if late := m.Elapsed() - began; late > 50*time.Millisecond {
				t.Errorf("it took %v", late)
			}
		})
	}
}

var manyMembers = func() []string {
	request := []string{"SADD", "big"}
	for i := range 100 {
		request = append(request, fmt.Sprint("member ", i))
	}
	return request
}()

// swallow loses what goes out once told to.
func swallow(now *bool) func(sys.Kernel) sys.Kernel {
	return func(kernel sys.Kernel) sys.Kernel {
		return &tap{kernel, func(ops []sys.Op, way sys.Transfers) {
			if !*now {
				way.SendBatch(ops)
				return
			}
			for i := range ops {
				ops[i].N, ops[i].Errno = 0, sys.OK
				for _, b := range ops[i].Bufs[:ops[i].Num] {
					ops[i].N += len(b)
				}
			}
		}}
	}
}

// When faults have ceased, who gets no reply is found within moments.
func TestWhoIsNotServedInTheCalmIsFound(t *testing.T) {
	calm := false
	w := workload(7, 1000)
	w.Faults = new(sim.Faults)
	w.Wrap = swallow(&calm)
	w.Timeline = func(e sim.Event) { calm = calm || e.Call == sim.CallCalm }
	result, err := w.Check()
	if err == nil || !strings.Contains(err.Error(), "is not served: faults have ceased") {
		t.Fatalf("the last replies were lost, and the run ended with %.2000v", err)
	}
	if p := result.run.phases; result.Virtual > p.since+2*servedWithin+time.Second {
		t.Errorf("it was calm from %v on, and was found at %v", p.since, result.Virtual)
	}
}
