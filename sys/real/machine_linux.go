package real

import (
	"golang.org/x/sys/unix"

	"seedis/sys"
)

// This file is what each system does its own way, for Linux.

// keepAliveIdle is the option for the silence before the first probe (tcp(7)).
const keepAliveIdle = unix.TCP_KEEPIDLE

// reserveOnly is the flag of mmap(2) for address space that holds nothing yet.
const reserveOnly = unix.MAP_NORESERVE

// syncFile is fsync(2).
func syncFile(fd int) error { return unix.Fsync(fd) }

// threadTime is what the calling thread has consumed.
func threadTime() sys.CPUTime { return cpuTime(unix.RUSAGE_THREAD) }

// residentSize is the second number of statm, which counts pages (proc(5)). Where
// /proc is not mounted it is 0.
func (k *Kernel) residentSize() uint64 {
	fd, errno := k.Open("/proc/self/statm", sys.OpenRead, 0)
	if errno != sys.OK {
		return 0
	}
	defer k.Close(fd)
	var text [128]byte // seven numbers of at most 16 digits
	n, _ := k.Read(fd, text[:])
	field, pages := 0, uint64(0)
	for _, c := range text[:n] {
		switch {
		case c == ' ':
			field++
		case field == 1:
			pages = pages*10 + uint64(c-'0')
		}
	}
	return pages * uint64(unix.Getpagesize())
}
