package server

import "fmt"

// Exceeded tells of a limit that is not kept: on the number of clients, or on what one
// of them has sent or is owed. It is for a simulated machine, while none of its threads
// runs: who is beyond a limit was closed by then.
func (s *Server) Exceeded() error {
	if s.clients.count > s.config.MaxClients {
		return fmt.Errorf("%d clients are there, and %d are allowed", s.clients.count, s.config.MaxClients)
	}
	query, reply := s.main.settings.queryLimit, s.main.settings.output.Hard
	for c := s.clients.first; c != nil; c = c.next {
		if c.flags&closing != 0 || c.state&dead != 0 {
			continue
		}
		if unread := int64(c.query.length - c.query.aside); unread > query {
			return fmt.Errorf("client %d has %d bytes in its query buffer, and %d are allowed", c.id, unread, query)
		}
		owed := int64(c.output.listed)
		if reply != 0 && owed >= reply {
			return fmt.Errorf("client %d is owed %d bytes, and %d are allowed", c.id, owed, reply)
		}
		if owed > strangerMax && !c.isAuthenticated() {
			return fmt.Errorf("client %d is owed %d bytes, and a stranger %d", c.id, owed, strangerMax)
		}
	}
	return nil
}
