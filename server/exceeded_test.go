package server

import (
	"testing"

	"seedis/mem"
)

// A limit that is not kept is told, until the client that is beyond it is being closed.
func TestALimitThatIsNotKeptIsTold(t *testing.T) {
	for _, broken := range []struct {
		complaint string
		breach    func(s *Server, c *client)
	}{
		{"1 clients are there, and 0 are allowed", func(s *Server, _ *client) { s.config.MaxClients = 0 }},
		{"client 3 has 11 bytes in its query buffer, and 10 are allowed", func(s *Server, c *client) {
			s.main.settings.queryLimit = 10
			c.query.received(copy(c.query.room(&s.main, 0), "GET key key"))
		}},
		{"client 3 is owed 20000 bytes, and 20000 are allowed", func(s *Server, c *client) {
			s.main.settings.output.Hard = 20_000
			c.output.listed = 20_000
		}},
		{"client 3 is owed 1025 bytes, and a stranger 1024", func(s *Server, c *client) {
			s.main.settings.password = true
			c.state &^= authenticated
			c.output.listed = strangerMax + 1
		}},
	} {
		s, c := newFixture(t)
		if err := s.Exceeded(); err != nil {
			t.Fatal(err)
		}
		broken.breach(s, c)
		if err := s.Exceeded(); err == nil || err.Error() != broken.complaint {
			t.Errorf("got %v, want %s", err, broken.complaint)
		}
		s.config.MaxClients = 1
		c.flags |= closing
		if err := s.Exceeded(); err != nil {
			t.Errorf("of a client that is being closed: %v", err)
		}
		c.flags &^= closing
		c.output.listed = 0
		if c.query.block != mem.Nil {
			c.query.release(&s.main)
		}
	}
}
