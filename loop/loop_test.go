package loop_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"seedis/loop"
	"seedis/sys"
)

// world is a machine made of a script: what each wait reports is decided by the
// test, and everything that happens is noted in order.
type world struct {
	sys.Transfers // which a loop has no use for

	now     time.Duration
	ready   map[sys.FD]sys.Ready // what the next wait finds
	order   []sys.FD             // in this order
	watched map[sys.FD]watched
	notes   []string
	waitErr sys.Errno
	marks   [sys.MarkCount]int
}

type watched struct {
	interest sys.Ready
	token    uint64
}

func newWorld() *world {
	return &world{ready: map[sys.FD]sys.Ready{}, watched: map[sys.FD]watched{}}
}

func (w *world) Wall() int64                  { return int64(w.now / time.Microsecond) }
func (w *world) Monotonic() time.Duration     { return w.now }
func (w *world) Cycles() uint64               { return uint64(w.now) }
func (w *world) CyclesPerMicrosecond() uint64 { return 1000 }
func (w *world) Location() *time.Location     { return time.UTC }
func (w *world) Mark(m sys.Mark)              { w.marks[m]++ }

func (w *world) note(format string, args ...any) {
	w.notes = append(w.notes, fmt.Sprintf(format, args...))
}

func (w *world) Add(fd sys.FD, interest sys.Ready, _ sys.Mode, token uint64) sys.Errno {
	if _, there := w.watched[fd]; there {
		return sys.EEXIST
	}
	if fd == refused {
		return sys.EPERM
	}
	w.watched[fd] = watched{interest, token}
	return sys.OK
}

func (w *world) Modify(fd sys.FD, interest sys.Ready, _ sys.Mode, token uint64) sys.Errno {
	if _, there := w.watched[fd]; !there {
		return sys.ENOENT
	}
	w.watched[fd] = watched{interest, token}
	return sys.OK
}

func (w *world) Delete(fd sys.FD) sys.Errno {
	if _, there := w.watched[fd]; !there {
		return sys.ENOENT
	}
	delete(w.watched, fd)
	return sys.OK
}

// Wait reports what the script says, or sleeps until the timeout.
func (w *world) Wait(events []sys.Event, timeout time.Duration) (int, sys.Errno) {
	w.note("wait %v", timeout)
	if err := w.waitErr; err != sys.OK {
		w.waitErr = sys.OK
		return 0, err
	}
	n := 0
	for _, fd := range w.order {
		asked := w.watched[fd].interest | sys.HangUp | sys.Failed
		if ready := w.ready[fd] & asked; ready != 0 {
			events[n] = sys.Event{Token: w.watched[fd].token, Ready: ready}
			n++
		}
	}
	w.order = nil
	if n == 0 && timeout > 0 {
		w.now += timeout
	}
	return n, sys.OK
}

func (w *world) Wake()            {}
func (w *world) Close() sys.Errno { return sys.OK }

// will makes the next wait report fd.
func (w *world) will(fd sys.FD, ready sys.Ready) {
	w.order = append(w.order, fd)
	w.ready[fd] = ready
}

// refused is a descriptor that the poller does not take.
const refused sys.FD = 99

// handler notes that it was called, and does what the test wants then.
type handler struct {
	w    *world
	name string
	then func()
}

func (h *handler) Ready(fired loop.Mask) {
	h.w.note("%s %d", h.name, fired)
	if h.then != nil {
		h.then()
	}
}

func newLoop(w *world) *loop.Loop { return loop.New(w, w, loop.Hooks{}) }

func add(t *testing.T, l *loop.Loop, fd sys.FD, mask loop.Mask, h loop.Handler) {
	t.Helper()
	if err := l.Add(fd, mask, sys.Level, h); err != sys.OK {
		t.Fatalf("Add(%d): %v", fd, err)
	}
}

// turn runs one turn and returns what happened in it, waits left out.
func turn(w *world, l *loop.Loop) []string {
	w.notes = nil
	l.Turn(false)
	return slices.DeleteFunc(w.notes, func(note string) bool { return len(note) > 4 && note[:5] == "wait " })
}

func want(t *testing.T, got []string, wanted ...string) {
	t.Helper()
	if diff := cmp.Diff(wanted, got, cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("what happened differs (-want +got):\n%s", diff)
	}
}

func TestReadableComesBeforeWritable(t *testing.T) {
	w := newWorld()
	l := newLoop(w)
	add(t, l, 5, loop.Writable, &handler{w: w, name: "write"})
	add(t, l, 5, loop.Readable, &handler{w: w, name: "read"})
	w.will(5, sys.Readable|sys.Writable)
	want(t, turn(w, l), "read 3", "write 3")
}

func TestBarrierInvertsTheOrder(t *testing.T) {
	w := newWorld()
	l := newLoop(w)
	add(t, l, 5, loop.Readable, &handler{w: w, name: "read"})
	add(t, l, 5, loop.Writable|loop.Barrier, &handler{w: w, name: "write"})
	w.will(5, sys.Readable|sys.Writable)
	want(t, turn(w, l), "write 3", "read 3")

	l.Delete(5, loop.Writable)
	add(t, l, 5, loop.Writable, &handler{w: w, name: "write"})
	w.will(5, sys.Readable|sys.Writable)
	want(t, turn(w, l), "read 3", "write 3")
}

func TestOneHandlerForBothDirectionsIsCalledOnce(t *testing.T) {
	w := newWorld()
	l := newLoop(w)
	add(t, l, 5, loop.Readable|loop.Writable, &handler{w: w, name: "both"})
	w.will(5, sys.Readable|sys.Writable)
	want(t, turn(w, l), "both 3")
	w.will(5, sys.Writable)
	want(t, turn(w, l), "both 2")
}

func TestInterestIsLookedAtAgainAfterACallback(t *testing.T) {
	w := newWorld()
	l := newLoop(w)
	reader := &handler{w: w, name: "read", then: func() { l.Delete(5, loop.Writable) }}
	add(t, l, 5, loop.Readable, reader)
	add(t, l, 5, loop.Writable, &handler{w: w, name: "write"})
	w.will(5, sys.Readable|sys.Writable)
	want(t, turn(w, l), "read 3")
}

func TestEventOfADescriptorClosedInTheBatchIsDropped(t *testing.T) {
	w := newWorld()
	l := newLoop(w)
	add(t, l, 5, loop.Readable, &handler{w: w, name: "five", then: func() { l.Delete(6, loop.Readable) }})
	add(t, l, 6, loop.Readable, &handler{w: w, name: "six"})
	w.will(5, sys.Readable)
	w.will(6, sys.Readable)
	want(t, turn(w, l), "five 1")
	if w.marks[sys.MarkStaleEvent] != 1 {
		t.Error("the event was not marked as stale")
	}
}

func TestEventOfADescriptorWhoseNumberIsUsedAgainIsDropped(t *testing.T) {
	w := newWorld()
	l := newLoop(w)
	add(t, l, 5, loop.Readable, &handler{w: w, name: "five", then: func() {
		l.Delete(6, loop.Readable)
		add(t, l, 6, loop.Readable, &handler{w: w, name: "new six"})
	}})
	add(t, l, 6, loop.Readable, &handler{w: w, name: "old six"})
	w.will(5, sys.Readable)
	w.will(6, sys.Readable)
	want(t, turn(w, l), "five 1")
	w.will(6, sys.Readable)
	want(t, turn(w, l), "new six 1")
}

func TestHandlerThatDeletesItselfIsNotCalledForTheOtherDirection(t *testing.T) {
	w := newWorld()
	l := newLoop(w)
	add(t, l, 5, loop.Readable, &handler{w: w, name: "read", then: func() {
		l.Delete(5, loop.Readable|loop.Writable)
		add(t, l, 5, loop.Writable, &handler{w: w, name: "heir"})
	}})
	add(t, l, 5, loop.Writable, &handler{w: w, name: "write"})
	w.will(5, sys.Readable|sys.Writable)
	want(t, turn(w, l), "read 3")
}

func TestHangUpFiresWhateverIsRegistered(t *testing.T) {
	w := newWorld()
	l := newLoop(w)
	add(t, l, 5, loop.Writable, &handler{w: w, name: "write"})
	w.will(5, sys.HangUp)
	want(t, turn(w, l), "write 10")
	add(t, l, 5, loop.Readable, &handler{w: w, name: "read"})
	w.will(5, sys.Failed)
	want(t, turn(w, l), "read 11", "write 11")
}

func TestRefusedDescriptorLeavesNoTrace(t *testing.T) {
	w := newWorld()
	l := newLoop(w)
	if err := l.Add(refused, loop.Readable, sys.Level, &handler{w: w, name: "no"}); err != sys.EPERM {
		t.Fatalf("Add: %v, want EPERM", err)
	}
	if mask := l.Mask(refused); mask != 0 {
		t.Fatalf("mask %d of a refused descriptor", mask)
	}
	add(t, l, 5, loop.Readable, &handler{w: w, name: "five"})
	w.will(5, sys.Readable)
	want(t, turn(w, l), "five 1")
}

func TestOneTurnInOrder(t *testing.T) {
	w := newWorld()
	var l *loop.Loop
	l = loop.New(w, w, loop.Hooks{
		BeforeSleep: func() {
			w.note("before")
			l.AddTimer(0, func() time.Duration { w.note("late timer"); return loop.NoMore })
		},
		AfterSleep: func() { w.note("after") },
		AfterFiles: func() { w.note("batch") },
	})
	l.AddTimer(10*time.Millisecond, func() time.Duration { w.note("timer"); return loop.NoMore })
	add(t, l, 5, loop.Readable, &handler{w: w, name: "five"})
	l.Turn(true)
	// The timeout was computed before the timer of beforeSleep existed.
	want(t, w.notes, "before", "wait 10ms", "after", "batch", "late timer", "timer")
}

func TestInterruptedWaitIsATurnWithoutEvents(t *testing.T) {
	w := newWorld()
	l := newLoop(w)
	add(t, l, 5, loop.Readable, &handler{w: w, name: "five"})
	w.will(5, sys.Readable)
	w.waitErr = sys.EINTR
	want(t, turn(w, l))
	if w.marks[sys.MarkWaitInterrupted] != 1 {
		t.Error("the interruption was not marked")
	}
	want(t, turn(w, l), "five 1")
}

func TestTimersFireInOrderOfTimeAndAge(t *testing.T) {
	w := newWorld()
	l := newLoop(w)
	once := func(name string) func() time.Duration {
		return func() time.Duration { w.note("%s", name); return loop.NoMore }
	}
	l.AddTimer(3, once("c"))
	l.AddTimer(1, once("a"))
	l.AddTimer(2, once("b1"))
	l.AddTimer(2, once("b2"))
	w.now = 3
	want(t, turn(w, l), "a", "b1", "b2", "c")
	want(t, turn(w, l))
}

func TestTimerMadeByATimerWaitsForTheNextTurn(t *testing.T) {
	w := newWorld()
	l := newLoop(w)
	l.AddTimer(0, func() time.Duration {
		w.note("first")
		l.AddTimer(0, func() time.Duration { w.note("second"); return loop.NoMore })
		return loop.NoMore
	})
	want(t, turn(w, l), "first")
	want(t, turn(w, l), "second")
}

func TestTimerRepeatsUntilNoMore(t *testing.T) {
	w := newWorld()
	l := newLoop(w)
	left := 2
	l.AddTimer(time.Millisecond, func() time.Duration {
		w.note("tick at %v", w.now)
		if left--; left == 0 {
			return loop.NoMore
		}
		return 5 * time.Millisecond
	})
	w.notes = nil
	for range 3 {
		l.Turn(true)
	}
	want(t, w.notes, "wait 1ms", "tick at 1ms", "wait 5ms", "tick at 6ms", "wait -1ns")
}

func TestDeletedTimerDoesNotFire(t *testing.T) {
	w := newWorld()
	l := newLoop(w)
	var second, own loop.Timer
	l.AddTimer(0, func() time.Duration { w.note("first"); l.DeleteTimer(second); return loop.NoMore })
	second = l.AddTimer(0, func() time.Duration { w.note("second"); return loop.NoMore })
	own = l.AddTimer(0, func() time.Duration { w.note("own"); l.DeleteTimer(own); return 0 })
	want(t, turn(w, l), "first", "own")
	want(t, turn(w, l))
}

func TestStopEndsRunAfterTheTurn(t *testing.T) {
	w := newWorld()
	l := newLoop(w)
	l.AddTimer(time.Millisecond, func() time.Duration { w.note("stop"); l.Stop(); return 0 })
	l.Run()
	want(t, w.notes, "wait 1ms", "stop")
}

// TestRegistrationsFollowAModel adds and deletes at random and compares what
// the poller is asked for with a plain set per descriptor.
func TestRegistrationsFollowAModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld()
		l := newLoop(w)
		model := map[sys.FD]loop.Mask{}
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			fd := sys.FD(rapid.IntRange(0, 7).Draw(t, "fd"))
			mask := loop.Mask(rapid.IntRange(1, 3).Draw(t, "mask"))
			if rapid.Bool().Draw(t, "add") {
				if err := l.Add(fd, mask, sys.Level, &handler{w: w, name: "h"}); err != sys.OK {
					t.Fatalf("Add: %v", err)
				}
				model[fd] |= mask
			} else {
				l.Delete(fd, mask)
				model[fd] &^= mask
			}
			for fd := range sys.FD(8) {
				if l.Mask(fd) != model[fd] {
					t.Fatalf("mask of %d is %d, want %d", fd, l.Mask(fd), model[fd])
				}
				if interest := w.watched[fd].interest; loop.Mask(interest) != model[fd] {
					t.Fatalf("poller watches %d for %d, want %d", fd, interest, model[fd])
				}
			}
		}
	})
}

// A loop that is asked before it sleeps looks at events only, if there is other work,
// and one that was stopped does not sleep, whoever stopped it.
func TestTheLoopSleepsOnlyIfItMay(t *testing.T) {
	w := newWorld()
	asked, may := 0, false
	var l *loop.Loop
	l = loop.New(w, w, loop.Hooks{
		BeforeSleep: func() {
			if asked == 2 {
				l.Stop()
			}
		},
		MaySleep: func() bool { asked++; return may },
	})
	l.Turn(true)
	may = true
	l.Turn(true)
	l.Turn(false)
	l.Turn(true)
	want := []string{"wait 0s", "wait -1ns", "wait 0s", "wait 0s"}
	if !slices.Equal(w.notes, want) || asked != 2 {
		t.Errorf("asked %d times, it did %q, want %q", asked, w.notes, want)
	}
}

// A hang-up comes along with the directions that fired.
func TestAHangUpIsToldAlong(t *testing.T) {
	w := newWorld()
	l := newLoop(w)
	var last lastFired
	add(t, l, 5, loop.Readable|loop.Writable, &last)
	w.ready[5], w.order = sys.Readable, []sys.FD{5}
	l.Turn(false)
	if last.fired != loop.Readable {
		t.Errorf("readable fired as %b", last.fired)
	}
	w.ready[5], w.order = sys.Readable|sys.HangUp, []sys.FD{5}
	l.Turn(false)
	if last.fired != loop.Readable|loop.Writable|loop.HungUp {
		t.Errorf("a hang-up fired as %b", last.fired)
	}
}

// lastFired is a handler that keeps what it was told last.
type lastFired struct{ fired loop.Mask }

func (l *lastFired) Ready(fired loop.Mask) { l.fired = fired }
