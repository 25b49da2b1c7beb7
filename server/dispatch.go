package server

import (
	"bytes"
	"strings"
	"time"

	"seedis/commands"
	"seedis/resp"
	"seedis/sys"
)

// execute runs one queued request, unless its client was closed or blocked
// meanwhile, or will send it to the parser again.
func (s *Server) execute(q *queued) {
	c := q.client
	if s.ending {
		return
	}
	if c.flags&(closing|reparse|blocked) != 0 || c.state&closeAfterReply != 0 {
		if c.flags&closing != 0 {
			s.kernel.Mark(sys.MarkKilledInBatch)
		}
		return
	}
	if s.weights.limit > 0 {
		s.evictClients()
		if c.flags&closing != 0 {
			return // it was one of them
		}
	}
	s.current = c
	args := s.args(q)
	command, admitted := s.admit(c, q.command, args)
	if admitted && s.pause.kind != pauseNone && s.postpones(c, command) {
		s.postpone(q, args)
		return
	}
	if s.options.Observer != nil && c.flags&closing == 0 { // else it was one refusal too many
		s.options.Observer.Executing(c.id, args, s.clock.milliseconds())
	}
	if admitted {
		s.call.FirstKey.Bytes = nil
		if q.key != 0 {
			s.call.FirstKey.Bytes = args.At(int(q.key))
			s.call.FirstKey.Hash = q.hash
		}
		s.process(c, command, args)
		s.refreshClock()
	}
	if c.flags&blocked == 0 {
		c.answered()
	}
	s.weigh(c)
	s.current = nil
	if len(s.waits.ready) > 0 {
		s.serveReady()
	}
}

// refreshClock reads the clock again if what ran since took long. Those whom one
// command serves see one time, as the requests of a transaction do.
func (s *Server) refreshClock() {
	if s.clock.stale() {
		s.clock.update()
	}
}

// admit finds the row that a request calls and decides whether it may run. One
// that may not is answered here. The order of the checks is Redis's, because
// the first one that fails gives the reply.
func (s *Server) admit(c *client, command *commands.Command, args resp.Args) (*commands.Command, bool) {
	if command == nil {
		c.lastCommand = nil
		s.refuseUnknown(c, args)
		return nil, false
	}
	if command.Subcommands != nil && args.Len() > 1 {
		container := command
		if command = container.Sub(args.At(1)); command == nil {
			c.lastCommand = nil
			s.doom(c)
			s.fail(c, resp.ErrUnknownSubcommand, args.At(1), strings.ToUpper(container.Name))
			return nil, false
		}
	}
	c.lastCommand = command
	if !command.ArityOK(args.Len()) {
		s.refuse(c, command, resp.ErrWrongArity, command.FullName)
		return nil, false
	}
	if command.Flags&commands.Protected != 0 && !s.allowsProtected(c) {
		s.refuse(c, command, resp.ErrCommandNotAllowed, strings.ToUpper(command.Name), "enable-debug-command")
		return nil, false
	}
	if !c.isAuthenticated() && command.Flags&commands.NoAuth == 0 {
		s.refuse(c, command, resp.ErrNoAuth)
		return nil, false
	}
	if c.transaction != nil && command.Flags&commands.NoMulti != 0 {
		s.refuse(c, command, resp.ErrNotInTransaction)
		return nil, false
	}
	if s.config.MaxMemory > 0 && s.lacksMemory(c, command) {
		if s.options.Observer != nil {
			s.options.Observer.OutOfMemory(c.id)
		}
		s.refuse(c, command, resp.ErrOutOfMemory)
		return nil, false
	}
	return command, true
}

// process runs a request that was admitted, or queues it in a transaction.
func (s *Server) process(c *client, command *commands.Command, args resp.Args) {
	if c.transaction != nil && !runsAtOnce(command) {
		s.enqueue(c, command, args)
		return
	}
	s.invoke(c, command, args)
}

// invoke runs a command and takes note of what it cost in this lap.
func (s *Server) invoke(c *client, command *commands.Command, args resp.Args) {
	s.prepare(c, command, args)
	errors, _ := c.reply.Errors()
	began := s.clock.cycles // for EXEC, which runs others, too
	command.Run(&s.call)
	cycles := s.clock.lap() - began
	row := s.stats.count(command, cycles)
	if cycles >= s.turn.notable {
		s.took(command, cycles)
	}
	if s.call.Wait.Asked {
		s.await(c, args, cycles)
		return
	}
	if s.config.LatencyTracking {
		row.track(cycles)
	}
	if cycles >= s.slowlog.threshold {
		s.logSlow(c, command, args, cycles)
	}
	if now, code := c.reply.Errors(); now != errors {
		s.blame(command, code, now-errors)
	}
	if c.state&closeAfterReply != 0 {
		c.reply.Mute(true) // its last reply was this one, inside EXEC too
	}
}

// prepare sets what the next command to run may touch.
func (s *Server) prepare(c *client, command *commands.Command, args resp.Args) {
	call := &s.call
	call.Command = command
	call.Args = args
	call.Reply = &c.reply
	call.DB = c.db
	call.Now = s.clock.milliseconds()
}

// blame counts the error that a command's run answered with. Of those that EXEC
// answered with, some are its requests' own and counted.
func (s *Server) blame(command *commands.Command, code string, errors uint64) {
	own := errors > s.innerErrors
	s.innerErrors = 0
	if own {
		s.stats.fail(command, code)
	}
}

// refuse answers a request that is not run, and dooms the transaction it was
// meant for.
func (s *Server) refuse(c *client, command *commands.Command, reason resp.Error, args ...any) {
	s.doom(c)
	s.stats.reject(command)
	if command.Name == "exec" {
		s.abortExec(c, reason, args...)
		return
	}
	s.fail(c, reason, args...)
}

// fail answers with an error that no command's run is to blame for.
func (s *Server) fail(c *client, reason resp.Error, args ...any) {
	c.reply.Error(reason, args...)
	s.countError(c)
}

// countError counts the error that c was just answered with.
func (s *Server) countError(c *client) {
	_, code := c.reply.Errors()
	s.stats.countError(code)
}

// refuseUnknown answers a request for a command that does not exist. Words of
// HTTP are no mistake of a client but somebody's browser, misused to send
// requests here: it gets no answer.
func (s *Server) refuseUnknown(c *client, args resp.Args) {
	name := args.At(0)
	if bytes.EqualFold(name, []byte("post")) || bytes.EqualFold(name, []byte("host:")) {
		s.warnOfAttack(c)
		s.closeClient(c)
		return
	}
	s.doom(c)
	c.reply.UnknownCommand(args)
	s.countError(c)
}

// warnOfAttack writes at most one line a minute: the attacker must not fill the
// log.
func (s *Server) warnOfAttack(c *client) {
	if !s.attackLine.due(s.clock.monotonic, time.Minute) {
		return
	}
	s.log.warning("Possible SECURITY ATTACK detected: POST or Host: came as a command. "+
		"Connection from %s aborted.", c.peer)
}

// doom makes the transaction that c is queueing fail at EXEC.
func (s *Server) doom(c *client) {
	if c.transaction != nil {
		c.flags |= dirtyExec
	}
}
