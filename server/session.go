package server

import (
	"bytes"
	"crypto/subtle"
	"math"

	"seedis/commands"
	"seedis/config"
	"seedis/resp"
)

// ping is PING [message].
func (s *Server) ping(call *commands.Call) {
	switch call.Args.Len() {
	case 1:
		call.Reply.SimpleString("PONG")
	case 2:
		call.Reply.Bulk(call.Args.At(1))
	default:
		call.Reply.Error(resp.ErrWrongArity, call.Command.FullName)
	}
}

// echo is ECHO message.
func (s *Server) echo(call *commands.Call) {
	call.Reply.Bulk(call.Args.At(1))
}

// selectCommand is SELECT index.
func (s *Server) selectCommand(call *commands.Call) {
	index, ok := resp.ParseInt(call.Args.At(1))
	switch {
	case !ok:
		call.Reply.Error(resp.ErrNotInteger)
	case int64(int32(index)) != index:
		call.Reply.Error(resp.ErrOutOfRange, int64(math.MinInt32), int64(math.MaxInt32))
	case index < 0 || index >= int64(s.keyspace.Databases()):
		call.Reply.Error(resp.ErrDBIndexOutOfRange)
	default:
		s.current.db = s.keyspace.DB(int(index))
		call.Reply.OK()
	}
}

// quit is QUIT: the client gets its replies, this one the last, and is closed.
func (s *Server) quit(call *commands.Call) {
	call.Reply.OK()
	s.current.closeWhenSent()
}

// reset is RESET: the client is as if it had just connected.
func (s *Server) reset(call *commands.Call) {
	c := s.current
	s.discard(c)
	c.db = s.keyspace.DB(0)
	c.name = ""
	c.reply.SetProtocol(2)
	c.flags &^= replyOff | replySkipNext
	c.muteReplies()
	c.resetAuthentication()
	if !c.isAuthenticated() {
		s.limitsChanged(c)
	}
	call.Reply.SimpleString("RESET")
}

// auth is AUTH [username] password.
func (s *Server) auth(call *commands.Call) {
	user, password := []byte(defaultUser), call.Args.At(1)
	switch call.Args.Len() {
	case 2:
		if s.config.RequirePass == "" {
			call.Reply.Error(resp.ErrAuthNoPassword)
			return
		}
	case 3:
		user, password = call.Args.At(1), call.Args.At(2)
	default:
		call.Reply.Error(resp.ErrSyntax)
		return
	}
	if s.authenticate(s.current, user, password) {
		call.Reply.OK()
	} else {
		call.Reply.Error(resp.ErrWrongPass)
	}
}

// defaultUser is the user of every connection; there are no others yet.
const defaultUser = "default"

// authenticate lets the client in if user and password are right. Comparing
// takes the same time wherever they differ.
func (s *Server) authenticate(c *client, user, password []byte) bool {
	if string(user) != defaultUser {
		return false
	}
	wanted := s.config.RequirePass
	if wanted != "" && subtle.ConstantTimeCompare(password, []byte(wanted)) == 0 {
		return false
	}
	if !c.isAuthenticated() {
		s.limitsChanged(c)
	}
	c.state |= authenticated
	return true
}

// hello is HELLO [protover [AUTH username password] [SETNAME clientname]].
func (s *Server) hello(call *commands.Call) {
	c, args := s.current, call.Args
	version := int64(c.reply.Protocol())
	if args.Len() > 1 {
		var ok bool
		if version, ok = resp.ParseInt(args.At(1)); !ok {
			call.Reply.Error(resp.ErrProtocolVersion)
			return
		}
		if version != 2 && version != 3 {
			call.Reply.Error(resp.ErrNoProto)
			return
		}
	}
	if args.Len() > 2 && !s.helloOptions(c, call, args.From(2)) {
		return
	}
	if !c.isAuthenticated() {
		call.Reply.Error(resp.ErrHelloNoAuth)
		return
	}
	c.reply.SetProtocol(int(version))
	s.greet(c, call.Reply)
}

// helloOptions carries out the options of HELLO in order. It answers and
// returns false at the first that is wrong; those before it stay in effect.
func (s *Server) helloOptions(c *client, call *commands.Call, options resp.Args) bool {
	for i := 0; i < options.Len(); {
		more := options.Len() - i - 1
		switch word := options.At(i); {
		case bytes.EqualFold(word, []byte("auth")) && more >= 2:
			if !s.authenticate(c, options.At(i+1), options.At(i+2)) {
				call.Reply.Error(resp.ErrWrongPass)
				return false
			}
			i += 3
		case bytes.EqualFold(word, []byte("setname")) && more >= 1:
			if !c.setName(call, options.At(i+1)) {
				return false
			}
			i += 2
		default:
			call.Reply.Error(resp.ErrHelloOption, word)
			return false
		}
	}
	return true
}

// greet is what HELLO tells of the server.
func (s *Server) greet(c *client, reply *resp.Writer) {
	reply.Map(7)
	reply.BulkString("server")
	reply.BulkString("redis")
	reply.BulkString("version")
	reply.BulkString(config.RedisVersion)
	reply.BulkString("proto")
	reply.Int(int64(reply.Protocol()))
	reply.BulkString("id")
	reply.Int(int64(c.id))
	reply.BulkString("mode")
	reply.BulkString("standalone")
	reply.BulkString("role")
	reply.BulkString("master")
	reply.BulkString("modules")
	reply.Array(0)
}
