package server

import (
	"strings"

	"seedis/commands"
)

// bindCommands gives the rows about the server itself their functions.
func (s *Server) bindCommands() {
	for _, row := range []struct {
		name string
		run  func(*commands.Call)
	}{
		{"auth", s.auth},
		{"echo", s.echo},
		{"hello", s.hello},
		{"ping", s.ping},
		{"quit", s.quit},
		{"reset", s.reset},
		{"select", s.selectCommand},
		{"multi", s.multi},
		{"exec", s.exec},
		{"discard", s.discardCommand},
		{"watch", s.watchCommand},
		{"unwatch", s.unwatchCommand},
		{"client|getname", s.clientGetName},
		{"client|id", s.clientID},
		{"client|kill", s.clientKill},
		{"client|list", s.clientList},
		{"client|setname", s.clientSetName},
		{"config|get", s.configGet},
		{"config|set", s.configSet},
		{"debug", s.debug},
		{"info", s.info},
		{"shutdown", s.shutdown},
	} {
		s.table.Bind(row.name, row.run)
	}
	if missing := s.table.Unbound(); missing != nil {
		panic("server: nothing runs these commands: " + strings.Join(missing, " "))
	}
}
