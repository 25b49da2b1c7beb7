//go:build linux

package real

import (
	"errors"
	"math"
	"runtime"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"seedis/sys"
)

// engines are those that every scenario runs on.
var engines = []string{engineEpoll, engineRing, enginePoll, engineSelect}

// onEngines runs a scenario on every engine of Linux.
func onEngines(t *testing.T, scenario func(t *testing.T, k *Kernel)) {
	for _, engine := range engines {
		t.Run(engine, func(t *testing.T) { scenario(t, newKernelOf(t, engine)) })
	}
}

// newKernelOf makes a machine with an engine, or skips the test where that is
// forbidden.
func newKernelOf(t testing.TB, engine string) *Kernel {
	t.Helper()
	k := newKernel(t)
	_, err := k.UseEngine(engine)
	skipWhereForbidden(t, err)
	return k
}

// skipWhereForbidden tells a machine that does not have io_uring from a ring that
// does not work.
func skipWhereForbidden(t testing.TB, err error) {
	t.Helper()
	switch {
	case errors.Is(err, sys.EPERM), errors.Is(err, sys.EACCES), errors.Is(err, sys.ENOSYS):
		t.Skip(err)
	case err != nil:
		t.Fatal(err)
	}
}

// masks tells that the engine knows levels only.
func masks(k *Kernel) bool { return k.Engine() == enginePoll || k.Engine() == engineSelect }

// wakerOf and descriptorsOf look into a poller.
func wakerOf(p sys.Poller) *waker {
	switch p := p.(type) {
	case *epollPoller:
		return &p.waker
	case *ringPoller:
		return &p.waker
	case *pollPoller:
		return &p.waker
	default:
		return &p.(*selectPoller).waker
	}
}

func descriptorsOf(p sys.Poller) []int {
	switch p := p.(type) {
	case *epollPoller:
		return []int{p.wakeFD, p.epoll}
	case *ringPoller:
		return []int{p.wakeFD, p.epoll, p.fd}
	default:
		return []int{wakerOf(p).wakeFD}
	}
}

func newPoller(t testing.TB, k *Kernel) sys.Poller {
	t.Helper()
	p, errno := k.NewPoller()
	mustOK(t, errno)
	t.Cleanup(func() { p.Close() })
	return p
}

func wantEvent(t *testing.T, p sys.Poller, token uint64, ready sys.Ready) {
	t.Helper()
	if got := await(t, p); got != (sys.Event{Token: token, Ready: ready}) {
		t.Fatalf("got token %x with %b, want %x with %b", got.Token, got.Ready, token, ready)
	}
}

func TestLevelRepeatsAConditionUntilItIsGone(t *testing.T) {
	onEngines(t, func(t *testing.T, k *Kernel) {
		p := newPoller(t, k)
		client, server := pair(t, k, tcp())
		mustOK(t, p.Add(server, sys.Readable, sys.Level, 7))
		nothing(t, p)
		sendAll(t, k, client, "ab")
		wantEvent(t, p, 7, sys.Readable)
		wantEvent(t, p, 7, sys.Readable)
		k.RecvBatch(transferOp(server, make([]byte, 1)))
		wantEvent(t, p, 7, sys.Readable)
		k.RecvBatch(transferOp(server, make([]byte, 1)))
		nothing(t, p)
	})
}

func TestEdgeReportsOnlyNews(t *testing.T) {
	onEngines(t, func(t *testing.T, k *Kernel) {
		p := newPoller(t, k)
		client, server := pair(t, k, tcp())
		sendAll(t, k, client, "a")
		awaitReady(t, k, server, sys.Readable)

		mustOK(t, p.Add(server, sys.Readable, sys.Edge, 7))
		wantEvent(t, p, 7, sys.Readable) // it held at Add
		nothing(t, p)
		sendAll(t, k, client, "b")
		if masks(k) {
			nothing(t, p) // who was told, and has not drained the socket, goes on by itself
		} else {
			wantEvent(t, p, 7, sys.Readable) // unread bytes do not hide new ones
		}
		nothing(t, p)
		mustOK(t, p.Modify(server, sys.Readable|sys.Writable, sys.Edge, 8))
		wantEvent(t, p, 8, sys.Readable|sys.Writable) // it holds at Modify
		nothing(t, p)
		mustOK(t, p.Modify(server, sys.Readable, sys.Level, 9))
		wantEvent(t, p, 9, sys.Readable)
		wantEvent(t, p, 9, sys.Readable)
	})
}

// What a transfer of the poller has shown to be over is news when it comes again.
func TestWhatWasDrainedIsReportedAnew(t *testing.T) {
	onEngines(t, func(t *testing.T, k *Kernel) {
		p := newPoller(t, k)
		client, server := pair(t, k, tcp())
		mustOK(t, p.Add(server, sys.Readable, sys.Edge, 7))
		for _, room := range []int{3, 2} { // a short receive drains, and so does EAGAIN
			sendAll(t, k, client, "ab")
			wantEvent(t, p, 7, sys.Readable)
			into := transferOp(server, make([]byte, room))
			p.RecvBatch(into)
			if into[0].N != 2 {
				t.Fatalf("received %d bytes, %v", into[0].N, into[0].Errno)
			}
			nothing(t, p)
			if room == 2 {
				p.RecvBatch(into)
				want(t, into[0].Errno, sys.EAGAIN)
			}
		}
		sendAll(t, k, client, "c")
		wantEvent(t, p, 7, sys.Readable)
	})
}

func TestASocketThatWasFullIsReportedAnew(t *testing.T) {
	onEngines(t, func(t *testing.T, k *Kernel) {
		p := newPoller(t, k)
		client, server := pair(t, k, tcp())
		mustOK(t, p.Add(client, sys.Readable|sys.Writable, sys.Edge, 7))
		wantEvent(t, p, 7, sys.Writable)
		nothing(t, p)
		full := transferOp(client, make([]byte, 1<<20))
		for full[0].Errno == sys.OK {
			p.SendBatch(full)
		}
		want(t, full[0].Errno, sys.EAGAIN)
		for received := transferOp(server, make([]byte, 1<<20)); ; {
			p.RecvBatch(received)
			if events := eventsWithin(t, p, 0); len(events) == 1 {
				if events[0] != (sys.Event{Token: 7, Ready: sys.Writable}) {
					t.Fatalf("reported %v", events)
				}
				break
			}
		}
		nothing(t, p)
	})
}

// Of the end of the stream a watcher hears once, whether it had drained the
// socket or not, and reading it over and over makes no news.
func TestTheEndOfTheStreamIsReportedOnce(t *testing.T) {
	for name, unread := range map[string]string{"drained": "", "with bytes unread": "abc"} {
		t.Run(name, func(t *testing.T) {
			onEngines(t, func(t *testing.T, k *Kernel) {
				p := newPoller(t, k)
				client, server := pair(t, k, loopback(t)["unix"])
				mustOK(t, p.Add(server, sys.Readable, sys.Edge, 7))
				if unread != "" {
					sendAll(t, k, client, unread)
					wantEvent(t, p, 7, sys.Readable)
				}
				mustOK(t, k.Shutdown(client, sys.ShutdownWrite))
				if unread != "" && k.Engine() == engineSelect {
					nothing(t, p) // it cannot tell while Readable is masked
				} else if event := await(t, p); event.Ready&sys.HangUp == 0 {
					t.Fatalf("reported %b", event.Ready)
				}
				nothing(t, p)
				into := transferOp(server, make([]byte, 3))
				for range 3 {
					p.RecvBatch(into)
				}
				if into[0].N != 0 || into[0].Errno != sys.OK {
					t.Fatalf("the end of the stream gave %d, %v", into[0].N, into[0].Errno)
				}
				nothing(t, p)
			})
		})
	}
}

func TestHalfCloseIsReportedToReadersAndCloseToAll(t *testing.T) {
	for name, addr := range loopback(t) {
		t.Run(name, func(t *testing.T) {
			onEngines(t, func(t *testing.T, k *Kernel) {
				p := newPoller(t, k)
				client, server := pair(t, k, addr)
				mustOK(t, p.Add(server, 0, sys.Level, 7))
				nothing(t, p)
				mustOK(t, k.Shutdown(client, sys.ShutdownWrite))
				nothing(t, p)
				mustOK(t, p.Modify(server, sys.Writable, sys.Level, 7))
				wantEvent(t, p, 7, sys.Writable)
				mustOK(t, p.Modify(server, 0, sys.Edge, 7))
				if k.Engine() == engineSelect {
					nothing(t, p) // it can only say that something can be read
				} else {
					wantEvent(t, p, 7, sys.HangUp)
				}
				mustOK(t, p.Modify(server, sys.Readable, sys.Level, 7))
				wantEvent(t, p, 7, sys.HangUp|sys.Readable)
				mustOK(t, k.Shutdown(server, sys.ShutdownWrite))
				mustOK(t, p.Modify(server, sys.Writable, sys.Level, 7))
				wantEvent(t, p, 7, sys.HangUp|sys.Writable)
			})
		})
	}
}

func TestRefusedConnectionFailsAndRunsTheWriteHandler(t *testing.T) {
	onEngines(t, func(t *testing.T, k *Kernel) {
		p := newPoller(t, k)
		listener, errno := k.Listen(tcp(), 1, 0)
		mustOK(t, errno)
		bound, errno := k.LocalAddr(listener)
		mustOK(t, errno)
		mustOK(t, k.Close(listener))
		client, errno := k.Connect(bound)
		want(t, errno, sys.EINPROGRESS)
		defer k.Close(client)
		mustOK(t, p.Add(client, sys.Writable, sys.Level, 7))
		wantEvent(t, p, 7, sys.Writable|sys.HangUp|sys.Failed)
	})
}

func TestEveryBitOfATokenComesBack(t *testing.T) {
	onEngines(t, func(t *testing.T, k *Kernel) {
		p := newPoller(t, k)
		client, _ := pair(t, k, tcp())
		mustOK(t, p.Add(client, sys.Writable, sys.Level, 0))
		wantEvent(t, p, 0, sys.Writable)
		for bit := range 64 {
			for _, token := range []uint64{1 << bit, math.MaxUint64 &^ (1 << bit)} {
				mustOK(t, p.Modify(client, sys.Writable, sys.Level, token))
				wantEvent(t, p, token, sys.Writable)
			}
		}
	})
}

func TestTheWakeTokenIsRefused(t *testing.T) {
	onEngines(t, func(t *testing.T, k *Kernel) {
		p := newPoller(t, k)
		defer func() {
			if recover() == nil {
				t.Error("the poller's own token was accepted")
			}
		}()
		p.Add(0, sys.Readable, sys.Level, math.MaxUint64)
	})
}

func TestDeleteAndCloseEndTheWatch(t *testing.T) {
	onEngines(t, func(t *testing.T, k *Kernel) {
		p := newPoller(t, k)
		client, server := pair(t, k, tcp())
		mustOK(t, p.Add(client, sys.Writable, sys.Level, 1))
		want(t, p.Add(client, sys.Writable, sys.Level, 1), sys.EEXIST)
		mustOK(t, p.Delete(client))
		want(t, p.Delete(client), sys.ENOENT)
		want(t, p.Modify(client, sys.Writable, sys.Level, 1), sys.ENOENT)
		nothing(t, p)
		mustOK(t, p.Add(server, sys.Writable, sys.Level, 1))
		mustOK(t, k.Close(server))
		nothing(t, p)
		want(t, p.Add(sys.NoFD, sys.Readable, sys.Level, 1), sys.EBADF)
	})
}

func TestMoreEventsThanRoomAreReportedByAndBy(t *testing.T) {
	onEngines(t, func(t *testing.T, k *Kernel) {
		p := newPoller(t, k)
		const sockets = 5
		for token := range uint64(sockets) {
			client, _ := pair(t, k, tcp())
			mustOK(t, p.Add(client, sys.Writable, sys.Edge, token))
		}
		p.Wake() // its event takes nobody's place
		seen := map[uint64]int{}
		for len(seen) < sockets {
			seen[await(t, p).Token]++
		}
		for token, times := range seen {
			if times != 1 {
				t.Errorf("token %d was reported %d times", token, times)
			}
		}
		nothing(t, p)
	})
}

func TestWakeFromAnotherThreadEndsAWait(t *testing.T) {
	onEngines(t, func(t *testing.T, k *Kernel) {
		p := newPoller(t, k)
		for range 100 {
			k.Start("waker", p.Wake)
			waitWoken(t, p)
		}
	})
}

// waitWoken waits without limit and expects no event. That it returns at all
// is the test.
func waitWoken(t *testing.T, p sys.Poller) {
	t.Helper()
	var events [4]sys.Event
	for {
		n, errno := p.Wait(events[:], -1)
		if errno == sys.EINTR {
			continue
		}
		mustOK(t, errno)
		if n != 0 {
			t.Fatalf("a wake-up was reported as %v", events[:n])
		}
		return
	}
}

func TestWakesBeforeAWaitAddUpToOne(t *testing.T) {
	onEngines(t, func(t *testing.T, k *Kernel) {
		p := newPoller(t, k)
		for range 3 { // the second round shows that the first was taken in
			p.Wake()
			p.Wake()
			waitWoken(t, p)
			if n := len(eventsWithin(t, p, time.Millisecond)); n != 0 {
				t.Fatalf("%d events", n)
			}
		}
		p.Wake()
		nothing(t, p)
		p.Wake()
		waitWoken(t, p)
	})
}

// A ping-pong of two threads over two pollers stops for good if one wake-up
// is lost. The turns are counted in plain memory, which only -race minds.
func TestNoWakeUpIsLost(t *testing.T) {
	onEngines(t, func(t *testing.T, k *Kernel) {
		ping, pong := newPoller(t, k), newPoller(t, k)
		const turns = 20_000
		var turn sys.Uint32
		follow := func(mine, other sys.Poller, parity uint32) {
			var events [1]sys.Event
			for at := turn.Load(); at < turns; at = turn.Load() {
				if at%2 == parity {
					turn.Add(1)
					other.Wake()
				} else {
					mine.Wait(events[:], -1)
				}
			}
			other.Wake()
		}
		done := make(chan struct{})
		k.Start("pong", func() { follow(pong, ping, 1); close(done) })
		follow(ping, pong, 0)
		<-done
	})
}

func TestWakeAfterCloseDoesNothing(t *testing.T) {
	onEngines(t, func(t *testing.T, k *Kernel) {
		p, errno := k.NewPoller()
		mustOK(t, errno)
		had := descriptorsOf(p)
		mustOK(t, p.Close())
		reused := make([]int, len(had)) // the numbers that the poller had, now other descriptors
		for i := range reused {
			var err error
			if reused[i], err = unix.Eventfd(0, unix.EFD_NONBLOCK); err != nil {
				t.Fatal(err)
			}
		}
		p.Wake()
		for _, fd := range reused {
			if _, errno := k.Read(sys.FD(fd), make([]byte, 8)); errno != sys.EAGAIN {
				t.Errorf("a closed poller wrote to another's descriptor: %v", errno)
			}
		}
		for _, fd := range reused {
			mustOK(t, k.Close(sys.FD(fd)))
		}
		want(t, p.Close(), sys.EBADF)
	})
}

// The number of a closed descriptor may be a stranger's next, so that Close has
// to wait for a Wake that is between its decision to write and the write.
func TestCloseWaitsForAWakeUnderWay(t *testing.T) {
	onEngines(t, func(t *testing.T, k *Kernel) {
		for range 100 {
			p, errno := k.NewPoller()
			mustOK(t, errno)
			waker := wakerOf(p)
			waker.wakers.Add(1) // as Wake does
			var closing sys.Uint32
			closed := make(chan struct{})
			k.Start("closer", func() {
				closing.Store(1)
				if errno := p.Close(); errno != sys.OK {
					t.Error(errno)
				}
				close(closed)
			})
			for closing.Load() == 0 {
				runtime.Gosched()
			}
			waker.writeWake() // panics if there is nothing to write to
			waker.wakers.Add(^uint32(0))
			<-closed
			p.Wake()
			want(t, p.Close(), sys.EBADF)
		}
	})
}

// Threads that wake a poller while it is closed and its number goes to another.
func TestWakeDuringCloseWritesToNobodyElse(t *testing.T) {
	onEngines(t, func(t *testing.T, k *Kernel) {
		for range 1000 {
			p, errno := k.NewPoller()
			mustOK(t, errno)
			done := make(chan struct{})
			k.Start("waker", func() {
				p.Wake()
				close(done)
			})
			mustOK(t, p.Close())
			stranger, err := unix.Eventfd(0, unix.EFD_NONBLOCK)
			if err != nil {
				t.Fatal(err)
			}
			<-done
			if _, errno := k.Read(sys.FD(stranger), make([]byte, 8)); errno != sys.EAGAIN {
				t.Fatalf("a closed poller wrote to another's descriptor: %v", errno)
			}
			mustOK(t, k.Close(sys.FD(stranger)))
		}
	})
}

func TestTimeoutIsRoundedUpToAMillisecond(t *testing.T) {
	cases := map[time.Duration]uintptr{
		-1: ^uintptr(0), -time.Hour: ^uintptr(0),
		1: 1, time.Millisecond - 1: 1, time.Millisecond: 1, time.Millisecond + 1: 2,
		math.MaxInt64: math.MaxInt32,
	}
	for timeout, wanted := range cases {
		if got := milliseconds(timeout); got != wanted {
			t.Errorf("%v gives %d ms, want %d", timeout, got, wanted)
		}
	}
}

func TestWaitRunsOutWithoutEvents(t *testing.T) {
	onEngines(t, func(t *testing.T, k *Kernel) {
		p := newPoller(t, k)
		start := k.Monotonic()
		eventsWithin(t, p, 2*time.Millisecond)
		if slept := k.Monotonic() - start; slept < 2*time.Millisecond {
			t.Errorf("slept only %v", slept)
		}
	})
}

// eventsWithin waits for the whole of timeout, however often interrupted.
func eventsWithin(t *testing.T, p sys.Poller, timeout time.Duration) []sys.Event {
	t.Helper()
	events := make([]sys.Event, 4)
	for {
		n, errno := p.Wait(events, timeout)
		if errno != sys.EINTR {
			mustOK(t, errno)
			return events[:n]
		}
	}
}

func TestPollerDescriptorsCloseOnExec(t *testing.T) {
	onEngines(t, func(t *testing.T, k *Kernel) {
		for _, fd := range descriptorsOf(newPoller(t, k)) {
			if flags, err := unix.FcntlInt(uintptr(fd), unix.F_GETFD, 0); err != nil || flags&unix.FD_CLOEXEC == 0 {
				t.Errorf("descriptor %d survives exec: %#x, %v", fd, flags, err)
			}
		}
	})
}

func TestWaitAndWakeAllocateNothing(t *testing.T) {
	onEngines(t, func(t *testing.T, k *Kernel) {
		p := newPoller(t, k)
		client, _ := pair(t, k, tcp())
		mustOK(t, p.Add(client, sys.Writable, sys.Level, 7))
		events := make([]sys.Event, 16)
		if allocations := testing.AllocsPerRun(100, func() {
			p.Wake()
			p.Wait(events, 0)
			p.Modify(client, 0, sys.Level, 7)
			p.Wait(events, time.Millisecond)
			p.Modify(client, sys.Writable, sys.Level, 7)
		}); allocations != 0 {
			t.Errorf("%v allocations", allocations)
		}
	})
}

// The price of a turn's poll when something is ready.
func BenchmarkWaitReady(b *testing.B) {
	k := newKernel(b)
	p := newPoller(b, k)
	client, _ := pair(b, k, tcp())
	mustOK(b, p.Add(client, sys.Writable, sys.Level, 7))
	events := make([]sys.Event, 16)
	for _, timeout := range []time.Duration{0, time.Millisecond} {
		b.Run(timeout.String(), func(b *testing.B) {
			for b.Loop() {
				p.Wait(events, timeout)
			}
		})
	}
}
