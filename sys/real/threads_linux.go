package real

import (
	"runtime"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"seedis/sys"
)

// The operations of futex(2) that package unix does not name. The private
// ones serve the threads of one process, which saves the kernel a look-up.
const (
	futexWaitPrivate = 0x80
	futexWakePrivate = 0x81
)

// Start runs run on a thread of its own, and returns once that has its name.
func (k *Kernel) Start(name string, run func()) {
	begun := make(chan struct{})
	go begin(name, run, begun)
	<-begun
}

// begin is the thread's goroutine. Locked until it returns, it takes its
// thread with it. The process's first thread does not serve: it cannot end,
// and its name is the name of the process. Should Go's scheduler offer it, it
// is held here until another goroutine has had to be given another thread.
func begin(name string, run func(), begun chan struct{}) {
	runtime.LockOSThread()
	if unix.Gettid() == unix.Getpid() {
		go begin(name, run, begun)
		<-begun
		runtime.UnlockOSThread()
		return
	}
	setThreadName(name)
	close(begun)
	run()
}

// setThreadName cuts name to what prctl(2) takes: 15 bytes and a zero.
func setThreadName(name string) {
	var text [16]byte
	copy(text[:len(text)-1], name)
	_, _, errno := syscall.RawSyscall(unix.SYS_PRCTL, unix.PR_SET_NAME, uintptr(unsafe.Pointer(&text)), 0)
	if errno != 0 {
		panic("real: a thread cannot be named: " + errno.Error())
	}
}

// Park sleeps on word by the scheduler-aware call (see the package comment).
// A signal ends the sleep early, as the contract allows.
func (k *Kernel) Park(word *sys.Uint32, expect uint32, timeout time.Duration) sys.Errno {
	var limit unix.Timespec
	_, _, errno := syscall.Syscall6(unix.SYS_FUTEX, uintptr(unsafe.Pointer(word.Address())),
		futexWaitPrivate, uintptr(expect), uintptr(unsafe.Pointer(within(&limit, timeout))), 0, 0)
	if errno == unix.EINTR {
		return sys.OK
	}
	return sys.Errno(errno)
}

// Unpark wakes up to n sleepers; the kernel does not block in that.
func (k *Kernel) Unpark(word *sys.Uint32, n int) {
	_, _, errno := syscall.RawSyscall6(unix.SYS_FUTEX, uintptr(unsafe.Pointer(word.Address())),
		futexWakePrivate, uintptr(n), 0, 0, 0)
	if errno != 0 {
		panic("real: futex wake failed: " + errno.Error())
	}
}

// Current is the thread's number for the kernel.
func (k *Kernel) Current() int { return unix.Gettid() }
