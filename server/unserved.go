package server

import (
	"errors"
	"fmt"
)

// unservedRows are parameters that somebody who sets them counts on: data that
// is written, a door that is closed. This version does not serve them, so it
// refuses any value but the harmless one.
var unservedRows = []struct{ name, harmless string }{
	{"aclfile", ""},
	{"appendonly", "no"},
	{"cluster-enabled", "no"},
	{"daemonize", "no"},
	{"replicaof", ""},
	{"tls-port", "0"},
}

// unserved tells what keeps the server from starting as it is configured. What
// only makes it slower or larger than expected is a line of the log.
func (s *Server) unserved() error {
	for _, row := range unservedRows {
		if value := s.parameter(row.name); value != row.harmless {
			return fmt.Errorf("'%s %s' is not served by this version, see COMPATIBILITY.md", row.name, value)
		}
	}
	if len(s.config.Users) > 0 {
		return errors.New("'user' is not served by this version, see COMPATIBILITY.md")
	}
	if len(s.config.RenamedCommands) > 0 {
		return errors.New("'rename-command' is not served by this version, see COMPATIBILITY.md")
	}
	for _, row := range []struct{ name, harmless string }{
		{"io-threads", "1"},
		{"maxmemory", "0"},
		{"maxmemory-clients", "0"},
	} {
		if value := s.parameter(row.name); value != row.harmless {
			s.log.warning("WARNING '%s %s' has no effect in this version, see COMPATIBILITY.md", row.name, value)
		}
	}
	return nil
}

// parameter is the text of a parameter's value.
func (s *Server) parameter(name string) string {
	return s.config.Get([]byte(name))[0].Value
}
