//go:build linux

package real

import (
	"math/rand/v2"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"seedis/sys"
)

// onLevels runs a scenario on the engines that know levels only.
func onLevels(t *testing.T, scenario func(t *testing.T, k *Kernel)) {
	for _, engine := range []string{enginePoll, engineSelect} {
		t.Run(engine, func(t *testing.T) { scenario(t, newKernelOf(t, engine)) })
	}
}

// The number of a closed descriptor is somebody else's at once. A poller that
// keeps numbers itself must not report the newcomer under the old token.
func TestANumberThatIsUsedAgainIsNotWatched(t *testing.T) {
	onEngines(t, func(t *testing.T, k *Kernel) {
		p := newPoller(t, k)
		old, _ := pair(t, k, tcp())
		mustOK(t, p.Add(old, sys.Writable, sys.Level, 1))
		mustOK(t, k.Close(old))
		newcomer, err := unix.Socket(unix.AF_UNIX, unix.SOCK_DGRAM, 0) // always writable
		if err != nil {
			t.Fatal(err)
		}
		defer k.Close(sys.FD(newcomer))
		if sys.FD(newcomer) != old {
			t.Fatalf("descriptor %d was closed, and %d was opened", old, newcomer)
		}
		nothing(t, p)
		want(t, p.Modify(sys.FD(newcomer), sys.Writable, sys.Level, 2), sys.ENOENT)
		want(t, p.Delete(sys.FD(newcomer)), sys.ENOENT)
		mustOK(t, p.Add(sys.FD(newcomer), sys.Writable, sys.Level, 3))
		wantEvent(t, p, 3, sys.Writable)
	})
}

func TestWhatCannotBeWatchedIsRefused(t *testing.T) {
	onEngines(t, func(t *testing.T, k *Kernel) {
		p := newPoller(t, k)
		file, errno := k.Open(t.TempDir()+"/f", sys.OpenWrite|sys.OpenCreate, 0o600)
		mustOK(t, errno)
		defer k.Close(file)
		for fd, errno := range map[sys.FD]sys.Errno{sys.NoFD: sys.EBADF, 1 << 20: sys.EBADF, file: sys.EPERM} {
			want(t, p.Add(fd, sys.Readable, sys.Level, 1), errno)
			want(t, p.Modify(fd, sys.Readable, sys.Level, 1), errno)
			want(t, p.Delete(fd), errno)
		}
	})
}

// A thread that sleeps in poll(2) holds the sockets that it watches. One that
// another thread closes must be let go, or its peer would never hear of it.
func TestACloseByAnotherThreadReachesThePeer(t *testing.T) {
	onEngines(t, func(t *testing.T, k *Kernel) {
		p := newPoller(t, k)
		client, server := pair(t, k, tcp())
		mustOK(t, p.Add(server, sys.Readable, sys.Level, 1))
		var stop sys.Uint32
		done := make(chan struct{})
		k.Start("sleeper", func() {
			var events [1]sys.Event
			for stop.Load() == 0 {
				if n, _ := p.Wait(events[:], -1); n != 0 {
					t.Errorf("reported %v", events)
					break
				}
			}
			close(done)
		})
		mustOK(t, k.Close(server))
		awaitReady(t, k, client, sys.Readable)
		stop.Store(1)
		p.Wake()
		<-done
	})
}

// Threads that close what a poller watches, while it waits and reports.
func TestClosingFromOtherThreads(t *testing.T) {
	onLevels(t, func(t *testing.T, k *Kernel) {
		p := newPoller(t, k)
		var closedAll sys.Uint32
		const closers, each = 2, 50
		fds := make(chan sys.FD, closers*each)
		for range closers * each {
			ends, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM, 0)
			if err != nil {
				t.Fatal(err)
			}
			mustOK(t, p.Add(sys.FD(ends[0]), sys.Writable, sys.Level, uint64(ends[0])))
			fds <- sys.FD(ends[0])
			defer unix.Close(ends[1])
		}
		for range closers {
			k.Start("closer", func() {
				for range each {
					k.Close(<-fds)
				}
				closedAll.Add(1)
				p.Wake()
			})
		}
		var events [8]sys.Event
		for closedAll.Load() < closers {
			p.Wait(events[:], time.Millisecond)
		}
		nothing(t, p)
	})
}

// A watch keeps its token and its masks when others come and go around it.
func TestWatchesComeAndGo(t *testing.T) {
	onEngines(t, func(t *testing.T, k *Kernel) {
		p := newPoller(t, k)
		draw := rand.New(rand.NewPCG(1, 2))
		watched, deaf := map[uint64]sys.FD{}, map[sys.FD]bool{}
		for token := range uint64(40) {
			fd, _ := pair(t, k, loopback(t)["unix"])
			mustOK(t, p.Add(fd, sys.Writable, sys.Edge, token))
			watched[token] = fd
			if draw.IntN(2) == 0 {
				mustOK(t, p.Modify(fd, sys.Readable, sys.Edge, token))
				deaf[fd] = true
			}
			gone := uint64(draw.IntN(int(token) + 1))
			if fd, is := watched[gone]; is && draw.IntN(3) == 0 {
				mustOK(t, p.Delete(fd))
				delete(watched, gone)
			}
		}
		seen := map[uint64]bool{}
		for {
			events := eventsWithin(t, p, 0)
			for _, event := range events {
				if fd, is := watched[event.Token]; !is || deaf[fd] || seen[event.Token] || event.Ready != sys.Writable {
					t.Fatalf("reported %v", event)
				}
				seen[event.Token] = true
			}
			if len(events) == 0 {
				break
			}
		}
		for token, fd := range watched {
			if !deaf[fd] && !seen[token] {
				t.Errorf("token %d was not reported", token)
			}
		}
	})
}

func TestSelectRefusesWhatDoesNotFitItsSets(t *testing.T) {
	k := newKernelOf(t, engineSelect)
	p := newPoller(t, k)
	if limit := k.DescriptorLimit(); limit > 1024 {
		t.Errorf("%d descriptors", limit)
	}
	want(t, k.SetDescriptorLimit(1025), sys.EPERM)
	client, _ := pair(t, k, tcp())
	for _, number := range []int{1023, 1024} {
		if err := unix.Dup3(int(client), number, unix.O_CLOEXEC); err != nil {
			t.Skip("descriptors cannot be so great here: ", err)
		}
		defer k.Close(sys.FD(number))
	}
	mustOK(t, p.Add(1023, sys.Writable, sys.Level, 1))
	wantEvent(t, p, 1, sys.Writable)
	want(t, p.Add(1024, sys.Writable, sys.Level, 2), sys.EINVAL)
}

// A poller's own descriptor must fit, too. One that does not leaves nothing behind.
func TestSelectRefusesAPollerThatDoesNotFitItsSets(t *testing.T) {
	k := newKernelOf(t, engineSelect)
	taken := func() int {
		fd, err := unix.FcntlInt(0, unix.F_DUPFD_CLOEXEC, 0)
		if err != nil {
			t.Skip("descriptors cannot be so great here: ", err)
		}
		t.Cleanup(func() { unix.Close(fd) })
		return fd
	}
	last := taken()
	for last < unix.FD_SETSIZE-1 {
		last = taken()
	}
	p, errno := k.NewPoller()
	want(t, errno, sys.EMFILE)
	if p != nil || k.levelPollers.count.Load() != 0 {
		t.Errorf("%v, and %d pollers are told of what is closed", p, k.levelPollers.count.Load())
	}
	if next := taken(); next != last+1 {
		t.Errorf("after descriptor %d comes %d", last, next)
	}
}

func TestEpollAndPollHaveTheSameNumbers(t *testing.T) {
	for number, same := range map[int]int{
		unix.POLLIN: unix.EPOLLIN, unix.POLLOUT: unix.EPOLLOUT, unix.POLLERR: unix.EPOLLERR,
		unix.POLLHUP: unix.EPOLLHUP, unix.POLLRDHUP: unix.EPOLLRDHUP,
	} {
		if number != same {
			t.Errorf("%#x and %#x", number, same)
		}
	}
}
