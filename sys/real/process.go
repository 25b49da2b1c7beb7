//go:build linux

package real

import (
	"os"
	"os/signal"
	"runtime/metrics"
	"time"

	"golang.org/x/sys/unix"

	"seedis/sys"
)

// Pid is getpid(2).
func (k *Kernel) Pid() int { return unix.Getpid() }

// WatchSignals starts the goroutine that receives SIGINT and SIGTERM for the
// rest of the process's life, so p must live as long or have been closed.
func (k *Kernel) WatchSignals(p sys.Poller) {
	signal.Ignore(unix.SIGHUP, unix.SIGPIPE)
	// Package signal drops what finds no room. Two slots are one for each
	// kind that must not be lost; a few more let a burst of one kind pass.
	arrivals := make(chan os.Signal, 8)
	signal.Notify(arrivals, unix.SIGINT, unix.SIGTERM)
	go k.relaySignals(arrivals, p)
}

// relaySignals stores first and wakes then, so that whoever is woken sees it.
func (k *Kernel) relaySignals(arrivals <-chan os.Signal, p sys.Poller) {
	for arrival := range arrivals {
		switch arrival {
		case unix.SIGINT:
			k.arrived.Or(uint32(sys.SignalInterrupt))
		case unix.SIGTERM:
			k.arrived.Or(uint32(sys.SignalTerminate))
		}
		p.Wake()
	}
}

// TakeSignals is asked every turn of the loop: a plain load nearly always
// answers, and the exchange, which takes the cache line, is left out.
func (k *Kernel) TakeSignals() sys.Signals {
	if k.arrived.Load() == 0 {
		return 0
	}
	return sys.Signals(k.arrived.Swap(0))
}

// System is uname(2).
func (k *Kernel) System() string {
	var name unix.Utsname
	if err := unix.Uname(&name); err != nil {
		panic("real: uname failed: " + err.Error())
	}
	return unix.ByteSliceToString(name.Sysname[:]) + " " +
		unix.ByteSliceToString(name.Release[:]) + " " +
		unix.ByteSliceToString(name.Machine[:])
}

// Usage reads getrusage(2), /proc/self/statm and runtime/metrics. Where /proc is
// not mounted the resident size is 0.
func (k *Kernel) Usage() sys.Usage {
	goHeap, collector := runtimeUsage()
	return sys.Usage{
		Process:      cpuTime(unix.RUSAGE_SELF),
		Thread:       cpuTime(unix.RUSAGE_THREAD),
		Children:     cpuTime(unix.RUSAGE_CHILDREN),
		ResidentSize: k.residentSize(),
		GoHeap:       goHeap,
		Collector:    collector,
	}
}

// runtimeUsage asks the Go runtime. Spans in use are objects, dead ones too while
// they are not swept, and the room beside them. Marking on processors that would
// be idle counts as well: the process is charged for it like for any work.
func runtimeUsage() (goHeap uint64, collector time.Duration) {
	samples := [...]metrics.Sample{
		{Name: "/memory/classes/heap/objects:bytes"},
		{Name: "/memory/classes/heap/unused:bytes"},
		{Name: "/cpu/classes/gc/total:cpu-seconds"},
	}
	metrics.Read(samples[:])
	goHeap = samples[0].Value.Uint64() + samples[1].Value.Uint64()
	return goHeap, time.Duration(samples[2].Value.Float64() * float64(time.Second))
}

func cpuTime(whose int) sys.CPUTime {
	var usage unix.Rusage
	if err := unix.Getrusage(whose, &usage); err != nil {
		panic("real: getrusage failed: " + err.Error())
	}
	return sys.CPUTime{
		User:   time.Duration(usage.Utime.Nano()),
		System: time.Duration(usage.Stime.Nano()),
	}
}

// residentSize is the second number of statm, which counts pages (proc(5)).
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

// DescriptorLimit is the soft limit RLIMIT_NOFILE. Go raises it to the hard
// limit before main.
func (k *Kernel) DescriptorLimit() uint64 {
	return k.descriptorLimits().Cur
}

// SetDescriptorLimit sets the soft limit, and the hard one with it where that
// is lower, which takes a privilege (setrlimit(2)): EPERM without.
func (k *Kernel) SetDescriptorLimit(n uint64) sys.Errno {
	limits := k.descriptorLimits()
	limits.Cur, limits.Max = n, max(n, limits.Max)
	return errnoOf(unix.Setrlimit(unix.RLIMIT_NOFILE, &limits))
}

func (k *Kernel) descriptorLimits() unix.Rlimit {
	var limits unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &limits); err != nil {
		panic("real: getrlimit failed: " + err.Error())
	}
	return limits
}

// PhysicalMemory is the RAM that sysinfo(2) counted at New.
func (k *Kernel) PhysicalMemory() uint64 { return k.physicalMemory }

// LogDescriptor is the standard output.
func (k *Kernel) LogDescriptor() sys.FD { return 1 }

// Exit ends the process; nothing deferred runs.
func (k *Kernel) Exit(status int) { os.Exit(status) }
