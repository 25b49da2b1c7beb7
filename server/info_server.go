package server

import (
	"fmt"
	"slices"
	"time"

	"seedis/config"
	"seedis/sys"
)

// lruClockMask is all bits of the clock of uses, which counts seconds.
const lruClockMask = 1<<24 - 1

// infoServer writes Redis's fields and then, as every section, Seedis's own.
func (s *Server) infoServer(t *infoText) {
	uptime := (s.clock.monotonic - s.stats.start) / time.Second
	t.field("redis_version", config.RedisVersion)
	t.field("redis_git_sha1", "00000000")
	t.field("redis_git_dirty", 0)
	t.field("redis_build_id", 0)
	t.field("redis_mode", "standalone")
	t.field("os", s.kernel.System())
	t.field("arch_bits", 64)
	t.field("monotonic_clock", "POSIX clock_gettime")
	t.field("multiplexing_api", s.kernel.Engine())
	t.field("atomicvar_api", "go")
	t.field("gcc_version", "0.0.0") // what a build by another compiler says
	t.field("process_id", s.kernel.Pid())
	t.field("process_supervised", s.supervisor())
	t.field("run_id", s.runID)
	t.field("tcp_port", s.config.Port)
	t.field("server_time_usec", s.clock.wall)
	t.field("uptime_in_seconds", int64(uptime))
	t.field("uptime_in_days", int64(uptime)/86400)
	t.field("hz", s.hz())
	t.field("configured_hz", s.config.HZ)
	t.field("lru_clock", s.clock.wall/1e6&lruClockMask)
	t.field("executable", s.options.Executable)
	t.field("config_file", s.options.ConfigFile)
	t.field("io_threads_active", s.threadsActive())
	t.field("seedis_version", config.Version)
}

// supervisor is the init system that the program has told of its start.
func (s *Server) supervisor() string {
	if s.options.Supervisor == "" {
		return "no"
	}
	return s.options.Supervisor
}

func (s *Server) infoClients(t *infoText) {
	t.field("connected_clients", s.clients.count)
	t.field("cluster_connections", 0)
	t.field("maxclients", s.config.MaxClients)
	t.field("client_recent_max_input_buffer", slices.Max(s.stats.buffers.input[:]))
	t.field("client_recent_max_output_buffer", slices.Max(s.stats.buffers.output[:]))
	t.field("blocked_clients", s.blocked.count)
	t.field("tracking_clients", 0)
	t.field("clients_in_timeout_table", len(s.deadlines.queue))
}

func (s *Server) infoReplication(t *infoText) {
	t.field("role", "master")
	t.field("connected_slaves", 0)
	if text(s.config, "min-replicas-to-write") != "0" && text(s.config, "min-replicas-max-lag") != "0" {
		t.field("min_slaves_good_slaves", 0)
	}
	t.field("master_failover_state", "no-failover")
	t.field("master_replid", s.replID)
	t.field("master_replid2", fmt.Sprintf("%040d", 0))
	t.field("master_repl_offset", 0)
	t.field("second_repl_offset", -1)
	t.field("repl_backlog_active", 0)
	t.field("repl_backlog_size", text(s.config, "repl-backlog-size"))
	t.field("repl_backlog_first_byte_offset", 0)
	t.field("repl_backlog_histlen", 0)
}

func (s *Server) infoCPU(t *infoText) {
	usage := s.kernel.Usage()
	t.cpuTime("", usage.Process)
	t.cpuTime("_children", usage.Children)
	t.cpuTime("_main_thread", usage.Thread)
	t.real("used_cpu_collector", usage.Collector.Seconds(), 6)
}

func (t *infoText) cpuTime(of string, time sys.CPUTime) {
	t.real("used_cpu_sys"+of, time.System.Seconds(), 6)
	t.real("used_cpu_user"+of, time.User.Seconds(), 6)
}

// infoModules writes nothing: there are none.
func (s *Server) infoModules(*infoText) {}

func (s *Server) infoCluster(t *infoText) { t.field("cluster_enabled", 0) }

func (s *Server) infoKeyspace(t *infoText) {
	for i := range s.keyspace.Databases() {
		if db := s.keyspace.DB(i); db.Len() > 0 {
			t.field(fmt.Sprintf("db%d", i), fmt.Sprintf("keys=%d,expires=%d,avg_ttl=%d",
				db.Len(), db.Expires(), s.expireCycle.walks[i].averageTTL))
		}
	}
}
