//go:build unix

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

// Usage reads getrusage(2), runtime/metrics, and what tells the resident size.
func (k *Kernel) Usage() sys.Usage {
	goHeap, collector := runtimeUsage()
	return sys.Usage{
		Process:      cpuTime(unix.RUSAGE_SELF),
		Thread:       threadTime(),
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

// PhysicalMemory is the RAM that was counted at New.
func (k *Kernel) PhysicalMemory() uint64 { return k.physicalMemory }

// LogDescriptor is the standard output.
func (k *Kernel) LogDescriptor() sys.FD { return 1 }

// Exit ends the process; nothing deferred runs.
func (k *Kernel) Exit(status int) { os.Exit(status) }
