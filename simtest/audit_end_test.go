package simtest

import (
	"strings"
	"testing"
	"time"

	"seedis/config"
	"seedis/sys"
)

// alone has a client do something on a server where nobody else is and nothing goes
// wrong, but for what the kernel is wrapped in.
func alone(t *testing.T, wrap func(sys.Kernel) sys.Kernel, do func(c *client)) error {
	t.Helper()
	r := &run{
		workload: Workload{Seed: 1, Clients: 1, Memory: memory, Wrap: wrap},
		weather:  weather{hz: 10, socketBuffer: defaultSocketBuffer, threads: threadWeather{model: "single", count: 1}},
	}
	if err := r.prepare(); err != nil {
		t.Fatal(err)
	}
	r.auditor = r.newClient(2)
	c := r.newClient(1)
	r.launch(c, func() {
		c.insist(func(c *client) bool { do(c); return true })
		c.hangUp()
	})
	return r.machine.Run()
}

// lazy is a machine on which whoever polls sleeps for longer than it wants to.
type lazy struct {
	sys.Kernel
	by time.Duration
}

func (k *lazy) NewPoller() (sys.Poller, sys.Errno) {
	p, errno := k.Kernel.NewPoller()
	if errno != sys.OK {
		return nil, errno
	}
	return &lazyPoller{p, k.by}, sys.OK
}

type lazyPoller struct {
	sys.Poller
	by time.Duration
}

func (p *lazyPoller) Wait(events []sys.Event, timeout time.Duration) (int, sys.Errno) {
	if timeout > 0 {
		timeout += p.by
	}
	return p.Poller.Wait(events, timeout)
}

// Where nobody else is a wait ends within a few milliseconds, long before the cron would
// look after it.
func TestAWaitThatEndsLateIsFound(t *testing.T) {
	for _, late := range []time.Duration{0, undisturbedMost - 2, undisturbedMost + 2} {
		wrap := func(kernel sys.Kernel) sys.Kernel { return &lazy{kernel, late * time.Millisecond} }
		err := alone(t, wrap, func(c *client) {
			for range 10 {
				c.auditDeadlines()
			}
		})
		switch found := err != nil && strings.Contains(err.Error(), "ms too late: "); {
		case late > undisturbedMost && !found:
			t.Errorf("waits end %d ms late, and the run with %v", late, err)
		case late <= undisturbedMost && err != nil:
			t.Errorf("waits end %d ms late: %v", late, err)
		}
	}
}

// The bound holds where the server has nothing else to do, and only there.
func TestHowLateAWaitMayEnd(t *testing.T) {
	for _, end := range []struct {
		undisturbed bool
		late        int64
		found       bool
	}{
		{true, undisturbedMost, false}, {true, undisturbedMost + 1, true}, {false, undisturbedMost + 1, false},
	} {
		m, s := newModel(settingsOf(config.New(), false, time.Minute)), &session{id: 1}
		m.undisturbed = end.undisturbed
		m.now = startWall / 1000
		m.await(&wait{session: s, keys: []string{nobody}}, 100)
		if err := m.gaveUp(s, m.waitOf(s).until+end.late); (err != nil) != end.found {
			t.Errorf("%d ms late, undisturbed: %t: %v", end.late, end.undisturbed, err)
		}
	}
}

// What is sent bit by bit, because the thread sleeps on the rest, is found though each
// bit comes soon.
func TestALongReplyThatComesSlowlyIsFound(t *testing.T) {
	for _, pause := range []time.Duration{0, servedWithin / 2} {
		wrap := func(kernel sys.Kernel) sys.Kernel {
			return &tap{kernel, func(ops []sys.Op, way sys.Transfers) {
				if pause > 0 && ops[0].Size() > defaultSocketBuffer/2 {
					var word sys.Uint32
					kernel.Park(&word, 0, pause)
				}
				way.SendBatch(ops)
			}}
		}
		err := alone(t, wrap, func(c *client) {
			for range 20 {
				c.auditLongReply()
			}
		})
		if found := err != nil && strings.Contains(err.Error(), "is alone, and has a long reply after "); found != (pause > 0) {
			t.Errorf("the thread sleeps for %v, and the run ends with %v", pause, err)
		}
	}
}
