package server

import (
	"bytes"
	"fmt"
	"time"

	"seedis/commands"
	"seedis/loop"
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

// clientList is CLIENT LIST [TYPE type] [ID id ...].
func (s *Server) clientList(call *commands.Call) {
	args := call.Args
	var lines []byte
	switch {
	case args.Len() == 2:
		for c := s.clients.first; c != nil; c = c.next {
			lines = c.appendLine(lines)
		}
	case args.Len() == 4 && bytes.EqualFold(args.At(2), []byte("type")):
		kind, known := parseClientType(args.At(3))
		if !known {
			call.Reply.Error(resp.ErrUnknownClientType, args.At(3))
			return
		}
		for c := s.clients.first; c != nil; c = c.next {
			if kind == typeNormal {
				lines = c.appendLine(lines)
			}
		}
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
	return c.flags&closing == 0 &&
		(f.address == nil || *f.address == c.peer.String()) &&
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
			s.closeWhenSent(c)
		} else {
			s.closeClient(c)
		}
		killed++
	}
	return killed
}

// String is the client's line, for the log.
func (c *client) String() string { return string(bytes.TrimRight(c.appendLine(nil), "\n")) }

// appendLine appends the client's line of CLIENT LIST.
func (c *client) appendLine(dst []byte) []byte {
	s := c.server
	multi := -1
	if c.transaction.open {
		multi = len(c.transaction.requests)
	}
	command := "NULL"
	if c.lastCommand != nil {
		command = c.lastCommand.FullName
	}
	fixed, list, blocks := c.outputShape()
	return fmt.Appendf(dst, "id=%d addr=%s laddr=%s fd=%d name=%s age=%d idle=%d flags=%s db=%d sub=0 psub=0 ssub=0 multi=%d "+
		"qbuf=%d qbuf-free=%d argv-mem=0 multi-mem=%d rbs=%d rbp=%d obl=%d oll=%d omem=%d tot-mem=%d "+
		"events=%s cmd=%s user=default redir=-1 resp=%d\n",
		c.id, c.peer, c.local, c.fd, c.name,
		(s.clock.monotonic-c.created)/time.Second, (s.clock.monotonic-c.lastActive)/time.Second,
		c.flagLetters(), c.db.Index(), multi,
		c.query.length, c.query.size-c.query.length, c.transaction.memory(s.heap),
		replySize, fixed, fixed, blocks, list, clientSize+c.memory(s.heap),
		c.eventLetters(), command, c.reply.Protocol())
}

// outputShape is what is owed as Redis counts it: bytes in the first block,
// bytes in further ones, and their number.
func (c *client) outputShape() (fixed, list, blocks int) {
	owed := c.owedBytes()
	waiting := c.output.waiting()
	if len(waiting) == 0 {
		return 0, 0, 0
	}
	fixed = waiting[0].used - c.output.sent
	return fixed, owed - fixed, len(waiting) - 1
}

// flagLetters are CLIENT LIST's letters for the client's state.
func (c *client) flagLetters() string {
	var letters []byte
	for _, l := range []struct {
		letter byte
		is     bool
	}{
		{'x', c.transaction.open},
		{'d', c.flags&dirtyCAS != 0},
		{'c', c.flags&closeAfterReply != 0},
		{'A', c.flags&closing != 0},
		{'U', c.local.Path != ""},
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

// eventLetters tell what the loop waits for: r, w, or both.
func (c *client) eventLetters() string {
	var letters []byte
	mask := c.server.loop.Mask(c.fd)
	if mask&loop.Readable != 0 {
		letters = append(letters, 'r')
	}
	if mask&loop.Writable != 0 {
		letters = append(letters, 'w')
	}
	return string(letters)
}
