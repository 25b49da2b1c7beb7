package real

import (
	"encoding/binary"
	"os"
	"unsafe"

	"golang.org/x/sys/unix"

	"seedis/sys"
)

// This file is what only FreeBSD does its own way. It was written by the manual
// pages and the headers of its kernel, and never run.

// keepAliveIdle is the option for the silence before the first probe (tcp(4)).
const keepAliveIdle = unix.TCP_KEEPIDLE

// reserveOnly: address space that holds nothing is no promise here anyway.
const reserveOnly = 0

// noPipeSignal keeps sends from raising SIGPIPE. It fails where the peer has gone
// already, and then no matter.
func noPipeSignal(fd int) { setInt(fd, unix.SOL_SOCKET, unix.SO_NOSIGPIPE, 1) }

// syncFile is fsync(2), which has the device write what it holds, too.
func syncFile(fd int) error { return unix.Fsync(fd) }

// physicalMemory is the machine's RAM, in bytes (sysctl(3)).
func physicalMemory() (uint64, error) { return unix.SysctlUint64("hw.physmem") }

// nameThread names the calling thread (thr_set_name(2)), which cannot fail for so
// short a name.
func nameThread(name string) {
	text := append([]byte(name), 0)
	unix.Syscall(unix.SYS_THR_SET_NAME, threadNumber(), uintptr(unsafe.Pointer(&text[0])), 0)
}

// Current is the thread's number for the kernel, the same in the whole system.
func (k *Kernel) Current() int { return int(threadNumber()) }

// threadNumber is thr_self(2), which fails only for an address that is none.
func threadNumber() uintptr {
	number := new(uintptr)
	unix.RawSyscall(unix.SYS_THR_SELF, uintptr(unsafe.Pointer(number)), 0, 0)
	return *number
}

// processorsMax is the size of a cpuset_t in bits (CPU_MAXSIZE): a kernel that has
// a smaller one accepts it while the bits beyond are 0.
const processorsMax = 1024

// Pin is cpuset_setaffinity(2) of the calling thread.
func (k *Kernel) Pin(processors []int) sys.Errno {
	const (
		levelWhich  = 3           // CPU_LEVEL_WHICH: what is named, and not the set it is in
		whichThread = 1           // CPU_WHICH_TID
		self        = ^uintptr(0) // -1
	)
	set := new([processorsMax / 64]uint64)
	for _, number := range processors {
		if number < processorsMax {
			set[number/64] |= 1 << (number % 64)
		}
	}
	_, _, errno := unix.Syscall6(unix.SYS_CPUSET_SETAFFINITY, levelWhich, whichThread, self,
		unsafe.Sizeof(*set), uintptr(unsafe.Pointer(set)), 0)
	if errno == unix.EDEADLK {
		return sys.EINVAL // no processor of the set may be used (cpuset(2))
	}
	return linuxErrno(errno)
}

// threadTime is what the calling thread has consumed.
func threadTime() sys.CPUTime { return cpuTime(unix.RUSAGE_THREAD) }

// residentSize is ki_rssize, a count of pages in struct kinfo_proc (sys/user.h),
// which lies at this place on every machine with 64 bits. 0 if it cannot be read.
func (k *Kernel) residentSize() uint64 {
	const place = 264
	info, err := unix.SysctlRaw("kern.proc.pid", os.Getpid())
	if err != nil || len(info) < place+8 {
		return 0
	}
	return binary.NativeEndian.Uint64(info[place:]) * uint64(os.Getpagesize())
}
