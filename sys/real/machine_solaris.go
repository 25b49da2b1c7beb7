package real

import (
	"encoding/binary"
	"os"
	"unsafe"

	"golang.org/x/sys/unix"

	"seedis/sys"
)

// This file is what only illumos, and Solaris, do their own way. It was written by
// the manual pages and headers of illumos, and never run.

// keepAliveIdle is the option for the silence before the first probe (tcp(4P)).
const keepAliveIdle = unix.TCP_KEEPIDLE

// reserveOnly is the flag of mmap(2) for address space without a claim to swap.
const reserveOnly = unix.MAP_NORESERVE

// noPipeSignal does nothing: no option of a socket keeps SIGPIPE away. Go's runtime
// drops it, and WatchSignals has it ignored from the start.
func noPipeSignal(int) {}

// syncFile is fsync(2), which has the device write what it holds, too.
func syncFile(fd int) error { return unix.Fsync(fd) }

// physicalMemory is the machine's RAM, in bytes (sysconf(3C)).
func physicalMemory() (uint64, error) {
	const physicalPages = 500 // _SC_PHYS_PAGES
	pages, err := unix.Sysconf(physicalPages)
	return uint64(pages) * uint64(os.Getpagesize()), err
}

// nameThread names the calling thread (pthread_setname_np(3C)), which cannot fail
// for so short a name.
func nameThread(name string) {
	text := append([]byte(name), 0)
	libcCall(&libcPthreadSetname, 2, threadNumber(), uintptr(unsafe.Pointer(&text[0])), 0, 0, 0, 0)
}

// Current is the thread's number in the process.
func (k *Kernel) Current() int { return int(threadNumber()) }

// threadNumber is pthread_self(3C), which is the number of the lightweight process.
func threadNumber() uintptr {
	number, _, _ := libcRawCall(&libcPthreadSelf, 0, 0, 0, 0, 0, 0, 0)
	return number
}

// Pin is not to be had: a thread can be bound to one processor, or to a set that an
// administrator made, but not to some of them.
func (k *Kernel) Pin([]int) sys.Errno { return sys.ENOSYS }

// threadTime is what the calling thread has consumed.
func threadTime() sys.CPUTime {
	const thisThread = 1 // RUSAGE_LWP
	return cpuTime(thisThread)
}

// residentSize is pr_rssize, a count of KiB in struct psinfo (proc(5)), which lies at
// this place where words have 64 bits. 0 if it cannot be read.
func (k *Kernel) residentSize() uint64 {
	const place, size = 56, 8
	fd, errno := k.Open("/proc/self/psinfo", sys.OpenRead, 0)
	if errno != sys.OK {
		return 0
	}
	defer k.Close(fd)
	var info [place + size]byte
	if n, _ := k.Read(fd, info[:]); n != len(info) {
		return 0
	}
	return binary.NativeEndian.Uint64(info[place:]) << 10
}
