//go:build linux

package iothreads

import (
	"testing"
	"time"

	"seedis/sys"
	"seedis/sys/real"
)

// atRealPoller is a thread that spins and then sleeps in a poller of Linux.
func atRealPoller(t testing.TB, k *real.Kernel) place {
	t.Helper()
	poller, errno := k.NewPoller()
	if errno != sys.OK {
		t.Fatal(errno)
	}
	t.Cleanup(func() { poller.Close() })
	bell, spin := NewBell(k.Hook()), NewSpin(k, 5*time.Microsecond)
	bell.Attach(poller)
	events := make([]sys.Event, 1)
	return place{bell, func(needed func() bool) {
		if spin.Until(needed) || !bell.MaySleep(needed) {
			return
		}
		poller.Wait(events, -1)
		bell.Awake()
	}}
}

// startEcho starts a thread that sends back what comes to it, changed by the one who
// owns it, and ends after a nil. The channel is closed when it has.
func startEcho(k *real.Kernel, e *End[*[2]int], p place) (ended chan struct{}) {
	ended = make(chan struct{})
	k.Start("echo", func() {
		echo(e, p)
		close(ended)
	})
	return ended
}

func echo(e *End[*[2]int], p place) {
	needed := func() bool { return !e.Empty() }
	for {
		v, ok := e.Take()
		switch {
		case !ok:
			e.Release()
			e.Publish()
			p.sleep(needed)
		case v == nil:
			return
		default:
			v[1]++
			e.Send(v)
		}
	}
}

// Values wander between main, which has one bell, and three real threads: the race
// detector sees that what was sent is the receiver's.
func TestEndsBetweenRealThreads(t *testing.T) {
	const threads, values, trips = 3, 100, 300
	k := newKernel(t)
	main := atRealPoller(t, k)
	var ends [threads]*End[*[2]int]
	var ended [threads]chan struct{}
	for i := range ends {
		its := atRealPoller(t, k)
		atMain, atThread := Join[*[2]int](k.Hook(), 8, main.bell, its.bell)
		ends[i] = atMain
		ended[i] = startEcho(k, atThread, its)
	}
	for i := range values {
		ends[i%threads].Send(&[2]int{i, 0})
	}
	received := 0
	turn := func() (news bool) {
		for i, e := range ends {
			for v, ok := e.Take(); ok; v, ok = e.Take() {
				news = true
				received++
				if v[1] < trips {
					ends[(i+v[0])%threads].Send(v)
				}
			}
			e.Release()
		}
		for _, e := range ends {
			e.Publish()
		}
		return news
	}
	needed := func() bool { return !ends[0].Empty() || !ends[1].Empty() || !ends[2].Empty() }
	for received < values*trips {
		if !turn() {
			main.sleep(needed)
		}
	}
	for i, e := range ends {
		e.Send(nil)
		e.Publish()
		<-ended[i]
	}
}

func TestEndsAllocateNothing(t *testing.T) {
	bell := NewBell(nil)
	a, b := Join[[2]int](nil, 64, bell, bell)
	batch := func() {
		for i := range 32 {
			a.Send([2]int{i, i})
		}
		a.Publish()
		for _, ok := b.Take(); ok; _, ok = b.Take() {
		}
		b.Release()
	}
	if allocations := testing.AllocsPerRun(100, batch); allocations != 0 {
		t.Errorf("%v allocations for a batch", allocations)
	}
}

// What a value of two words costs both its threads together, in batches of 32 on
// one: the work without the wait. Each goes there and back.
func BenchmarkEnd(b *testing.B) {
	bell := NewBell(nil)
	here, there := Join[[2]uint64](nil, 64, bell, bell)
	for range b.N / 32 {
		for i := range uint64(32) {
			here.Send([2]uint64{i, i})
		}
		here.Publish()
		for v, ok := there.Take(); ok; v, ok = there.Take() {
			there.Send(v)
		}
		there.Release()
		there.Publish()
		for _, ok := here.Take(); ok; _, ok = here.Take() {
		}
		here.Release()
	}
}

// What passes until a thread that sleeps in its poller has answered.
func BenchmarkEndAsleep(b *testing.B) {
	k := newKernel(b)
	main, its := atRealPoller(b, k), atRealPoller(b, k)
	atMain, atThread := Join[*[2]int](k.Hook(), 8, main.bell, its.bell)
	ended := startEcho(k, atThread, its)
	needed := func() bool { return !atMain.Empty() }
	v := new([2]int)
	for range b.N {
		atMain.Send(v)
		atMain.Publish()
		for atMain.Empty() {
			main.sleep(needed)
		}
		v, _ = atMain.Take()
		atMain.Release()
	}
	atMain.Send(nil)
	atMain.Publish()
	<-ended
}

// What a bell costs that nobody sleeps behind.
func BenchmarkRingAwake(b *testing.B) {
	bell := NewBell(nil)
	for range b.N {
		bell.Ring()
	}
}
