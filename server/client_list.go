package server

import (
	"bytes"
	"fmt"
	"time"

	"seedis/commands"
	"seedis/resp"
)

// clientInfo is CLIENT INFO.
func (s *Server) clientInfo(call *commands.Call) {
	call.Reply.Verbatim("txt", s.current.appendLine(nil))
}

// clientList is CLIENT LIST [TYPE type] [ID id ...].
func (s *Server) clientList(call *commands.Call) {
	args := call.Args
	var lines []byte
	switch {
	case args.Len() == 2:
		lines = s.appendLines(nil, typeNormal)
	case args.Len() == 4 && bytes.EqualFold(args.At(2), []byte("type")):
		kind, known := parseClientType(args.At(3))
		if !known {
			call.Reply.Error(resp.ErrUnknownClientType, args.At(3))
			return
		}
		lines = s.appendLines(nil, kind)
	case args.Len() > 3 && bytes.EqualFold(args.At(2), []byte("id")):
		for i := 3; i < args.Len(); i++ {
			id, ok := resp.ParseInt(args.At(i))
			if !ok {
				call.Reply.Error(resp.ErrInvalidClientID)
				return
			}
			if c := s.clients.byID[uint64(id)]; c != nil {
				lines = c.appendLine(lines)
			}
		}
	default:
		call.Reply.Error(resp.ErrSyntax)
		return
	}
	call.Reply.Verbatim("txt", lines)
}

// clientType is a kind of client that filters can name. All clients are normal
// ones until there are replicas and subscribers.
type clientType uint8

const (
	typeNormal clientType = iota
	typeReplica
	typePubSub
	typeMaster
)

func parseClientType(word []byte) (clientType, bool) {
	for kind, names := range [...][]string{
		typeNormal: {"normal"}, typeReplica: {"slave", "replica"}, typePubSub: {"pubsub"}, typeMaster: {"master"},
	} {
		for _, name := range names {
			if bytes.EqualFold(word, []byte(name)) {
				return clientType(kind), true
			}
		}
	}
	return 0, false
}

// appendLines appends the lines of all clients of a kind.
func (s *Server) appendLines(dst []byte, kind clientType) []byte {
	if kind != typeNormal {
		return dst
	}
	for c := s.clients.first; c != nil; c = c.next {
		dst = c.appendLine(dst)
	}
	return dst
}

// String is the client's line, for the log.
func (c *client) String() string { return string(bytes.TrimRight(c.appendLine(nil), "\n")) }

// appendLine appends the client's line of CLIENT LIST.
func (c *client) appendLine(dst []byte) []byte {
	s := c.server
	multi := -1
	if c.transaction != nil {
		multi = len(c.transaction.requests)
	}
	command := "NULL"
	if c.lastCommand != nil {
		command = c.lastCommand.FullName
	}
	shape := c.shape()
	_, memory := c.memory()
	return fmt.Appendf(dst, "id=%d addr=%s laddr=%s fd=%d name=%s age=%d idle=%d flags=%s db=%d sub=0 psub=0 ssub=0 multi=%d "+
		"qbuf=%d qbuf-free=%d argv-mem=%d multi-mem=%d rbs=%d rbp=%d obl=%d oll=%d omem=%d tot-mem=%d "+
		"events=%s cmd=%s user=%s redir=-1 resp=%d\n",
		c.id, c.peer, c.local, c.fd, c.name,
		(s.clock.monotonic-c.created)/time.Second, (s.clock.monotonic-shape.lastActive)/time.Second,
		c.flagLetters(&shape), c.db.Index(), multi,
		shape.unread, shape.unused, shape.arguments, c.transaction.argumentMemory(),
		shape.firstSize, shape.firstPeak, shape.first, shape.blocks, shape.listed, memory,
		shape.events, command, defaultUser, shape.protocol)
}

// flagLetters are CLIENT LIST's letters for the client's state, in its order.
// O, S, M, P, t, R, B and u are for states that no client has yet.
func (c *client) flagLetters(shape *shape) string {
	var letters []byte
	for _, l := range []struct {
		letter byte
		is     bool
	}{
		{'x', c.transaction != nil},
		{'b', c.flags&blocked != 0},
		{'d', c.flags&dirtyCAS != 0},
		{'c', shape.closing},
		{'A', c.flags&closing != 0},
		{'U', c.local.Path != ""},
		{'e', c.flags&noEvict != 0},
	} {
		if l.is {
			letters = append(letters, l.letter)
		}
	}
	if len(letters) == 0 {
		return "N"
	}
	return string(letters)
}
