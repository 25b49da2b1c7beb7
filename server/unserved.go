package server

import "fmt"

// unserved names what the configuration asks for and this server does not do
// yet. It does not start where somebody would count on it: data that is not
// written, a cluster that is not joined. What only makes it slower or larger
// than expected is a line of the log.
func (s *Server) unserved() error {
	for _, row := range []struct{ name, harmless string }{
		{"appendonly", "no"},
		{"cluster-enabled", "no"},
		{"daemonize", "no"},
		{"replicaof", ""},
		{"tls-port", "0"},
	} {
		if value := s.parameter(row.name); value != row.harmless {
			return fmt.Errorf("'%s %s' is not served by this version, see COMPATIBILITY.md", row.name, value)
		}
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
