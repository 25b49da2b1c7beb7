//go:build linux

package real

import (
	"fmt"

	"golang.org/x/sys/unix"

	"seedis/sys"
)

// probeRing tells why io_uring does not work here, or nil if it does. A kernel
// may be too old or built without it, a container may forbid it, and one filter
// or another may let a ring be made and refuse what it is for: so one is made,
// and has to move bytes in all the ways that pollers use.
func probeRing() error {
	r, errno := newRing()
	if errno != sys.OK {
		return refused(errno)
	}
	defer r.close()
	ends, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return fmt.Errorf("io_uring cannot be tried: %w", errnoOf(err))
	}
	defer unix.Close(ends[0])
	defer unix.Close(ends[1])
	from, to := sys.FD(ends[0]), sys.FD(ends[1])
	into := make([]byte, 4)
	for _, step := range []struct {
		op    []sys.Op
		way   direction
		n     int
		errno sys.Errno
	}{
		{oneOp(to, into), inward, 0, sys.EAGAIN},
		{oneOp(from, []byte("ring")), outward, 4, sys.OK},
		{oneOp(to, into), inward, 4, sys.OK},
		{oneOp(from, []byte("ri"), []byte("ng")), outward, 4, sys.OK},
		{oneOp(to, into[:1], into[1:]), inward, 4, sys.OK},
	} {
		r.transferBatch(step.op, step.way)
		received := step.way.operation == ringReceive
		switch op := &step.op[0]; {
		case op.Errno != step.errno:
			return refused(op.Errno)
		case op.N != step.n || op.N > 0 && received && string(into) != "ring":
			return fmt.Errorf("io_uring moved %d bytes of %d, or others", op.N, step.n)
		}
		if received {
			clear(into)
		}
	}
	return nil
}

func oneOp(fd sys.FD, bufs ...[]byte) []sys.Op {
	op := sys.Op{FD: fd, Num: int32(len(bufs))}
	copy(op.Bufs[:], bufs)
	return []sys.Op{op}
}

// refused is the reason in the words of the log.
func refused(errno sys.Errno) error {
	switch errno {
	case sys.EPERM, sys.EACCES:
		return fmt.Errorf("io_uring is not permitted here: %w", errno)
	default:
		return fmt.Errorf("io_uring does not work here: %w", errno)
	}
}
