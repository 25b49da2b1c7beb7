package server

// infoPersistence tells of a server that saves nothing and so has lost nothing:
// what has been written since it started is not saved.
func (s *Server) infoPersistence(t *infoText) {
	t.field("loading", 0)
	t.field("async_loading", 0)
	t.field("current_cow_peak", 0)
	t.field("current_cow_size", 0)
	t.field("current_cow_size_age", 0)
	t.real("current_fork_perc", 0, 2)
	t.field("current_save_keys_processed", 0)
	t.field("current_save_keys_total", 0)
	t.field("rdb_changes_since_last_save", s.dirty)
	t.field("rdb_bgsave_in_progress", 0)
	t.field("rdb_last_save_time", s.stats.startWall/1e6) // the start counts as one
	t.field("rdb_last_bgsave_status", "ok")
	t.field("rdb_last_bgsave_time_sec", -1)
	t.field("rdb_current_bgsave_time_sec", -1)
	t.field("rdb_saves", 0)
	t.field("rdb_last_cow_size", 0)
	t.field("rdb_last_load_keys_expired", 0)
	t.field("rdb_last_load_keys_loaded", 0)
	t.field("aof_enabled", 0)
	t.field("aof_rewrite_in_progress", 0)
	t.field("aof_rewrite_scheduled", 0)
	t.field("aof_last_rewrite_time_sec", -1)
	t.field("aof_current_rewrite_time_sec", -1)
	t.field("aof_last_bgrewrite_status", "ok")
	t.field("aof_rewrites", 0)
	t.field("aof_rewrites_consecutive_failures", 0)
	t.field("aof_last_write_status", "ok")
	t.field("aof_last_cow_size", 0)
	t.field("module_fork_in_progress", 0)
	t.field("module_fork_last_cow_size", 0)
}
