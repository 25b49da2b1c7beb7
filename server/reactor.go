package server

import (
	"time"

	"seedis/config"
	"seedis/loop"
	"seedis/mem"
	"seedis/sys"
)

// reactor is a loop with its connections: it receives what they send and sends
// what they are owed. Main's executes requests between the two; those of the I/O
// threads have main do it. It belongs to its thread, as the heap does where its
// connections' buffers are.
type reactor struct {
	kernel   sys.Kernel
	poller   sys.Poller
	loop     *loop.Loop
	heap     *mem.Heap
	remotes  []remote // ways home for buffers from other threads' heaps
	keeper   keeper
	filter   filter
	settings *settings
	now      *time.Duration // the monotonic clock, as its thread has read it last
	traffic  traffic
	sealing  bool // see seal

	returned uint64 // bytes of other threads' heaps that were freed here

	readable []*connection // gathered by the file events of this turn
	pending  []*connection // with something to send
	ops      []sys.Op
}

// batchMax is the number of connections whose transfers share a batch: their
// buffers fit the second-level cache together.
const batchMax = 64

// traffic counts what reactors moved.
type traffic struct {
	reads       uint64 // receives and sends, whatever came of them
	writes      uint64
	inputBytes  uint64
	outputBytes uint64

	replyShrinks uint64 // changes of the size of a client's first reply block
	replyExpands uint64
}

// less is what was moved since the time of before.
func (t traffic) less(before traffic) traffic {
	t.reads -= before.reads
	t.writes -= before.writes
	t.inputBytes -= before.inputBytes
	t.outputBytes -= before.outputBytes
	t.replyShrinks -= before.replyShrinks
	t.replyExpands -= before.replyExpands
	return t
}

// traffic is what all reactors have moved since the start or CONFIG RESETSTAT.
func (s *Server) traffic() traffic { return s.movedInAll().less(s.stats.trafficBefore) }

// movedInAll is what all reactors have moved.
func (s *Server) movedInAll() traffic {
	return s.main.traffic.plus(s.crew.moved())
}

func (t traffic) plus(other traffic) traffic {
	t.reads += other.reads
	t.writes += other.writes
	t.inputBytes += other.inputBytes
	t.outputBytes += other.outputBytes
	t.replyShrinks += other.replyShrinks
	t.replyExpands += other.replyExpands
	return t
}

// settings are what the configuration says of connections. They do not change:
// others take their place.
type settings struct {
	password   bool  // requests need one
	maxBulk    int64 // bytes of an argument
	queryLimit int64 // bytes of a query buffer
	output     config.OutputLimit
	timeout    time.Duration // after which an idle connection is closed; 0: never

	replyResizing  bool          // see debugSettings
	replyPeakReset time.Duration // see debugSettings
}

// currentSettings are those of the configuration as it is now.
func (s *Server) currentSettings() *settings {
	return &settings{
		password:       s.config.RequirePass != "",
		maxBulk:        s.config.ProtoMaxBulkLen,
		queryLimit:     s.config.ClientQueryBufferLimit,
		output:         s.config.ClientOutputBufferLimit[config.ClientNormal],
		timeout:        time.Duration(s.config.Timeout) * time.Second,
		replyResizing:  s.replyResizing,
		replyPeakReset: s.replyPeakReset,
	}
}

// configureConnections has all reactors go by the configuration as it is now.
func (s *Server) configureConnections() {
	s.main.settings = s.currentSettings()
	for _, end := range s.crew.ends {
		end.Send(message{kind: configure, settings: s.main.settings})
	}
}

// remote is the way home to one heap.
type remote struct {
	heap *mem.Heap
	way  *mem.Remote
	used bool // since the last flush
}

// free ends a block of a connection's buffers, which may be another thread's.
func (r *reactor) free(heap *mem.Heap, ref mem.Ref) {
	if heap == r.heap {
		heap.Free(ref)
		return
	}
	r.sendHome(heap, ref)
}

func (r *reactor) sendHome(heap *mem.Heap, ref mem.Ref) {
	for i := range r.remotes {
		if way := &r.remotes[i]; way.heap == heap {
			r.returned += uint64(heap.Size(ref))
			way.way.Free(ref)
			way.used = true
			return
		}
	}
	panic("server: a buffer is from a heap to which there is no way")
}
