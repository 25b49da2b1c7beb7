//go:build linux

package real

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"seedis/sys"
)

func threadName(t *testing.T, thread int) string {
	t.Helper()
	text, err := os.ReadFile("/proc/self/task/" + strconv.Itoa(thread) + "/comm")
	if err != nil {
		t.Error(err)
	}
	return strings.TrimSpace(string(text))
}

func TestThreadsHaveTheirName(t *testing.T) {
	k := newKernel(t)
	for given, visible := range map[string]string{
		"bio_lazy_free":           "bio_lazy_free",
		"exactly_fifteen":         "exactly_fifteen",
		"longer_than_15_by_a_lot": "longer_than_15_",
	} {
		done := make(chan struct{})
		k.Start(given, func() {
			if name := threadName(t, unix.Gettid()); name != visible {
				t.Errorf("named %q, want %q", name, visible)
			}
			close(done)
		})
		<-done
	}
}

// Package main begins on the process's first thread, and this keeps it there
// for startFromFirstThread.
func init() { runtime.LockOSThread() }

// startFromFirstThread starts a thread when the first one is just about to be
// idle, so that Go's scheduler is nearly sure to offer that. TestMain calls it,
// because no test is sure to meet the first thread.
func startFromFirstThread() error {
	process, err := os.ReadFile("/proc/self/comm")
	if err != nil {
		return err
	}
	k, err := New()
	if err != nil {
		return err
	}
	runtime.UnlockOSThread()
	thread := make(chan int)
	k.Start("not_the_process", func() { thread <- unix.Gettid() })
	if <-thread == os.Getpid() {
		return errors.New("a thread was started on the process's first one")
	}
	if now, err := os.ReadFile("/proc/self/comm"); !bytes.Equal(now, process) {
		return fmt.Errorf("the process changed its name from %q to %q, %v", process, now, err)
	}
	return nil
}

func TestCurrentIsTheNumberOfTheThread(t *testing.T) {
	k := newKernel(t)
	numbers := make(chan int)
	for range 2 {
		k.Start("numbered", func() {
			if k.Current() != unix.Gettid() {
				t.Error("the number is that of another thread")
			}
			numbers <- k.Current()
		})
	}
	if first, second := <-numbers, <-numbers; first == second || first == 0 {
		t.Errorf("threads %d and %d", first, second)
	}
}

func TestAThreadEndsWithItsFunction(t *testing.T) {
	k := newKernel(t)
	threads := make(chan int)
	k.Start("short", func() { threads <- unix.Gettid() })
	thread := <-threads
	for unix.Tgkill(os.Getpid(), thread, 0) != unix.ESRCH {
		runtime.Gosched()
	}
}

func TestParkLooksAtTheWordFirst(t *testing.T) {
	k := newKernel(t)
	var word sys.Uint32
	word.Init(k.Hook(), 5)
	want(t, k.Park(&word, 4, -1), sys.EAGAIN)
	want(t, k.Park(&word, 4, time.Hour), sys.EAGAIN)
}

func TestParkEndsWhenTheTimeRanOut(t *testing.T) {
	k := newKernel(t)
	var word sys.Uint32
	for _, timeout := range []time.Duration{0, time.Millisecond, 1_000_001} {
		var start time.Duration
		errno := sys.OK
		for errno == sys.OK { // at first, and after an early end for no reason
			start = k.Monotonic()
			errno = k.Park(&word, 0, timeout)
		}
		want(t, errno, sys.ETIMEDOUT)
		if slept := k.Monotonic() - start; slept < timeout {
			t.Errorf("slept %v of %v", slept, timeout)
		}
	}
}

// A ping-pong over one word stops for good if one wake-up is lost.
func TestParkAndUnparkBothWays(t *testing.T) {
	k := newKernel(t)
	const turns = 20_000
	var word sys.Uint32
	follow := func(parity uint32) {
		for at := word.Load(); at < turns; at = word.Load() {
			if at%2 == parity {
				word.Add(1)
				k.Unpark(&word, 1)
			} else {
				k.Park(&word, at, -1)
			}
		}
	}
	done := make(chan struct{})
	k.Start("parked", func() { follow(1); close(done) })
	follow(0)
	<-done
}

func TestUnparkWakesAllItIsAskedTo(t *testing.T) {
	k := newKernel(t)
	const sleepers = 4
	var word sys.Uint32
	woken := make(chan struct{})
	for range sleepers {
		k.Start("sleeper", func() {
			for word.Load() == 0 {
				k.Park(&word, 0, -1)
			}
			woken <- struct{}{}
		})
	}
	word.Store(1)
	k.Unpark(&word, sleepers)
	for range sleepers {
		<-woken
	}
	k.Unpark(&word, sleepers) // nobody is there
}

// A parked thread must not hold up the collector.
func TestTheCollectorRunsWhileAThreadIsParked(t *testing.T) {
	k := newKernel(t)
	var word sys.Uint32
	done := make(chan struct{})
	k.Start("parked", func() {
		for word.Load() == 0 {
			k.Park(&word, 0, -1)
		}
		close(done)
	})
	testing.AllocsPerRun(1, func() {}) // it stops the world twice
	word.Store(1)
	k.Unpark(&word, 1)
	<-done
}

func TestParkAllocatesNothing(t *testing.T) {
	k := newKernel(t)
	var word sys.Uint32
	if allocations := testing.AllocsPerRun(100, func() {
		k.Park(&word, 1, -1)
		k.Park(&word, 0, 0)
		k.Unpark(&word, 1)
		k.Pause()
	}); allocations != 0 {
		t.Errorf("%v allocations", allocations)
	}
}
