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
	// faults are what may go wrong there: nothing on Linux, as nothing breaks a
	// connection of the loopback device.
	faults sim.Faults
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

// settleLook is how long it is left alone between two looks: about what it needs.
const settleLook = 100 * time.Microsecond

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
			unix.Ppoll(nil, &unix.Timespec{Nsec: int64(settleLook)}, nil)
		}
	}
	return &ground{kernel: kernel, directory: directory, settle: settle}, nil
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
var hasty = sim.Options{SocketBuffer: 16 << 10, Faults: sim.MustFaults(
	"latency:100µs,short-write:0.2,split:0.2,small-buffer:0.2,interrupted:0.02,spurious-wait:0.02,reorder:0.1,spurious-park:0.05",
)}

// simulatedSettle is longer than anything in hasty takes, and far shorter than
// the second after which a lost request for a connection is repeated.
const simulatedSettle = time.Millisecond

// onSimulated runs play on a simulated machine of its own, which is as o says. Linux
// lets scripts move bytes as they like, so it has to as well.
func onSimulated(seed uint64, o sim.Options, play func(*ground)) error {
	o.Seed, o.Memory, o.Lax = seed, real.Memory{}, true
	machine := sim.New(o)
	settle := func(func(look) bool) { machine.Sleep(simulatedSettle) }
	machine.Start("script", func() { play(&ground{kernel: machine, settle: settle, faults: o.Faults}) })
	return machine.Run()
}
