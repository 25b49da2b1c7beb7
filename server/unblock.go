package server

import (
	"bytes"

	"seedis/commands"
	"seedis/resp"
	"seedis/sys"
)

// wait is WAIT numreplicas timeout. There are no replicas, so none confirms
// anything.
func (s *Server) wait(call *commands.Call) {
	replicas, ok := resp.ParseInt(call.Args.At(1))
	if !ok {
		call.Reply.Error(resp.ErrNotInteger)
		return
	}
	timeout, ok := parseTimeout(call, 2)
	switch {
	case !ok:
	case replicas <= 0 || call.AtOnce:
		call.Reply.Int(0)
	default:
		call.Wait = commands.Wait{Asked: true, Until: commands.Deadline(call.Now, timeout)}
	}
}

// clientUnblock is CLIENT UNBLOCK client-id [TIMEOUT | ERROR]. Who waits for the
// end of a pause does not wait by its own wish, and goes on doing so.
func (s *Server) clientUnblock(call *commands.Call) {
	args, failure := call.Args, resp.Error(0)
	switch {
	case args.Len() > 4:
		call.Reply.Error(resp.ErrSubcommandSyntax, args.At(1), "CLIENT")
		return
	case args.Len() == 3 || bytes.EqualFold(args.At(3), []byte("timeout")):
	case bytes.EqualFold(args.At(3), []byte("error")):
		failure = resp.ErrUnblocked
	default:
		call.Reply.Error(resp.ErrUnblockReason)
		return
	}
	id, ok := resp.ParseInt(args.At(2))
	if !ok {
		call.Reply.Error(resp.ErrNotInteger)
		return
	}
	c := s.clients.byID[uint64(id)]
	if c == nil || c.flags&blocked == 0 || c.blocked.reason == postponed {
		call.Reply.Int(0)
		return
	}
	// For Redis the command that waited has failed, whatever it is told; and so
	// has this one, if it is told an error. One whose time is over has neither
	// failed nor a latency.
	row := &s.stats.byCommand[c.lastCommand.Index()]
	row.failed++
	if s.config.LatencyTracking {
		row.track(c.blocked.cycles)
	}
	if failure != 0 {
		s.stats.byCommand[call.Command.Index()].failed++
	}
	s.kernel.Mark(sys.MarkUnblocked)
	s.giveUp(c, failure)
	call.Reply.Int(1)
}
