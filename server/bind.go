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
		{"client|info", s.clientInfo},
		{"client|kill", s.clientKill},
		{"client|list", s.clientList},
		{"client|no-evict", s.clientNoEvict},
		{"client|pause", s.clientPause},
		{"client|reply", s.clientReply},
		{"client|setname", s.clientSetName},
		{"client|unblock", s.clientUnblock},
		{"client|unpause", s.clientUnpause},
		{"config|get", s.configGet},
		{"config|resetstat", s.configResetStat},
		{"config|rewrite", s.configRewrite},
		{"config|set", s.configSet},
		{"debug", s.debug},
		{"info", s.info},
		{"lolwut", s.lolwut},
		{"memory|doctor", s.memoryDoctor},
		{"memory|malloc-stats", s.memoryMallocStats},
		{"memory|purge", s.memoryPurge},
		{"memory|stats", s.memoryStats},
		{"slowlog|get", s.slowlogGet},
		{"slowlog|len", s.slowlogLen},
		{"slowlog|reset", s.slowlogReset},
		{"shutdown", s.shutdown},
		{"time", s.timeCommand},
		{"wait", s.wait},
	} {
		s.table.Bind(row.name, row.run)
	}
	if missing := s.table.Unbound(); missing != nil {
		panic("server: nothing runs these commands: " + strings.Join(missing, " "))
	}
}
