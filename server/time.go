package server

import "seedis/commands"

// timeCommand is TIME: the wall clock as it is now, not as it was when the turn
// began.
func (s *Server) timeCommand(call *commands.Call) {
	const second = 1e6 // microseconds
	now := s.kernel.Wall()
	call.Reply.Array(2)
	call.Reply.BulkInt(now / second)
	call.Reply.BulkInt(now % second)
}
