package server

import (
	"bytes"
	"strconv"
	"time"

	"seedis/commands"
	"seedis/config"
	"seedis/resp"
)

// allowsProtected tells whether c may run a command that reaches into the
// server: DEBUG, if enable-debug-command says so.
func (s *Server) allowsProtected(c *client) bool {
	switch s.config.EnableDebugCommand {
	case config.ProtectedYes:
		return true
	case config.ProtectedLocal:
		return c.isLocal()
	}
	return false
}

// debug is DEBUG SLEEP seconds: the server does nothing for that long.
func (s *Server) debug(call *commands.Call) {
	if call.Args.Len() != 3 || !bytes.EqualFold(call.Args.At(1), []byte("sleep")) {
		call.Reply.Error(resp.ErrSubcommandSyntax, call.Args.At(1), "DEBUG")
		return
	}
	seconds, err := strconv.ParseFloat(string(call.Args.At(2)), 64)
	if err == nil && seconds > 0 {
		s.kernel.Sleep(time.Duration(seconds * float64(time.Second)))
	}
	call.Reply.OK()
}
