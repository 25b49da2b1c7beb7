package server

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"seedis/commands"
)

// infoStats is in parts that fit a screen; Redis has one section. What only
// Seedis has comes last.
func (s *Server) infoStats(t *infoText) {
	s.infoTraffic(t)
	s.infoKeys(t)
	s.infoDefragmentation(t)
	s.infoTracking(t)
	s.infoReplies(t)
	s.infoTurns(t)
	s.infoThreads(t)
	s.infoLatencyEvents(t)
}

// kibibyte is the unit of rates, in bytes.
const kibibyte = 1024

func (s *Server) infoTraffic(t *infoText) {
	c, moved := &s.stats.counters, s.traffic()
	t.field("total_connections_received", c.accepted)
	t.field("total_commands_processed", c.executed)
	t.field("instantaneous_ops_per_sec", c.operations.average())
	t.field("total_net_input_bytes", moved.inputBytes)
	t.field("total_net_output_bytes", moved.outputBytes)
	t.field("total_net_repl_input_bytes", 0)
	t.field("total_net_repl_output_bytes", 0)
	t.real("instantaneous_input_kbps", float64(c.input.average())/kibibyte, 2)
	t.real("instantaneous_output_kbps", float64(c.output.average())/kibibyte, 2)
	t.real("instantaneous_input_repl_kbps", 0, 2)
	t.real("instantaneous_output_repl_kbps", 0, 2)
	t.field("rejected_connections", c.rejected)
	t.field("sync_full", 0)
	t.field("sync_partial_ok", 0)
	t.field("sync_partial_err", 0)
}

func (s *Server) infoKeys(t *infoText) {
	c := &s.stats.counters
	t.field("expired_keys", c.ExpiredKeys)
	t.real("expired_stale_perc", 100*s.expireCycle.stale, 2)
	t.field("expired_time_cap_reached_count", c.expireCapReached)
	t.field("expire_cycle_cpu_milliseconds", s.clock.duration(c.expireCycles).Milliseconds())
	t.field("evicted_keys", c.EvictedKeys)
	t.field("evicted_clients", c.evictedClients)
	exceeded := c.exceededNow(s.clock.monotonic)
	t.field("total_eviction_exceeded_time", (c.exceeded + exceeded).Milliseconds())
	t.field("current_eviction_exceeded_time", exceeded.Milliseconds())
	t.field("keyspace_hits", c.KeyspaceHits)
	t.field("keyspace_misses", c.KeyspaceMisses)
	t.field("pubsub_channels", 0)
	t.field("pubsub_patterns", 0)
	t.field("pubsubshard_channels", 0)
	t.field("latest_fork_usec", 0)
	t.field("total_forks", 0)
	t.field("migrate_cached_sockets", 0)
	t.field("slave_expires_tracked_keys", 0)
}

// infoDefragmentation tells of none: blocks of mem do not move.
func (s *Server) infoDefragmentation(t *infoText) {
	t.field("active_defrag_hits", 0)
	t.field("active_defrag_misses", 0)
	t.field("active_defrag_key_hits", 0)
	t.field("active_defrag_key_misses", 0)
	t.field("total_active_defrag_time", 0)
	t.field("current_active_defrag_time", 0)
}

// infoTracking tells of none: keys are not followed for clients that keep them.
func (s *Server) infoTracking(t *infoText) {
	t.field("tracking_total_keys", 0)
	t.field("tracking_total_items", 0)
	t.field("tracking_total_prefixes", 0)
}

func (s *Server) infoReplies(t *infoText) {
	c, moved, threads := &s.stats.counters, s.traffic(), s.crew.moved().less(s.stats.threadsBefore)
	t.field("unexpected_error_replies", 0)
	t.field("total_error_replies", c.errors)
	t.field("dump_payload_sanitizations", 0)
	t.field("total_reads_processed", moved.reads)
	t.field("total_writes_processed", moved.writes)
	t.field("io_threaded_reads_processed", c.threadedReads+threads.reads)
	t.field("io_threaded_writes_processed", c.threadedWrites+threads.writes)
	t.field("reply_buffer_shrinks", moved.replyShrinks)
	t.field("reply_buffer_expands", moved.replyExpands)
}

func (s *Server) infoCommandstats(t *infoText) {
	for command := range s.table.All() {
		row := &s.stats.byCommand[command.Index()]
		if row.calls == 0 && row.rejected == 0 {
			continue
		}
		microseconds := row.cycles / s.clock.perMicrosecond
		t.field("cmdstat_"+command.FullName, fmt.Sprintf(
			"calls=%d,usec=%d,usec_per_call=%.2f,rejected_calls=%d,failed_calls=%d",
			row.calls, microseconds, ratio(microseconds, row.calls), row.rejected, row.failed))
	}
}

func (s *Server) infoErrorstats(t *infoText) {
	for _, code := range slices.Sorted(maps.Keys(s.stats.byCode)) {
		t.field("errorstat_"+code, fmt.Sprintf("count=%d", s.stats.byCode[code]))
	}
}

// infoLatencystats tells nothing while durations are not tracked, though it
// still knows those of before.
func (s *Server) infoLatencystats(t *infoText) {
	if !s.config.LatencyTracking {
		return
	}
	names := strings.Fields(text(s.config, "latency-tracking-info-percentiles"))
	for command := range s.table.All() {
		latency := s.stats.byCommand[command.Index()].latency
		if latency == nil {
			continue
		}
		total := latency.total()
		values := make([]string, len(names))
		for i, percent := range s.config.LatencyPercentiles {
			value := latency.percentileTime(percent, total, s.clock.perMicrosecond)
			values[i] = fmt.Sprintf("p%s=%.3f", names[i], float64(value)/float64(time.Microsecond))
		}
		t.field("latency_percentiles_usec_"+command.FullName, strings.Join(values, ","))
	}
}

// configResetStat is CONFIG RESETSTAT.
func (s *Server) configResetStat(call *commands.Call) {
	s.stats.reset(s.clock.monotonic, s.movedInAll(), s.crew.moved())
	s.lazyFree.resetStatistics()
	s.expireCycle.stale = 0
	s.beginTurn(s.kernel.Cycles()) // that of before is forgotten, too
	call.Reply.OK()
}
