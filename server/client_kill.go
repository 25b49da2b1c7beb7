package server

import (
	"bytes"

	"seedis/commands"
	"seedis/resp"
)

// clientKill is CLIENT KILL address, or CLIENT KILL with filters.
func (s *Server) clientKill(call *commands.Call) {
	args := call.Args
	if args.Len() == 3 {
		s.killAddress(call, string(args.At(2)))
		return
	}
	filter := killFilter{skipMe: true}
	for i := 2; i < args.Len(); i += 2 {
		if i+1 == args.Len() {
			call.Reply.Error(resp.ErrSyntax)
			return
		}
		if !filter.parse(call, args.At(i), args.At(i+1)) {
			return
		}
	}
	call.Reply.Int(int64(s.kill(&filter)))
}

func (s *Server) killAddress(call *commands.Call, address string) {
	filter := killFilter{address: &address}
	if s.kill(&filter) == 0 {
		call.Reply.Error(resp.ErrNoSuchClient)
		return
	}
	call.Reply.OK()
}

// killFilter says which clients to end. A zero field says nothing; an address
// that is empty says that of nobody.
type killFilter struct {
	address *string
	local   *string
	id      uint64
	kind    clientType
	skipMe  bool
}

// parse reads one filter. It answers and returns false if that is wrong.
func (f *killFilter) parse(call *commands.Call, word, value []byte) bool {
	known := true
	switch {
	case bytes.EqualFold(word, []byte("id")):
		id, ok := resp.ParseInt(value)
		if !ok || id < 1 {
			call.Reply.Error(resp.ErrClientIDNotPositive)
			return false
		}
		f.id = uint64(id)
	case bytes.EqualFold(word, []byte("type")):
		if f.kind, known = parseClientType(value); !known {
			call.Reply.Error(resp.ErrUnknownClientType, value)
			return false
		}
	case bytes.EqualFold(word, []byte("addr")):
		address := string(value)
		f.address = &address
	case bytes.EqualFold(word, []byte("laddr")):
		local := string(value)
		f.local = &local
	case bytes.EqualFold(word, []byte("user")):
		if string(value) != defaultUser {
			call.Reply.Error(resp.ErrNoSuchUser, value)
			return false
		}
	case bytes.EqualFold(word, []byte("skipme")) && bytes.EqualFold(value, []byte("yes")):
		f.skipMe = true
	case bytes.EqualFold(word, []byte("skipme")) && bytes.EqualFold(value, []byte("no")):
		f.skipMe = false
	default:
		call.Reply.Error(resp.ErrSyntax)
		return false
	}
	return true
}

func (f *killFilter) matches(c, me *client) bool {
	return (f.address == nil || *f.address == c.peer.String()) &&
		(f.local == nil || *f.local == c.local.String()) &&
		(f.id == 0 || f.id == c.id) &&
		f.kind == typeNormal &&
		(!f.skipMe || c != me)
}

// kill ends the clients that the filter matches and returns their number. The
// one that asked is sent its reply first.
func (s *Server) kill(filter *killFilter) int {
	killed := 0
	for c := s.clients.first; c != nil; c = c.next {
		if !filter.matches(c, s.current) {
			continue
		}
		if c == s.current {
			c.closeWhenSent()
		} else {
			s.closeClient(c)
		}
		killed++
	}
	return killed
}
