package sys

import "time"

// Signals is a set of signals that ask the server for something.
type Signals uint8

// The signals of a Signals set.
const (
	SignalInterrupt Signals = 1 << iota // SIGINT
	SignalTerminate                     // SIGTERM
)

// Usage is what the process has consumed (getrusage(2), /proc/self/statm, and
// what the Go runtime tells of itself).
type Usage struct {
	Process  CPUTime // all threads
	Thread   CPUTime // the one that asks
	Children CPUTime // those that have ended and were waited for
	// ResidentSize is the memory of the process that is in RAM, in bytes.
	ResidentSize uint64
	// GoHeap is the part of it that the Go heap's spans in use take, in bytes.
	GoHeap uint64
	// Collector is the processor time that Go's garbage collector has taken, as
	// estimated at the end of its last cycle.
	Collector time.Duration
}

// CPUTime is time on processors: in the program and in the kernel for it.
type CPUTime struct {
	User   time.Duration
	System time.Duration
}

// Process is the server's own process.
type Process interface {
	// Pid is the process's number.
	Pid() int
	// WatchSignals directs SIGINT and SIGTERM to TakeSignals, and makes their
	// arrival wake p. SIGHUP and SIGPIPE are ignored from then on.
	WatchSignals(p Poller)
	// TakeSignals returns the signals that arrived since the last call.
	TakeSignals() Signals
	// System is the operating system, its release and the processor's family,
	// as uname(2) gives them: "Linux 6.1.0 x86_64".
	System() string
	// Usage reads the process's consumption.
	Usage() Usage
	// DescriptorLimit is the number of descriptors the process may have open;
	// SetDescriptorLimit asks for another one (RLIMIT_NOFILE).
	DescriptorLimit() uint64
	SetDescriptorLimit(n uint64) Errno
	// PhysicalMemory is the machine's RAM, in bytes.
	PhysicalMemory() uint64
	// LogDescriptor is the standard output.
	LogDescriptor() FD
	// Exit ends the process at once.
	Exit(status int)
}
