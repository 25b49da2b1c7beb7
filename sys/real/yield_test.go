//go:build linux

package real

import (
	"runtime"
	"testing"
	"time"

	"seedis/sys"
)

// patienceOf looks into a poller.
func patienceOf(p sys.Poller) *patience {
	switch p := p.(type) {
	case *epollPoller:
		return &p.patience
	case *ringPoller:
		return &p.patience
	case *pollPoller:
		return &p.patience
	default:
		return &p.(*selectPoller).patience
	}
}

// A thread yields before it may sleep, if it has not for a while, and in no other
// wait.
func TestPollersYieldBeforeTheySleep(t *testing.T) {
	onEngines(t, func(t *testing.T, k *Kernel) {
		p := newPoller(t, k)
		yielded := &patienceOf(p).yielded
		long, ahead := time.Now().Add(-2*yieldAfter), time.Now().Add(time.Hour)
		for _, c := range []struct {
			name    string
			before  time.Time
			timeout time.Duration
			yields  bool
		}{
			{"a wait that looks only", long, 0, false},
			{"a wait that may sleep", long, time.Nanosecond, true},
			{"a wait soon after", ahead, time.Nanosecond, false},
		} {
			*yielded = c.before
			eventsWithin(t, p, c.timeout)
			if yields := *yielded != c.before; yields != c.yields {
				t.Errorf("%s: yields is %v", c.name, yields)
			}
		}
	})
}

// To yield is to let others run that are ready.
func TestRenewLetsOthersRun(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	var ran sys.Uint32
	go ran.Store(1)
	// Go's scheduler looks first at those who yielded in one of 61 turns: the other is
	// sure to have its own in one of two.
	for range 2 {
		var p patience
		p.renew()
	}
	if ran.Load() == 0 {
		t.Error("another goroutine was ready, and did not run")
	}
}
