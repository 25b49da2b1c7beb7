//go:build linux

package real

import (
	"fmt"
	"runtime"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
	"pgregory.net/rapid"

	"seedis/sys"
)

func newTestRing(t testing.TB) *ring {
	t.Helper()
	skipWhereForbidden(t, probeRing())
	r, errno := newRing()
	mustOK(t, errno)
	t.Cleanup(func() { mustOK(t, r.close()) })
	return r
}

func TestWhatTheKernelReadsHasItsSize(t *testing.T) {
	for name, size := range map[string][2]uintptr{
		"ringParameters": {unsafe.Sizeof(ringParameters{}), 120},
		"submission":     {unsafe.Sizeof(submission{}), 64},
		"completion":     {unsafe.Sizeof(completion{}), 16},
		"message":        {unsafe.Offsetof(message{}.buffer), unsafe.Sizeof(unix.Msghdr{})},
		"buffer":         {unsafe.Sizeof(buffer{}), unsafe.Sizeof(unix.Iovec{})},
	} {
		if size[0] != size[1] {
			t.Errorf("%s has %d bytes, and must have %d", name, size[0], size[1])
		}
	}
}

// always is a ring that carries out the smallest batches, too.
type always struct{ *ring }

func (a always) RecvBatch(ops []sys.Op) { a.transferBatch(ops, inward) }
func (a always) SendBatch(ops []sys.Op) { a.transferBatch(ops, outward) }

// side is what one of the two ways to transfer works on: a number of stream
// sockets in pairs, and descriptors that are none.
type side struct {
	sys.Transfers
	fds []sys.FD
}

const pairs = 4

func newSide(t *rapid.T, by sys.Transfers) *side {
	s := &side{Transfers: by}
	for range pairs {
		ends, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, end := range ends {
			unix.SetsockoptInt(end, unix.SOL_SOCKET, unix.SO_SNDBUF, 8192)
			s.fds = append(s.fds, sys.FD(end))
		}
	}
	file, err := unix.Open("/dev/null", unix.O_RDWR|unix.O_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	s.fds = append(s.fds, sys.FD(file), sys.NoFD)
	return s
}

func (s *side) close() {
	for _, fd := range s.fds {
		unix.Close(int(fd)) // some are closed already
	}
}

// drawnOp is a transfer as both sides make it, with buffers of their own.
type drawnOp struct {
	which int
	sizes []int
}

func drawOps(t *rapid.T, least int) []drawnOp {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) drawnOp {
		return drawnOp{
			which: rapid.IntRange(0, 2*pairs+1).Draw(t, "descriptor"),
			sizes: rapid.SliceOfN(rapid.SampledFrom([]int{1, 0, 10, 3000, 50_000}), least, sys.MaxBufs).Draw(t, "sizes"),
		}
	}), 0, 2*ringSize+3).Draw(t, "batch")
}

// carryOut makes one batch and tells what came of it.
func (s *side) carryOut(drawn []drawnOp, send bool, fill byte) string {
	ops := make([]sys.Op, len(drawn))
	for i, d := range drawn {
		// What the last batch left must not show.
		ops[i] = sys.Op{FD: s.fds[d.which], Num: int32(len(d.sizes)), N: -7, Errno: sys.EIO}
		for at, size := range d.sizes {
			ops[i].Bufs[at] = make([]byte, size)
			for j := range ops[i].Bufs[at] {
				ops[i].Bufs[at][j] = fill + byte(i+at+j)
			}
		}
		if !send {
			ops[i].Bufs[0] = append(ops[i].Bufs[0], 0) // room for a byte at least
		}
	}
	if send {
		s.SendBatch(ops)
	} else {
		s.RecvBatch(ops)
	}
	text := ""
	for i := range ops {
		text += fmt.Sprintf("%d: %d %v", drawn[i].which, ops[i].N, ops[i].Errno)
		if !send {
			text += fmt.Sprintf(" %x", hash(ops[i].Bufs[:ops[i].Num]))
		}
		text += "\n"
	}
	return text
}

// hash is FNV-1a of all the bytes, what was not filled included.
func hash(bufs [][]byte) uint64 {
	sum := uint64(14695981039346656037)
	for _, buf := range bufs {
		for _, b := range buf {
			sum = (sum ^ uint64(b)) * 1099511628211
		}
	}
	return sum
}

// TestTheRingDoesWhatPlainCallsDo plays the same batches on two sets of sockets.
func TestTheRingDoesWhatPlainCallsDo(t *testing.T) {
	r := newTestRing(t)
	rapid.Check(t, func(t *rapid.T) {
		by, plainly := newSide(t, always{r}), newSide(t, transfers{})
		defer func() { by.close(); plainly.close() }()
		for step := range rapid.IntRange(1, 12).Draw(t, "steps") {
			fill := byte(step * 31)
			switch verb := rapid.SampledFrom([]string{"send", "receive", "send", "receive", "shutdown", "close"}).Draw(t, "verb"); verb {
			case "shutdown":
				which := rapid.IntRange(0, 2*pairs-1).Draw(t, "end")
				how := rapid.IntRange(unix.SHUT_RD, unix.SHUT_RDWR).Draw(t, "how")
				unix.Shutdown(int(by.fds[which]), how)
				unix.Shutdown(int(plainly.fds[which]), how)
			case "close":
				which := rapid.IntRange(0, 2*pairs-1).Draw(t, "end")
				for _, s := range []*side{by, plainly} {
					unix.Close(int(s.fds[which]))
					s.fds[which] = sys.NoFD // the number may be another's
				}
			default:
				drawn := drawOps(t, map[string]int{"send": 0, "receive": 1}[verb])
				got, wanted := by.carryOut(drawn, verb == "send", fill), plainly.carryOut(drawn, verb == "send", fill)
				if got != wanted {
					t.Fatalf("%s by the ring:\n%s\nplainly:\n%s", verb, got, wanted)
				}
			}
		}
	})
}

// A batch larger than the ring goes in several calls, and every Op has its own
// result: here each receives bytes of its own number.
func TestABatchLargerThanTheRing(t *testing.T) {
	r := newTestRing(t)
	for _, size := range []int{ringSize - 1, ringSize, ringSize + 1, 2*ringSize + 1, 3 * ringSize} {
		sends, receives := make([]sys.Op, size), make([]sys.Op, size)
		for i := range sends {
			ends, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM, 0)
			if err != nil {
				t.Fatal(err)
			}
			defer unix.Close(ends[0])
			defer unix.Close(ends[1])
			sends[i] = transferOp(sys.FD(ends[0]), []byte{byte(i), byte(i >> 8)})[0]
			receives[i] = transferOp(sys.FD(ends[1]), make([]byte, 8))[0]
		}
		r.SendBatch(sends)
		r.RecvBatch(receives)
		for i := range receives {
			if got := receives[i].Bufs[0]; sends[i].N != 2 || receives[i].N != 2 || got[0] != byte(i) || got[1] != byte(i>>8) {
				t.Fatalf("of %d, number %d sent %d and received %d: %x", size, i, sends[i].N, receives[i].N, got[:2])
			}
		}
	}
}

// What came of an operation in the kernel is done over where nothing was done.
func TestInterruptedAndCancelledOperationsAreDoneOver(t *testing.T) {
	for result, done := range map[int32]bool{
		-int32(unix.EINTR): true, -int32(unix.ECANCELED): true,
		-int32(unix.EAGAIN): false, -int32(unix.EPIPE): false, 0: false, 5: false,
	} {
		plainly := 0
		op := sys.Op{N: 77, Errno: sys.EIO}
		finish(&op, result, direction{plainly: func(*sys.Op) { plainly++ }})
		if (plainly == 1) != done {
			t.Errorf("after %d it was done %d times more", result, plainly)
		}
		if errno := sys.Errno(max(0, -result)); !done && (op.Errno != errno || op.N != int(max(0, result))) {
			t.Errorf("after %d the outcome is %d, %v", result, op.N, op.Errno)
		}
	}
}

// A kernel that lacks memory leaves entries in the queue. They are taken back and
// done plainly; the ring works on from where it stands.
func TestWhatTheKernelDoesNotTakeIsDonePlainly(t *testing.T) {
	r := newTestRing(t)
	k := newKernel(t)
	client, server := pair(t, k, loopback(t)["unix"])
	for range ringSize { // the counters pass the end of the ring
		sends := append(transferOp(client, []byte("ab")), transferOp(client, []byte("cd"))...)
		r.queue(sends, outward)
		if n := r.withdraw(sends, outward); n != 2 || r.unsubmitted() != 0 {
			t.Fatalf("took back %d, and %d are left", n, r.unsubmitted())
		}
		receives := append(transferOp(server, make([]byte, 3)), transferOp(server, make([]byte, 3))...)
		r.transferBatch(receives, inward)
		if got := string(receives[0].Bufs[0][:receives[0].N]) + string(receives[1].Bufs[0][:receives[1].N]); got != "abcd" {
			t.Fatalf("received %q", got)
		}
	}
}

func TestTheRingAllocatesNothing(t *testing.T) {
	r := newTestRing(t)
	k := newKernel(t)
	client, server := pair(t, k, loopback(t)["unix"])
	sends := append(transferOp(client, []byte("PING")), transferOp(client, []byte("PI"), []byte("NG"))...)
	receives := append(transferOp(server, make([]byte, 4)), transferOp(server, make([]byte, 1), make([]byte, 3))...)
	if allocations := testing.AllocsPerRun(100, func() {
		r.transferBatch(sends, outward)
		r.transferBatch(receives, inward)
	}); allocations != 0 {
		t.Errorf("%v allocations in two batches", allocations)
	}
	if receives[0].N != 4 || receives[1].N != 4 {
		t.Errorf("received %d and %d bytes", receives[0].N, receives[1].N)
	}
}

// BenchmarkTransfers has the price of one transfer of 32 bytes, in batches: the
// processor time of the thread, as other work on the machine does not count there.
func BenchmarkTransfers(b *testing.B) {
	r := newTestRing(b)
	for _, family := range []string{"unix", "IPv4"} {
		for _, size := range []int{1, 8, 32, 64} {
			k := newKernel(b)
			sends, receives := make([]sys.Op, size), make([]sys.Op, size)
			for i := range sends {
				client, server := pair(b, k, loopback(b)[family])
				sends[i] = transferOp(client, make([]byte, 32))[0]
				receives[i] = transferOp(server, make([]byte, 64))[0]
			}
			for _, by := range []struct {
				name string
				sys.Transfers
			}{{"plain", k}, {"ring", always{r}}} {
				b.Run(fmt.Sprintf("%s/%d/%s", family, size, by.name), func(b *testing.B) {
					runtime.LockOSThread()
					defer runtime.UnlockOSThread()
					start := threadCPU()
					for b.Loop() {
						by.SendBatch(sends)
						by.RecvBatch(receives)
					}
					b.ReportMetric(float64(threadCPU()-start)/float64(b.N)/float64(2*size), "cpu-ns/transfer")
				})
			}
		}
	}
}

// threadCPU is what the thread has consumed, in nanoseconds.
func threadCPU() int64 {
	var now unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &now); err != nil {
		panic(err)
	}
	return now.Nano()
}
