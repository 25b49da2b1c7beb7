package server

import (
	"bytes"

	"seedis/commands"
	"seedis/resp"
)

// clientID is CLIENT ID.
func (s *Server) clientID(call *commands.Call) {
	call.Reply.Int(int64(s.current.id))
}

// clientGetName is CLIENT GETNAME.
func (s *Server) clientGetName(call *commands.Call) {
	if s.current.name == "" {
		call.Reply.Null()
		return
	}
	call.Reply.BulkString(s.current.name)
}

// clientSetName is CLIENT SETNAME connection-name.
func (s *Server) clientSetName(call *commands.Call) {
	if s.current.setName(call, call.Args.At(2)) {
		call.Reply.OK()
	}
}

// setName names the client. It answers and returns false if the name would
// break the lines of CLIENT LIST.
func (c *client) setName(call *commands.Call, name []byte) bool {
	for _, b := range name {
		if b < '!' || b > '~' {
			call.Reply.Error(resp.ErrClientName)
			return false
		}
	}
	c.name = string(name)
	return true
}

// clientNoEvict is CLIENT NO-EVICT ON | OFF.
func (s *Server) clientNoEvict(call *commands.Call) {
	switch word := call.Args.At(2); {
	case bytes.EqualFold(word, []byte("on")):
		s.current.flags |= noEvict
	case bytes.EqualFold(word, []byte("off")):
		s.current.flags &^= noEvict
	default:
		call.Reply.Error(resp.ErrSyntax)
		return
	}
	call.Reply.OK()
}
