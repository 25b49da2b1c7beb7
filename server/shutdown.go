package server

import (
	"bytes"

	"seedis/commands"
	"seedis/config"
	"seedis/resp"
	"seedis/sys"
)

// announce writes the lines that programs wait for.
func (s *Server) announce() {
	s.log.notice("Seedis %s (compatible with Redis %s), pid %d, just started",
		config.Version, config.RedisVersion, s.kernel.Pid())
	if s.options.EngineNote != "" {
		s.log.notice("%s", s.options.EngineNote)
	}
	for _, l := range s.listeners {
		if l.addr.Path != "" {
			s.log.notice("The server is now ready to accept connections at %s", l.addr.Path)
		}
	}
	s.log.notice("Ready to accept connections")
	s.warnOfSmallMemory()
}

// signalled ends the server as SHUTDOWN does.
func (s *Server) signalled(signals sys.Signals) {
	name := "SIGTERM"
	if signals&sys.SignalInterrupt != 0 {
		name = "SIGINT"
	}
	s.log.warning("Received %s scheduling shutdown...", name)
	s.stop()
}

// shutdown is SHUTDOWN [NOSAVE|SAVE] [NOW] [FORCE] [ABORT]. There is nothing to
// save yet, so the words only have to make sense.
func (s *Server) shutdown(call *commands.Call) {
	var save, nosave, hurry, abort bool
	for i := 1; i < call.Args.Len(); i++ {
		switch word := call.Args.At(i); {
		case bytes.EqualFold(word, []byte("nosave")):
			nosave = true
		case bytes.EqualFold(word, []byte("save")):
			save = true
		case bytes.EqualFold(word, []byte("now")), bytes.EqualFold(word, []byte("force")):
			hurry = true
		case bytes.EqualFold(word, []byte("abort")):
			abort = true
		default:
			call.Reply.Error(resp.ErrSyntax)
			return
		}
	}
	if abort && (save || nosave || hurry) || save && nosave {
		call.Reply.Error(resp.ErrSyntax)
		return
	}
	if abort {
		call.Reply.Error(resp.ErrNoShutdown)
		return
	}
	s.stop()
}

// stop ends Run after this turn.
func (s *Server) stop() {
	s.log.warning("User requested shutdown...")
	s.ending = true
	s.main.loop.Stop()
	s.log.warning("Seedis is now ready to exit, bye bye...")
}
