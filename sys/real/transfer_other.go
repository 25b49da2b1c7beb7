//go:build unix && !linux

package real

import (
	"golang.org/x/sys/unix"

	"seedis/sys"
)

// transfers are plain calls, one for each Op. Any thread may make them. They do
// not block because no socket does. All go through the scheduler-aware calls of
// package unix: Darwin and illumos have no others.
//
// That a send raises no SIGPIPE is noPipeSignal's affair; should one come, Go's
// runtime drops it. The send fails with EPIPE.
type transfers struct{}

// RecvBatch receives into every Op's buffers.
func (transfers) RecvBatch(ops []sys.Op) {
	for i := range ops {
		mustHaveRoom(&ops[i])
		transfer(&ops[i], unix.Read, receiveVector)
	}
}

// SendBatch sends every Op's buffers.
func (transfers) SendBatch(ops []sys.Op) {
	for i := range ops {
		transfer(&ops[i], unix.Write, sendVector)
	}
}

// transfer carries out one Op: by read(2) or write(2) if it has one buffer, which
// the calls for more would allocate a vector for.
func transfer(op *sys.Op, one func(int, []byte) (int, error), many func(int, [][]byte) (int, error)) {
	for {
		var n int
		var err error
		if op.Num == 1 {
			n, err = one(int(op.FD), op.Bufs[0])
		} else {
			n, err = many(int(op.FD), op.Bufs[:op.Num])
		}
		// On failure n is -1.
		if op.N, op.Errno = max(n, 0), errnoOf(err); op.Errno != sys.EINTR {
			return
		}
	}
}

// receiveVector is recvmsg(2). An error that comes with bytes is about the name of
// their sender, which a connection does not have.
func receiveVector(fd int, bufs [][]byte) (int, error) {
	n, _, _, _, err := unix.RecvmsgBuffers(fd, bufs, nil, 0)
	if n > 0 {
		return n, nil
	}
	return n, err
}

// sendVector is sendmsg(2).
func sendVector(fd int, bufs [][]byte) (int, error) {
	return unix.SendmsgBuffers(fd, bufs, nil, nil, 0)
}

func mustHaveRoom(op *sys.Op) {
	if op.Size() == 0 {
		panic("real: the result of a receive without room would look like the end of the stream")
	}
}
