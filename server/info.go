package server

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"seedis/commands"
	"seedis/config"
)

// infoSection is one section of INFO.
type infoSection struct {
	name   string
	extra  bool // only shown when asked for by name, or by ALL
	append func(*Server, []byte) []byte
}

// infoSections are in the order in which INFO shows them.
var infoSections = []infoSection{
	{name: "Server", append: (*Server).infoServer},
	{name: "Clients", append: (*Server).infoClients},
	{name: "Memory", append: (*Server).infoMemory},
	{name: "Persistence", append: (*Server).infoPersistence},
	{name: "Stats", append: (*Server).infoStats},
	{name: "Replication", append: (*Server).infoReplication},
	{name: "CPU", append: (*Server).infoCPU},
	{name: "Modules", append: (*Server).infoNothing},
	{name: "Commandstats", extra: true, append: (*Server).infoCommandstats},
	{name: "Errorstats", append: (*Server).infoErrorstats},
	{name: "Cluster", append: (*Server).infoCluster},
	{name: "Keyspace", append: (*Server).infoKeyspace},
}

// info is INFO [section ...].
func (s *Server) info(call *commands.Call) {
	var text []byte
	for i := range infoSections {
		section := &infoSections[i]
		if !section.wanted(call) {
			continue
		}
		if text != nil {
			text = append(text, "\r\n"...)
		}
		text = append(text, "# "+section.name+"\r\n"...)
		text = section.append(s, text)
	}
	call.Reply.Verbatim("txt", text)
}

// wanted tells whether the words of INFO select a section.
func (i *infoSection) wanted(call *commands.Call) bool {
	if call.Args.Len() == 1 {
		return !i.extra
	}
	for n := 1; n < call.Args.Len(); n++ {
		word := call.Args.At(n)
		switch {
		case bytes.EqualFold(word, []byte("all")), bytes.EqualFold(word, []byte("everything")),
			bytes.EqualFold(word, []byte("default")) && !i.extra,
			bytes.EqualFold(word, []byte(i.name)):
			return true
		}
	}
	return false
}

func (s *Server) infoServer(dst []byte) []byte {
	uptime := int64((s.clock.monotonic - s.stats.start) / time.Second)
	return fmt.Appendf(dst, "redis_version:%s\r\nseedis_version:%s\r\nredis_git_sha1:00000000\r\nredis_git_dirty:0\r\n"+
		"redis_build_id:0\r\nredis_mode:standalone\r\nos:%s\r\narch_bits:64\r\nmonotonic_clock:%s\r\n"+
		"multiplexing_api:%s\r\natomicvar_api:go\r\ngcc_version:0.0.0\r\nprocess_id:%d\r\nprocess_supervised:no\r\n"+
		"run_id:%s\r\ntcp_port:%d\r\nserver_time_usec:%d\r\nuptime_in_seconds:%d\r\nuptime_in_days:%d\r\nhz:%d\r\n"+
		"configured_hz:%d\r\nlru_clock:%d\r\nexecutable:%s\r\nconfig_file:%s\r\nio_threads_active:0\r\n",
		config.RedisVersion, config.Version, "Linux", "POSIX clock_gettime", s.kernel.Engine(), s.kernel.Pid(),
		s.runID, s.config.Port, s.clock.wall, uptime, uptime/86400, s.hz(), s.config.HZ,
		s.clock.wall/1e6&(1<<24-1), s.options.Executable, s.options.ConfigFile)
}

func (s *Server) infoClients(dst []byte) []byte {
	input, output := 0, 0
	for c := s.clients.first; c != nil; c = c.next {
		input = max(input, c.query.peak)
		output = max(output, c.owedBytes())
	}
	return fmt.Appendf(dst, "connected_clients:%d\r\ncluster_connections:0\r\nmaxclients:%d\r\n"+
		"client_recent_max_input_buffer:%d\r\nclient_recent_max_output_buffer:%d\r\nblocked_clients:0\r\n"+
		"tracking_clients:0\r\nclients_in_timeout_table:0\r\n",
		s.clients.count, s.config.MaxClients, input, output)
}

func (s *Server) infoMemory(dst []byte) []byte {
	used, blocks := s.heap.Live()
	resident := s.kernel.Usage().ResidentSize
	physical := s.kernel.PhysicalMemory()
	s.stats.samplePeak(used)
	return fmt.Appendf(dst, "used_memory:%d\r\nused_memory_human:%s\r\nused_memory_rss:%d\r\nused_memory_rss_human:%s\r\n"+
		"used_memory_peak:%d\r\nused_memory_peak_human:%s\r\ntotal_system_memory:%d\r\ntotal_system_memory_human:%s\r\n"+
		"maxmemory:%d\r\nmaxmemory_human:%s\r\nmaxmemory_policy:%s\r\nmem_allocator:seedis\r\n"+
		"mem_blocks:%d\r\nmem_mapped:%d\r\nactive_defrag_running:0\r\nlazyfree_pending_objects:0\r\nlazyfreed_objects:0\r\n",
		used, human(used), resident, human(resident), s.stats.memoryPeak, human(s.stats.memoryPeak), physical, human(physical),
		s.config.MaxMemory, human(uint64(s.config.MaxMemory)), s.config.MaxMemoryPolicy, blocks, s.heap.Mapped())
}

// human prints bytes as Redis's INFO does: 1023B, 1.00K, 2.50M ...
func human(bytes uint64) string {
	if bytes < 1024 {
		return fmt.Sprintf("%dB", bytes)
	}
	value, unit := float64(bytes), 0
	for value >= 1024 && unit < len("KMGTP") {
		value /= 1024
		unit++
	}
	return fmt.Sprintf("%.2f%c", value, " KMGTP"[unit])
}

func (s *Server) infoPersistence(dst []byte) []byte {
	return fmt.Appendf(dst, "loading:0\r\nasync_loading:0\r\nrdb_changes_since_last_save:%d\r\nrdb_bgsave_in_progress:0\r\n"+
		"aof_enabled:0\r\naof_rewrite_in_progress:0\r\n", s.dirty)
}

func (s *Server) infoStats(dst []byte) []byte {
	t := &s.stats
	return fmt.Appendf(dst, "total_connections_received:%d\r\ntotal_commands_processed:%d\r\ninstantaneous_ops_per_sec:%d\r\n"+
		"total_net_input_bytes:%d\r\ntotal_net_output_bytes:%d\r\ninstantaneous_input_kbps:%.2f\r\ninstantaneous_output_kbps:%.2f\r\n"+
		"rejected_connections:%d\r\nexpired_keys:%d\r\nevicted_keys:0\r\nkeyspace_hits:%d\r\nkeyspace_misses:%d\r\n"+
		"pubsub_channels:0\r\npubsub_patterns:0\r\nlatest_fork_usec:0\r\ntotal_forks:0\r\ntotal_error_replies:%d\r\n",
		t.accepted, t.executed, t.operations.average(), t.inputBytes, t.outputBytes,
		float64(t.input.average())/1024, float64(t.output.average())/1024,
		t.rejected, t.ExpiredKeys, t.KeyspaceHits, t.KeyspaceMisses, t.errors)
}

func (s *Server) infoReplication(dst []byte) []byte {
	return append(dst, "role:master\r\nconnected_slaves:0\r\nmaster_failover_state:no-failover\r\n"...)
}

func (s *Server) infoCPU(dst []byte) []byte {
	usage := s.kernel.Usage()
	return fmt.Appendf(dst, "used_cpu_sys:%.6f\r\nused_cpu_user:%.6f\r\n", usage.SystemTime.Seconds(), usage.UserTime.Seconds())
}

func (s *Server) infoNothing(dst []byte) []byte { return dst }

func (s *Server) infoCommandstats(dst []byte) []byte {
	for command := range s.table.All() {
		row := s.stats.byCommand[command.Index()]
		if row.calls == 0 && row.rejected == 0 {
			continue
		}
		microseconds := row.cycles / s.clock.perMicrosecond
		perCall := 0.0
		if row.calls > 0 {
			perCall = float64(microseconds) / float64(row.calls)
		}
		dst = fmt.Appendf(dst, "cmdstat_%s:calls=%d,usec=%d,usec_per_call=%.2f,rejected_calls=%d,failed_calls=%d\r\n",
			strings.ToLower(command.FullName), row.calls, microseconds, perCall, row.rejected, row.failed)
	}
	return dst
}

func (s *Server) infoErrorstats(dst []byte) []byte {
	for _, code := range slices.Sorted(maps.Keys(s.stats.byCode)) {
		dst = fmt.Appendf(dst, "errorstat_%s:count=%d\r\n", code, s.stats.byCode[code])
	}
	return dst
}

func (s *Server) infoCluster(dst []byte) []byte { return append(dst, "cluster_enabled:0\r\n"...) }

func (s *Server) infoKeyspace(dst []byte) []byte {
	for i := range s.keyspace.Databases() {
		if db := s.keyspace.DB(i); db.Len() > 0 {
			dst = fmt.Appendf(dst, "db%d:keys=%d,expires=%d,avg_ttl=0\r\n", i, db.Len(), db.Expires())
		}
	}
	return dst
}
