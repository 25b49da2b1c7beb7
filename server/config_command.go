package server

import (
	"seedis/commands"
	"seedis/config"
	"seedis/resp"
)

// configGet is CONFIG GET parameter [parameter ...].
func (s *Server) configGet(call *commands.Call) {
	patterns := make([][]byte, 0, call.Args.Len()-2)
	for i := 2; i < call.Args.Len(); i++ {
		patterns = append(patterns, call.Args.At(i))
	}
	pairs := s.config.Get(patterns...)
	call.Reply.Map(len(pairs))
	for _, pair := range pairs {
		call.Reply.BulkString(pair.Name)
		call.Reply.BulkString(pair.Value)
	}
}

// configSet is CONFIG SET parameter value [parameter value ...]: all or none.
func (s *Server) configSet(call *commands.Call) {
	if call.Args.Len()%2 != 0 {
		call.Reply.Error(resp.ErrSyntax)
		return
	}
	var pairs []config.Pair
	for i := 2; i < call.Args.Len(); i += 2 {
		pairs = append(pairs, config.Pair{Name: string(call.Args.At(i)), Value: string(call.Args.At(i + 1))})
	}
	switch failure := s.reconfigure(pairs, s.current.isLocal()); {
	case failure == nil:
		call.Reply.OK()
	case failure.Reason == "":
		call.Reply.Error(resp.ErrConfigUnknown, failure.Argument)
	default:
		call.Reply.Error(resp.ErrConfigSetFailed, failure.Argument, failure.Reason)
	}
}
