package server

import (
	"fmt"
	"math"
	"slices"

	"seedis/commands"
	"seedis/resp"
)

// slowlog keeps the requests that took longer than slowlog-log-slower-than.
type slowlog struct {
	threshold uint64      // in cycles, from which on a request is entered
	entries   []slowEntry // the newest last
	next      int64       // number of the next entry; RESET goes on counting
}

// slowEntry is one request, with as much of its arguments as is kept.
type slowEntry struct {
	id           int64
	time         int64 // seconds since 1970
	microseconds int64
	arguments    []string
	peer, name   string // of the client
}

const (
	// slowArguments is how many arguments an entry has at most, the last one
	// saying how many more there were (SLOWLOG_ENTRY_MAX_ARGC).
	slowArguments = 32
	// slowArgumentMax is how much is kept of an argument, in bytes, before it
	// says how much more there was (SLOWLOG_ENTRY_MAX_STRING).
	slowArgumentMax = 128
)

// configure takes over slowlog-log-slower-than, in microseconds: -1 enters
// nothing.
func (l *slowlog) configure(slowerThan int64, cyclesPerMicrosecond uint64) {
	l.threshold = math.MaxUint64
	if slowerThan >= 0 && uint64(slowerThan) <= math.MaxUint64/cyclesPerMicrosecond {
		l.threshold = uint64(slowerThan) * cyclesPerMicrosecond
	}
}

// add enters a request and drops the oldest ones beyond length.
func (l *slowlog) add(entry slowEntry, length int64) {
	entry.id = l.next
	l.next++
	l.entries = append(l.entries, entry)
	for int64(len(l.entries)) > length {
		l.entries[0] = slowEntry{} // its texts are not held any more
		l.entries = l.entries[1:]
	}
}

// logSlow enters the request that c has just run, unless its command is not to
// be entered. The clock is read anew: the command may have taken seconds.
func (s *Server) logSlow(c *client, command *commands.Command, args resp.Args, cycles uint64) {
	if command.Flags&commands.SkipSlowlog != 0 {
		return
	}
	s.slowlog.add(slowEntry{
		time:         s.kernel.Wall() / 1e6,
		microseconds: int64(cycles / s.clock.perMicrosecond),
		arguments:    slowArgumentsOf(command, args),
		peer:         c.peer.String(),
		name:         c.name,
	}, s.config.SlowlogMaxLen)
}

// slowArgumentsOf are the arguments as an entry keeps them.
func slowArgumentsOf(command *commands.Command, args resp.Args) []string {
	kept := make([]string, min(args.Len(), slowArguments))
	for i := range kept {
		argument := args.At(i)
		switch {
		case i == slowArguments-1 && args.Len() > slowArguments:
			kept[i] = fmt.Sprintf("... (%d more arguments)", args.Len()-slowArguments+1)
		case isSecret(command, args, i):
			kept[i] = redacted
		case len(argument) > slowArgumentMax:
			kept[i] = fmt.Sprintf("%s... (%d more bytes)", argument[:slowArgumentMax], len(argument)-slowArgumentMax)
		default:
			kept[i] = string(argument)
		}
	}
	return kept
}

// slowlogUsual is how many entries SLOWLOG GET shows if it is not told.
const slowlogUsual = 10

// slowlogGet is SLOWLOG GET [count]: the newest first, -1 for all.
func (s *Server) slowlogGet(call *commands.Call) {
	count := int64(slowlogUsual)
	switch call.Args.Len() {
	case 2:
	case 3:
		var ok bool
		if count, ok = resp.ParseInt(call.Args.At(2)); !ok || count < -1 {
			call.Reply.Error(resp.ErrSlowlogCount)
			return
		}
	default:
		call.Reply.Error(resp.ErrSubcommandSyntax, call.Args.At(1), "SLOWLOG")
		return
	}
	entries := s.slowlog.entries
	if count >= 0 && count < int64(len(entries)) {
		entries = entries[int64(len(entries))-count:]
	}
	call.Reply.Array(len(entries))
	for _, entry := range slices.Backward(entries) {
		entry.reply(call.Reply)
	}
}

func (e *slowEntry) reply(w *resp.Writer) {
	w.Array(6)
	w.Int(e.id)
	w.Int(e.time)
	w.Int(e.microseconds)
	w.Array(len(e.arguments))
	for _, argument := range e.arguments {
		w.BulkString(argument)
	}
	w.BulkString(e.peer)
	w.BulkString(e.name)
}

// slowlogLen is SLOWLOG LEN.
func (s *Server) slowlogLen(call *commands.Call) {
	call.Reply.Int(int64(len(s.slowlog.entries)))
}

// slowlogReset is SLOWLOG RESET.
func (s *Server) slowlogReset(call *commands.Call) {
	s.slowlog.entries = nil
	call.Reply.OK()
}
