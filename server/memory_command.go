package server

import (
	"fmt"
	"strings"

	"seedis/commands"
	"seedis/resp"
)

// memoryStat is a figure of MEMORY STATS: bytes or a number, unless it is a ratio.
type memoryStat struct {
	name    string
	value   int64
	ratio   float64
	isRatio bool
}

func bytesStat(name string, value uint64) memoryStat {
	return memoryStat{name: name, value: int64(value)}
}

func ratioStat(name string, value float64) memoryStat {
	return memoryStat{name: name, ratio: value, isRatio: true}
}

func (m *memoryStat) reply(w *resp.Writer) {
	w.BulkString(m.name)
	if m.isRatio {
		w.Double(m.ratio)
	} else {
		w.Int(m.value)
	}
}

// memoryStats is MEMORY STATS: the figures of INFO under the names of Redis.
func (s *Server) memoryStats(call *commands.Call) {
	u := s.memory()
	before, after := s.statsOfUse(&u), s.statsOfShare(&u)
	var held []int // databases with keys
	for i := range s.keyspace.Databases() {
		if s.keyspace.DB(i).Len() > 0 {
			held = append(held, i)
		}
	}
	call.Reply.Map(len(before) + len(held) + len(after))
	for _, stat := range before {
		stat.reply(call.Reply)
	}
	for _, i := range held {
		call.Reply.BulkString(fmt.Sprintf("db.%d", i))
		call.Reply.Map(3)
		for _, stat := range []memoryStat{
			bytesStat("overhead.hashtable.main", uint64(s.keyspace.DB(i).TableUsage())),
			bytesStat("overhead.hashtable.expires", 0), // an expiry is in its entry
			bytesStat("overhead.hashtable.slot-to-keys", 0),
		} {
			stat.reply(call.Reply)
		}
	}
	for _, stat := range after {
		stat.reply(call.Reply)
	}
}

// statsOfUse are the figures that come before those of the databases.
func (s *Server) statsOfUse(u *memoryUsage) []memoryStat {
	return []memoryStat{
		bytesStat("peak.allocated", s.stats.memoryPeak),
		bytesStat("total.allocated", u.used),
		bytesStat("startup.allocated", s.stats.memoryAtStart),
		bytesStat("replication.backlog", 0),
		bytesStat("clients.slaves", 0),
		bytesStat("clients.normal", u.clients),
		bytesStat("cluster.links", 0),
		bytesStat("aof.buffer", 0),
		bytesStat("lua.caches", 0),
		bytesStat("functions.caches", 0),
	}
}

// statsOfShare are the figures that come behind them.
func (s *Server) statsOfShare(u *memoryUsage) []memoryStat {
	keys := uint64(0)
	for i := range s.keyspace.Databases() {
		keys += uint64(s.keyspace.DB(i).Len())
	}
	grown := u.used - min(u.used, s.stats.memoryAtStart)
	return []memoryStat{
		bytesStat("overhead.total", u.overhead),
		bytesStat("keys.count", keys),
		bytesStat("keys.bytes-per-key", grown/max(1, keys)),
		bytesStat("dataset.bytes", u.used-u.overhead),
		ratioStat("dataset.percentage", 100*ratio(u.used-u.overhead, grown)),
		ratioStat("peak.percentage", 100*ratio(u.used, s.stats.memoryPeak)),
		bytesStat("allocator.allocated", u.allocated),
		bytesStat("allocator.active", u.active),
		bytesStat("allocator.resident", u.held),
		ratioStat("allocator-fragmentation.ratio", ratio(u.active, u.allocated)),
		bytesStat("allocator-fragmentation.bytes", u.active-u.allocated),
		ratioStat("allocator-rss.ratio", ratio(u.held, u.active)),
		bytesStat("allocator-rss.bytes", u.held-u.active),
		ratioStat("rss-overhead.ratio", ratio(u.resident, u.held)),
		bytesStat("rss-overhead.bytes", u.resident-u.held),
		ratioStat("fragmentation", ratio(u.resident, u.used)),
		bytesStat("fragmentation.bytes", u.resident-u.used),
	}
}

// memoryPurge is MEMORY PURGE: all pages that are free go back to the machine.
func (s *Server) memoryPurge(call *commands.Call) {
	for s.heap.Scavenge(scavengePages) > 0 {
	}
	call.Reply.OK()
}

// memoryMallocStats is MEMORY MALLOC-STATS.
func (s *Server) memoryMallocStats(call *commands.Call) {
	bytes, blocks := s.heap.Live()
	pendingBytes, pendingBlocks := s.heap.PendingFree()
	call.Reply.Verbatim("txt", fmt.Appendf(nil,
		"in use: %d bytes in %d blocks\n"+
			"freed by other threads, not collected yet: %d bytes in %d blocks\n"+
			"pages in use: %d bytes\n"+
			"pages held: %d bytes\n"+
			"mapped: %d bytes\n",
		bytes, blocks, pendingBytes, pendingBlocks, s.heap.Active(), s.heap.Resident(), s.heap.Mapped()))
}

// What MEMORY DOCTOR takes for a fault.
const (
	doctorLeast       = 5 << 20  // bytes in use, below which no figure tells much
	doctorWaste       = 10 << 20 // bytes that are worth a word
	doctorClient      = 200_000  // bytes of buffers, on the mean over the clients
	doctorPeakPercent = 150
	doctorWastePart   = 1.4 // of pages to what is in them
)

// memoryDoctor is MEMORY DOCTOR: what is wrong with the memory, in words.
func (s *Server) memoryDoctor(call *commands.Call) {
	u := s.memory()
	if u.used < doctorLeast {
		call.Reply.Verbatim("txt", []byte("There is too little in memory to tell whether anything is wrong.\n"))
		return
	}
	found := s.memoryFaults(&u)
	if len(found) == 0 {
		found = []string{"Nothing is wrong with the memory."}
	}
	call.Reply.Verbatim("txt", []byte(strings.Join(found, "\n")+"\n"))
}

func (s *Server) memoryFaults(u *memoryUsage) (found []string) {
	if 100*s.stats.memoryPeak > doctorPeakPercent*u.used {
		found = append(found, fmt.Sprintf("Peak: once %s were in use, now %s. Pages that are still held are filled before others; MEMORY PURGE gives free ones back.",
			human(s.stats.memoryPeak), human(u.used)))
	}
	if u.active-u.allocated > doctorWaste && ratio(u.active, u.allocated) > doctorWastePart {
		found = append(found, fmt.Sprintf("Fragmentation: pages of %s hold blocks of %s. Values of many sizes have come and gone.",
			human(u.active), human(u.allocated)))
	}
	if clients := uint64(s.clients.count); clients > 0 && u.clients/clients > doctorClient {
		found = append(found, fmt.Sprintf("Clients: their buffers take %s. CLIENT LIST shows who sends or reads slowly.", human(u.clients)))
	}
	return found
}
