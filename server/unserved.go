package server

import (
	"errors"
	"fmt"
	"slices"

	"seedis/config"
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

// noEffectRows are parameters that this version accepts without effect, where
// somebody would look for one.
var noEffectRows = []struct{ name, harmless string }{
	{"syslog-enabled", "no"},
}

// Check tells what keeps New from making a server with this configuration on any
// machine. An error is one line.
func Check(configuration *config.Config) error {
	if configuration.Port == 0 && configuration.UnixSocket == "" {
		return errListensNowhere
	}
	return (&Server{config: configuration}).unserved()
}

var errListensNowhere = errors.New("Configured to not listen anywhere, exiting.")

// unserved tells what keeps the server from starting as it is configured.
func (s *Server) unserved() error {
	for _, row := range unservedRows {
		if value := text(s.config, row.name); value != row.harmless {
			return fmt.Errorf("'%s %s' is not served by this version, see COMPATIBILITY.md", row.name, value)
		}
	}
	switch {
	case s.config.Supervised == "upstart":
		return errors.New("'supervised upstart' is not served by this version, see COMPATIBILITY.md")
	case slices.ContainsFunc(s.config.Users, s.changesUsers):
		return errors.New("'user' is not served by this version, see COMPATIBILITY.md")
	case len(s.config.RenamedCommands) > 0:
		return errors.New("'rename-command' is not served by this version, see COMPATIBILITY.md")
	}
	return nil
}

// changesUsers tells whether a line makes a user or changes the one there is.
func (s *Server) changesUsers(line config.Directive) bool {
	return s.config.RequirePass != "" || !config.IsPlainUser(line.Words)
}

// warnOfNoEffect writes a line for each parameter that was set since before and
// has no effect.
func (s *Server) warnOfNoEffect(before *config.Config) {
	for _, row := range noEffectRows {
		if value := text(s.config, row.name); value != row.harmless && value != text(before, row.name) {
			s.log.warning("WARNING '%s %s' has no effect in this version, see COMPATIBILITY.md", row.name, value)
		}
	}
}

// text is a parameter's value as CONFIG GET gives it.
func text(c *config.Config, name string) string {
	return c.Get([]byte(name))[0].Value
}
