package server

import "seedis/store"

// limitCollections tells the keyspace up to where collections are kept in one
// piece.
func (s *Server) limitCollections() {
	s.keyspace.SetLimits(store.Limits{
		HashListpackEntries: int(s.config.HashMaxListpackEntries),
		HashListpackValue:   int(s.config.HashMaxListpackValue),
		SetIntsetEntries:    int(s.config.SetMaxIntsetEntries),
		ZSetListpackEntries: int(s.config.ZSetMaxListpackEntries),
		ZSetListpackValue:   int(s.config.ZSetMaxListpackValue),
		ListNode:            s.config.ListMaxListpackSize,
	})
}
