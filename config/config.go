package config

import "slices"

// Version is Seedis's own; RedisVersion is the version whose behaviour it has
// and that it tells clients.
const (
	Version      = "0.1.0"
	RedisVersion = "7.0.15"
)

// Config is the value of every parameter. The fields are those that the server
// reads, by name; it reads them live, so a CONFIG SET has its effect with the
// next look. All other parameters are kept and given back, without effect.
//
// A slice in a Config is replaced, never changed in place, so that a Config
// can be copied. A Config belongs to one thread.
type Config struct {
	Dir        string // working directory: "" until the caller fills it in
	PidFile    string
	Supervised string // no, upstart, systemd, auto
	LogLevel   LogLevel
	LogFile    string // "" is standard output
	Databases  int
	HZ         int // calls of the cron per second, 1 to 500
	DynamicHZ  bool

	Bind           []string // addresses; a leading dash: need not be available
	Port           int      // 0: no TCP listener
	UnixSocket     string   // path, "": no unix listener
	UnixSocketPerm uint32   // mode bits, 0: as the umask says
	TCPBacklog     int
	TCPKeepAlive   int // seconds, 0: off
	Timeout        int // seconds a client may be idle, 0: for ever
	ProtectedMode  bool

	MaxClients              int
	ClientQueryBufferLimit  int64 // bytes
	ClientOutputBufferLimit [ClientClasses]OutputLimit
	ProtoMaxBulkLen         int64 // bytes

	// How clients are served. But for the engine, this has an effect only where there
	// is more than one thread.
	IOEngine         string // auto, epoll, io_uring, poll, select
	IOThreads        int    // that serve clients, main among them, 1 to 128
	IOThreadsModel   string // single, lockstep, reactor
	IOThreadsDoReads bool   // lockstep: threads receive and parse, too
	IOThreadsSpin    int    // lockstep: how often a thread looks for work before it sleeps
	IOThreadsAlways  bool   // reactor: all threads serve, whatever the load is

	// Which processors threads may run on, in the syntax of CPUList; "": any. The
	// first is that of main and the I/O threads. The last two are of processes
	// that there are not.
	ServerCPUList, BioCPUList        string
	AOFRewriteCPUList, BgsaveCPUList string

	RequirePass            string
	EnableDebugCommand     Protected
	EnableProtectedConfigs Protected

	LatencyTracking         bool
	LatencyPercentiles      []float64 // that INFO shows, in percent
	LatencyMonitorThreshold int64     // milliseconds, 0: off
	SlowlogLogSlowerThan    int64     // microseconds, 0: everything, -1: nothing
	SlowlogMaxLen           int64     // entries

	MaxMemory                 int64 // bytes, 0: no limit
	MaxMemoryPolicy           string
	MaxMemorySamples          int   // keys that are looked at in each database for one eviction
	MaxMemoryEvictionTenacity int   // 0 to 100: for how long keys are evicted at a time
	MaxMemoryClients          int64 // bytes, 0: no limit; below 0: so many percent of MaxMemory
	LFULogFactor              int
	LFUDecayTime              int // minutes, 0: never
	ActiveExpireEffort        int // 1 to 10
	ActiveRehashing           bool

	// What is freed in the background if that takes long: keys that are evicted,
	// that are past their time, that another one replaces, that DEL names, and
	// those of a FLUSH that is not told how.
	LazyFreeLazyEviction  bool
	LazyFreeLazyExpire    bool
	LazyFreeLazyServerDel bool
	LazyFreeLazyUserDel   bool
	LazyFreeLazyUserFlush bool

	// Up to where collections are kept in one piece: entries, and bytes of one.
	HashMaxListpackEntries int64
	HashMaxListpackValue   int64
	ListMaxListpackSize    int // of a piece: elements, or 4 to 64 KiB if -1 to -5
	SetMaxIntsetEntries    int64
	ZSetMaxListpackEntries int64
	ZSetMaxListpackValue   int64

	// Users and RenamedCommands are the directives of those names in the order
	// in which they came, for who knows the users and the commands to judge.
	Users           []Directive
	RenamedCommands []Directive

	others  []any  // values of the parameters without a field, by slot
	started []bool // by slot: a file or option has begun this cumulative parameter
}

// New is the configuration of a server that is told nothing.
func New() *Config {
	c := &Config{others: make([]any, len(table)), started: make([]bool, len(table))}
	for _, p := range table {
		words := []string{p.initial}
		if p.traits&manyWords != 0 {
			words = splitWordsOrPanic(p.initial)
		}
		value, err := p.kind.parse(words, nil)
		if err != nil {
			panic("config: the default of " + p.name + ": " + err.Error())
		}
		p.store(c, value)
	}
	return c
}

// Clone is a copy that does not follow changes of c.
func (c *Config) Clone() *Config {
	clone := *c
	clone.others = slices.Clone(c.others)
	clone.started = slices.Clone(c.started)
	return &clone
}

// LogLevel is how much is logged: what is below it is not.
type LogLevel int

// The levels, from the most talkative.
const (
	LogDebug LogLevel = iota
	LogVerbose
	LogNotice
	LogWarning
)

// Protected tells for whom something dangerous is enabled.
type Protected int

// ProtectedLocal is: for clients on this machine.
const (
	ProtectedNo Protected = iota
	ProtectedYes
	ProtectedLocal
)

// The client classes with output limits of their own.
const (
	ClientNormal = iota
	ClientReplica
	ClientPubSub
	ClientClasses // their number
)

// OutputLimit says when a client that does not read its replies is closed: as
// soon as Hard bytes wait, or when Soft bytes have waited for Seconds. 0 is no
// limit.
type OutputLimit struct {
	Hard, Soft int64
	Seconds    int
}
