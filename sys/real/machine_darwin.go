package real

import (
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"seedis/sys"
)

// This file is what only Darwin does its own way. It was written by the manual
// pages and the headers of its SDK, and never run.

// keepAliveIdle is the option for the silence before the first probe (tcp(4)).
const keepAliveIdle = unix.TCP_KEEPALIVE

// reserveOnly: address space that holds nothing is no promise here anyway.
const reserveOnly = unix.MAP_NORESERVE

// noPipeSignal keeps sends from raising SIGPIPE. It fails where the peer has gone
// already, and then no matter.
func noPipeSignal(fd int) { setInt(fd, unix.SOL_SOCKET, unix.SO_NOSIGPIPE, 1) }

// syncFile has the device write what it holds, too (fcntl(2) F_FULLFSYNC): fsync(2)
// stops at the device. Not every file system knows how; then fsync is all there is.
func syncFile(fd int) error {
	_, err := unix.FcntlInt(uintptr(fd), unix.F_FULLFSYNC, 0)
	if err == unix.ENOTSUP || err == unix.EINVAL || err == unix.ENOTTY {
		return unix.Fsync(fd)
	}
	return err
}

// physicalMemory is the machine's RAM, in bytes (sysctl(3)).
func physicalMemory() (uint64, error) { return unix.SysctlUint64("hw.memsize") }

// nameThread names the calling thread (pthread_setname_np(3)), which cannot fail
// for so short a name.
func nameThread(name string) {
	text := append([]byte(name), 0)
	libcCall(pthreadSetnameAddress, uintptr(unsafe.Pointer(&text[0])), 0, 0)
}

// Current is the thread's number for the kernel, the same in the whole system
// (pthread_threadid_np(3)). A thread that asks for its own always gets it.
func (k *Kernel) Current() int {
	number := new(uint64)
	libcCall(pthreadThreadidAddress, 0, uintptr(unsafe.Pointer(number)), 0)
	return int(*number)
}

// Pin is not to be had: threads can be told to share a cache, not where to run.
func (k *Kernel) Pin([]int) sys.Errno { return sys.ENOSYS }

// threadTime is what the calling thread has consumed. The clock does not tell the
// time in the kernel apart; all of it counts as the program's.
func threadTime() sys.CPUTime {
	var now unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &now); err != nil {
		panic("real: the processor time of a thread cannot be read: " + err.Error())
	}
	return sys.CPUTime{User: time.Duration(now.Nano())}
}

// taskInfo is struct proc_taskinfo (sys/proc_info.h), of which the second field is
// read: the first two are sizes in bytes, the rest is times, counts and priorities.
type taskInfo struct {
	virtualSize  uint64
	residentSize uint64
	_            [80]byte
}

// residentSize is what proc_pidinfo(3) tells, 0 if it does not.
func (k *Kernel) residentSize() uint64 {
	const taskInfoFlavor = 4 // PROC_PIDTASKINFO
	info := new(taskInfo)
	n, _, _ := libcCall6(procPidinfoAddress, uintptr(unix.Getpid()), taskInfoFlavor, 0,
		uintptr(unsafe.Pointer(info)), unsafe.Sizeof(*info), 0)
	if n != unsafe.Sizeof(*info) {
		return 0
	}
	return info.residentSize
}
