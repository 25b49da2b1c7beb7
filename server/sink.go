package server

import (
	"seedis/commands"
	"seedis/store"
)

var _ commands.Sink = (*Server)(nil)

// Modified is called with every change of a key (commands.Sink).
func (s *Server) Modified(db *store.DB, key []byte, event commands.Event, changes int) {
	s.dirty += uint64(changes)
	s.touch(db, key)
	if len(s.waits.byKey) > 0 && s.waits.concerns(event.Class) {
		s.wake(db, key)
	}
}

// Flushing is called before a database is emptied (commands.Sink).
func (s *Server) Flushing(db *store.DB) {
	s.dirty += uint64(db.Len())
	s.touchAll(db)
	s.expireCycle.forget(db)
}

// Swapping is called before two databases exchange their keys (commands.Sink).
func (s *Server) Swapping(a, b *store.DB) {
	s.dirty++
	if a != b {
		s.touchSwapped(a, b)
		s.touchSwapped(b, a)
		s.wakeSwapped(a, b)
		s.expireCycle.swap(a, b)
	}
}

// Effect takes commands for the append-only file and replicas (commands.Sink).
// There are neither yet, so effects end here.
func (s *Server) Effect(db *store.DB, argv [][]byte) {
	if s.options.Observer != nil {
		s.options.Observer.Effect(db.Index(), argv)
	}
}
