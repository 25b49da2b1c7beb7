package config

import "math"

var memoryParameters = []*parameter{
	{name: "active-defrag-cycle-max", kind: integer{1, 99}, initial: "25"},
	{name: "active-defrag-cycle-min", kind: integer{1, 99}, initial: "1"},
	{name: "active-defrag-ignore-bytes", kind: memory{1, math.MaxInt64}, initial: "100mb"},
	{name: "active-defrag-max-scan-fields", kind: integer{1, math.MaxInt64}, initial: "1000"},
	{name: "active-defrag-threshold-lower", kind: integer{0, 1000}, initial: "10"},
	{name: "active-defrag-threshold-upper", kind: integer{0, 1000}, initial: "100"},
	{name: "active-expire-effort", kind: integer{1, 10}, initial: "1", field: number(func(c *Config) *int { return &c.ActiveExpireEffort })},
	{name: "activedefrag", kind: noDefragmentation, initial: "no"},
	{name: "activerehashing", kind: boolean{}, initial: "yes", field: exact(func(c *Config) *bool { return &c.ActiveRehashing })},
	{name: "jemalloc-bg-thread", kind: boolean{}, initial: "yes"},
	{name: "lazyfree-lazy-eviction", kind: boolean{}, initial: "no", field: exact(func(c *Config) *bool { return &c.LazyFreeLazyEviction })},
	{name: "lazyfree-lazy-expire", kind: boolean{}, initial: "no", field: exact(func(c *Config) *bool { return &c.LazyFreeLazyExpire })},
	{name: "lazyfree-lazy-server-del", kind: boolean{}, initial: "no", field: exact(func(c *Config) *bool { return &c.LazyFreeLazyServerDel })},
	{name: "lazyfree-lazy-user-del", kind: boolean{}, initial: "no", field: exact(func(c *Config) *bool { return &c.LazyFreeLazyUserDel })},
	{name: "lazyfree-lazy-user-flush", kind: boolean{}, initial: "no", field: exact(func(c *Config) *bool { return &c.LazyFreeLazyUserFlush })},
	{name: "lfu-decay-time", kind: count, initial: "1", field: number(func(c *Config) *int { return &c.LFUDecayTime })},
	{name: "lfu-log-factor", kind: count, initial: "10", field: number(func(c *Config) *int { return &c.LFULogFactor })},
	{name: "maxmemory", kind: anyMemory, initial: "0", field: number(func(c *Config) *int64 { return &c.MaxMemory })},
	{name: "maxmemory-clients", kind: memoryOrPercent{}, initial: "0", field: number(func(c *Config) *int64 { return &c.MaxMemoryClients })},
	{name: "maxmemory-eviction-tenacity", kind: integer{0, 100}, initial: "10", field: number(func(c *Config) *int { return &c.MaxMemoryEvictionTenacity })},
	{name: "maxmemory-policy", kind: choice{"volatile-lru", "volatile-lfu", "volatile-random", "volatile-ttl", "allkeys-lru", "allkeys-lfu", "allkeys-random", "noeviction"}, initial: "noeviction", field: exact(func(c *Config) *string { return &c.MaxMemoryPolicy })},
	{name: "maxmemory-samples", kind: integer{1, math.MaxInt32}, initial: "5", field: number(func(c *Config) *int { return &c.MaxMemorySamples })},
}

// noDefragmentation is Redis's own refusal where its allocator cannot do it.
const noDefragmentation = never("Active defragmentation cannot be enabled: it requires a Redis server compiled with a modified Jemalloc like the one shipped by default with the Redis source distribution")

var encodingParameters = []*parameter{
	{name: "hash-max-listpack-entries", kind: long, initial: "512", field: number(func(c *Config) *int64 { return &c.HashMaxListpackEntries })},
	{name: "hash-max-listpack-value", kind: anyMemory, initial: "64", field: number(func(c *Config) *int64 { return &c.HashMaxListpackValue })},
	{name: "hll-sparse-max-bytes", kind: anyMemory, initial: "3000"},
	{name: "list-compress-depth", kind: count, initial: "0"},
	{name: "list-max-listpack-size", kind: integer{math.MinInt32, math.MaxInt32}, initial: "-2", field: number(func(c *Config) *int { return &c.ListMaxListpackSize })},
	{name: "set-max-intset-entries", kind: long, initial: "512", field: number(func(c *Config) *int64 { return &c.SetMaxIntsetEntries })},
	{name: "stream-node-max-bytes", kind: anyMemory, initial: "4kb"},
	{name: "stream-node-max-entries", kind: long, initial: "100"},
	{name: "zset-max-listpack-entries", kind: long, initial: "128", field: number(func(c *Config) *int64 { return &c.ZSetMaxListpackEntries })},
	{name: "zset-max-listpack-value", kind: anyMemory, initial: "64", field: number(func(c *Config) *int64 { return &c.ZSetMaxListpackValue })},
}

var persistenceParameters = []*parameter{
	{name: "aof-disable-auto-gc", kind: boolean{}, initial: "no"},
	{name: "aof-load-truncated", kind: boolean{}, initial: "yes"},
	{name: "aof-rewrite-incremental-fsync", kind: boolean{}, initial: "yes"},
	{name: "aof-timestamp-enabled", kind: boolean{}, initial: "no"},
	{name: "aof-use-rdb-preamble", kind: boolean{}, initial: "yes"},
	{name: "appenddirname", traits: immutable, kind: fileName{of: "appenddirname", noun: "dirname"}, initial: "appendonlydir"},
	{name: "appendfilename", traits: immutable, kind: fileName{of: "appendfilename", noun: "filename"}, initial: "appendonly.aof"},
	{name: "appendfsync", kind: choice{"everysec", "always", "no"}, initial: "everysec"},
	{name: "appendonly", kind: boolean{}, initial: "no"},
	{name: "auto-aof-rewrite-min-size", kind: anyMemory, initial: "64mb"},
	{name: "auto-aof-rewrite-percentage", kind: count, initial: "100"},
	{name: "dbfilename", traits: protected, kind: fileName{of: "dbfilename", noun: "filename", mayBeEmpty: true}, initial: "dump.rdb"},
	{name: "no-appendfsync-on-rewrite", kind: boolean{}, initial: "no"},
	{name: "rdb-del-sync-files", kind: boolean{}, initial: "no"},
	{name: "rdb-save-incremental-fsync", kind: boolean{}, initial: "yes"},
	{name: "rdbchecksum", traits: immutable, kind: boolean{}, initial: "yes"},
	{name: "rdbcompression", kind: boolean{}, initial: "yes"},
	{name: "sanitize-dump-payload", kind: choice{"no", "yes", "clients"}, initial: "no"},
	{name: "save", traits: manyWords | cumulative | spelledOut, kind: savePoints{}, initial: "3600 1 300 100 60 10000"},
	{name: "stop-writes-on-bgsave-error", kind: boolean{}, initial: "yes"},
}
