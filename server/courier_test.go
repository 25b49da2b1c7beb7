package server

import (
	"strings"
	"testing"
)

// owing is a connection of a server's that owes a text, in blocks as its writer makes
// them.
func owing(s *Server, text string) *connection {
	c := &client{connection: connection{reactor: &s.main}, server: s}
	c.client = c
	c.output.init()
	c.state |= visiting // it is nobody's to send
	c.reply.Attach(nil, 0, &c.connection)
	c.reply.BulkString(text)
	return &c.connection
}

func owedText(c *connection) string {
	c.settle()
	owed := ""
	for _, b := range c.output.waiting() {
		owed += string(b.heap.Bytes(b.ref, b.used))
	}
	return owed[c.output.sent:]
}

// What couriers bring is one reply after the other, in one block where there is room.
func TestCouriersJoin(t *testing.T) {
	s, _ := newFixture(t)
	small, large := "x", strings.Repeat("y", 3*replySize)
	for _, texts := range [][]string{{small, small}, {small, large}, {large, small}, {large, large}} {
		first, second := owing(s, texts[0]), owing(s, texts[1])
		want := owedText(first) + owedText(second)
		first.sent(1)
		want = want[1:]
		if first.absorb(second) {
			if got := owedText(first); got != want || second.owed() {
				t.Errorf("of %d and %d bytes %d are left", len(texts[0]), len(texts[1]), len(got))
			}
			first.releaseOutput()
			continue
		}
		if texts[1] == small {
			t.Errorf("a block was spent on %d bytes", len(texts[1]))
		}
		second.follow(first)
		listed := 0
		for i, b := range second.output.waiting() {
			if i > 0 || !second.output.hasFirst {
				listed += b.size()
			}
		}
		if got := owedText(second); got != want || listed != second.output.listed {
			t.Errorf("of %d and %d bytes %d are left, %d listed in %d", len(texts[0]), len(texts[1]), len(got), second.output.listed, listed)
		}
		second.reply.BulkString(small) // the writer goes on where it was
		if got := owedText(second); got != want+"$1\r\nx\r\n" {
			t.Errorf("after more there are %d bytes", len(got))
		}
		second.releaseOutput()
	}
}

// A courier's limits are those of its client: a stranger may be owed less.
func TestACourierIsAsTrustedAsItsClient(t *testing.T) {
	for _, trusted := range []bool{true, false} {
		s, _ := newFixture(t)
		s.config.RequirePass = "secret"
		s.configureConnections()
		c := owing(s, strings.Repeat("x", 3*replySize))
		if trusted {
			c.state |= authenticated
		}
		courier := c.client.courier()
		courier.reactor = &s.main
		if courier.overLimit() == trusted {
			t.Errorf("trusted %t: it may be owed %d bytes: %t", trusted, courier.output.listed, trusted)
		}
		courier.releaseOutput()
		c.releaseOutput()
	}
}
