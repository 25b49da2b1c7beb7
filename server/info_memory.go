package server

// memoryUsage is where the memory is, in bytes. What lives on the Go heap is a
// part of resident only, but for what clients can make large there: used_memory is
// that and mem, which keys and buffers take.
type memoryUsage struct {
	used      uint64 // allocated, and what clients wait for, watch and have queued
	allocated uint64 // blocks of mem in use
	active    uint64 // pages that hold such blocks
	held      uint64 // pages that the machine holds for mem
	resident  uint64 // all that the machine holds for the process
	goHeap    uint64 // of these on the Go heap
	clients   uint64 // query and reply buffers, queued transactions, watched keys, places in queues
	overhead  uint64 // all that is neither a key's name nor a value
}

// usedMemory is memoryUsage's used.
func (s *Server) usedMemory() uint64 {
	return s.allocated() + uint64(s.waits.memory+s.watchers.memory+s.queuedBytes)
}

// allocated is the bytes of the blocks in use, in the heaps of all threads.
func (s *Server) allocated() uint64 {
	allocated, _ := s.heap.Live()
	return allocated + s.crew.live
}

// memory measures. It takes time in proportion to the clients.
func (s *Server) memory() memoryUsage {
	process := s.kernel.Usage()
	u := memoryUsage{
		used:     s.usedMemory(),
		active:   s.heap.Active(),
		held:     s.heap.Resident(),
		resident: process.ResidentSize,
		goHeap:   process.GoHeap,
	}
	u.allocated = s.allocated()
	for _, t := range s.crew.threads {
		u.active += t.published.active.Load()
		u.held += t.published.resident.Load()
	}
	s.stats.samplePeak(u.used)
	for c := s.clients.first; c != nil; c = c.next {
		counted, _ := c.memory()
		u.clients += uint64(counted)
	}
	u.overhead = s.stats.memoryAtStart + u.clients
	for i := range s.keyspace.Databases() {
		u.overhead += s.keyspace.DB(i).Overhead()
	}
	return u
}

func (s *Server) infoMemory(t *infoText) {
	u := s.memory()
	t.bytes("used_memory", u.used)
	t.bytes("used_memory_rss", u.resident)
	t.bytes("used_memory_peak", s.stats.memoryPeak)
	t.percent("used_memory_peak_perc", u.used, s.stats.memoryPeak)
	t.field("used_memory_overhead", u.overhead)
	t.field("used_memory_startup", s.stats.memoryAtStart)
	dataset := u.used - min(u.used, u.overhead) // what threads have is known of the turn before
	t.field("used_memory_dataset", dataset)
	t.percent("used_memory_dataset_perc", dataset, u.used-s.stats.memoryAtStart)
	t.field("allocator_allocated", u.allocated)
	t.field("allocator_active", u.active)
	t.field("allocator_resident", u.held)
	t.bytes("total_system_memory", s.kernel.PhysicalMemory())
	s.infoScriptMemory(t)
	t.bytes("maxmemory", uint64(s.config.MaxMemory))
	t.field("maxmemory_policy", s.config.MaxMemoryPolicy)
	t.excess("allocator_frag_ratio", "allocator_frag_bytes", u.active, u.allocated)
	t.excess("allocator_rss_ratio", "allocator_rss_bytes", u.held, u.active)
	t.excess("rss_overhead_ratio", "rss_overhead_bytes", u.resident, u.held)
	t.excess("mem_fragmentation_ratio", "mem_fragmentation_bytes", u.resident, u.used)
	t.field("mem_not_counted_for_evict", 0)
	t.field("mem_replication_backlog", 0)
	t.field("mem_total_replication_buffers", 0)
	t.field("mem_clients_slaves", 0)
	t.field("mem_clients_normal", u.clients)
	t.field("mem_cluster_links", 0)
	t.field("mem_aof_buffer", 0)
	t.field("mem_allocator", "seedis")
	t.field("active_defrag_running", 0)
	t.field("lazyfree_pending_objects", s.lazyFree.pendingObjects())
	t.field("lazyfreed_objects", s.lazyFree.freedObjects())
	t.field("lazyfree_pending_bytes", s.pendingFreeBytes())
	_, blocks := s.heap.Live()
	t.field("mem_blocks", blocks)
	t.field("mem_mapped", s.heap.Mapped())
	t.field("used_memory_go_heap", u.goHeap)
}

// infoScriptMemory writes what interpreters take: there are none.
func (s *Server) infoScriptMemory(t *infoText) {
	t.field("used_memory_lua", 0)
	t.field("used_memory_vm_eval", 0)
	t.human("used_memory_lua", 0)
	t.field("used_memory_scripts_eval", 0)
	t.field("number_of_cached_scripts", 0)
	t.field("number_of_functions", 0)
	t.field("number_of_libraries", 0)
	t.field("used_memory_vm_functions", 0)
	t.bytes("used_memory_vm_total", 0)
	t.field("used_memory_functions", 0)
	t.bytes("used_memory_scripts", 0)
}
