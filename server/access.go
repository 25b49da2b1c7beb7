package server

import (
	"strings"

	"seedis/store"
)

// trackAccesses lets keys remember what maxmemory-policy asks for: when they
// were used, or how often.
func (s *Server) trackAccesses() {
	frequency := strings.HasSuffix(s.config.MaxMemoryPolicy, "-lfu")
	s.keyspace.Track(store.Tracking{
		Frequency:    frequency,
		LogFactor:    uint64(s.config.LFULogFactor),
		DecayMinutes: uint64(s.config.LFUDecayTime),
	})
	// Where keys are evicted by their use, Redis shares no object among them.
	byUse := frequency || strings.HasSuffix(s.config.MaxMemoryPolicy, "-lru")
	s.call.SharedIntegers = s.config.MaxMemory == 0 || !byUse
}
