package sim

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"time"
	"unsafe"

	"seedis/sys"
)

// Call is what an Event tells of.
type Call uint8

// The calls. Their arguments A and B and their result are in the comments; a
// negative result is the negative of a sys.Errno.
const (
	CallAtomic       Call = iota // a step of a sys atomic
	CallPause                    //
	CallPark                     // A value expected, B timeout (ns)
	CallUnpark                   // A how many at most; result how many
	CallSleep                    // A time (ns)
	CallStart                    // A number of the new thread
	CallEnd                      // A number of the thread that ended
	CallListen                   // A backlog; result descriptor
	CallAccept                   // A listener; result descriptor
	CallConnect                  // result descriptor
	CallResult                   // ConnectResult: A descriptor
	CallLocalAddr                // A descriptor
	CallSetOption                // A descriptor, B option and value
	CallShutdown                 // A descriptor, B directions
	CallReceive                  // A descriptor, B size of the buffers; result bytes
	CallSend                     // A descriptor, B size of the buffers; result bytes
	CallClose                    // A descriptor
	CallNewPoller                // result descriptor
	CallAdd                      // A descriptor, B interest and mode
	CallModify                   // A descriptor, B interest and mode
	CallDelete                   // A descriptor
	CallWait                     // A size of the buffer, B timeout (ns); result events
	CallReady                    // one event of a Wait: A token, B conditions
	CallWake                     // A descriptor of the poller
	CallOpen                     // A flags; result descriptor
	CallRead                     // A descriptor, B size of the buffer; result bytes
	CallWrite                    // A descriptor, B size of the buffer; result bytes
	CallSync                     // A descriptor
	CallRename                   //
	CallRemove                   //
	CallReserve                  // A size
	CallCommit                   // A size
	CallDiscard                  // A size
	CallRelease                  // A size
	CallWall                     // result time (µs)
	CallMonotonic                // result time (ns)
	CallCycles                   // result cycles
	CallRandom                   // A size
	CallUsage                    // result time (ns)
	CallWatchSignals             //
	CallSignal                   // A signals that arrived
	CallTakeSignals              // result signals
	CallSetLimit                 // A number of descriptors
	CallExit                     // A status
	CallMark                     // A mark
	CallStop                     //
	CallDial                     // a client: result number of the connection
	CallConnRead                 // a client: A connection, B size of the buffer; result bytes
	CallConnWrite                // a client: A connection, B size of the buffer; result bytes
	CallConnShutdown             // a client: A connection
	CallConnClose                // a client: A connection
	CallConnReset                // a client: A connection
	CallArrive                   // the network: A connection, B what arrives; result bytes
	CallSyncEntries              //
	CallMode                     // A descriptor; result mode
	CallSetMode                  // A descriptor, B mode
	CallPin                      // A number of processors
	CallPressure                 // result time (ns)
	CallCalm                     //
	CallCrash                    // A kind of the Ending
	CallAwait                    // A timeout (ns); result kind of the Ending
	callCount
)

var callNames = [callCount]string{
	"atomic", "pause", "park", "unpark", "sleep", "start", "end",
	"listen", "accept", "connect", "connect-result", "local-addr", "set-option", "shutdown",
	"receive", "send", "close",
	"new-poller", "add", "modify", "delete", "wait", "ready", "wake",
	"open", "read", "write", "sync", "rename", "remove",
	"reserve", "commit", "discard", "release",
	"wall", "monotonic", "cycles", "random", "usage",
	"watch-signals", "signal", "take-signals", "set-limit", "exit", "mark", "stop",
	"dial", "conn-read", "conn-write", "conn-shutdown", "conn-close", "conn-reset",
	"arrive", "sync-directory", "mode", "set-mode", "pin", "pressure", "calm", "crash", "await",
}

func (c Call) String() string { return callNames[c] }

// Event is one line of the trace: a call and what came of it.
type Event struct {
	Step   uint64
	At     time.Duration
	Thread int // its number, from 1; 0 is the world outside the threads
	Call   Call
	A, B   int64
	Result int64
	Data   []byte // the bytes that moved; they are valid until Observe returns
}

// String is the event as a line of a timeline.
func (e Event) String() string {
	line := fmt.Sprintf("%9d %14v thread %d %s(%d, %d) = %d", e.Step, e.At, e.Thread, e.Call, e.A, e.B, e.Result)
	if len(e.Data) > 0 {
		line += fmt.Sprintf(" %.64q", e.Data)
	}
	return line
}

// trace is the hash of all events, and who else looks at them.
type trace struct {
	hash     uint64
	observe  func(Event)
	observed []byte // the bytes of the event that is being put together
}

// Two odd constants with as many bits set as not, as the multiplicative folding
// of wyhash wants them: the fractions of the square roots of 2 and 3.
const (
	foldLeft  = 0x6a09e667f3bcc909
	foldRight = 0xbb67ae8584caa73b
)

// fold takes two words into the hash.
func (r *trace) fold(a, b uint64) {
	high, low := bits.Mul64(r.hash^a^foldLeft, bits.RotateLeft64(r.hash, 32)^b^foldRight)
	r.hash = high ^ low
}

// foldBytes takes bytes into the hash, and into the event under construction.
func (r *trace) foldBytes(p []byte) {
	if r.observe != nil {
		r.observed = append(r.observed, p...)
	}
	r.fold(uint64(len(p)), 0)
	for len(p) >= 16 {
		r.fold(binary.LittleEndian.Uint64(p), binary.LittleEndian.Uint64(p[8:]))
		p = p[16:]
	}
	if len(p) > 0 {
		var tail [16]byte
		copy(tail[:], p)
		r.fold(binary.LittleEndian.Uint64(tail[:]), binary.LittleEndian.Uint64(tail[8:]))
	}
}

func (r *trace) foldString(s string) {
	r.foldBytes(unsafe.Slice(unsafe.StringData(s), len(s)))
}

func (r *trace) foldAddr(a sys.Addr) {
	r.foldString(a.Path)
	ip := a.IP.Addr().As16()
	r.fold(binary.LittleEndian.Uint64(ip[:]), binary.LittleEndian.Uint64(ip[8:]))
	r.fold(uint64(a.IP.Port()), 0)
}

// note takes an event into the trace, after its bytes.
func (m *Machine) note(call Call, a, b, result int64) {
	thread := 0
	if m.current != nil {
		thread = m.current.id
	}
	m.fold(uint64(thread)<<8|uint64(call), uint64(a))
	m.fold(uint64(b), uint64(result))
	if m.observe == nil {
		return
	}
	event := Event{
		Step: m.steps, At: m.now, Thread: thread,
		Call: call, A: a, B: b, Result: result, Data: m.observed,
	}
	m.observed = m.observed[:0]
	m.observe(event)
}

// outcome is the result of a call in the form of Event.Result.
func outcome(n int, errno sys.Errno) int64 {
	if errno != sys.OK {
		return -int64(errno)
	}
	return int64(n)
}

// Trace is the hash of everything that has happened: thread, call, arguments,
// result and bytes of every event, and the time of every step.
func (m *Machine) Trace() uint64 { return m.hash }
