//go:build linux

package real

import (
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"

	"seedis/sys"
)

// The calls below are raw because MSG_DONTWAIT keeps them from blocking. The
// pointers become numbers inside the call expression, which is what keeps the
// memory behind them alive and in place. recvfrom(2) and sendto(2) are 3-4%
// of a request cheaper than read(2) and write(2) at pipeline 1.

const sendFlags = unix.MSG_DONTWAIT | unix.MSG_NOSIGNAL

// transfers are the plain calls, one for each Op. Any thread may make them.
type transfers struct{}

// RecvBatch receives into every Op's buffers.
func (transfers) RecvBatch(ops []sys.Op) {
	for i := range ops {
		mustHaveRoom(&ops[i])
		receiveOp(&ops[i])
	}
}

// SendBatch sends every Op's buffers.
func (transfers) SendBatch(ops []sys.Op) {
	for i := range ops {
		sendOp(&ops[i])
	}
}

func receiveOp(op *sys.Op) {
	if op.Num == 1 {
		op.N, op.Errno = receive(op.FD, op.Bufs[0])
	} else {
		op.N, op.Errno = transferVector(unix.SYS_RECVMSG, unix.MSG_DONTWAIT, op)
	}
}

func sendOp(op *sys.Op) {
	if op.Num == 1 {
		op.N, op.Errno = send(op.FD, op.Bufs[0])
	} else {
		op.N, op.Errno = transferVector(unix.SYS_SENDMSG, sendFlags, op)
	}
}

func mustHaveRoom(op *sys.Op) {
	for _, buf := range op.Bufs[:op.Num] {
		if len(buf) > 0 {
			return
		}
	}
	panic("real: the result of a receive without room would look like the end of the stream")
}

func receive(fd sys.FD, buf []byte) (int, sys.Errno) {
	for {
		n, _, errno := syscall.RawSyscall6(unix.SYS_RECVFROM, uintptr(fd),
			uintptr(unsafe.Pointer(unsafe.SliceData(buf))), uintptr(len(buf)), unix.MSG_DONTWAIT, 0, 0)
		if errno != unix.EINTR {
			return transferred(n, errno)
		}
	}
}

func send(fd sys.FD, buf []byte) (int, sys.Errno) {
	for {
		n, _, errno := syscall.RawSyscall6(unix.SYS_SENDTO, uintptr(fd),
			uintptr(unsafe.Pointer(unsafe.SliceData(buf))), uintptr(len(buf)), sendFlags, 0, 0)
		if errno != unix.EINTR {
			return transferred(n, errno)
		}
	}
}

// transferVector moves several buffers in one call (sendmsg(2), recvmsg(2)).
// The vector lives on this goroutine's stack, which does not move during a raw
// call, so threads share nothing here and nothing is allocated.
func transferVector(number, flags uintptr, op *sys.Op) (int, sys.Errno) {
	var vector [sys.MaxBufs]unix.Iovec
	bufs := op.Bufs[:op.Num]
	for i, buf := range bufs {
		vector[i].Base = unsafe.SliceData(buf)
		vector[i].SetLen(len(buf))
	}
	message := unix.Msghdr{Iov: &vector[0]}
	message.SetIovlen(len(bufs))
	for {
		n, _, errno := syscall.RawSyscall(number, uintptr(op.FD), uintptr(unsafe.Pointer(&message)), flags)
		if errno != unix.EINTR {
			return transferred(n, errno)
		}
	}
}

func transferred(n uintptr, errno unix.Errno) (int, sys.Errno) {
	if errno != 0 {
		return 0, sys.Errno(errno)
	}
	return int(n), sys.OK
}
