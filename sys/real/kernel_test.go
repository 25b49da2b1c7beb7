//go:build linux

package real

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"testing"
	"time"

	"go.uber.org/goleak"

	"seedis/sys"
)

// The relay of signals and the goroutine of package os/signal below it stay
// for the life of the process, by design.
func TestMain(m *testing.M) {
	if err := startFromFirstThread(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	goleak.VerifyTestMain(m,
		goleak.IgnoreTopFunction("seedis/sys/real.(*Kernel).relaySignals"),
		goleak.IgnoreTopFunction("os/signal.signal_recv"),
		goleak.IgnoreTopFunction("os/signal.loop"))
}

func newKernel(t testing.TB) *Kernel {
	t.Helper()
	k, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func mustOK(t testing.TB, errno sys.Errno) {
	t.Helper()
	if errno != sys.OK {
		t.Fatalf("failed: %v", errno)
	}
}

func want(t testing.TB, got, wanted sys.Errno) {
	t.Helper()
	if got != wanted {
		t.Fatalf("got %v, want %v", got, wanted)
	}
}

// loopback names the ends that the scenarios run over.
func loopback(t testing.TB) map[string]sys.Addr {
	return map[string]sys.Addr{
		"IPv4": {IP: netip.MustParseAddrPort("127.0.0.1:0")},
		"IPv6": {IP: netip.MustParseAddrPort("[::1]:0")},
		"unix": {Path: filepath.Join(t.TempDir(), "s")},
	}
}

func tcp() sys.Addr { return sys.Addr{IP: netip.MustParseAddrPort("127.0.0.1:0")} }

// listen opens a listener that is closed with the test, and tells its address.
func listen(t testing.TB, k *Kernel, addr sys.Addr) (sys.FD, sys.Addr) {
	t.Helper()
	listener, errno := k.Listen(addr, 16, 0)
	mustOK(t, errno)
	t.Cleanup(func() { k.Close(listener) })
	bound, errno := k.LocalAddr(listener)
	mustOK(t, errno)
	return listener, bound
}

// pair connects two sockets over addr. Both are closed with the test.
func pair(t testing.TB, k *Kernel, addr sys.Addr) (client, server sys.FD) {
	t.Helper()
	listener, bound := listen(t, k, addr)
	client, errno := k.Connect(bound)
	if errno != sys.OK {
		want(t, errno, sys.EINPROGRESS)
	}
	awaitReady(t, k, listener, sys.Readable)
	server, _, errno = k.Accept(listener)
	mustOK(t, errno)
	awaitReady(t, k, client, sys.Writable)
	mustOK(t, k.ConnectResult(client))
	t.Cleanup(func() { k.Close(client); k.Close(server) })
	return client, server
}

// awaitReady waits until fd reports one of the conditions.
func awaitReady(t testing.TB, k *Kernel, fd sys.FD, conditions sys.Ready) sys.Ready {
	t.Helper()
	p, errno := k.NewPoller()
	mustOK(t, errno)
	defer p.Close()
	mustOK(t, p.Add(fd, conditions, sys.Level, 1))
	for {
		if event := await(t, p); event.Ready&conditions != 0 {
			return event.Ready
		}
	}
}

// await returns the next single event of p.
func await(t testing.TB, p sys.Poller) sys.Event {
	t.Helper()
	var events [1]sys.Event
	for {
		n, errno := p.Wait(events[:], -1)
		if errno != sys.EINTR {
			mustOK(t, errno)
		}
		if n == 1 {
			return events[0]
		}
	}
}

// nothing asserts that p has no event to report.
func nothing(t testing.TB, p sys.Poller) {
	t.Helper()
	var events [4]sys.Event
	n, errno := p.Wait(events[:], 0)
	mustOK(t, errno)
	if n != 0 {
		t.Fatalf("unexpected events: %v", events[:n])
	}
}

func transferOp(fd sys.FD, bufs ...[]byte) []sys.Op {
	op := sys.Op{FD: fd, Num: int32(len(bufs))}
	copy(op.Bufs[:], bufs)
	return []sys.Op{op}
}

func sendAll(t testing.TB, k *Kernel, fd sys.FD, text string) {
	t.Helper()
	ops := transferOp(fd, []byte(text))
	k.SendBatch(ops)
	mustOK(t, ops[0].Errno)
	if ops[0].N != len(text) {
		t.Fatalf("sent %d of %d bytes", ops[0].N, len(text))
	}
}

func TestRandomFillsEveryByteAndDiffers(t *testing.T) {
	k := newKernel(t)
	var first, second [4096]byte
	k.Random(first[:])
	k.Random(second[:])
	if first == second {
		t.Fatal("4096 random bytes came twice")
	}
	if [32]byte(first[len(first)-32:]) == [32]byte{} {
		t.Fatal("the end was not filled")
	}
	k.Random(nil)
}

func TestClock(t *testing.T) {
	k := newKernel(t)
	if off := time.Now().UnixMicro() - k.Wall(); off < -1_000_000 || off > 1_000_000 {
		t.Errorf("the wall clock is %d us off", off)
	}
	for last, i := k.Monotonic(), 0; i < 1000; i++ {
		now := k.Monotonic()
		if now < last {
			t.Fatalf("the monotonic clock went back from %v to %v", last, now)
		}
		last = now
	}
	if k.Location() != time.Local {
		t.Error("the zone of log lines is not the process's")
	}
}

// The true rate lies between two bounds, however late this thread got to read
// a clock: the counter was read inside the longer span, and around the shorter.
func TestCycleRateAgreesWithTheMonotonicClock(t *testing.T) {
	k := newKernel(t)
	outerStart, first, innerStart := k.Monotonic(), k.Cycles(), k.Monotonic()
	for k.Monotonic()-innerStart < 10*time.Millisecond {
		k.Pause()
	}
	innerEnd, last, outerEnd := k.Monotonic(), k.Cycles(), k.Monotonic()
	atLeast := (last - first) / uint64((outerEnd - outerStart).Microseconds())
	atMost := (last-first)/uint64((innerEnd-innerStart).Microseconds()) + 1
	if stated := k.CyclesPerMicrosecond(); stated < atLeast*99/100 || stated > atMost*101/100+1 {
		t.Errorf("%d cycles a microsecond stated, %d to %d measured", stated, atLeast, atMost)
	}
}
