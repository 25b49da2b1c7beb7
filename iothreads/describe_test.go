package iothreads

import (
	"strings"
	"testing"

	"seedis/sys/sim"
)

func TestAQueueTellsWhatIsInIt(t *testing.T) {
	q := NewQueue[int](nil, 4) // three values, and the way on
	is := func(want string) {
		t.Helper()
		if got := q.String(); got != want {
			t.Errorf("the queue tells %q, want %q", got, want)
		}
	}
	is("0")
	q.Put(1)
	is("1 (1 not published)")
	q.Publish()
	is("1")
	for i := range 10 { // over four rings
		q.Put(2 + i)
	}
	is("11 (10 not published)")
	q.Publish()
	is("11")
	for range 4 {
		q.Take()
	}
	is("7")
	q.Put(12)
	is("8 (1 not published)")
	for range 7 {
		q.Take()
	}
	is("1 (1 not published)")
}

// What the strings say follows what the threads do.
func TestThreadsTellHowFarTheyAre(t *testing.T) {
	m := sim.New(sim.Options{Seed: 1})
	a, b := NewBell(m.Hook()), NewBell(m.Hook())
	here, there := Join[int](m.Hook(), 8, a, b)
	spin := NewSpin(m, 1000)
	worker := NewWorker(m, "bio", 8, func(int) {})
	steps := NewLockstep(m, 3, 0, func(i int) string { return "io" + string(rune('0'+i)) }, func(int, []int) {})
	tells := func(what interface{ String() string }, want string) {
		t.Helper()
		if got := what.String(); !strings.Contains(got, want) {
			t.Errorf("it tells %q, want %q", got, want)
		}
	}
	tells(b, "awake")
	b.MaySleep(func() bool { return false })
	tells(b, "asleep")
	here.Send(5)
	tells(here, "sent 1 (1 not published), to take 0")
	there.Send(6)
	there.Publish()
	tells(here, "to take 1")
	tells(spin, "credit 0 of 30, 0 waits without")
	worker.Submit(1)
	worker.Publish()
	tells(worker, "bio not started: 1 submitted, 0 done, 1 queued")
	worker.Stop()
	tells(worker, "1 submitted, 1 done, 0 queued")
	tells(steps, "active: false, the caller is awake; io1 has 0 to do, awake; io2 has 0 to do, awake")
	steps.hands[1].pending.Store(4)
	steps.hands[2].pending.Store(leaving)
	tells(steps, "io1 has 4 to do, awake; io2 is to end, awake")
	tells(NewGate(3), "the gate lets 0, ")
}
