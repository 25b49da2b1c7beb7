package server

import (
	"seedis/commands"
	"seedis/store"
)

var _ commands.Sink = (*Server)(nil)

// Modified is called with every change of a key (commands.Sink).
func (s *Server) Modified(db *store.DB, key []byte, event commands.Event) {
	if s.isChange(event) {
		s.dirty++
	}
	s.touch(db, key)
}

// isChange tells whether an event counts for INFO's changes since the last save.
// The end of a key's time is nobody's change, and where a command has two events
// for one change the other one counts.
func (s *Server) isChange(event commands.Event) bool {
	switch event.Name {
	case "expired", "move_from", "rename_from":
		return false
	case "expire":
		switch s.call.Command.Name {
		case "psetex", "set", "setex":
			return false
		}
	}
	return true
}

// Flushing is called before a database is emptied (commands.Sink).
func (s *Server) Flushing(db *store.DB) {
	s.dirty += uint64(db.Len())
	s.touchAll(db)
}

// Swapping is called before two databases exchange their keys (commands.Sink).
func (s *Server) Swapping(a, b *store.DB) {
	s.dirty++
	if a != b {
		s.touchSwapped(a, b)
		s.touchSwapped(b, a)
	}
}

// Effect takes commands for the append-only file and replicas (commands.Sink).
// There are neither yet, so effects end here.
func (s *Server) Effect(*store.DB, [][]byte) {}
