package config

import "math"

// The table of all parameters of Redis 7.0.15 and of Seedis's own, by theme:
// https://redis.io/docs/management/config/ and the comments of redis.conf say
// what each is for. Types, bounds and defaults were asked of the oracle, and a
// test holds them against it.
//
// Columns: name, traits, kind, default, and the field of Config if the server
// reads the parameter.

// aliases are the other names of parameters.
var aliases = [][2]string{
	{"cluster-slave-no-failover", "cluster-replica-no-failover"},
	{"cluster-slave-validity-factor", "cluster-replica-validity-factor"},
	{"hash-max-ziplist-entries", "hash-max-listpack-entries"},
	{"hash-max-ziplist-value", "hash-max-listpack-value"},
	{"list-max-ziplist-size", "list-max-listpack-size"},
	{"lua-time-limit", "busy-reply-threshold"},
	{"min-slaves-max-lag", "min-replicas-max-lag"},
	{"min-slaves-to-write", "min-replicas-to-write"},
	{"repl-ping-slave-period", "repl-ping-replica-period"},
	{"slave-announce-ip", "replica-announce-ip"},
	{"slave-announce-port", "replica-announce-port"},
	{"slave-ignore-maxmemory", "replica-ignore-maxmemory"},
	{"slave-lazy-flush", "replica-lazy-flush"},
	{"slave-priority", "replica-priority"},
	{"slave-read-only", "replica-read-only"},
	{"slave-serve-stale-data", "replica-serve-stale-data"},
	{"slaveof", "replicaof"},
	{"zset-max-ziplist-entries", "zset-max-listpack-entries"},
	{"zset-max-ziplist-value", "zset-max-listpack-value"},
}

// Types that many parameters share.
var (
	portNumber = integer{0, 65535}
	count      = integer{0, math.MaxInt32}
	long       = integer{0, math.MaxInt64}
	anyMemory  = memory{0, math.MaxInt64}
	permission = choice{"no", "yes", "local"} // in the order of Protected
	logLevels  = choice{"debug", "verbose", "notice", "warning"}
)

var processParameters = []*parameter{
	{name: "always-show-logo", traits: immutable, kind: boolean{}, initial: "no"},
	{name: "aof_rewrite_cpulist", traits: immutable, kind: text{}, field: exact(func(c *Config) *string { return &c.AOFRewriteCPUList })},
	{name: "bgsave_cpulist", traits: immutable, kind: text{}, field: exact(func(c *Config) *string { return &c.BgsaveCPUList })},
	{name: "bio_cpulist", traits: immutable, kind: text{}, field: exact(func(c *Config) *string { return &c.BioCPUList })},
	{name: "busy-reply-threshold", kind: long, initial: "5000"},
	{name: "crash-log-enabled", kind: boolean{}, initial: "yes"},
	{name: "crash-memcheck-enabled", kind: boolean{}, initial: "yes"},
	{name: "daemonize", traits: immutable, kind: boolean{}, initial: "no"},
	{name: "databases", traits: immutable, kind: integer{1, math.MaxInt32}, initial: "16", field: number(func(c *Config) *int { return &c.Databases })},
	{name: "dir", traits: protected, kind: text{}, field: exact(func(c *Config) *string { return &c.Dir })},
	{name: "disable-thp", traits: immutable, kind: boolean{}, initial: "yes"},
	{name: "dynamic-hz", kind: boolean{}, initial: "yes", field: exact(func(c *Config) *bool { return &c.DynamicHZ })},
	{name: "hz", kind: capped{count, 1, 500}, initial: "10", field: number(func(c *Config) *int { return &c.HZ })},
	{name: "ignore-warnings", kind: text{mayBeEmpty: true}},
	{name: "latency-monitor-threshold", kind: long, initial: "0", field: number(func(c *Config) *int64 { return &c.LatencyMonitorThreshold })},
	{name: "latency-tracking", kind: boolean{}, initial: "yes", field: exact(func(c *Config) *bool { return &c.LatencyTracking })},
	{name: "latency-tracking-info-percentiles", traits: manyWords | spelledOut, kind: percentiles{}, initial: "50 99 99.9", field: exact(func(c *Config) *[]float64 { return &c.LatencyPercentiles })},
	{name: "logfile", traits: immutable, kind: text{mayBeEmpty: true}, field: exact(func(c *Config) *string { return &c.LogFile })},
	{name: "loglevel", kind: logLevels, initial: "notice", field: ordinal(logLevels, func(c *Config) *LogLevel { return &c.LogLevel })},
	{name: "notify-keyspace-events", kind: eventClasses{}},
	{name: "oom-score-adj", kind: adjustment{}, initial: "no"},
	{name: "oom-score-adj-values", traits: manyWords, kind: scoreAdjustments{}, initial: "0 200 800"},
	{name: "pidfile", traits: immutable, kind: text{}, field: exact(func(c *Config) *string { return &c.PidFile })},
	{name: "proc-title-template", kind: titleTemplate{}, initial: "{title} {listen-addr} {server-mode}"},
	{name: "server_cpulist", traits: immutable, kind: text{}, field: exact(func(c *Config) *string { return &c.ServerCPUList })},
	{name: "set-proc-title", traits: immutable, kind: boolean{}, initial: "yes"},
	{name: "shutdown-on-sigint", traits: manyWords, kind: shutdownOptions{}, initial: "default"},
	{name: "shutdown-on-sigterm", traits: manyWords, kind: shutdownOptions{}, initial: "default"},
	{name: "shutdown-timeout", kind: count, initial: "10"},
	{name: "slowlog-log-slower-than", kind: integer{-1, math.MaxInt64}, initial: "10000", field: number(func(c *Config) *int64 { return &c.SlowlogLogSlowerThan })},
	{name: "slowlog-max-len", kind: long, initial: "128", field: number(func(c *Config) *int64 { return &c.SlowlogMaxLen })},
	{name: "supervised", traits: immutable, kind: choice{"upstart", "systemd", "auto", "no"}, initial: "no", field: exact(func(c *Config) *string { return &c.Supervised })},
	{name: "syslog-enabled", traits: immutable, kind: boolean{}, initial: "no"},
	{name: "syslog-facility", traits: immutable, kind: choice{"user", "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7"}, initial: "local0"},
	{name: "syslog-ident", traits: immutable, kind: text{mayBeEmpty: true}, initial: "redis"},
}

var networkParameters = []*parameter{
	{name: "bind", traits: manyWords, kind: addresses{}, initial: defaultBind, field: exact(func(c *Config) *[]string { return &c.Bind })},
	{name: "bind-source-addr", kind: text{}},
	{name: "port", kind: portNumber, initial: "6379", field: number(func(c *Config) *int { return &c.Port })},
	{name: "protected-mode", kind: boolean{}, initial: "yes", field: exact(func(c *Config) *bool { return &c.ProtectedMode })},
	{name: "socket-mark-id", traits: immutable, kind: integer{0, math.MaxUint32}, initial: "0"},
	{name: "tcp-backlog", traits: immutable, kind: count, initial: "511", field: number(func(c *Config) *int { return &c.TCPBacklog })},
	{name: "tcp-keepalive", kind: count, initial: "300", field: number(func(c *Config) *int { return &c.TCPKeepAlive })},
	{name: "timeout", kind: count, initial: "0", field: number(func(c *Config) *int { return &c.Timeout })},
	{name: "unixsocket", traits: immutable, kind: text{}, field: exact(func(c *Config) *string { return &c.UnixSocket })},
	{name: "unixsocketperm", traits: immutable, kind: octal{0o777}, initial: "0", field: number(func(c *Config) *uint32 { return &c.UnixSocketPerm })},
}

// threadParameters are those of I/O threads and of what serves them. Models and
// engines, and what belongs to them, are Seedis's own.
var threadParameters = []*parameter{
	{name: "io-engine", traits: immutable, kind: choice{"auto", "epoll", "io_uring", "poll", "select"}, initial: "auto", field: exact(func(c *Config) *string { return &c.IOEngine })},
	{name: "io-threads", traits: immutable, kind: integer{1, 128}, initial: "1", field: number(func(c *Config) *int { return &c.IOThreads })},
	{name: "io-threads-always", traits: immutable, kind: boolean{}, initial: "no", field: exact(func(c *Config) *bool { return &c.IOThreadsAlways })},
	{name: "io-threads-do-reads", traits: immutable, kind: boolean{}, initial: "no", field: exact(func(c *Config) *bool { return &c.IOThreadsDoReads })},
	{name: "io-threads-model", traits: immutable, kind: choice{"single", "lockstep", "reactor"}, initial: "reactor", field: exact(func(c *Config) *string { return &c.IOThreadsModel })},
	{name: "io-threads-spin", traits: immutable, kind: count, initial: "1000000", field: number(func(c *Config) *int { return &c.IOThreadsSpin })},
}

var clientParameters = []*parameter{
	{name: "acl-pubsub-default", kind: choice{"allchannels", "resetchannels"}, initial: "resetchannels"},
	{name: "aclfile", traits: immutable, kind: text{mayBeEmpty: true}},
	{name: "acllog-max-len", kind: long, initial: "128"},
	{name: "client-output-buffer-limit", traits: manyWords, kind: outputLimits{}, initial: "normal 0 0 0 slave 256mb 64mb 60 pubsub 32mb 8mb 60", field: exact(func(c *Config) *[ClientClasses]OutputLimit { return &c.ClientOutputBufferLimit })},
	{name: "client-query-buffer-limit", kind: memory{1 << 20, math.MaxInt64}, initial: "1gb", field: number(func(c *Config) *int64 { return &c.ClientQueryBufferLimit })},
	{name: "enable-debug-command", traits: immutable, kind: permission, initial: "no", field: ordinal(permission, func(c *Config) *Protected { return &c.EnableDebugCommand })},
	{name: "enable-module-command", traits: immutable, kind: permission, initial: "no"},
	{name: "enable-protected-configs", traits: immutable, kind: permission, initial: "no", field: ordinal(permission, func(c *Config) *Protected { return &c.EnableProtectedConfigs })},
	{name: "lua-enable-deprecated-api", traits: immutable | hidden, kind: boolean{}, initial: "no"},
	{name: "maxclients", kind: integer{1, math.MaxUint32}, initial: "10000", field: number(func(c *Config) *int { return &c.MaxClients })},
	{name: "proto-max-bulk-len", kind: memory{1 << 20, math.MaxInt64}, initial: "512mb", field: number(func(c *Config) *int64 { return &c.ProtoMaxBulkLen })},
	{name: "requirepass", traits: secret, kind: text{}, field: exact(func(c *Config) *string { return &c.RequirePass })},
	{name: "tracking-table-max-keys", kind: long, initial: "1000000"},
}

var debugParameters = []*parameter{
	{name: "key-load-delay", traits: hidden, kind: integer{math.MinInt32, math.MaxInt32}, initial: "0"},
	{name: "loading-process-events-interval-bytes", traits: hidden, kind: integer{1024, math.MaxInt32}, initial: "2097152"},
	{name: "rdb-key-save-delay", traits: hidden, kind: integer{math.MinInt32, math.MaxInt32}, initial: "0"},
	{name: "use-exit-on-panic", traits: hidden, kind: boolean{}, initial: "no"},
	{name: "watchdog-period", traits: hidden, kind: count, initial: "0"},
}
