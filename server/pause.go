package server

import (
	"bytes"
	"math"
	"time"

	"seedis/commands"
	"seedis/loop"
	"seedis/resp"
)

// pauseKind says whose requests a pause holds back; a greater one holds back
// more.
type pauseKind uint8

const (
	pauseNone pauseKind = iota
	pauseWrite
	pauseAll
)

// mayReplicate are the flags of commands that a pause of writes holds back.
const mayReplicate = commands.Write | commands.MayReplicate

// pause holds requests back, see CLIENT PAUSE. While it lasts, keys past their
// time are not deleted: the dataset is to stand still.
type pause struct {
	kind  pauseKind
	until int64 // the last millisecond of it, since 1970
	timer loop.Timer
}

// clientPause is CLIENT PAUSE timeout [WRITE | ALL].
func (s *Server) clientPause(call *commands.Call) {
	args, kind := call.Args, pauseAll
	switch {
	case args.Len() > 4:
		call.Reply.Error(resp.ErrSubcommandSyntax, args.At(1), "CLIENT")
		return
	case args.Len() == 3 || bytes.EqualFold(args.At(3), []byte("all")):
	case bytes.EqualFold(args.At(3), []byte("write")):
		kind = pauseWrite
	default:
		call.Reply.Error(resp.ErrPauseMode)
		return
	}
	if timeout, ok := parseTimeout(call, 2); ok {
		s.pauseFor(kind, timeout)
		call.Reply.OK()
	}
}

// parseTimeout is argument i as a time in milliseconds. If it is none, the error
// is the reply.
func parseTimeout(call *commands.Call, i int) (milliseconds int64, ok bool) {
	milliseconds, ok = resp.ParseInt(call.Args.At(i))
	switch {
	case !ok:
		call.Reply.Error(resp.ErrTimeout)
	case milliseconds < 0:
		call.Reply.Error(resp.ErrTimeoutNegative)
	}
	return milliseconds, ok && milliseconds >= 0
}

// pauseFor pauses for a time in milliseconds. A pause that is stricter, or
// lasts longer, stays what it is.
func (s *Server) pauseFor(kind pauseKind, timeout int64) {
	p, now := &s.pause, s.clock.milliseconds()
	// In Redis the sum with the time may overflow, and has passed then.
	lasts := timeout > 0 && timeout <= math.MaxInt64-now
	if p.kind == pauseNone {
		if !lasts {
			return
		}
		p.timer = s.main.loop.AddTimer(0, s.checkPause)
		s.call.Frozen = true
	}
	p.kind = max(p.kind, kind)
	if lasts {
		p.until = max(p.until, now+timeout)
	}
}

// checkPause is the timer of the pause: it ends it, or says when to look again. A
// clock that is set meanwhile is the cron's to notice.
func (s *Server) checkPause() time.Duration {
	s.clock.update()
	if s.pauseHolds() {
		return s.clock.lookAfter(s.pause.until)
	}
	s.serveResumed()
	return loop.NoMore
}

// pauseHolds tells whether there is a pause. One whose time is over ends here.
func (s *Server) pauseHolds() bool {
	if s.pause.kind != pauseNone && s.pause.until < s.clock.milliseconds() {
		s.endPause()
	}
	return s.pause.kind != pauseNone
}

// clientUnpause is CLIENT UNPAUSE.
func (s *Server) clientUnpause(call *commands.Call) {
	if s.pause.kind != pauseNone {
		s.endPause()
	}
	call.Reply.OK()
}

func (s *Server) endPause() {
	s.main.loop.DeleteTimer(s.pause.timer)
	s.pause = pause{}
	s.call.Frozen = false
	s.unblockAll(postponed)
}

// postpones tells whether a request of c has to wait for the end of a pause.
func (s *Server) postpones(c *client, command *commands.Command) bool {
	if !s.pauseHolds() {
		return false
	}
	flags := command.Flags
	if command.Name == "exec" {
		flags |= c.queuedFlags()
	}
	return s.pause.kind == pauseAll || flags&mayReplicate != 0
}

// postpone makes a request wait for the end of the pause, and what its client
// sent behind it.
func (s *Server) postpone(q *queued, args resp.Args) {
	c := q.client
	s.current = nil
	s.block(c, postponed, int(q.start))
	c.query.aside = int(q.end - q.start)
	c.blocked.arguments = argumentBytes(args)
}
