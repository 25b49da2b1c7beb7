package server

import (
	"bytes"
	"strconv"
	"time"

	"seedis/commands"
	"seedis/config"
	"seedis/resp"
)

// debugSettings are what DEBUG changes about the server itself. The cron reads
// them.
type debugSettings struct {
	// activeExpireOff: keys past their time go only when they are looked up.
	activeExpireOff bool
	// cronPaused: the cron does nothing.
	cronPaused bool
	// replyPeakReset is how long the peak of a client's reply buffer is
	// remembered; below 0: for ever.
	replyPeakReset time.Duration
	// replyResizing: the cron fits reply buffers to what clients need.
	replyResizing bool
}

// replyPeakResetDefault is REPLY_BUFFER_DEFAULT_PEAK_RESET_TIME.
const replyPeakResetDefault = 5 * time.Second

func newDebugSettings() debugSettings {
	return debugSettings{replyPeakReset: replyPeakResetDefault, replyResizing: true}
}

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

// debugRow is a subcommand of DEBUG. Redis's table has no rows for them, so
// they are looked up here, and a wrong number of arguments makes one unknown.
type debugRow struct {
	name        string
	least, most int    // arguments behind the name
	usage, does string // for HELP
	run         func(*Server, *commands.Call, resp.Args)
}

// anyNumber is the most arguments where there is no bound.
const anyNumber = int(^uint(0) >> 1)

var debugRows = []debugRow{
	{"config-rewrite-force-all", 0, 0, "", "Rewrites the configuration file as CONFIG REWRITE does, with every parameter.", (*Server).debugRewriteAll},
	{"digest", 0, 0, "", "Gives a digest of all databases: equal data, equal digest.", (*Server).debugDigest},
	{"digest-value", 0, anyNumber, "[key ...]", "Gives a digest of the value of each key.", (*Server).debugDigestValue},
	{"error", 1, 1, "text", "Answers with an error of that text.", (*Server).debugError},
	{"log", 1, 1, "text", "Writes the text to the log.", (*Server).debugLog},
	{"object", 1, 1, "key", "Tells how the value of the key is kept.", (*Server).debugObject},
	{"pause-cron", 1, 1, "0|1", "Stops the work that is done without a request, or lets it go on.", (*Server).debugPauseCron},
	{"populate", 1, 3, "count [prefix [size]]", "Adds strings under prefix:0, prefix:1 and so on, where there are none.", (*Server).debugPopulate},
	{"protocol", 1, 1, "type", "Answers with an example of a type of the protocol.", (*Server).debugProtocol},
	{"replybuffer", 2, 2, "PEAK-RESET-TIME NEVER|RESET|milliseconds | RESIZING 0|1", "Changes how reply buffers follow their use.", (*Server).debugReplyBuffer},
	{"set-active-expire", 1, 1, "0|1", "Stops the search for keys past their time, or lets it go on.", (*Server).debugActiveExpire},
	{"sleep", 1, 1, "seconds", "Makes the server sleep: nothing is answered meanwhile.", (*Server).debugSleep},
}

// debug is DEBUG subcommand [argument ...].
func (s *Server) debug(call *commands.Call) {
	name, arguments := call.Args.At(1), call.Args.From(2)
	if bytes.EqualFold(name, []byte("help")) && arguments.Len() == 0 {
		debugHelp(call.Reply)
		return
	}
	for _, row := range debugRows {
		if bytes.EqualFold(name, []byte(row.name)) && arguments.Len() >= row.least && arguments.Len() <= row.most {
			row.run(s, call, arguments)
			return
		}
	}
	call.Reply.Error(resp.ErrSubcommandSyntax, name, "DEBUG")
}

// debugHelp is DEBUG HELP, in the form of any container's.
func debugHelp(reply *resp.Writer) {
	lines := []string{"DEBUG <subcommand> [<argument> ...]. The subcommands are:"}
	for _, row := range debugRows {
		lines = append(lines, string(bytes.ToUpper([]byte(row.name)))+" "+row.usage, "    "+row.does)
	}
	lines = append(lines, "HELP", "    Lists the subcommands and what they do.")
	reply.Array(len(lines))
	for _, line := range lines {
		reply.SimpleString(line)
	}
}

// debugSleep is DEBUG SLEEP seconds: the server does nothing for that long.
func (s *Server) debugSleep(call *commands.Call, arguments resp.Args) {
	seconds, err := strconv.ParseFloat(string(arguments.At(0)), 64)
	if err == nil && seconds > 0 {
		s.kernel.Sleep(time.Duration(seconds * float64(time.Second)))
	}
	call.Reply.OK()
}

// debugError is DEBUG ERROR text. It counts as no error, being asked for.
func (s *Server) debugError(call *commands.Call, arguments resp.Args) {
	line := append([]byte{'-'}, arguments.At(0)...)
	for i, c := range line {
		if c == '\r' || c == '\n' {
			line[i] = ' '
		}
	}
	call.Reply.Raw(append(line, "\r\n"...))
}

// debugLog is DEBUG LOG text.
func (s *Server) debugLog(call *commands.Call, arguments resp.Args) {
	s.log.warning("DEBUG LOG: %s", arguments.At(0))
	call.Reply.OK()
}

// debugPauseCron is DEBUG PAUSE-CRON 0|1.
func (s *Server) debugPauseCron(call *commands.Call, arguments resp.Args) {
	s.cronPaused = isOn(arguments.At(0))
	call.Reply.OK()
}

// debugActiveExpire is DEBUG SET-ACTIVE-EXPIRE 0|1.
func (s *Server) debugActiveExpire(call *commands.Call, arguments resp.Args) {
	s.activeExpireOff = !isOn(arguments.At(0))
	call.Reply.OK()
}

// isOn reads a switch: any number but 0. What is no number is 0.
func isOn(word []byte) bool {
	n, ok := resp.ParseInt(word)
	return ok && n != 0
}

// debugReplyBuffer is DEBUG REPLYBUFFER PEAK-RESET-TIME time | RESIZING 0|1.
func (s *Server) debugReplyBuffer(call *commands.Call, arguments resp.Args) {
	switch name, value := arguments.At(0), arguments.At(1); {
	case bytes.EqualFold(name, []byte("resizing")):
		s.replyResizing = isOn(value)
	case !bytes.EqualFold(name, []byte("peak-reset-time")):
		call.Reply.Error(resp.ErrSubcommandSyntax, call.Args.At(1), "DEBUG")
		return
	case bytes.EqualFold(value, []byte("never")):
		s.replyPeakReset = -1
	case bytes.EqualFold(value, []byte("reset")):
		s.replyPeakReset = replyPeakResetDefault
	default:
		milliseconds, ok := resp.ParseInt(value)
		if !ok {
			call.Reply.Error(resp.ErrNotInteger)
			return
		}
		s.replyPeakReset = time.Duration(milliseconds) * time.Millisecond
	}
	s.configureConnections()
	call.Reply.OK()
}
