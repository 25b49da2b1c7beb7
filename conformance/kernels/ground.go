package kernels

import (
	"fmt"
	"time"

	"golang.org/x/sys/unix"

	"seedis/sys"
	"seedis/sys/real"
	"seedis/sys/sim"
)

// ground is a kernel and what a script needs beside it.
type ground struct {
	kernel sys.Kernel
	// directory is where sockets and files have their names.
	directory string
	// settle lets everything arrive that is on its way; stands tells whether
	// the sockets are as they should be in the end.
	settle func(stands func(at look) bool)
}

// look is what can be seen of a socket from outside.
type look func(fd sys.FD) sight

// sight is its conditions, how many bytes have arrived, and how many were sent,
// the end of the stream counted as one, that the peer has not confirmed.
type sight struct {
	ready       sys.Ready
	arrived     int
	unconfirmed int
}

// settleTime is how long Linux may take to deliver over the loopback device:
// it takes microseconds, but the computer may be busy with other things.
const settleTime = 2 * time.Second

// linux is the computer that runs the test, with one of its engines. Directory must
// be empty.
func linux(directory string, engine sim.Engine) (*ground, error) {
	kernel, err := real.New()
	if err != nil {
		return nil, fmt.Errorf("linux: %w", err)
	}
	if _, err := kernel.UseEngine(engine.String()); err != nil {
		return nil, fmt.Errorf("linux: %w", err)
	}
	settle := func(stands func(look) bool) {
		for start := kernel.Monotonic(); !stands(lookAt) && kernel.Monotonic()-start < settleTime; {
			unix.Poll(nil, 1) // a millisecond
		}
	}
	return &ground{kernel, directory, settle}, nil
}

// lookAt asks poll(2), and ioctl(2) as of tcp(7), which change nothing.
func lookAt(fd sys.FD) sight {
	fds := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN | unix.POLLOUT | unix.POLLRDHUP}}
	if _, err := unix.Poll(fds, 0); err != nil {
		return sight{}
	}
	var seen sight
	for _, pair := range [...]struct {
		flags     int16
		condition sys.Ready
	}{
		{unix.POLLIN, sys.Readable}, {unix.POLLOUT, sys.Writable},
		{unix.POLLHUP | unix.POLLRDHUP, sys.HangUp}, {unix.POLLERR, sys.Failed},
	} {
		if fds[0].Revents&pair.flags != 0 {
			seen.ready |= pair.condition
		}
	}
	seen.arrived, _ = unix.IoctlGetInt(int(fd), unix.TIOCINQ) // 0 for a listener
	seen.unconfirmed, _ = unix.IoctlGetInt(int(fd), unix.TIOCOUTQ)
	return seen
}

// hasty are faults that change when things happen and in which parts. None
// breaks a connection, as loopback never does.
var hasty = sim.Faults{
	ShortTransfer:   200_000,
	WaitInterrupted: 20_000,
	WaitSpurious:    20_000,
	WaitReorder:     100_000,
	ParkSpurious:    50_000,
	LatencyMax:      100 * time.Microsecond,
	SocketBuffer:    16 << 10,
	BufferVaries:    200_000,
}

// simulatedSettle is longer than anything in hasty takes, and far shorter than
// the second after which a lost request for a connection is repeated.
const simulatedSettle = time.Millisecond

// onSimulated runs play on a simulated machine of its own. Linux lets scripts move
// bytes as they like, so it has to as well.
func onSimulated(seed uint64, faults sim.Faults, play func(*ground)) error {
	machine := sim.New(sim.Options{Seed: seed, Faults: faults, Memory: real.Memory{}, Lax: true})
	settle := func(func(look) bool) { machine.Sleep(simulatedSettle) }
	machine.Start("script", func() { play(&ground{machine, "", settle}) })
	return machine.Run()
}
