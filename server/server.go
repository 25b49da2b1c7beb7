package server

import (
	"encoding/binary"
	"fmt"
	"time"

	"seedis/commands"
	"seedis/config"
	"seedis/loop"
	"seedis/mem"
	"seedis/rdb"
	"seedis/resp"
	"seedis/store"
	"seedis/sys"
)

// Observer is told what the server does with its clients, in the order in which
// it does it. The simulation checks every reply against a model this way.
type Observer interface {
	// Accepted tells the number that the client from peer got.
	Accepted(client uint64, peer sys.Addr)
	// Executing comes before each request, even one that a transaction queues;
	// now is the wall clock that the command sees, in milliseconds.
	Executing(client uint64, args resp.Args, now int64)
	// ExecutingQueued comes after Executing of EXEC, before each request that the
	// transaction has queued.
	ExecutingQueued(client uint64)
	// Removing comes before a key goes by the server's own will, because it is past
	// its time or evicted; an Effect follows. now is the wall clock in milliseconds.
	Removing(db int, key []byte, evicted bool, now int64)
	// OutOfMemory comes before Executing of a request that is refused for want of
	// memory.
	OutOfMemory(client uint64)
	// Effect tells what the request amounts to in a database, as the append-only
	// file will have it: what it chose by lot, too. argv is good until Effect
	// returns.
	Effect(db int, argv [][]byte)
	// Serving comes after a request, before those are served who wait for keys
	// that it gave a value; now is the time that their commands see.
	Serving(now int64)
	// GaveUp tells that a client has waited until its time was over, which is now.
	GaveUp(client uint64, now int64)
	// Closed tells that a client is none any more. No request of it begins.
	Closed(client uint64)
}

// Options are what a server is given beside its configuration.
type Options struct {
	// Reserve is the address space of the heap, in bytes; 0 takes as much of
	// the default as the machine grants.
	Reserve uintptr
	// DebugMemory turns the allocator's debug mode on.
	DebugMemory bool
	// Executable and ConfigFile are shown by INFO; empty if unknown.
	Executable, ConfigFile string
	// Supervisor is the init system that is told of the start, as INFO shows it:
	// "systemd"; empty for none.
	Supervisor string
	// EngineNote is why the engine is the one it is, for the log; empty if there is
	// nothing to say.
	EngineNote string
	// LazyFreeQueued is how many dead values the queue to the thread that frees them
	// has room for before it grows, a power of two; 0 for the default.
	LazyFreeQueued int
	// Observer is told of every request; nil for none.
	Observer Observer
}

// Server is one server. Several live in one process without sharing anything.
type Server struct {
	kernel   sys.Kernel
	config   *config.Config
	options  Options
	log      logger
	heap     *mem.Heap
	keyspace *store.Keyspace
	table    *commands.Table

	listeners   []*listener
	clients     clients
	weights     clientWeights
	watchers    watchers
	main        reactor   // of the main thread
	crew        crew      // of I/O threads
	lockstep    *lockstep // the I/O threads of that model; nil: there are none
	pipeline    pipeline
	blocked     blockedClients
	waits       keyWaits
	deadlines   deadlines
	pause       pause
	eviction    eviction
	call        commands.Call
	current     *client // whose command runs
	clock       clock
	turn        turn
	stats       stats
	slowlog     slowlog
	latency     latencyMonitor
	cron        cron
	chores      chores
	expireCycle expireCycle
	lazyFree    lazyFree
	bio         bio
	debugSettings

	runID       string
	replID      string          // of the history of writes that replicas could follow
	pidFile     string          // the one that was written, if any
	attackLine  rareLine        // of the log: POST came as a command
	acceptLine  rareLine        // of the log: accepting failed
	queuedBytes int             // of the Go heap that transactions take
	dirty       uint64          // changes of keys since the start
	innerErrors uint64          // that the requests of the last transaction answered with, until EXEC's are counted
	compressor  *rdb.Compressor // of DEBUG OBJECT; nil until it is needed
	begun       bool            // Run was called: the heap belongs to its thread
	ending      bool            // SHUTDOWN or a signal came: nothing is executed any more
}

// reserveDefault is the address space asked for: more than any machine's
// memory, as a reservation costs nothing until it is used.
const reserveDefault = 1 << 40

// New makes a server on kernel and opens its listeners. An error is one line,
// in the words of Redis's log.
func New(kernel sys.Kernel, configuration *config.Config, options Options) (*Server, error) {
	s := &Server{kernel: kernel, config: configuration, options: options}
	if err := s.log.init(kernel, configuration); err != nil {
		return nil, err
	}
	if err := s.unserved(); err != nil {
		return nil, err
	}
	s.warnOfNoEffect(config.New())
	var seed [16]byte
	kernel.Random(seed[:])
	s.runID, s.replID = s.newRunID(), s.newRunID()
	heap, err := s.newHeap(binary.LittleEndian.Uint64(seed[8:]), reserveDefault)
	if err != nil {
		return nil, err
	}
	s.heap = heap
	s.keyspace = store.New(heap, kernel, binary.LittleEndian.Uint64(seed[:]), configuration.Databases)
	s.table = commands.NewTable()
	s.bindCommands()
	s.clients.nextID = firstClientID
	s.clock.init(kernel, s.keyspace)
	s.debugSettings = newDebugSettings()
	s.main = reactor{
		kernel: kernel, heap: heap, keeper: s, filter: identity{}, now: &s.clock.monotonic,
		ops: make([]sys.Op, batchMax), sealing: options.DebugMemory,
	}
	s.configureConnections()
	s.call = commands.Call{Keyspace: s.keyspace, Heap: heap, Sink: s, Stats: &s.stats.Stats, Marks: kernel}
	s.trackAccesses()
	s.limitMemory()
	s.limitClients()
	s.limitStrings()
	s.limitCollections()
	s.configureLazyFree()
	background := threadsOn(kernel, configuration.BioCPUList)
	s.lazyFree.init(kernel, background, heap, options.LazyFreeQueued)
	s.bio.init(kernel, background, &s.log, &s.lazyFree)
	s.keyspace.ReclaimBy(&s.lazyFree)
	memory, _ := heap.Live()
	s.stats.begin(&s.clock, memory, s.table.Len())
	s.slowlog.configure(configuration.SlowlogLogSlowerThan, s.clock.perMicrosecond)
	s.watchLatency()
	s.initChores()
	s.initExpireCycle()
	s.pipeline.init(newClerk(s.table, s.keyspace))
	s.waits.init()
	if err := s.initLoop(); err != nil {
		heap.Close()
		return nil, err
	}
	for _, init := range []func() error{s.initThreads, s.initLockstep, s.listen} {
		if err := init(); err != nil {
			s.close()
			return nil, err
		}
	}
	return s, nil
}

// initLoop makes the loop of the main thread, and lets it have as many descriptors as
// the configuration asks for.
func (s *Server) initLoop() error {
	if err := s.raiseDescriptorLimit(); err != nil {
		return err
	}
	poller, errno := s.kernel.NewPoller()
	if errno != sys.OK {
		return fmt.Errorf("Failed creating the event loop. Error message: '%s'", errno)
	}
	s.main.poller = poller
	s.main.loop = loop.New(s.kernel, poller, loop.Hooks{
		BeforeSleep: s.beforeSleep,
		MaySleep:    s.maySleep,
		AfterSleep:  s.afterSleep,
		AfterFiles:  s.serve,
	})
	return nil
}

// newHeap makes the heap of a thread with so many bytes of address space, or with as
// much as the machine grants, unless the options say how much.
func (s *Server) newHeap(seed uint64, reserve uintptr) (*mem.Heap, error) {
	memory := mem.Options{
		Memory: s.kernel, Hook: s.kernel.Hook(), Reserve: s.options.Reserve,
		Debug: s.options.DebugMemory, Seed: seed, Current: s.thread,
	}
	if memory.Reserve != 0 {
		return mem.New(memory)
	}
	// A limit on address space (ulimit -v) may refuse what is asked for.
	for memory.Reserve = reserve; ; memory.Reserve /= 2 {
		heap, err := mem.New(memory)
		if err == nil || memory.Reserve < 1<<30 {
			return heap, err
		}
	}
}

// thread numbers the calling thread for the heap, which holds all to their parts
// from when Run begins: whoever calls New may be moved from thread to thread.
func (s *Server) thread() int {
	if !s.begun {
		return 0
	}
	return s.kernel.Current()
}

// newRunID is 40 hexadecimal digits that no other run of any server has.
func (s *Server) newRunID() string {
	var id [20]byte
	s.kernel.Random(id[:])
	return fmt.Sprintf("%x", id)
}

// Run serves until SHUTDOWN or a signal ends it, and returns the exit status.
// The replies of the last turn are still sent. The calling thread is the main
// thread from here on, and locked to its goroutine.
func (s *Server) Run() int {
	s.begun = true
	s.pin(s.config.ServerCPUList)
	s.heap.Own()
	s.bio.start()
	s.startThreads()
	if s.lockstep != nil {
		s.lockstep.threads.Start()
	}
	s.kernel.WatchSignals(s.main.poller)
	s.main.loop.AddTimer(time.Millisecond, s.runCron)
	s.writePidFile()
	s.announce()
	s.beginTurn(s.kernel.Cycles()) // what comes before the first wait counts as one
	s.main.loop.Run()
	s.main.send()
	s.stopThreads()
	s.close()
	return 0
}

// close ends clients, listeners and threads and gives everything back. In the debug
// mode of the allocator that includes every block, one by one, so that a leak shows;
// otherwise the address range goes as a whole, and with it what is still to be freed.
func (s *Server) close() {
	s.closeListeners(isAny)
	for c := s.clients.first; c != nil; c = s.clients.first {
		s.closeClient(c)
	}
	s.freeClosing()
	s.closeThreads()
	if s.lockstep != nil {
		s.lockstep.stop()
	}
	s.removePidFile()
	s.main.poller.Close()
	if s.options.DebugMemory {
		s.freeAll()
	} else {
		s.lazyFree.abandon()
		s.bio.stop()
	}
	s.checkHeap(s.heap)
	s.heap.Close()
}

// checkHeap asserts that all that an allocator knows of its pages agrees, before it
// goes. That is a walk over all of them, and for the simulation alone.
func (s *Server) checkHeap(heap *mem.Heap) {
	if s.options.Observer == nil {
		return
	}
	if err := heap.Check(); err != nil {
		panic("server: " + err.Error())
	}
}

// beforeSleep is what a turn does last, before it waits: replies go out, and
// clients that were closed on the way are freed.
func (s *Server) beforeSleep() {
	s.send()
	s.evictClients()
	s.freeClosing()
	s.expireFast()
	s.bio.publish()
	s.tendThreads()
	s.endTurn()
}

// maySleep tells whether main has nothing to do but to wait for events and timers.
// Who was paused may have been let go by whoever looked at the clock last.
func (s *Server) maySleep() bool {
	g := &s.crew
	switch {
	case len(s.blocked.resumed) > 0, g.moving:
		return false
	case len(g.threads) == 0:
		return true
	}
	return !g.spin.Until(g.mail) && g.bell.MaySleep(g.mail)
}

// afterSleep begins a turn and reads the clock for it.
func (s *Server) afterSleep() {
	s.crew.awake()
	s.clock.update()
	s.beginTurn(s.clock.updated)
	if signals := s.kernel.TakeSignals(); signals != 0 {
		s.signalled(signals)
	}
}
