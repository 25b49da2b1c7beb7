//go:build linux

package real

import (
	"runtime"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"seedis/sys"
)

// Pin is sched_setaffinity(2) of the calling thread. Numbers from 1024 on are
// beyond what a CPUSet holds, and count for nothing.
func (k *Kernel) Pin(processors []int) sys.Errno {
	var set unix.CPUSet
	for _, number := range processors {
		if number >= 0 {
			set.Set(number)
		}
	}
	return errnoOf(unix.SchedSetaffinity(0, &set))
}

// Pressure reads sched_getaffinity(2) of the calling thread, /proc/stat and
// /proc/thread-self/schedstat. What is not there, as /proc may not be, is 0. It
// takes some tens of microseconds: the kernel puts all of /proc/stat together.
func (k *Kernel) Pressure() sys.Pressure {
	var allowed unix.CPUSet
	err := unix.SchedGetaffinity(0, &allowed)
	return k.pressureOn(&allowed, err)
}

// pressureOn is Pressure of a thread that may run on these processors. A kernel that
// has been built for more than a CPUSet holds does not tell which (EINVAL): then they
// are as many as Go found at its start, and none is known to be idle.
func (k *Kernel) pressureOn(allowed *unix.CPUSet, err error) sys.Pressure {
	if err != nil {
		return sys.Pressure{Processors: runtime.NumCPU(), Delay: k.delay()}
	}
	return sys.Pressure{Processors: allowed.Count(), Idle: k.idle(allowed), Delay: k.delay()}
}

// idle adds up the time that processors had nothing to do.
func (k *Kernel) idle(allowed *unix.CPUSet) time.Duration {
	fd, errno := openCounters("/proc/stat\x00")
	if errno != sys.OK {
		return 0
	}
	defer k.Close(fd)
	count := idleCount{allowed: allowed}
	var text [4096]byte // the lines of some forty processors
	for !count.over {
		n := readCounters(fd, text[:])
		if n == 0 {
			break
		}
		count.read(text[:n])
	}
	return time.Duration(count.ticks) * tick
}

// tick is the unit of /proc/stat: Linux shows hundredths of a second on every
// processor that this program is built for (USER_HZ).
const tick = 10 * time.Millisecond

// idleCount reads /proc/stat (proc_stat(5)) bit by bit, up to its first line that
// is not about processors.
type idleCount struct {
	allowed *unix.CPUSet
	ticks   uint64
	over    bool

	// Of the line: which field comes, the digits of it so far, and the number
	// behind "cpu". The line that adds up all processors has none.
	field, number, processor int
	digits                   bool
}

// The fields of a processor's line that count as idle: it had nothing to run,
// be it because a thread waits for a disk.
const (
	idleField   = 4
	iowaitField = 5
)

func (c *idleCount) read(text []byte) {
	for _, b := range text {
		switch {
		case c.over:
			return
		case b >= '0' && b <= '9':
			c.number, c.digits = c.number*10+int(b-'0'), true
		case b == ' ':
			c.endField()
			c.field, c.number, c.digits = c.field+1, 0, false
		case b == '\n':
			c.field, c.number, c.digits = 0, 0, false
		case c.field == 0:
			c.over = b == 'i' // "intr" follows on the processors
		}
	}
}

func (c *idleCount) endField() {
	switch {
	case c.field == 0 && c.digits:
		c.processor = c.number
	case c.field == 0:
		c.processor = -1
	case c.field != idleField && c.field != iowaitField:
	case c.processor >= 0 && c.allowed.IsSet(c.processor):
		c.ticks += uint64(c.number)
	}
}

// delay is the second number of schedstat: nanoseconds in which the thread was
// ready to run and did not. The path leads to the thread that opens it, so the
// descriptor is of no use to the next one.
func (k *Kernel) delay() time.Duration {
	fd, errno := openCounters("/proc/thread-self/schedstat\x00")
	if errno != sys.OK {
		return 0
	}
	defer k.Close(fd)
	var text [64]byte // three numbers of at most 20 digits
	return secondNumber(text[:readCounters(fd, text[:])])
}

// openCounters opens a file by a path that ends with a zero byte already: that of
// package unix makes a copy on the Go heap, and this is asked at every tick.
func openCounters(path string) (sys.FD, sys.Errno) {
	directory := unix.AT_FDCWD // the path is absolute
	fd, _, errno := syscall.Syscall6(unix.SYS_OPENAT, uintptr(directory),
		uintptr(unsafe.Pointer(unsafe.StringData(path))), unix.O_RDONLY|unix.O_CLOEXEC, 0, 0, 0)
	return sys.FD(fd), sys.Errno(errno)
}

// readCounters returns how much it has read: nothing at the end, or after an error.
func readCounters(fd sys.FD, text []byte) int {
	for {
		n, _, errno := syscall.Syscall(unix.SYS_READ, uintptr(fd),
			uintptr(unsafe.Pointer(unsafe.SliceData(text))), uintptr(len(text)))
		if errno != unix.EINTR {
			return max(int(n), 0)
		}
	}
}

// secondNumber is 0 if there is none.
func secondNumber(text []byte) (number time.Duration) {
	field := 0
	for _, b := range text {
		switch {
		case b == ' ':
			field++
		case field == 1 && b >= '0' && b <= '9':
			number = number*10 + time.Duration(b-'0')
		}
	}
	return number
}
