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

// A thread comes to yield before it may sleep, and in no other wait.
func TestPollersComeToYieldBeforeTheySleep(t *testing.T) {
	onEngines(t, func(t *testing.T, k *Kernel) {
		p := newPoller(t, k)
		asked := &patienceOf(p).asked
		for timeout, comes := range map[time.Duration]bool{0: false, time.Nanosecond: true} {
			*asked = time.Time{}
			eventsWithin(t, p, timeout)
			if !asked.IsZero() != comes {
				t.Errorf("in a wait of %v it comes: %v", timeout, !comes)
			}
		}
	})
}

// It yields if it has come again and again and has not for a while.
func TestAYieldIsDueAfterAWhile(t *testing.T) {
	var p patience
	now := time.Now()
	for _, step := range []struct {
		after time.Duration
		due   bool
	}{
		{0, false}, // as after a long sleep
		{yieldAfter / 2, false},
		{yieldAfter / 2, false},
		{yieldAfter / 2, true},
		{yieldAfter / 2, false},
		{2 * yieldAfter, false}, // it has slept
		{yieldAfter / 2, false},
		{yieldAfter/2 + 1, true},
	} {
		now = now.Add(step.after)
		if p.due(now) != step.due {
			t.Errorf("%v later it is due: %v", step.after, !step.due)
		}
	}
}

// To yield is to let others run that are ready.
func TestRenewLetsOthersRun(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	var ran sys.Uint32
	go ran.Store(1)
	// Go's scheduler looks first at those who yielded in one of 61 turns: the other is
	// sure to have its own in one of two.
	for range 2 {
		p := patience{asked: time.Now()}
		p.renew()
	}
	if ran.Load() == 0 {
		t.Error("another goroutine was ready, and did not run")
	}
}
