package conformance

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/google/go-cmp/cmp"

	"seedis/resp"
)

// infoAdditions are the fields of INFO that only Seedis has, at the end of
// their sections.
var infoAdditions = []string{
	"seedis_version", "lazyfree_pending_bytes", "mem_blocks", "mem_mapped", "used_memory_go_heap", "used_cpu_collector",
	"turns", "longest_turn_usec", "longest_turn_work", "longest_turn_commands", "turns_over_threshold", "latency_events",
	"io_threads_moves", "io_thread_1", "io_thread_2",
}

// infoOwn are the fields whose values are each server's own, and why. Every
// other field has to be equal.
var infoOwn = []struct{ reason, fields string }{
	{
		"They name the program, the process, or a place where it runs.",
		"redis_build_id os multiplexing_api atomicvar_api gcc_version process_id tcp_port executable total_system_memory total_system_memory_human",
	},
	{"They are drawn at random.", "run_id master_replid"},
	{
		"They tell the time, or what happened by then.",
		"server_time_usec uptime_in_seconds lru_clock rdb_last_save_time expired_stale_perc expire_cycle_cpu_milliseconds " +
			"total_eviction_exceeded_time current_eviction_exceeded_time " +
			"instantaneous_ops_per_sec instantaneous_input_kbps instantaneous_output_kbps " +
			"client_recent_max_input_buffer client_recent_max_output_buffer reply_buffer_shrinks reply_buffer_expands",
	},
	{
		"They tell the time that was worked.",
		"used_cpu_sys used_cpu_user used_cpu_sys_children used_cpu_user_children used_cpu_sys_main_thread used_cpu_user_main_thread",
	},
	{
		"Each server has its own way to hold keys, clients and itself in memory.",
		"used_memory used_memory_human used_memory_rss used_memory_rss_human used_memory_peak used_memory_peak_human used_memory_peak_perc " +
			"used_memory_overhead used_memory_startup used_memory_dataset used_memory_dataset_perc " +
			"allocator_allocated allocator_active allocator_resident allocator_frag_ratio allocator_frag_bytes " +
			"allocator_rss_ratio allocator_rss_bytes rss_overhead_ratio rss_overhead_bytes " +
			"mem_fragmentation_ratio mem_fragmentation_bytes mem_clients_normal mem_allocator",
	},
	{
		"Redis has interpreters in memory that nobody uses, Seedis has none.",
		"used_memory_lua used_memory_lua_human used_memory_vm_eval used_memory_vm_functions used_memory_vm_total used_memory_vm_total_human " +
			"used_memory_functions used_memory_scripts used_memory_scripts_human",
	},
	{"A transfer may come in parts; what INFO itself answers has another length.", "total_reads_processed total_writes_processed total_net_output_bytes"},
}

// isInfoOwn tells whether a field is in infoOwn.
func isInfoOwn(field string) bool {
	for _, row := range infoOwn {
		if slices.Contains(strings.Fields(row.fields), field) {
			return true
		}
	}
	return false
}

// infoFields compares INFO line by line: sections, fields in order, and values.
func infoFields(oracle, other resp.Reply) string {
	lines := strings.Split(string(other.Text), "\r\n")
	for i, line := range lines[:len(lines)-1] {
		if isAddition(line) && !isAddition(lines[i+1]) && lines[i+1] != "" {
			return fmt.Sprintf("%s is not at the end of its section", line)
		}
	}
	if difference := cmp.Diff(infoLines(string(oracle.Text)), infoLines(string(other.Text))); difference != "" {
		return difference
	}
	return ownFields(oracle, other)
}

// ownFields compares the values that are each server's own by their form. What
// redis-server has counted already is not 0 in the other.
func ownFields(oracle, other resp.Reply) string {
	want, got := ownValues(oracle), ownValues(other)
	for _, field := range slices.Sorted(maps.Keys(want)) {
		form, otherForm := formOf(want[field]), formOf(got[field])
		switch {
		case slices.Contains(strings.Fields(formless), field):
		case form != otherForm:
			return fmt.Sprintf("%s:%s is %s, %s is %s", field, want[field], form, got[field], otherForm)
		case want[field] != "0" && got[field] == "0" && slices.Contains(strings.Fields(soonCounted), field):
			return fmt.Sprintf("%s is 0 after what made it %s", field, want[field])
		}
	}
	return ""
}

const (
	// formless are the fields whose values may be anything, or nothing.
	formless = "redis_build_id executable"
	// soonCounted are those that any server soon tells a number in.
	soonCounted = "process_id total_system_memory server_time_usec lru_clock rdb_last_save_time used_memory used_memory_rss used_memory_peak " +
		"total_reads_processed total_writes_processed total_net_output_bytes"
)

func ownValues(reply resp.Reply) map[string]string {
	values := map[string]string{}
	for line := range strings.SplitSeq(string(reply.Text), "\r\n") {
		if field, value, isField := strings.Cut(line, ":"); isField && isInfoOwn(field) {
			values[field] = value
		}
	}
	return values
}

// valueForms are how a value can be written; of several the first counts. A
// ratio of nothing is no number.
var valueForms = []struct {
	name string
	form *regexp.Regexp
}{
	{"a whole number", regexp.MustCompile(`^-?[0-9]+$`)},
	{"a number with two digits behind the point", regexp.MustCompile(`^-?([0-9]+\.[0-9]{2}|nan|inf)$`)},
	{"a number with six digits behind the point", regexp.MustCompile(`^[0-9]+\.[0-9]{6}$`)},
	{"a percentage", regexp.MustCompile(`^-?([0-9]+\.[0-9]{2}|nan|inf)%$`)},
	{"a size for people", regexp.MustCompile(`^([0-9]+B|[0-9]+\.[0-9]{2}[KMGT])$`)},
	{"forty hexadecimal digits", regexp.MustCompile(`^[0-9a-f]{40}$`)},
	{"a text", regexp.MustCompile(`.`)},
}

func formOf(value string) string {
	for _, row := range valueForms {
		if row.form.MatchString(value) {
			return row.name
		}
	}
	return "nothing"
}

func isAddition(line string) bool {
	field, _, _ := strings.Cut(line, ":")
	return slices.Contains(infoAdditions, field)
}

// infoLines are the lines of INFO without additions and each server's own
// values. Those about commands, whose order is a hash table's, come last.
func infoLines(text string) []string {
	var lines, statistics []string
	for _, line := range strings.Split(text, "\r\n") {
		field, _, isField := strings.Cut(line, ":")
		switch {
		case isAddition(line):
		case strings.HasPrefix(line, "cmdstat_"), strings.HasPrefix(line, "latency_percentiles_"):
			statistics = append(statistics, ownTimes.ReplaceAllString(line, "$1=*"))
		case strings.HasPrefix(line, "db"):
			lines = append(lines, ownTTL.ReplaceAllString(line, "avg_ttl=*"))
		case isField && isInfoOwn(field):
			lines = append(lines, field+":*")
		default:
			lines = append(lines, line)
		}
	}
	slices.Sort(statistics)
	return append(lines, statistics...)
}

// ownTimes are the parts of a command's line that are each server's own; ownTTL
// is a mean over keys that were met by chance.
var (
	ownTimes = regexp.MustCompile(`\b(usec|usec_per_call|p[0-9.]+)=[0-9.]+`)
	ownTTL   = regexp.MustCompile(`\bavg_ttl=[0-9]+`)
)

// slowEntries compares what SLOWLOG GET shows, but for when a request came, how
// long it took, and the client's address.
func slowEntries(oracle, other resp.Reply) string {
	return cmp.Diff(entryFacts(oracle), entryFacts(other))
}

// The columns of an entry.
const (
	slowTime = iota + 1
	slowDuration
	_
	slowPeer
)

func entryFacts(reply resp.Reply) []any {
	entries := []any{}
	for _, entry := range reply.Elements {
		facts := []any{}
		for column, element := range entry.Elements {
			switch column {
			case slowTime, slowDuration, slowPeer:
				facts = append(facts, string(element.Kind))
			default:
				facts = append(facts, printable(element))
			}
		}
		entries = append(entries, facts)
	}
	return entries
}
