package server

import (
	"path/filepath"
	"testing"

	"seedis/config"
	"seedis/sys"
	"seedis/sys/real"
)

// newFixture is a server on this machine, which the test steps by feed, and its
// only client.
func newFixture(t testing.TB) (*Server, *client) {
	t.Helper()
	return newFixtureWith(t, Options{Reserve: 1 << 30})
}

func newFixtureWith(t testing.TB, options Options) (*Server, *client) {
	t.Helper()
	kernel, err := real.New()
	if err != nil {
		t.Fatal(err)
	}
	configuration := config.New()
	path := filepath.Join(t.TempDir(), "socket")
	arguments := []string{"--port", "0", "--unixsocket", path, "--logfile", "/dev/null"}
	if err := configuration.ParseArguments(arguments, nil); err != nil {
		t.Fatal(err)
	}
	s, err := New(kernel, configuration, options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.close)
	peer, errno := kernel.Connect(sys.Addr{Path: path})
	if errno != sys.OK {
		t.Fatal(errno)
	}
	t.Cleanup(func() { kernel.Close(peer) })
	s.listeners[0].Ready(0)
	return s, s.clients.first
}

// feed lets the server execute what the client has sent, and throws the replies
// away.
func feed(s *Server, c *client, requests []byte) {
	copy(c.query.room(&s.main, 0), requests)
	c.query.received(len(requests))
	s.clock.update()
	s.serveBatch([]*connection{&c.connection})
	if owed := c.owedBytes(); owed > 0 {
		c.sent(owed)
	}
	c.state &^= sendPending
	s.main.pending = s.main.pending[:0]
}
